//! Whatever a document says, GitHub makes nothing of it in a Markdown report: no link, mention, reference, image, math
//! or command.

use std::path::PathBuf;
use std::sync::LazyLock;

use crate::diff::{Address, Change, Ignored, find};
use crate::finding::{Located, Severity};
use crate::report;
use crate::report::changes;
use comrak::nodes::{ListType, NodeValue};
use comrak::{Arena, Options, format_html, parse_document};
use proptest::prelude::*;
use regex::Regex;

use super::tests::{of, one};
use crate::properties::config as property_config;

/// Texts of which GitHub makes something in a comment.
const HOSTILE: &[&str] = &[
    "http://a.example",
    "https://a.example/b?c=d#e",
    "ftp://a.example",
    "www.a.example",
    "a@b.example",
    "mailto:a@b.example",
    "xmpp:a@b.example/c",
    "<https://a.example>",
    "<a@b.example>",
    "[a](https://a.example)",
    "[a](/b)",
    "![a](/b)",
    "\n\n[b]: /c\n\n[a][b]",
    "<b>a</b>",
    "<img src=\"/b\">",
    "<a href=\"/b\">a</a>",
    "<!-- a -->",
    "</details>",
    "@user",
    "@org/team",
    "&#64;user",
    "&commat;user",
    "a/b@user",
    "#12",
    "&#35;12",
    "a#12",
    "a/b#12",
    "GH-12",
    "gh-12",
    "CVE-2021-44228",
    "GHSA-jfh8-c2jp-5v3q",
    "1234567",
    "abcdef1",
    "ABCDEF1",
    "a5c3785ed8d6a35868bc169f07e40e889087fd2e",
    "a@a5c3785",
    "a/b@a5c3785ed8d6a35868bc169f07e40e889087fd2e",
    "a5c3785...b5c3785",
    "$a$",
    "$`a`$",
    "$$a$$",
    "*a*",
    "__a__",
    "~~a~~",
    "[^1]\n\n[^1]: a",
    "\n- [ ] a",
    "\n- [x] a",
    "\n\n# a",
    "\n\n1. a",
    "\n\n> [!NOTE]\n> a",
    "\n\n```mermaid\ngraph\n```\n",
    "\n/close",
    "\r/close",
    "\u{85}/close",
    "\u{2028}/close",
    "\u{2029}/close",
    "\n::error::a",
    "##[add-mask]a",
    "hey @bot",
];

/// Texts that could become hostile on the way: between backticks is nothing, or something that needs escaping.
const TRICKY: &[&str] = &[
    "@``user",
    "@` `user",
    "#``12",
    "GH-``12",
    "GH``-12",
    "https:``//a.example",
    "www``.a.example",
    "abc``def1",
    "a``@b.example",
    "`a``@user`",
    "`a``b``#12`",
    "`x @user`",
    "`##[add-mask]a`",
    "`https://a.example|`",
    "`a@b.example\\`",
    "$`a`",
    "`a`$",
    "`\u{2028}/close`",
];

/// What texts are glued to.
const GLUE: &[&str] = &[
    "", " ", "\n", "\r\n", "\t", "`", "``", "a", "f", "7", "é", "_", "*", "**", "~", "(", ")", "[", "]", "{", "}", "<",
    ">", ".", ",", ":", ";", "/", "|", "\\", "-", "+", "\"", "'", "!", "&", "=", "#", "@", "$", "\u{0}", "\u{a0}", "’",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        2 => prop::sample::select(HOSTILE).prop_map(str::to_owned),
        1 => prop::sample::select(TRICKY).prop_map(str::to_owned),
        3 => prop::sample::select(GLUE).prop_map(str::to_owned),
        1 => "[@#:/.$`0-9a-f-]{1,12}",
        1 => "(?s).{0,4}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// A finding that says a text wherever it can.
fn finding(text: &str) -> Located {
    let mut finding = Located { severity: Severity::Error, help: text.to_owned(), ..one(text) };
    finding.place.file = PathBuf::from(text);
    finding.place.pointer = Some(text.to_owned());
    finding
}

/// Types of changes, and whether there is a value before and after, so that a comment shows each in another way.
const SHOWN: [(&str, bool, bool); 13] = [
    ("resource-removed", true, false),
    ("column-removed", true, false),
    ("column-added", false, true),
    ("column-type-changed", true, true),
    ("column-values-removed", true, false),
    ("column-deprecation-changed", true, true),
    ("column-description-changed", true, true),
    ("query-moved", true, true),
    ("body-property-now-required", false, true),
    ("parameter-values-removed", true, true),
    ("parameter-values-removed", false, true),
    ("parameter-values-added", false, true),
    ("parameter-values-added", true, false),
];

/// A change that says a text wherever it can.
fn change(text: &str, (id, before, after): (&str, bool, bool)) -> Change {
    let kind = find(id).expect("a type");
    let said = || text.to_owned();
    let place = Address { provider: said(), service: said(), resource: said(), method: said() };
    let (level, direction, was) = (kind.level, kind.direction, Some(place.clone()));
    let (item, methods) = (Some(said()), vec![said()]);
    let (before, after) = (before.then(said), after.then(said));
    Change { kind, level, direction, place, was, item, methods, before, after, text: said() }
}

/// Each kind of Markdown report that says texts. The first text is that of the change which is shown in this way, and
/// the next ones are those of the next ways. A comment has few changes, so that it has room for them.
fn reports(texts: &[String], first: usize) -> Vec<String> {
    let validated =
        report::markdown::render(&of(crate::finding::sorted(texts.iter().map(|text| finding(text)).collect())));
    let ways = SHOWN.into_iter().cycle().skip(first);
    let changes: Vec<Change> = texts.iter().zip(ways).map(|(text, way)| change(text, way)).collect();
    let ignored = |change: &Change| Ignored { change: change.clone(), reason: change.text.clone() };
    let compared = changes.chunks(40).map(|changes| {
        let ignored = changes.iter().map(ignored).collect();
        changes::markdown(&crate::diff::Verdict { changes: changes.to_vec(), ignored })
    });
    let recorded = changes.iter().map(changes::changelog_line).collect();
    [validated, recorded].into_iter().chain(compared).collect()
}

/// Markdown as GitHub reads it, with the autolinks of other hosts on request.
fn options(is_relaxed: bool) -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.alerts = true;
    options.extension.math_dollars = true;
    options.extension.math_code = true;
    options.parse.relaxed_autolinks = is_relaxed;
    options.parse.relaxed_tasklist_matching = is_relaxed;
    options.render.r#unsafe = true;
    options
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern")
}

/// The lines that reports consist of, whatever they say.
static OWN_LINES: LazyLock<Regex> = LazyLock::new(|| {
    let listed = r"- (\*\*Breaking:\*\* )?(`|<code>|\d+ `|: | in ).*";
    let heading = r"##.*|\*\*[A-Z][a-z, ]+\*\*.* \(`.*`\)";
    let sentence = r"(\*\*)?\d.*|Run `provgen explain` .*";
    let html = r"</?details>|<summary>.*</summary>";
    pattern(&format!(r"^({heading}|{sentence}|{html}|{listed}|\| .* \||[|:-]*)$"))
});

/// Blocks of HTML that reports have.
static OWN_BLOCKS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(<details>\n<summary>([^<]|<!-- -->|</?span>)*</summary>\n?|</details>\n?)$"));

/// HTML that reports have inside of lines.
const OWN_TAGS: [&str; 5] = ["<!-- -->", "<code>", "</code>", "<span>", "</span>"];

/// Tags and comments, between which is one text.
static TAGS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)<!--.*?-->|</?[A-Za-z][^>]*>"));

static ENTITIES: LazyLock<Regex> = LazyLock::new(|| pattern(r"&(?:#(\d+)|(lt|gt|amp|quot));"));

/// What GitHub looks for in the texts of a page that are not code, whether the person, issue or commit exists or not.
static REFERENCES: LazyLock<[(&str, Regex); 7]> = LazyLock::new(|| {
    [
        ("mention", r"@[A-Za-z0-9]"),
        ("address", r"(?i)(https?|ftp)://|(^|[^a-z0-9])www\.[a-z0-9]|[a-z0-9.+_-]@[.a-z0-9_-]*[a-z0-9]"),
        ("issue", r"#[0-9]"),
        ("issue", r"(?i)(^|[^a-z0-9_])gh-[0-9]"),
        ("advisory", r"(?i)(^|[^a-z0-9_])(cve-[0-9]|ghsa-[a-z0-9])"),
        ("commit", r"(?i)(^|[^a-z0-9_])[0-9a-f]{7,64}($|[^a-z0-9_])"),
        ("math", r"\$.|.\$"),
    ]
    .map(|(name, rule)| (name, pattern(rule)))
});

/// What programs look for in the source, which is all that they see.
static COMMANDS: LazyLock<[(&str, Regex); 3]> = LazyLock::new(|| {
    [
        ("command of a bot", r"(^|[\n\r\x0b\x0c\u{85}\u{2028}\u{2029}])\s*/[a-z]"),
        ("mention of a bot", r"\s@[A-Za-z0-9]"),
        ("command of a runner", r"##\[|(^|\n)\s*::"),
    ]
    .map(|(name, rule)| (name, pattern(rule)))
});

fn decoded(text: &str) -> String {
    let decode = |found: &regex::Captures<'_>| match (found.get(1), found.get(2).map(|name| name.as_str())) {
        (Some(number), _) => number.as_str().parse().ok().and_then(char::from_u32).expect("a character").to_string(),
        (_, Some("lt")) => "<".to_owned(),
        (_, Some("gt")) => ">".to_owned(),
        (_, Some("quot")) => "\"".to_owned(),
        _ => "&".to_owned(),
    };
    ENTITIES.replace_all(text, decode).into_owned()
}

/// The texts of a page that are not code.
fn texts_of(html: &str) -> Vec<String> {
    let (mut texts, mut depth, mut from) = (Vec::new(), 0, 0);
    for tag in TAGS.find_iter(html).map(|tag| (tag.start(), tag.end(), tag.as_str())).chain([(html.len(), 0, "")]) {
        if depth == 0 {
            texts.push(decoded(&html[from..tag.0]));
        }
        from = tag.1;
        if tag.2.starts_with("<code") || tag.2.starts_with("<pre") {
            depth += 1;
        } else if tag.2.starts_with("</code") || tag.2.starts_with("</pre") {
            depth -= 1;
        }
    }
    texts
}

/// Whether a node is one that reports have, by what is in it.
fn is_own(value: &NodeValue) -> bool {
    match value {
        NodeValue::Document
        | NodeValue::Paragraph
        | NodeValue::Heading(_)
        | NodeValue::Item(_)
        | NodeValue::Table(_)
        | NodeValue::TableRow(_)
        | NodeValue::TableCell
        | NodeValue::Strong
        | NodeValue::SoftBreak
        | NodeValue::Code(_)
        | NodeValue::Text(_) => true,
        NodeValue::List(list) => list.list_type == ListType::Bullet,
        NodeValue::HtmlBlock(html) => OWN_BLOCKS.is_match(&html.literal),
        NodeValue::HtmlInline(html) => OWN_TAGS.contains(&html.as_str()),
        _ => false,
    }
}

/// What is in a report that only a document can have put there.
fn found(report: &str) -> Vec<String> {
    let mut found = Vec::new();
    for is_relaxed in [false, true] {
        let (arena, options) = (Arena::new(), options(is_relaxed));
        let root = parse_document(&arena, report, &options);
        for node in root.descendants() {
            let data = node.data();
            // A text cannot begin a line.
            let is_bold_inside = matches!(data.value, NodeValue::Strong)
                && data.sourcepos.start.column != 1
                && node.first_child().is_none_or(|it| it.data().value.text().is_none_or(|text| text != "Breaking:"));
            if !is_own(&data.value) || is_bold_inside {
                found.push(format!("{:?}", data.value));
            }
        }
        let mut html = String::new();
        format_html(root, &options, &mut html).expect("HTML");
        for text in texts_of(&html) {
            let rules = REFERENCES.iter().filter(|(_, rule)| rule.is_match(&text));
            found.extend(rules.map(|(name, _)| format!("{name} in {text:?}")));
        }
    }
    let rules = COMMANDS.iter().filter_map(|(name, rule)| Some((name, rule.find(report)?)));
    found.extend(rules.map(|(name, command)| format!("{name}: {:?}", command.as_str())));
    found.extend(report.lines().filter(|line| !OWN_LINES.is_match(line)).map(|line| format!("line {line:?}")));
    found
}

#[test]
fn the_judge_finds_each_hostile_text() {
    for text in HOSTILE {
        assert!(!found(&format!("- `a`: b {text} c\n")).is_empty(), "{text:?}");
    }
}

#[test]
fn no_hostile_text_means_anything_wherever_it_stands() {
    let hostile = || HOSTILE.iter().chain(TRICKY);
    let mut wrong = Vec::new();
    for (index, glue) in GLUE.iter().enumerate() {
        let glued = |text: &&str| [format!("{glue}{text}"), format!("{text}{glue}")];
        let texts: Vec<String> = hostile().flat_map(glued).collect();
        wrong.extend(reports(&texts, index).iter().flat_map(|report| found(report)));
    }
    assert!(wrong.is_empty(), "{} in all, the first of them: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
}

proptest! {
    #![proptest_config(property_config(256))]

    #[test]
    fn no_text_means_anything_in_a_report(texts in prop::collection::vec(text(), 1..4), first in 0..SHOWN.len()) {
        for report in reports(&texts, first) {
            prop_assert_eq!(found(&report), Vec::<String>::new(), "{}", report);
        }
    }
}
