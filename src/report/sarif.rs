//! Findings as SARIF 2.1.0, within the limits of GitHub's code scanning.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;

use crate::finding::Severity;

use super::Verdict;
use super::fingerprint::fingerprints;
use crate::finding::Located;
use crate::text::plain;

/// ASCII characters that must be encoded in all parts of a URI (RFC 3986, section 2).
const NOT_IN_URI: AsciiSet =
    CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// Adds the delimiters of other parts of a URI. A colon in the first segment would end a scheme.
const NOT_IN_PATH: &AsciiSet = &NOT_IN_URI.add(b'#').add(b'%').add(b':').add(b'?').add(b'[').add(b']');

/// The text about a rule in a log.
pub struct RuleText {
    /// One sentence about what it finds.
    pub summary: String,
    /// Its page, in Markdown.
    pub page: String,
    /// Its default severity.
    pub severity: Severity,
}

/// The base of file names.
const ROOT: &str = "%SRCROOT%";

const ABOUT_ROOT: &str = "The root of the git repository, or of the registry outside of one.";

/// The name of our fingerprints, with the version of the method. Not `primaryLocationLineHash`, which GitHub's upload
/// action computes itself; it warns if a tool sets it.
const FINGERPRINT: &str = "provgen/v1";

/// GitHub shows at most this many characters of a rule's description.
const MOST_LETTERS: usize = 1024;

/// GitHub rejects a run with more results, and shows the most severe 5,000.
const MOST_RESULTS: usize = 25_000;

/// GitHub rejects a log of more than 10 MB after compression. This many bytes of names and messages fit even if nothing
/// repeats; the rest of a result compresses well.
const MOST_BYTES: usize = 8_000_000;

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
    #[serde(skip_serializing_if = "Option::is_none")]
    invocations: Option<[Invocation; 1]>,
    column_kind: &'static str,
    original_uri_base_ids: BTreeMap<&'static str, Described>,
    results: Vec<Outcome>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: [Notification; 1],
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
}

impl Invocation {
    fn telling(text: String) -> Self {
        let notification = Notification { level: "warning", message: Message { text } };
        Invocation { execution_successful: true, tool_execution_notifications: [notification] }
    }
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

/// Properties by which GitHub sorts and filters alerts.
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

/// The log, with a final line break. `about` returns the text about a rule.
pub fn render(verdict: &Verdict, about: &dyn Fn(&str) -> RuleText) -> String {
    let chosen = chosen(verdict);
    let outcomes = verdict.findings.iter().zip(fingerprints(verdict)).zip(chosen);
    let outcomes: Vec<(&Located, String)> = outcomes.filter(|(_, is_chosen)| *is_chosen).map(|(it, _)| it).collect();
    let fired: BTreeSet<&'static str> = outcomes.iter().map(|(finding, _)| finding.rule).collect();
    let fired: BTreeMap<&'static str, usize> = fired.into_iter().enumerate().map(|(index, id)| (id, index)).collect();
    let result = |(finding, print): (&Located, String)| {
        let index = fired.get(finding.rule).copied().unwrap_or_default();
        outcome(finding, &verdict.names.path_from_root(finding), index, print)
    };
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "provgen",
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: fired.keys().map(|id| descriptor(id, about(id))).collect(),
            },
        },
        invocations: left_out(verdict).map(|text| [Invocation::telling(text)]),
        column_kind: "unicodeCodePoints",
        original_uri_base_ids: BTreeMap::from([(
            ROOT,
            Described { description: Message { text: ABOUT_ROOT.to_owned() } },
        )]),
        results: outcomes.into_iter().map(result).collect(),
    };
    super::json_text(&Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] })
}

/// A message about findings that are left out because GitHub would reject the log.
pub fn left_out(verdict: &Verdict) -> Option<String> {
    let left = chosen(verdict).into_iter().filter(|is_chosen| !is_chosen).count();
    let noun = if left == 1 { "finding" } else { "findings" };
    (left > 0).then(|| {
        format!("{left} {noun} did not fit into the SARIF log, whose size GitHub limits; the most severe are included")
    })
}

/// Whether the log includes each finding. The most severe ones go first.
fn chosen(verdict: &Verdict) -> Vec<bool> {
    let mut order: Vec<(usize, &Located)> = verdict.findings.iter().enumerate().collect();
    order.sort_by_key(|(index, finding)| (finding.severity, *index));
    let mut chosen = vec![false; order.len()];
    let (mut count, mut bytes) = (0, 0);
    for (index, finding) in order {
        let pointer = finding.place.pointer.as_ref().map_or(0, String::len);
        let size = finding.message.len() + finding.help.len() + pointer + verdict.names.path_from_root(finding).len();
        if count < MOST_RESULTS && bytes + size <= MOST_BYTES {
            (count, bytes) = (count + 1, bytes + size);
            chosen.get_mut(index).into_iter().for_each(|chosen| *chosen = true);
        }
    }
    chosen
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
            // A finding about the whole file is shown at line 1; GitHub shows no alert without a line.
            region: Region {
                start_line: mark.line().max(1),
                start_column: (mark.line() > 0 && mark.column() > 0).then_some(mark.column()),
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
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, fingerprint)]),
    }
}

/// Plain text: breaks up `[text](target)`, of which a viewer would make a link.
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

fn uri(file: &str) -> String {
    utf8_percent_encode(file, NOT_IN_PATH).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_keeps_what_rfc_3986_allows_in_a_segment_but_no_colon() {
        let kept: String = ('\0'..='\u{7f}').filter(|c| uri(&c.to_string()) == c.to_string()).collect();
        let plain = kept.replace(|c: char| c.is_ascii_alphanumeric(), "");
        assert_eq!((kept.len() - plain.len(), plain.as_str()), (62, "!$&'()*+,-./;=@_~"));
        assert_eq!(uri("é %41"), "%C3%A9%20%2541");
    }
}
