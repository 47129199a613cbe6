//! Findings with the file, line and JSON pointer that they are about.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use crate::place::{FileId, Mark, Place};
use crate::tree::{Node, pointer};

use super::{Finding, Severity, Site};

/// A finding with its place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// Name of the rule.
    pub rule: &'static str,
    /// Its weight.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What to do.
    pub help: String,
}

impl Located {
    /// The file as a report names it.
    pub fn file(&self) -> String {
        self.place.file.to_string_lossy().into_owned()
    }
}

/// The inputs that findings point into.
pub struct Inputs<'a> {
    /// `provgen.yaml` and its tree.
    pub config: (&'a Path, &'a Node),
    /// The API's document and its tree as it was read.
    pub spec: (&'a Path, &'a Node),
    /// The documents that are added to that one and their trees, by [`FileId`](crate::place::FileId).
    pub added: Vec<(&'a Path, &'a Node)>,
    /// The overlays on that document and their trees, by [`FileId`](crate::place::FileId).
    pub overlays: Vec<(&'a Path, &'a Node)>,
    /// The mapping.
    pub mapping: &'a Path,
    /// The files of views and their trees.
    pub views: Vec<(&'a Path, &'a Node)>,
    /// The files of hand-written examples.
    pub examples: Vec<&'a Path>,
}

/// Findings with file, line and pointer, each once, in the order of files and lines.
pub fn locate(findings: &[Finding], inputs: &Inputs<'_>) -> Vec<Located> {
    let in_spec = marks(findings, |site| if let Site::Spec(mark) = site { Some(mark) } else { None });
    let in_config = marks(findings, |site| if let Site::Config(mark) = site { Some(mark) } else { None });
    let in_overlays: Vec<Places> =
        inputs.overlays.iter().map(|file| Places::new(*file, &in_document(&in_spec))).collect();
    let in_added: Vec<Places> = inputs.added.iter().map(|file| Places::new(*file, &in_document(&in_spec))).collect();
    let (in_spec, in_config) = (Places::new(inputs.spec, &in_spec), Places::new(inputs.config, &in_config));
    let in_view = |index| {
        move |site| match site {
            Site::View(at, mark) if at == index => Some(mark),
            _ => None,
        }
    };
    let views = inputs.views.iter().enumerate();
    let in_views: Vec<_> = views.map(|(index, file)| Places::new(*file, &marks(findings, in_view(index)))).collect();
    let place = |site: Site| match site {
        Site::Spec(mark) => {
            let overlay = mark.file().overlay_index().and_then(|index| in_overlays.get(index));
            let added = || mark.file().added_index().and_then(|index| in_added.get(index));
            match overlay.or_else(added) {
                Some(other) => other.of(mark.in_file(FileId::DOCUMENT)),
                None => in_spec.of(mark),
            }
        }
        Site::Config(mark) => in_config.of(mark),
        Site::View(index, mark) => in_views.get(index).unwrap_or(&in_config).of(mark),
        Site::Example(index, mark) => {
            inputs.examples.get(index).map_or_else(|| in_config.of(mark), |file| Place::at(file, mark))
        }
        // RFC 7111, section 2.1: rows count from 1, and the header is one.
        Site::Mapping(mark) => {
            Place { file: inputs.mapping.to_owned(), mark, pointer: Some(format!("#row={}", mark.line())) }
        }
    };
    let located = |finding: &Finding| Located {
        rule: finding.rule.id,
        severity: finding.severity,
        message: finding.message.clone(),
        place: place(finding.site),
        help: finding.help.clone(),
    };
    sorted(findings.iter().map(located).collect())
}

/// Findings in one file with line and pointer, in the order of lines.
pub fn locate_in(findings: &[Finding], file: &Path, tree: &Node) -> Vec<Located> {
    let places = Places::new((file, tree), &marks(findings, |site| Some(site.mark())));
    let located = |finding: &Finding| Located {
        rule: finding.rule.id,
        severity: finding.severity,
        message: finding.message.clone(),
        place: places.of(finding.site.mark()),
        help: finding.help.clone(),
    };
    sorted(findings.iter().map(located).collect())
}

/// Findings in the order of files and lines, each once.
pub fn sorted(mut all: Vec<Located>) -> Vec<Located> {
    all.sort_by(|a, b| (&a.place, a.rule, &a.message).cmp(&(&b.place, b.rule, &b.message)));
    all.dedup();
    all
}

/// Rule, file and JSON pointer: what stays when lines are added above.
pub type Key = (String, String, String);

/// The key of a finding in a file of this name.
pub fn key(finding: &Located, file: String) -> Key {
    (finding.rule.to_owned(), file, finding.place.pointer.clone().unwrap_or_default())
}

/// Marks of all files as if each stood in the document, as the trees of overlays have them.
fn in_document(marks: &BTreeSet<Mark>) -> BTreeSet<Mark> {
    marks.iter().map(|mark| mark.in_file(FileId::DOCUMENT)).collect()
}

fn marks(findings: &[Finding], of: impl Fn(Site) -> Option<Mark>) -> BTreeSet<Mark> {
    findings.iter().filter_map(|finding| of(finding.site)).collect()
}

/// A file with the pointers of the marks that findings have in it.
struct Places<'a> {
    file: &'a Path,
    pointers: HashMap<Mark, String>,
}

impl<'a> Places<'a> {
    fn new((file, tree): (&'a Path, &Node), marks: &BTreeSet<Mark>) -> Self {
        Places { file, pointers: pointer::find_all(tree, marks) }
    }

    fn of(&self, mark: Mark) -> Place {
        Place { file: self.file.to_owned(), mark, pointer: self.pointers.get(&mark).cloned() }
    }
}
