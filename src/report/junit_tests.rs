//! JUnit reports: they follow the schema that Jenkins publishes, and a reader of XML finds every finding in them.

use std::fs;

use proptest::prelude::*;
use uppsala::{Document, NodeId, XsdValidator};

use super::tests::{of, one, verdict};
use super::{Verdict, junit};
use crate::finding::Located;
use crate::support::{reports, repository};
use crate::text::plain;

fn schema() -> XsdValidator {
    let text = fs::read_to_string(repository().join("tests/schemas/junit-10.xsd")).expect("schema");
    XsdValidator::from_schema(&uppsala::parse(&text).expect("XML")).expect("a schema")
}

/// What is wrong with a report.
fn faults(schema: &XsdValidator, text: &str) -> Vec<String> {
    match uppsala::parse(text) {
        Ok(document) => schema.validate(&document).into_iter().map(|fault| fault.message).collect(),
        Err(error) => vec![error.to_string()],
    }
}

/// An attribute, with its white space as a reader of XML gives it.
fn attribute<'a>(document: &'a Document<'_>, node: NodeId, name: &str) -> &'a str {
    document.get_attribute(node, name).unwrap_or_else(|| panic!("no {name}: {}", document.node_to_xml(node)))
}

/// A report has a case for each finding, in their order, and says of each what is wrong, where, and what to do.
fn assert_says(text: &str, verdict: &Verdict) {
    let document = uppsala::parse(text).expect("XML");
    let cases = document.get_elements_by_tag_name("testcase");
    assert_eq!(cases.len(), verdict.findings.len().max(1), "{text}");
    for (case, finding) in cases.iter().zip(&verdict.findings) {
        let plain = |text: &str| plain(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
        assert_eq!(attribute(&document, *case, "classname"), plain(&finding.file()));
        assert!(attribute(&document, *case, "name").starts_with(finding.rule));
        let children: Vec<NodeId> =
            document.children(*case).into_iter().filter(|it| document.element(*it).is_some()).collect();
        let [child] = children.as_slice() else { panic!("{} children: {text}", children.len()) };
        let name = document.element(*child).map(|element| element.name.prefixed_name().into_owned());
        let fails = verdict.is_failure(finding);
        assert_eq!(name.as_deref(), Some(if fails { "failure" } else { "system-out" }));
        let details = document.text_content_deep(*child);
        assert!(details.contains(&plain(&finding.message)) && details.contains(&plain(&finding.help)), "{details}");
        if fails {
            assert_eq!(attribute(&document, *child, "message"), plain(&finding.message));
            assert_eq!(attribute(&document, *child, "type"), finding.rule);
        }
    }
}

/// Suites and the whole count what is in them.
fn assert_counts(text: &str) {
    let document = uppsala::parse(text).expect("XML");
    let all = document.document_element().expect("an element");
    for holder in document.get_elements_by_tag_name("testsuite").into_iter().chain([all]) {
        let below = document.descendants(holder);
        let is_named =
            |node: &&NodeId, name: &str| document.element(**node).is_some_and(|it| it.name.matches(None, name));
        let count = |name: &str| below.iter().filter(|node| is_named(node, name)).count().to_string();
        assert_eq!(attribute(&document, holder, "tests"), count("testcase"), "{text}");
        assert_eq!(attribute(&document, holder, "failures"), count("failure"), "{text}");
    }
}

proptest! {
    #![proptest_config(crate::properties::config(256))]

    #[test]
    fn whatever_is_found_becomes_a_report_that_follows_the_schema(verdict in verdict()) {
        let text = junit::render(&verdict).expect("XML");
        prop_assert_eq!(faults(&schema(), &text), Vec::<String>::new(), "{}", text);
        assert_says(&text, &verdict);
        assert_counts(&text);
    }
}

#[test]
fn each_report_follows_the_schema() {
    let schema = schema();
    for report in reports("report.xml") {
        assert_eq!(faults(&schema, &report), Vec::<String>::new(), "{report}");
        assert_counts(&report);
    }
}

/// The schema is asked, and refuses what a writer could get wrong.
#[test]
fn reports_with_a_fault_are_refused() {
    let schema = schema();
    let findings = vec![one("a"), Located { severity: crate::finding::Severity::Error, ..one("b") }];
    let sound = junit::render(&of(findings)).expect("XML");
    assert!(faults(&schema, &sound).is_empty());
    let wrong = [
        (" tests=", " test="),
        (" classname=", " class="),
        (" failures=\"1\" errors=\"0\" skipped", " failures=\"1\" skipped"),
        ("testcase", "case"),
        ("system-out", "output"),
        ("</testsuites>", "<testcase name=\"x\"/></testsuites>"),
        ("<failure", "<failure since=\"1\""),
        ("warning[", "\u{1}["),
        ("warning[", "&#0;["),
        ("</failure>", ""),
    ];
    for (from, to) in wrong {
        assert!(sound.contains(from), "{from}: {sound}");
        assert!(!faults(&schema, &sound.replace(from, to)).is_empty(), "{from} became {to}");
    }
}

#[test]
fn text_that_could_end_a_report_is_kept() {
    let text = junit::render(&of(vec![one("]]> </system-out> & \u{0}\u{1b}")])).expect("XML");
    assert!(text.contains("]]&gt; &lt;/system-out&gt; &amp; \\u{0}\\u{1b}"), "{text}");
    assert!(faults(&schema(), &text).is_empty(), "{text}");
}
