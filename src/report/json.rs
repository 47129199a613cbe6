//! Findings as one JSON object, for programs. `provgen schema report` describes it.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value as Json;

use crate::finding::Severity;

use super::Verdict;
use super::fingerprint::fingerprints;
use crate::finding::Located;

/// What `provgen validate` found.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, title = "Report")]
struct Report<'a> {
    /// The version of provgen.
    provgen: &'static str,
    /// Whether a finding is at or above the threshold.
    fails: bool,
    /// How many there are.
    counts: Counts,
    /// In the order of files, lines and rules.
    findings: Vec<Entry<'a>>,
}

/// How many findings there are.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Counts {
    /// What costs the engine a service or resource.
    fatal: usize,
    /// What fails or misleads in a query.
    error: usize,
    /// What deserves a look.
    warning: usize,
    /// What is worth knowing.
    info: usize,
    /// What an ignore of the policy has taken out. Not among the findings.
    ignored: usize,
    /// What the baseline knows. Not among the findings.
    known: usize,
}

/// One thing that is wrong.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Finding")]
struct Entry<'a> {
    /// The rule; `provgen explain` has its page.
    rule: &'a str,
    /// Its weight.
    severity: Severity,
    /// What is wrong.
    message: &'a str,
    /// What to do.
    help: &'a str,
    /// The file, relative to the folder that provgen ran in if it is below that, else as it was named.
    file: String,
    /// The line, from 1; none if the file as a whole is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// The column in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    /// The place in the document as the fragment of a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'a str>,
    /// The same in the next run, wherever provgen runs, whatever becomes of the lines above.
    fingerprint: String,
}

/// The report, with a line break at its end.
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
