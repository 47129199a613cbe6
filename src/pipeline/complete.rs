//! Completes the mapping of a provider.

use std::path::{Path, PathBuf};

use crate::config::{ConfigFile, with_settings};
use crate::error::Error;
use crate::mapping::infer::NameFrom;
use crate::mapping::{self, HEADER, Row, sheet};
use crate::proposal::Proposal;
use crate::proposal::paging::{self, Draft};
#[cfg(feature = "cli")]
use crate::review::{self, Change, Filter};
#[cfg(feature = "cli")]
use crate::source::Inputs;
use crate::source::{self, Job, Purpose};

use super::clock::Clock;
#[cfg(feature = "cli")]
use super::reviewed::{Reviewed, reviewed};
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
/// out, and rows that do not lead to one by their own path, stay: nothing would fill them again.
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
    let Reviewed { entries, fillable, is_by_file, .. } = reviewed(job)?;
    let meant = entries.into_iter().filter(|entry| fillable.contains(&entry.row.mark) && filter.matches(entry));
    let cleared: Vec<Change> = meant.map(|entry| cleared(entry.row, is_by_file)).collect();
    completed(job, from, on_stage, &|bytes, file| Ok(review::apply(bytes, file, &cleared)?.bytes))
}

/// Empties a row but for what names its operation, and its service if that names the document.
#[cfg(feature = "cli")]
fn cleared(before: Row, keeps_service: bool) -> Change {
    let Row { mark, path, operation_id, verb, filename, .. } = before.clone();
    let filename = if keeps_service { filename } else { String::new() };
    Change { before, after: Row { mark, path, operation_id, verb, filename, ..Row::default() } }
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

#[cfg(test)]
#[cfg(feature = "cli")]
mod tests {
    use std::fs;

    use super::*;

    const ANSWER: &str = "{responses: {'200': {description: All}}}";

    /// Writes the files of a provider, and returns how to reach it.
    fn provider(folder: &Path, settings: &str, documents: &[(&str, &str)], mapping: &str) -> Job {
        let config = format!("provider: p\ntitle: P\ndescription: D.\n{settings}\n");
        for (name, text) in [("provgen.yaml", config.as_str()), ("mapping.csv", mapping)] {
            fs::write(folder.join(name), text).expect("write");
        }
        for (name, paths) in documents {
            let text = format!("openapi: 3.0.3\ninfo: {{title: P, version: '1'}}\npaths: {{{paths}}}\n");
            fs::create_dir_all(folder.join(name).parent().expect("folder")).expect("folder");
            fs::write(folder.join(name), text).expect("write");
        }
        Job { config: folder.join("provgen.yaml"), spec: None, mapping: None, style: None }
    }

    fn after_redo(settings: &str, documents: &[(&str, &str)], rows: &str) -> String {
        let folder = tempfile::tempdir().expect("folder");
        let job = provider(folder.path(), settings, documents, &format!("{HEADER}{rows}"));
        let all = Filter::parse("all").expect("filter");
        let completed = redo(&job, NameFrom::default(), &all, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
        String::from_utf8_lossy(&completed.after).replacen(HEADER, "", 1)
    }

    #[test]
    fn what_nothing_would_fill_again_is_not_emptied() {
        let settings = "source: {file: openapi.yaml}\nservices: {skip: [{service: secrets, reason: private}]}";
        let paths = format!("/v2/users: {{get: {ANSWER}}}, /secrets: {{get: {{tags: [secrets], {}}}", &ANSWER[1..]);
        let kept = "s,/gone,get,,mine,my_list,select,,\nsecrets,/secrets,get,,mine,tell,select,,\n";
        assert_eq!(after_redo(settings, &[("openapi.yaml", &paths)], kept).replacen(kept, "", 1).lines().count(), 1);
        let moved = after_redo(settings, &[("openapi.yaml", &paths)], "users,/v1/users,get,,mine,my_list,select,,\n");
        assert_eq!(moved, "users,/v2/users,get,,mine,my_list,select,,\n");
    }

    #[test]
    fn a_row_that_is_guessed_anew_is_as_sure_as_a_new_one() {
        let settings = "source: {file: openapi.yaml}";
        let paths = format!("/users: {{get: {{operationId: listUsers, {}}}", &ANSWER[1..]);
        let after = after_redo(settings, &[("openapi.yaml", &paths)], ",/users,get,listUsers,mine,x,exec,,\n");
        assert_eq!(after, ",/users,get,listUsers,users,list_users,select,,\"guess:high resource, verb\"\n");
    }

    #[test]
    fn a_row_stays_with_its_document() {
        let settings = "source: {dir: docs}\nservices: {by: file}";
        let paths = format!("/health: {{get: {ANSWER}}}");
        let after = after_redo(
            settings,
            &[("docs/a.yaml", &paths), ("docs/b.yaml", &paths)],
            "a,/health,get,,mine,one,select,,\nb,/health,get,,mine,two,select,,\n",
        );
        let names: Vec<&str> = after.lines().filter_map(|line| line.split("/health").next()).collect();
        assert_eq!(names, ["a,", "b,"], "{after}");
        assert!(!after.contains("mine"), "{after}");
    }

    #[test]
    fn a_row_whose_operation_moved_can_be_reviewed() {
        let folder = tempfile::tempdir().expect("folder");
        let mapping = format!("{HEADER}users,/v1/users,get,,users,list,select,,guess:low verb\n");
        let paths = format!("/v2/users: {{get: {ANSWER}}}");
        let job = provider(folder.path(), "source: {file: openapi.yaml}", &[("openapi.yaml", &paths)], &mapping);
        let reviewed = reviewed(&job).unwrap_or_else(|error| panic!("{error}"));
        let decide = |before: &Row| Change { before: before.clone(), after: review::accepted(before) };
        let changes: Vec<Change> = reviewed.entries.iter().map(|entry| decide(&entry.row)).collect();
        let applied = review::apply(mapping.as_bytes(), &reviewed.mapping, &changes).expect("mapping");
        assert_eq!((applied.refused, String::from_utf8_lossy(&applied.bytes).contains("guess")), (0, false));
    }
}
