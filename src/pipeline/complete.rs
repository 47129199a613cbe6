//! Completes the mapping of a provider.

#[cfg(feature = "cli")]
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::config::{ConfigFile, with_settings};
use crate::error::Error;
#[cfg(feature = "cli")]
use crate::mapping::SKIP;
use crate::mapping::infer::NameFrom;
use crate::mapping::{self, HEADER, Row, sheet};
#[cfg(feature = "cli")]
use crate::place::Mark;
use crate::proposal::Proposal;
use crate::proposal::paging::{self, Draft};
#[cfg(feature = "cli")]
use crate::review::Filter;
#[cfg(feature = "cli")]
use crate::source::Inputs;
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
    /// Settings that it needs for pages; none if there are any or nothing is sure.
    pub(crate) settings: Option<Settings>,
}

/// Settings for a configuration.
#[derive(Debug)]
pub(crate) struct Settings {
    /// What they are.
    pub draft: Draft,
    /// The configuration.
    pub file: PathBuf,
    /// The file as it is.
    pub before: Vec<u8>,
    /// The file as it would be; none if a person has to add them.
    pub after: Option<Vec<u8>>,
}

/// Proposes what the mapping of inputs lacks, by document.
///
/// # Errors
/// An input that cannot be understood at all.
#[cfg(feature = "cli")]
pub(crate) fn proposals(inputs: Inputs) -> Result<Vec<Proposal>, Error> {
    let mut run = Run::parse(inputs)?;
    run.normalise()?;
    Ok(run.propose(NameFrom::default()))
}

/// Proposes what the mapping of a provider lacks, which need not be there yet, without writing it.
///
/// # Errors
/// An input that cannot be read or understood at all.
pub fn complete(job: &Job, from: NameFrom, on_stage: &dyn Fn(&'static str)) -> Result<Completed, Error> {
    completed(job, from, on_stage, &|bytes, _| Ok(bytes.to_vec()))
}

/// Like [`complete`], with the rows that a filter means guessed anew, whatever they say. Rows that leave their operation
/// out stay.
///
/// # Errors
/// The errors of [`complete`].
#[cfg(feature = "cli")]
pub(crate) fn redo(
    job: &Job,
    from: NameFrom,
    filter: &Filter,
    on_stage: &dyn Fn(&'static str),
) -> Result<Completed, Error> {
    let entries = super::reviewed::reviewed(job)?.entries;
    let meant = entries.into_iter().filter(|entry| entry.row.resource != SKIP && filter.matches(entry));
    let cleared: HashMap<Mark, Row> = meant.map(|entry| (entry.row.mark, without_cells(entry.row))).collect();
    completed(job, from, on_stage, &|bytes, file| sheet::rewrite(bytes, file, &cleared))
}

/// A row that only names its operation.
#[cfg(feature = "cli")]
fn without_cells(row: Row) -> Row {
    let Row { mark, path, operation_id, verb, .. } = row;
    Row { mark, path, operation_id, verb, ..Row::default() }
}

/// What is done to the text of a mapping before it is read.
type Prepared<'a> = dyn Fn(&[u8], &Path) -> Result<Vec<u8>, Error> + 'a;

/// Completes a mapping after something was done to its text.
fn completed(
    job: &Job,
    from: NameFrom,
    on_stage: &dyn Fn(&'static str),
    prepared: &Prepared<'_>,
) -> Result<Completed, Error> {
    let mut clock = Clock::start(on_stage);
    let mut inputs = clock.time("reading", || source::read(job, Purpose::Mapping))?;
    let (mapping, before) = (inputs.mapping.path.clone(), inputs.mapping.bytes.clone());
    if before.is_empty() {
        inputs.mapping.bytes = HEADER.as_bytes().to_vec();
    }
    let prepared = prepared(&before, &mapping)?;
    if !prepared.is_empty() {
        inputs.mapping.bytes.clone_from(&prepared);
    }
    let mut run = clock.time("source", || Run::parse(inputs))?;
    clock.time("normalise", || run.normalise())?;
    let proposals = clock.time("mapping", || run.propose(from));
    let standing: Vec<_> = proposals.iter().flat_map(|proposal| &proposal.inference.standing).collect();
    let proposed: Vec<_> = proposals.iter().flat_map(|proposal| &proposal.inference.proposed).collect();
    let after = sheet::complete(&prepared, &mapping, &standing, &proposed)?;
    let rows = mapping::read(&after, &mapping)?;
    let draft = clock.time("settings", || drafted(&mut run, rows, &proposals));
    let settings = draft.has_entries().then(|| settings(run.config(), draft));
    Ok(Completed { mapping, before, after, proposals, settings })
}

/// Drafts settings for methods with a new row; for all methods if the configuration says nothing of pages yet.
fn drafted(run: &mut Run, rows: Vec<Row>, proposals: &[Proposal]) -> Draft {
    if run.is_published() {
        return Draft::default();
    }
    let is_first = !run.has_settings() && run.config().service_config().is_none();
    run.remap(rows);
    let lists = run.lists(|part, operation| {
        let proposed = proposals.get(part).into_iter().flat_map(|proposal| &proposal.inference.proposed);
        is_first || proposed.filter(|proposed| proposed.is_new()).any(|proposed| proposed.operation == operation)
    });
    paging::settings(&lists)
}

fn settings(config: &ConfigFile, draft: Draft) -> Settings {
    let told = draft.told.iter().map(|told| format!("  # {told}."));
    let lines: Vec<String> = told.chain(draft.lines.iter().cloned()).collect();
    let after = with_settings(&config.bytes, &config.path, &lines);
    Settings { draft: Draft { lines, ..draft }, file: config.path.clone(), before: config.bytes.clone(), after }
}
