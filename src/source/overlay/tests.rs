//! Overlays: each case is a folder with `openapi.yaml`, `overlay.yaml` and any after it, what the
//! document has to become, and in `expected.txt` what is found.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::Overlays;
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::finding::{Inputs, locate};
use crate::support;
use crate::tree::Node;
use crate::tree::yaml;
use crate::tree::yaml_writer::document;

#[test]
fn documents_become_what_is_expected() {
    for case in support::cases("overlay") {
        let (document, told) = outcome(&case);
        compare(&case.join("expected.yaml"), &document);
        compare(&case.join("expected.txt"), &told);
    }
}

/// The document as YAML, which is empty after an error, and what is told.
fn outcome(case: &Path) -> (String, String) {
    let file = case.join("openapi.yaml");
    let tree = yaml::read(&fs::read(&file).expect("a document"), Path::new("openapi.yaml")).expect("YAML");
    let applied = overlays(case).and_then(|overlays| Ok((overlays.apply(&tree)?, overlays)));
    match applied {
        Ok(((overlaid, mut findings), overlays)) => {
            findings.extend(overlays.check(&[&overlaid.hits]));
            (document(&overlaid.document), listed(&findings, &tree, &overlays))
        }
        Err(error) => (String::new(), told(&error)),
    }
}

fn overlays(case: &Path) -> Result<Overlays, Error> {
    let mut overlays = Overlays::default();
    for name in ["overlay.yaml", "overlay-2.yaml", "overlay-3.yaml"] {
        if let Ok(bytes) = fs::read(case.join(name)) {
            overlays.add(&bytes, Path::new(name))?;
        }
    }
    Ok(overlays)
}

fn listed(findings: &[Finding], tree: &Node, overlays: &Overlays) -> String {
    let nothing = (Path::new(""), &Node::default());
    let inputs = Inputs {
        config: nothing,
        spec: (Path::new("openapi.yaml"), tree),
        added: Vec::new(),
        overlays: overlays.files().collect(),
        mapping: Path::new(""),
        views: Vec::new(),
        examples: Vec::new(),
    };
    let mut text = String::new();
    for found in locate(findings, &inputs) {
        let place = found.place;
        let (file, pointer) = (place.file.display(), place.pointer.unwrap_or_default());
        let at = format!("{file}:{}:{} {pointer}", place.mark.line(), place.mark.column());
        let severity = if found.severity == Severity::Error { "error" } else { "warning" };
        let _ = writeln!(text, "{at}\n    {severity} {}: {}\n    help: {}", found.rule, found.message, found.help);
    }
    text
}

fn told(error: &Error) -> String {
    let place = error.place().expect("a place");
    let pointer = place.pointer.clone().unwrap_or_default();
    let at = format!("{}:{}:{} {pointer}", place.file.display(), place.mark.line(), place.mark.column());
    format!("{at}\n    {error}\n    help: {}\n", error.help())
}

/// A file that is not there stands for nothing.
fn compare(file: &PathBuf, found: &str) {
    if std::env::var_os("PROVGEN_UPDATE_CASES").is_some() {
        let _ = fs::remove_file(file);
        if !found.is_empty() {
            fs::write(file, found).expect("write expectation");
        }
    }
    assert_eq!(fs::read_to_string(file).unwrap_or_default(), found, "{}", file.display());
}
