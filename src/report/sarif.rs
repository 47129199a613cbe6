//! Findings as SARIF 2.1.0, as GitHub's code scanning takes it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::finding::Severity;

use super::fingerprint::fingerprints;
use super::text::plain;
use super::{Located, Verdict};

/// What a log says about a rule.
pub struct RuleText {
    /// What it finds, in one sentence.
    pub summary: String,
    /// Its page, in Markdown.
    pub page: String,
    /// Its weight, if nobody gave it another.
    pub severity: Severity,
}

/// The folder that names of files start from.
const ROOT: &str = "%SRCROOT%";

/// GitHub shows no more of the description of a rule.
const MOST_LETTERS: usize = 1024;

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    original_uri_base_ids: BTreeMap<&'static str, Described>,
    results: Vec<Outcome>,
}

#[derive(Serialize)]
struct Described {
    description: Message,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Message,
    full_description: Message,
    help: Help,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

/// What GitHub sorts and filters alerts by.
#[derive(Serialize)]
struct Properties {
    tags: [&'static str; 1],
    #[serde(rename = "problem.severity")]
    severity: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    partial_fingerprints: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
}

/// The log, with a line break at its end. `about` knows what to say about a rule.
pub fn render(verdict: &Verdict, about: &dyn Fn(&str) -> RuleText) -> String {
    let fired: BTreeMap<&'static str, usize> = verdict.findings.iter().map(|finding| (finding.rule, 0)).collect();
    let fired: BTreeMap<&'static str, usize> = fired.into_keys().enumerate().map(|(index, id)| (id, index)).collect();
    let outcomes = verdict.findings.iter().zip(fingerprints(verdict));
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "provgen",
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: fired.keys().map(|id| descriptor(id, about(id))).collect(),
            },
        },
        column_kind: "unicodeCodePoints",
        original_uri_base_ids: BTreeMap::from([(
            ROOT,
            Described {
                description: Message {
                    text: "The root of the checkout; outside of one, that of the registry.".to_owned(),
                },
            },
        )]),
        results: outcomes
            .map(|(finding, print)| {
                let index = fired.get(finding.rule).copied().unwrap_or_default();
                outcome(finding, &verdict.names.from_root(finding), index, print)
            })
            .collect(),
    };
    super::json_text(&Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] })
}

fn descriptor(id: &'static str, about: RuleText) -> Descriptor {
    let summary: String = about.summary.chars().take(MOST_LETTERS).collect();
    Descriptor {
        id,
        short_description: Message { text: summary.clone() },
        full_description: Message { text: summary },
        help: Help { text: about.page.clone(), markdown: about.page },
        default_configuration: Configuration { level: level(about.severity) },
        properties: Properties { tags: ["stackql"], severity: problem(about.severity) },
    }
}

fn outcome(finding: &Located, file: &str, rule_index: usize, fingerprint: String) -> Outcome {
    let mark = finding.place.mark;
    let pointer = finding.place.pointer.iter().filter(|pointer| !pointer.is_empty());
    let location = Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(file), uri_base_id: ROOT },
            // A file as a whole is shown at its first line; GitHub shows no alert without one.
            region: Region {
                start_line: mark.line.max(1),
                start_column: (mark.line > 0 && mark.column > 0).then_some(mark.column),
            },
        },
        logical_locations: pointer.map(|it| LogicalLocation { fully_qualified_name: plain(it) }).collect(),
    };
    Outcome {
        rule_id: finding.rule,
        rule_index,
        level: level(finding.severity),
        message: Message { text: format!("{}\n{}", sentence(&finding.message), sentence(&finding.help)) },
        locations: [location],
        // The only name that GitHub looks at.
        partial_fingerprints: BTreeMap::from([("primaryLocationLineHash", fingerprint)]),
    }
}

/// Text in which nothing is a link: a viewer would make one of `[text](target)`.
fn sentence(text: &str) -> String {
    plain(text).replace("](", "] (")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Fatal | Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Fatal | Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "recommendation",
    }
}

/// The name of a file as a relative reference (RFC 3986, section 4.2).
fn uri(file: &str) -> String {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&b);
    let byte = |b: u8| if is_plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    file.bytes().map(byte).collect()
}
