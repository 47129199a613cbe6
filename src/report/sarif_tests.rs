//! SARIF logs: they follow the schema of OASIS, and GitHub's code scanning takes them.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value as Json;

use super::Verdict;
use super::sarif::{RuleText, left_out, render};
use super::tests::{of, one};
use crate::finding::Located;
use crate::finding::Severity;
use crate::support::{assert_valid, reports, repository};

fn schema() -> Json {
    let schema = fs::read_to_string(repository().join("tests/schemas/sarif-2.1.0.json")).expect("schema");
    // A bracket too many in the schema as it is published; no log of ours names a language.
    let mended = schema.replace("{2}]?$", "{2}$");
    assert_ne!(schema, mended);
    serde_json::from_str(&mended).expect("JSON")
}

#[test]
fn each_log_follows_the_schema_of_oasis() {
    let schema = schema();
    for report in reports("report.sarif") {
        // The schema wants a version.
        assert_valid(&schema, &serde_json::from_str(&report.replace("VERSION", "1.0.0")).expect("JSON"));
    }
}

#[test]
fn each_log_is_one_that_github_takes() {
    for report in reports("report.sarif") {
        assert_taken(&report);
    }
}

/// What GitHub's code scanning demands beyond the schema.
fn assert_taken(text: &str) {
    assert!(packed(text) < 10_000_000, "it is too large");
    let log: Json = serde_json::from_str(text).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"].as_array().map(Vec::len), Some(1));
    let driver = &log["runs"][0]["tool"]["driver"];
    assert_eq!(driver["name"], "provgen");
    let rules = driver["rules"].as_array().expect("rules");
    rules.iter().for_each(assert_rule);
    let ids: BTreeSet<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!(ids.len(), rules.len());
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert!(results.len() <= 25_000, "{} results", results.len());
    let mut prints = BTreeSet::new();
    for result in results {
        let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("index");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert_result(result);
        let print = result["partialFingerprints"]["provgen/v1"].as_str().expect("fingerprint");
        assert!(prints.insert(print.to_owned()), "{print} is there twice");
    }
}

fn assert_rule(rule: &Json) {
    for text in ["/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown"] {
        let text = rule.pointer(text).and_then(Json::as_str).expect("a text");
        assert!(!text.trim().is_empty(), "{rule:#}");
    }
    for text in ["shortDescription", "fullDescription"] {
        assert!(rule[text]["text"].as_str().is_some_and(|text| text.chars().count() <= 1024));
    }
    assert!(rule["id"].as_str().is_some_and(|id| !id.is_empty() && id.len() <= 255));
    assert!(rule["properties"]["tags"].as_array().is_some_and(|tags| tags.len() <= 10));
    assert!(["error", "warning", "recommendation"].iter().any(|it| rule["properties"]["problem.severity"] == *it));
    assert!(["error", "warning", "note"].iter().any(|it| rule["defaultConfiguration"]["level"] == *it));
}

fn assert_result(result: &Json) {
    assert!(["error", "warning", "note"].iter().any(|level| result["level"] == *level), "{result:#}");
    assert!(result["message"]["text"].as_str().is_some_and(|text| !text.trim().is_empty()));
    let locations = result["locations"].as_array().expect("locations");
    assert_eq!(locations.len(), 1);
    let physical = &locations[0]["physicalLocation"];
    assert!(physical["region"]["startLine"].as_u64().is_some_and(|line| line > 0));
    let uri = physical["artifactLocation"]["uri"].as_str().expect("uri");
    let is_relative = !uri.starts_with('/') && uri.split('/').all(|part| !["", ".", ".."].contains(&part));
    assert!(is_relative && !uri.contains([':', '\\', ' ']), "{uri}");
    // GitHub's action for uploads makes this one, and warns of another.
    assert!(result["partialFingerprints"].get("primaryLocationLineHash").is_none());
}

/// How long a log is once it is packed as GitHub wants it. Without `gzip` it counts as it is.
fn packed(text: &str) -> usize {
    let gzip = Command::new("gzip").arg("-c").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut gzip) = gzip else { return text.len() };
    let mut input = gzip.stdin.take().expect("stdin");
    std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(text.as_bytes()).expect("write"));
        gzip.wait_with_output().expect("gzip").stdout.len()
    })
}

fn about(_: &str) -> RuleText {
    RuleText { summary: "s".to_owned(), page: "p".to_owned(), severity: Severity::Error }
}

/// Findings of several weights, each at a place of its own.
fn many(count: usize, message: impl Fn(usize) -> String) -> Verdict {
    let finding = |number: usize| {
        let mut finding = one(&message(number));
        finding.place.file = PathBuf::from(format!("src/p{}/v1/services/s.yaml", number % 100));
        finding.place.pointer = Some(format!("#/paths/~1p{number}"));
        finding.severity = if number % 1000 == 999 { Severity::Fatal } else { Severity::Warning };
        finding
    };
    of((0..count).map(finding).collect())
}

fn results(text: &str) -> Vec<Json> {
    let log: Json = serde_json::from_str(text).expect("JSON");
    log["runs"][0]["results"].as_array().expect("results").clone()
}

#[test]
fn more_results_than_github_takes_are_left_out_and_counted() {
    let verdict = many(25_001, |number| format!("m{number}"));
    let text = render(&verdict, &about);
    assert_taken(&text);
    let results = results(&text);
    assert_eq!(results.len(), 25_000);
    assert_eq!(results.iter().filter(|result| result["level"] == "error").count(), 25, "the most severe are there");
    let said = left_out(&verdict).expect("something is left out");
    assert!(said.starts_with("1 finding did not fit"), "{said}");
    assert!(text.contains(&said), "the log says it as well");
    let log: Json = serde_json::from_str(&text).expect("JSON");
    let mut short = log.clone();
    // What comes later is of the same form.
    short["runs"][0]["results"].as_array_mut().expect("results").truncate(10);
    assert_valid(&schema(), &short);
    assert_eq!(left_out(&many(25_000, |number| format!("m{number}"))), None);
}

/// Names and messages in which nothing repeats, which packing does not make smaller.
#[test]
fn results_that_cannot_be_packed_stay_below_ten_megabytes() {
    let noise = |number: usize| -> String {
        (0..40).map(|part| crate::text::sha256(format!("{number} {part}").as_bytes())).collect()
    };
    let verdict = many(6_000, noise);
    let text = render(&verdict, &about);
    assert_taken(&text);
    let kept = results(&text).len();
    assert!(kept > 2_000 && kept < 6_000, "{kept}");
    assert!(left_out(&verdict).is_some_and(|said| said.starts_with(&format!("{} findings", 6_000 - kept))));
}

/// One that has no room does not take the room of the others.
#[test]
fn a_message_without_end_is_left_out_alone() {
    let mut verdict = many(3, |number| format!("m{number}"));
    verdict.findings.push(Located { severity: Severity::Fatal, ..one(&"x".repeat(9_000_000)) });
    assert_eq!(results(&render(&verdict, &about)).len(), 3);
}
