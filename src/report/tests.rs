//! Whatever a finding says, each format stays one that its readers take, and says the same.

use std::path::PathBuf;

use markdown::mdast::Node;
use proptest::prelude::*;
use serde_json::Value as Json;

use super::sarif::RuleText;
use super::{Names, Verdict};
use crate::finding::Located;
use crate::finding::Severity;
use crate::place::Mark;
use crate::place::Place;
use crate::report;

/// Text that some format could stumble over.
fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "]]>",
        "<!--",
        "-->",
        "<b>",
        "&amp;",
        "\"",
        "'",
        "%0A",
        "%",
        "\n",
        "\r",
        "\r\n",
        "\t",
        "\u{0}",
        "\u{1b}[31m",
        "\u{85}",
        "\u{ffff}",
        "\u{202e}",
        "::error::x",
        "a,b",
        "c:d",
        "`",
        "``",
        "|",
        "\\",
        "\\|",
        "](http://x)",
        "[a]",
        "{0}",
        "</details>",
        "# h",
        "- i",
        "<script>",
        "é",
        "\u{1f600}",
        "*",
        "_",
        "~",
        "word ",
        " ",
    ]);
    let text = prop_oneof![pieces.prop_map(str::to_owned), ".{0,8}"];
    prop::collection::vec(text, 0..12).prop_map(|parts| parts.concat())
}

fn finding() -> impl Strategy<Value = Located> {
    let severity = prop::sample::select(vec![Severity::Fatal, Severity::Error, Severity::Warning, Severity::Info]);
    let place = (nasty(), 0u32..4, 0u32..4, prop::option::of(nasty()));
    (severity, nasty(), nasty(), place).prop_map(|(severity, message, help, (file, line, column, pointer))| Located {
        rule: "null-node",
        severity,
        message,
        place: Place { file: PathBuf::from(format!("a{file}")), mark: Mark::new(line, column), pointer },
        help,
    })
}

/// Verdicts about anything.
pub fn verdict() -> impl Strategy<Value = Verdict> {
    let fail_on = prop::option::of(prop::sample::select(vec![Severity::Fatal, Severity::Error, Severity::Info]));
    (prop::collection::vec(finding(), 0..6), fail_on).prop_map(|(findings, fail_on)| Verdict {
        findings: crate::finding::sorted(findings),
        names: Names::default(),
        ignored: 0,
        known: 0,
        fail_on,
    })
}

/// A warning about a file.
pub fn one(message: &str) -> Located {
    Located {
        rule: "null-node",
        severity: Severity::Warning,
        message: message.to_owned(),
        place: Place { file: PathBuf::from("a.yaml"), mark: Mark::new(1, 1), pointer: None },
        help: "h".to_owned(),
    }
}

/// The verdict on findings.
pub fn of(findings: Vec<Located>) -> Verdict {
    Verdict { findings, names: Names::default(), ignored: 0, known: 0, fail_on: Some(Severity::Error) }
}

fn about(_: &str) -> RuleText {
    RuleText { summary: "s".to_owned(), page: "p".to_owned(), severity: Severity::Error }
}

/// What GitHub's runner makes of a command.
fn unescaped(text: &str) -> String {
    text.replace("%3A", ":").replace("%2C", ",").replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
}

proptest! {
    #![proptest_config(crate::properties::config(256))]

    #[test]
    fn json_says_what_was_found(verdict in verdict()) {
        let report: Json = serde_json::from_str(&report::json::render(&verdict)).expect("JSON");
        let findings = report["findings"].as_array().expect("findings");
        prop_assert_eq!(findings.len(), verdict.findings.len());
        for (entry, finding) in findings.iter().zip(&verdict.findings) {
            prop_assert_eq!(entry["message"].as_str(), Some(finding.message.as_str()));
            prop_assert_eq!(entry["pointer"].as_str(), finding.place.pointer.as_deref());
            prop_assert_eq!(entry["line"].as_u64().unwrap_or(0), u64::from(finding.place.mark.line()));
        }
    }

    #[test]
    fn each_annotation_is_one_line_that_github_reads(verdict in verdict()) {
        let text = report::github::render(&verdict);
        prop_assert_eq!(text.split('\n').count(), verdict.findings.len() + 1);
        for line in text.lines() {
            let (command, message) = line.strip_prefix("::").and_then(|line| line.split_once("::")).expect("a command");
            let (level, properties) = command.split_once(' ').expect("properties");
            prop_assert!(["error", "warning", "notice"].contains(&level));
            let names: Vec<&str> =
                properties.split(',').map(|it| it.split_once('=').expect("a property").0).collect();
            prop_assert!(names == ["file", "title"] || names == ["file", "line", "col", "title"], "{names:?}");
            let file = properties.split(',').next().and_then(|it| it.strip_prefix("file=")).map(unescaped);
            prop_assert!(verdict.findings.iter().any(|finding| Some(finding.file()) == file));
            let message = unescaped(message);
            let is_said = |finding: &Located| message == format!(
                "{}\nhelp: {}", crate::text::plain(&finding.message), crate::text::plain(&finding.help)
            );
            prop_assert!(verdict.findings.iter().any(is_said), "{message}");
        }
    }

    #[test]
    fn sarif_says_what_was_found(verdict in verdict()) {
        let log: Json = serde_json::from_str(&report::sarif::render(&verdict, &about)).expect("JSON");
        let results = log["runs"][0]["results"].as_array().expect("results");
        prop_assert_eq!(results.len(), verdict.findings.len());
        for (result, finding) in results.iter().zip(&verdict.findings) {
            let message = result["message"]["text"].as_str().expect("text");
            prop_assert!(!message.contains("](") && !message.chars().any(|it| it.is_control() && it != '\n'));
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().expect("uri");
            prop_assert!(fluent_uri::UriRef::parse(uri).is_ok_and(|uri| uri.scheme().is_none()), "{uri}");
            prop_assert_eq!(crate::tree::pointer::percent_decoded(uri), finding.file());
            prop_assert!(place["region"]["startLine"].as_u64() >= Some(1));
            prop_assert!(place["region"].get("startColumn").is_none_or(|column| column.as_u64() >= Some(1)));
        }
    }

    #[test]
    fn markdown_is_tables_and_folds_only(verdict in verdict()) {
        let text = report::markdown::render(&verdict);
        let tree = markdown::to_mdast(&text, &markdown::ParseOptions::gfm()).expect("Markdown");
        let mut seen = Seen::default();
        seen.look(&tree);
        prop_assert_eq!(seen.rows, verdict.findings.len(), "{}", text);
        prop_assert_eq!(seen.odd, Vec::<String>::new(), "{}", text);
    }
}

/// Rows of tables, and what a summary has no use for.
#[derive(Default)]
struct Seen {
    rows: usize,
    odd: Vec<String>,
}

impl Seen {
    fn look(&mut self, node: &Node) {
        match node {
            Node::Table(table) => self.rows += table.children.len() - 1,
            Node::TableRow(row) if row.children.len() != 4 => self.odd.push(format!("{row:?}")),
            Node::Html(html) if !is_own(&html.value) => self.odd.push(html.value.clone()),
            Node::Image(_) | Node::List(_) | Node::Code(_) | Node::Emphasis(_) | Node::Strong(_) | Node::Delete(_) => {
                self.odd.push(format!("{node:?}"))
            }
            Node::Link(link) => self.odd.push(link.url.clone()),
            _ => {}
        }
        for child in node.children().into_iter().flatten() {
            self.look(child);
        }
    }
}

fn is_own(html: &str) -> bool {
    let breaks = ["<span>", "</span>", "<!-- -->"];
    let bare = breaks.iter().fold(html.to_owned(), |html, tag| html.replace(tag, ""));
    let is_fold =
        bare.starts_with("<details>\n<summary>") && bare.ends_with("</summary>") && bare.matches('<').count() == 3;
    is_fold || breaks.contains(&html) || ["</details>", "<code>", "</code>"].contains(&html)
}

#[test]
fn annotations_end_where_github_stops_and_say_so() {
    let verdict = of((0..13).map(|number| one(&format!("m{number}"))).collect());
    let text = report::github::render(&verdict);
    assert_eq!(text.matches("::warning ").count(), 10);
    assert!(text.ends_with("3 more findings of level warning have no annotation: GitHub shows at most 10\n"), "{text}");
}

#[test]
fn long_messages_are_cut_for_people_and_whole_for_programs() {
    let long = format!("a{}z", "b".repeat(100_000));
    let verdict = of(vec![one(&long)]);
    assert!(report::github::render(&verdict).len() < 1000);
    assert!(report::markdown::render(&verdict).len() < 1000);
    assert!(report::json::render(&verdict).contains(&long));
    assert!(report::sarif::render(&verdict, &about).contains(&long));
}

#[test]
fn a_summary_is_never_larger_than_github_takes() {
    let finding = |number: usize| {
        let mut finding = one(&"word ".repeat(90));
        finding.place.file = PathBuf::from(format!("{number:05}.yaml"));
        finding
    };
    let text = report::markdown::render(&of((0..4000).map(finding).collect()));
    assert!(text.len() <= 1024 * 1024 && text.len() > 1_000_000, "{}", text.len());
    let shown = text.matches("<details>").count();
    let left = format!("{0} more findings in {0} files are not shown.\n", 4000 - shown);
    assert!(shown > 0 && text.ends_with(&left), "{left}");
}

/// Two findings of a place are told apart, wherever their lines are.
#[test]
fn fingerprints_are_those_of_rule_and_place() {
    let at = |line: u32, pointer: &str| {
        let mut finding = one("m");
        finding.place.mark = Mark::new(line, finding.place.mark.column());
        finding.place.pointer = Some(pointer.to_owned());
        finding
    };
    let prints = |findings: [Located; 3]| report::fingerprint::fingerprints(&of(findings.into()));
    let first = prints([at(1, "#/a"), at(2, "#/a"), at(3, "#/b")]);
    assert_eq!(first, prints([at(7, "#/a"), at(8, "#/a"), at(9, "#/b")]));
    assert!(first[0].ends_with(":1") && first[1].ends_with(":2") && first[0][..16] == first[1][..16], "{first:?}");
    assert!(first[0][..16] != first[2][..16]);
}
