//! The rows of a mapping with what a person needs to review them.

use std::collections::HashSet;
use std::path::PathBuf;

use crate::error::Error;
use crate::mapping::infer::{NameFrom, Standing, State};
use crate::place::Mark;
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
    /// The rows whose cells `map` would fill if they were empty.
    pub fillable: HashSet<Mark>,
    /// Whether each document is a service, so that a row without one could be about another document.
    pub is_by_file: bool,
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
    let standing: Vec<Standing> = standing.collect();
    let fillable = standing.iter().filter(|it| is_fillable(it)).map(|it| it.row.mark).collect();
    let mut entries: Vec<Entry> = standing
        .into_iter()
        .map(|standing| {
            let operation = (standing.row.path.clone(), standing.row.verb.clone());
            // A decision is put into the row as the file has it, also if its operation has another path now.
            let row = standing.written.unwrap_or(standing.row);
            let service = standing.service.or_else(|| row.service().map(str::to_owned)).unwrap_or_default();
            let tags = tags.remove(&operation).unwrap_or_default();
            let object_keys = object_keys.remove(&operation).unwrap_or_default();
            Entry { row, service, tags, object_keys }
        })
        .collect();
    entries.sort_by_key(|entry| entry.row.mark);
    Ok(Reviewed { mapping, entries, fillable, is_by_file: run.is_by_file() })
}

/// Whether a row would be filled: what it says of its operation still holds, and does not leave it out. The name of a method
/// may be all that leads a row to an operation that moved.
fn is_fillable(standing: &Standing) -> bool {
    matches!(standing.state, State::Kept | State::Filled) && standing.moved().is_none()
}
