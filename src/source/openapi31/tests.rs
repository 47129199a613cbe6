//! OpenAPI 3.1 documents, each beside the OpenAPI 3.0.3 document that it has to become.
//!
//! A case is a folder with `input.yaml`, `expected.yaml` and, where something is lost,
//! `findings.txt`. Order of keys counts, spelling does not.

use std::fs;
use std::path::Path;

use super::convert as lower_openapi31;
use crate::finding::Finding;
use crate::support;
use crate::tree::change::{Change, children};
use crate::tree::yaml;
use crate::tree::{Node, Value};

#[test]
fn documents_become_what_is_expected() {
    for case in support::cases("openapi31") {
        let (lowered, findings) = lower_openapi31(&read(&case.join("input.yaml")));
        let expected = read(&case.join("expected.yaml"));
        assert_eq!(json(&lowered), json(&expected), "{}", case.display());
        let expected = fs::read_to_string(case.join("findings.txt")).unwrap_or_default();
        assert_eq!(listed(&findings), expected, "{}", case.display());
    }
}

#[test]
fn what_is_lowered_stays_as_it_is() {
    for case in support::cases("openapi31").iter().filter(|case| support::name(case) != "malformed") {
        let expected = read(&case.join("expected.yaml"));
        let (again, findings) = lower_openapi31(&expected);
        assert_eq!(json(&again), json(&expected), "{}", case.display());
        assert_eq!(listed(&findings), "", "{}", case.display());
    }
}

const WRONG: [&str; 10] = [
    "~",
    "true",
    "7",
    "text",
    "'null'",
    "[]",
    "[~, text, {}]",
    "{}",
    "{$ref: 7}",
    "{x-a: ~, a: [], $ref: '#/$defs/A'}",
];

/// Each place of each input in turn holds something that does not belong there.
#[test]
fn values_of_a_wrong_kind_do_no_harm() {
    let wrong = WRONG.map(parsed);
    for case in support::cases("openapi31") {
        let document = read(&case.join("input.yaml"));
        for wrong in &wrong {
            for place in 0..size(&document) {
                lower_openapi31(&replaced(&document, &mut { place }, wrong));
            }
        }
    }
}

const PLACES: &str = "\
openapi: 3.1.0
components:
  schemas:
    A:
      type: [string, 'null']
      const: a
    B: {$ref: '#/components/schemas/A/$defs/C', description: b}
";

#[test]
fn what_is_lowered_keeps_its_place() {
    let (document, _) = lower_openapi31(&parsed(PLACES));
    let place = |pointer: &str| document.at_pointer(pointer).map(|node| (node.mark.line(), node.mark.column()));
    assert_eq!(place("/openapi"), Some((1, 1)));
    assert_eq!(place("/components/schemas/A/type"), Some((5, 7)));
    assert_eq!(place("/components/schemas/A/nullable"), Some((5, 7)));
    assert_eq!(place("/components/schemas/A/enum"), Some((6, 7)));
    assert_eq!(place("/components/schemas/B/allOf/0/$ref"), Some((7, 9)));
}

/// Three million nodes, if each path had a copy.
#[test]
fn copies_that_multiply_come_to_an_end() {
    let data = "0, ".repeat(1000);
    let mut text = format!("components: {{pathItems: {{A: {{x-a: [{data}]}}}}}}\npaths:\n");
    for number in 0..3000 {
        text.push_str(&format!("  /{number}: {{$ref: '#/components/pathItems/A'}}\n"));
    }
    let (document, findings) = lower_openapi31(&parsed(&text));
    assert!(document.at_pointer("/paths/~11/x-a").is_some());
    assert!((1000..1010).contains(&findings.len()), "{}", findings.len());
}

#[test]
fn deep_schemas_are_lowered_to_the_ground() {
    let text = format!("components: {{schemas: {{A: {}{{type: 'null'}}{}}}}}", "{items: ".repeat(190), "}".repeat(190));
    let (document, _) = lower_openapi31(&parsed(&text));
    let pointer = format!("/components/schemas/A{}/nullable", "/items".repeat(190));
    assert!(document.at_pointer(&pointer).is_some());
}

fn read(file: &Path) -> Node {
    let bytes = fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    yaml::read(&bytes, file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn parsed(text: &str) -> Node {
    yaml::read(text.as_bytes(), Path::new("t.yaml")).unwrap_or_else(|error| panic!("{error}"))
}

fn json(node: &Node) -> String {
    serde_json::to_string_pretty(node).expect("JSON")
}

fn listed(findings: &[Finding]) -> String {
    findings.iter().map(line).collect()
}

fn line(finding: &Finding) -> String {
    let mark = finding.site.mark();
    let (line, column) = (mark.line(), mark.column());
    format!("{line}:{column} {}: {}\n    help: {}\n", finding.rule.id, finding.message, finding.help)
}

fn size(node: &Node) -> usize {
    let below: usize = match &node.value {
        Value::Mapping(entries) => entries.values().map(size).sum(),
        Value::Sequence(items) => items.iter().map(size).sum(),
        _ => 0,
    };
    below + 1
}

/// The tree with the node at a place, counted in reading order, replaced.
fn replaced(node: &Node, place: &mut usize, by: &Node) -> Node {
    if *place == 0 {
        *place = usize::MAX;
        return by.clone();
    }
    *place -= 1;
    children(node, |_, child| Change::Set(replaced(child, place, by))).unwrap_or_else(|| node.clone())
}
