//! Findings and errors as people and programs read them, one file a format.

pub mod changes;
pub mod fingerprint;
pub mod github;
pub mod json;
pub mod junit;
pub mod markdown;
mod names;
pub mod sarif;
mod text;
mod verdict;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use serde::Serialize;

use crate::finding::{Finding, Severity, Site};
use crate::place::Mark;
use crate::place::Place;
use crate::source::Overlays;
use crate::tree::Node;
use crate::tree::pointer;

pub use names::{Names, opened};
pub use text::{diff, error, findings, findings_with_pages};
pub use verdict::Verdict;

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
    /// What is applied to that document.
    pub overlays: &'a Overlays,
    /// The mapping.
    pub mapping: &'a Path,
    /// Other files and their trees.
    pub files: Vec<(&'a Path, &'a Node)>,
}

/// Findings with file, line and pointer, each once, in the order of files and lines.
pub fn locate(findings: &[Finding], inputs: &Inputs<'_>) -> Vec<Located> {
    let in_spec = marks(findings, |site| if let Site::Spec(mark) = site { Some(mark) } else { None });
    let in_config = marks(findings, |site| if let Site::Config(mark) = site { Some(mark) } else { None });
    let in_overlays = inputs.overlays.places(&in_spec);
    let (in_spec, in_config) = (Places::new(inputs.spec, &in_spec), Places::new(inputs.config, &in_config));
    let in_file = |index| {
        move |site| match site {
            Site::File(at, mark) if at == index => Some(mark),
            _ => None,
        }
    };
    let files = inputs.files.iter().enumerate();
    let in_files: Vec<_> = files.map(|(index, file)| Places::new(*file, &marks(findings, in_file(index)))).collect();
    let place = |site: Site| match site {
        Site::Spec(mark) => in_overlays.get(&mark).cloned().unwrap_or_else(|| in_spec.of(mark)),
        Site::Config(mark) => in_config.of(mark),
        Site::File(index, mark) => in_files.get(index).unwrap_or(&in_config).of(mark),
        // RFC 7111, section 2.1: rows count from 1, and the header is one.
        Site::Mapping(mark) => {
            Place { file: inputs.mapping.to_owned(), mark, pointer: Some(format!("#row={}", mark.line)) }
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
    let mark = |site| match site {
        Site::Spec(mark) | Site::Config(mark) | Site::Mapping(mark) | Site::File(_, mark) => mark,
    };
    let places = Places::new((file, tree), &marks(findings, |site| Some(mark(site))));
    let located = |finding: &Finding| Located {
        rule: finding.rule.id,
        severity: finding.severity,
        message: finding.message.clone(),
        place: places.of(mark(finding.site)),
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

/// Indented JSON. Data of ours has no key that is no text, which alone could fail.
fn json_text(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
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
