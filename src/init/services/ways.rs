//! The ways in which the operations of a document can be grouped, each with its grade.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::config::{By, Services};
use crate::mapping::{label_of, segments, service_of_tag, tag_of, words_of_id};
use crate::normalise::Operation;

use super::grade::{Grade, Paths};
use super::names::{Names, name};

/// How many segments at the start of paths are ignored at most. Azure has three.
const MAX_IGNORED: usize = 8;

/// How many of the largest services are tried as segments that say nothing.
const TRIED: usize = 3;

/// A service with fewer operations than one in so many is not one that all paths are below of.
const LARGE: usize = 5;

/// Operations in groups.
pub struct Way {
    /// What names the service of an operation, without new names.
    pub services: Services,
    /// New names of services by their old ones, as the document spells them.
    pub rename: BTreeMap<String, String>,
    /// The service of each operation.
    #[cfg(test)]
    pub of: Vec<String>,
    /// How well it groups.
    pub grade: Grade,
}

impl Way {
    fn new(operations: &[Operation], paths: &Paths, services: Services) -> Self {
        let labels: Vec<_> = operations.iter().map(|operation| label_of(operation, &services)).collect();
        Way::of_labels(operations, &labels, paths, services)
    }

    fn of_labels(operations: &[Operation], labels: &[Cow<'_, str>], paths: &Paths, services: Services) -> Self {
        let Names { of, rename } = name(labels);
        let has_label = |operation: &&Operation| match services.by {
            By::Tag => tag_of(operation).is_some(),
            By::OperationId => words_of_id(operation.node.text("operationId").unwrap_or_default()).is_some(),
            By::Path | By::File => true,
        };
        let named = operations.iter().filter(has_label).count();
        let mut grade = Grade::of(&of, paths);
        grade.without = operations.len() - named;
        grade.ignored = services.ignore_segments.len();
        grade.is_of_vendor = matches!(services.by, By::Tag | By::File);
        Way {
            services,
            rename,
            #[cfg(test)]
            of,
            grade,
        }
    }

    /// What names the service of an operation.
    pub fn by(&self) -> By {
        self.services.by
    }
}

/// Returns each way of which the document has what it needs. `files` are the names of the documents that were united, if
/// there are several. Without operations there is none.
pub fn all(operations: &[Operation], files: &[String]) -> Vec<Way> {
    if operations.is_empty() {
        return Vec::new();
    }
    let paths = Paths::of(operations);
    let by = |by| Way::new(operations, &paths, Services { by, ..Services::default() });
    let ways = [by(By::Tag), by_path(operations, &paths), by(By::OperationId)];
    let ways = ways.into_iter().filter(|way| way.grade.without < operations.len());
    by_file(operations, &paths, files).into_iter().chain(ways).collect()
}

/// Makes each document a service.
fn by_file(operations: &[Operation], paths: &Paths, files: &[String]) -> Option<Way> {
    let file = |operation: &Operation| {
        let index = operation.node.mark.file().added_index().map_or(0, |index| index + 1);
        files.get(index).map(|file| Cow::Owned(service_of_tag(file)))
    };
    let labels: Option<Vec<Cow<'_, str>>> = operations.iter().map(file).collect();
    let services = Services { by: By::File, ..Services::default() };
    (files.len() > 1).then(|| Some(Way::of_labels(operations, &labels?, paths, services)))?
}

/// Groups by path, without the segments that many paths begin with.
fn by_path(operations: &[Operation], paths: &Paths) -> Way {
    let way = |ignore_segments: &[String]| {
        let ignore_segments = ignore_segments.to_vec();
        Way::new(operations, paths, Services { by: By::Path, ignore_segments, ..Services::default() })
    };
    let mut best = way(&[]);
    let mut ignored: Vec<String> = Vec::new();
    while ignored.len() < MAX_IGNORED {
        let more = large(operations, &ignored).into_iter().map(|segment| {
            let ignored: Vec<String> = ignored.iter().cloned().chain([segment]).collect();
            way(&ignored)
        });
        let Some(next) = more.rev().max_by(|a, b| a.grade.score().total_cmp(&b.grade.score())) else { break };
        ignored.clone_from(&next.services.ignore_segments);
        if next.grade.score() > best.grade.score() {
            best = next;
        }
    }
    best
}

/// Returns the segments that name the largest services, the largest first.
fn large(operations: &[Operation], ignored: &[String]) -> Vec<String> {
    let services = Services { by: By::Path, ignore_segments: ignored.to_vec(), ..Services::default() };
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    for operation in operations.iter().filter(|operation| segments(&operation.path).next().is_some()) {
        *sizes.entry(label_of(operation, &services).into_owned()).or_default() += 1;
    }
    let is_new = |segment: &String| !ignored.iter().any(|name| name.eq_ignore_ascii_case(segment));
    let mut sizes: Vec<_> = sizes.into_iter().filter(|(_, size)| size * LARGE >= operations.len()).collect();
    sizes.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    sizes.into_iter().map(|(segment, _)| segment).take(TRIED).filter(is_new).collect()
}
