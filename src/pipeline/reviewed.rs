//! The rows of a mapping with what a person needs to review them.

use std::path::PathBuf;

use crate::error::Error;
use crate::mapping::infer::NameFrom;
use crate::review::Entry;
use crate::source::{self, Job, Purpose};

use super::run::Run;

/// The rows of a mapping, and its file.
#[derive(Debug)]
pub(crate) struct Reviewed {
    /// The file.
    pub mapping: PathBuf,
    /// All rows, in the order of the file.
    pub entries: Vec<Entry>,
}

/// Reads the rows of a provider's mapping with their services and tags.
///
/// # Errors
/// An input that cannot be read or understood at all.
pub(crate) fn reviewed(job: &Job) -> Result<Reviewed, Error> {
    let inputs = source::read(job, Purpose::Mapping)?;
    let mapping = inputs.mapping.path.clone();
    if inputs.mapping.bytes.is_empty() {
        let message = format!("there is nothing to review: {} does not exist or is empty", mapping.display());
        return Err(Error::usage(message, "run `provgen map` first, which drafts the rows"));
    }
    let mut run = Run::parse(inputs)?;
    run.normalise()?;
    let (mut tags, mut object_keys) = (run.tags(), run.object_keys());
    let standing = run.propose(NameFrom::default()).into_iter().flat_map(|proposal| proposal.inference.standing);
    let mut entries: Vec<Entry> = standing
        .map(|standing| {
            let row = standing.row;
            let service = standing.service.or_else(|| row.service().map(str::to_owned)).unwrap_or_default();
            let operation = (row.path.clone(), row.verb.clone());
            let tags = tags.remove(&operation).unwrap_or_default();
            let object_keys = object_keys.remove(&operation).unwrap_or_default();
            Entry { row, service, tags, object_keys }
        })
        .collect();
    entries.sort_by_key(|entry| entry.row.mark);
    entries.dedup_by_key(|entry| entry.row.mark);
    Ok(Reviewed { mapping, entries })
}
