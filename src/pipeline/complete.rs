//! Completes the mapping of a provider.

use std::path::PathBuf;

use crate::error::Error;
use crate::mapping::infer::NameFrom;
use crate::mapping::{HEADER, sheet};
use crate::proposal::Proposal;
use crate::source::{self, Job, Purpose};

use super::clock::Clock;
use super::run::Run;

/// A mapping with the rows that it lacks.
#[derive(Debug)]
pub struct Completed {
    /// Its file.
    pub mapping: PathBuf,
    /// The file as it is; nothing if there is none.
    pub before: Vec<u8>,
    /// The file as it would be.
    pub after: Vec<u8>,
    /// What it has and lacks, by document.
    pub(crate) proposals: Vec<Proposal>,
}

/// Proposes what the mapping of a provider lacks, which need not be there yet, without writing it.
///
/// # Errors
/// An input that cannot be read or understood at all.
pub fn complete(job: &Job, from: NameFrom, on_stage: &dyn Fn(&'static str)) -> Result<Completed, Error> {
    let mut clock = Clock::start(on_stage);
    let mut inputs = clock.time("reading", || source::read(job, Purpose::Mapping))?;
    let (mapping, before) = (inputs.mapping.path.clone(), inputs.mapping.bytes.clone());
    if before.is_empty() {
        inputs.mapping.bytes = HEADER.as_bytes().to_vec();
    }
    let mut run = clock.time("source", || Run::parse(inputs))?;
    clock.time("normalise", || run.normalise());
    let proposals = clock.time("mapping", || run.propose(from));
    let standing: Vec<_> = proposals.iter().flat_map(|proposal| &proposal.inference.standing).collect();
    let proposed: Vec<_> = proposals.iter().flat_map(|proposal| &proposal.inference.proposed).collect();
    let after = sheet::complete(&before, &mapping, &standing, &proposed)?;
    Ok(Completed { mapping, before, after, proposals })
}
