//! Findings and errors as people read them.

mod text;

use std::collections::BTreeSet;
use std::path::Path;

use crate::error::Place;
use crate::finding::{Finding, Severity, Site};
use crate::source::node::{Mark, Node};
use crate::source::{Overlays, pointer};

pub use text::{diff, error, findings, plain};

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
}

/// Findings with file, line and pointer, each once, in the order of files and lines.
pub fn locate(findings: &[Finding], inputs: &Inputs<'_>) -> Vec<Located> {
    let in_spec = marks(findings, |site| if let Site::Spec(mark) = site { Some(mark) } else { None });
    let in_config = marks(findings, |site| if let Site::Config(mark) = site { Some(mark) } else { None });
    let in_overlays = inputs.overlays.places(&in_spec);
    let (in_spec, in_config) =
        (pointer::find_all(inputs.spec.1, &in_spec), pointer::find_all(inputs.config.1, &in_config));
    let in_document = |mark| Place { file: inputs.spec.0.to_owned(), mark, pointer: in_spec.get(&mark).cloned() };
    let place = |site: Site| match site {
        Site::Spec(mark) => in_overlays.get(&mark).cloned().unwrap_or_else(|| in_document(mark)),
        Site::Config(mark) => Place { file: inputs.config.0.to_owned(), mark, pointer: in_config.get(&mark).cloned() },
        // RFC 7111, section 2.1: rows count from 1, and the header is one.
        Site::Mapping(mark) => {
            Place { file: inputs.mapping.to_owned(), mark, pointer: Some(format!("#row={}", mark.line)) }
        }
    };
    let located = |finding: &Finding| Located {
        rule: finding.rule.id,
        severity: finding.severity(),
        message: finding.message.clone(),
        place: place(finding.site),
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

fn marks(findings: &[Finding], of: impl Fn(Site) -> Option<Mark>) -> BTreeSet<Mark> {
    findings.iter().filter_map(|finding| of(finding.site)).collect()
}
