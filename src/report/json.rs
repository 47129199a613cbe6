//! Findings as one JSON object, which `provgen schema report` describes.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value as Json;

use crate::finding::Severity;

use super::Verdict;
use super::fingerprint::fingerprints;
use crate::finding::Located;

/// The result of `provgen validate`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, title = "Report")]
struct Report<'a> {
    /// The version of provgen.
    provgen: &'static str,
    /// Whether a finding is at or above the threshold.
    fails: bool,
    /// The numbers of findings.
    counts: Counts,
    /// The findings in the order of files, lines and rules.
    findings: Vec<Entry<'a>>,
}

/// The numbers of findings by severity.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Counts {
    /// A service or resource is lost in the engine.
    fatal: usize,
    /// A query fails or misleads.
    error: usize,
    /// Probable mistakes.
    warning: usize,
    /// Worth knowing.
    info: usize,
    /// Findings that an ignore of the policy matches. Not among the findings.
    ignored: usize,
    /// Findings that the baseline knows. Not among the findings.
    known: usize,
}

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Finding")]
struct Entry<'a> {
    /// The rule, which `provgen explain` explains.
    rule: &'a str,
    /// Its severity.
    severity: Severity,
    /// What is wrong.
    message: &'a str,
    /// How to fix it.
    help: &'a str,
    /// The file, relative to the working folder if it is below that, otherwise as named.
    file: String,
    /// The line, from 1; absent if the whole file is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// The column in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    /// The place in the document, a JSON pointer as URI fragment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'a str>,
    /// Identifies the finding across runs, even if lines move or provgen runs in another folder.
    fingerprint: String,
}

/// The report, with a final line break.
pub fn render(verdict: &Verdict) -> String {
    let entries = verdict.findings.iter().zip(fingerprints(verdict));
    let report = Report {
        provgen: env!("CARGO_PKG_VERSION"),
        fails: verdict.fails(),
        counts: Counts {
            fatal: verdict.count(Severity::Fatal),
            error: verdict.count(Severity::Error),
            warning: verdict.count(Severity::Warning),
            info: verdict.count(Severity::Info),
            ignored: verdict.ignored,
            known: verdict.known,
        },
        findings: entries.map(|(finding, fingerprint)| entry(finding, fingerprint)).collect(),
    };
    super::json_text(&report)
}

/// The JSON Schema of a report, draft 2020-12.
pub fn schema() -> Json {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Report<'_>>().to_value()
}

fn entry(finding: &Located, fingerprint: String) -> Entry<'_> {
    let mark = finding.place.mark;
    Entry {
        rule: finding.rule,
        severity: finding.severity,
        message: &finding.message,
        help: &finding.help,
        file: finding.file(),
        line: (mark.line() > 0).then_some(mark.line()),
        column: (mark.line() > 0 && mark.column() > 0).then_some(mark.column()),
        pointer: finding.place.pointer.as_deref(),
        fingerprint,
    }
}
