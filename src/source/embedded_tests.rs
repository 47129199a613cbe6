//! The document of the Okta provider that comes with provgen: the vendor's facts in words of our own.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::swagger2::convert as openapi_of_swagger;
use crate::schema::grammar::{DOCUMENT_KIND, Kind};
use crate::support::{corpus, repository};
use crate::tree::yaml;
use crate::tree::{Mapping, Node, Value};

/// Texts, and what says nothing about the API's shape.
const WORDS: [&str; 4] = ["summary", "description", "title", "externalDocs"];

fn read(path: &Path) -> Node {
    yaml::read(&fs::read(path).expect("read"), path).unwrap_or_else(|error| panic!("{error}"))
}

fn ours() -> Node {
    read(&repository().join("specs/okta/openapi.yaml"))
}

fn theirs() -> Option<Node> {
    Some(openapi_of_swagger(&read(&corpus("specs/okta-v1-2.8.1.swagger.yaml")?)).0)
}

/// A document without its words, its extensions, and what repeats a default.
fn facts(node: &Node, kind: Kind) -> Node {
    match &node.value {
        Value::Mapping(entries) if matches!(kind, Kind::Object(_)) => {
            let is_fact = |key: &str, value: &Node| match (key, &value.value) {
                ("required", Value::Bool(required)) => *required,
                ("parameters", Value::Sequence(items)) => !items.is_empty(),
                _ => !WORDS.contains(&key) && !key.starts_with("x-"),
            };
            let kept = entries.iter().filter(|(key, value)| is_fact(key, value));
            let kept = if node.reference().is_some() {
                kept.filter(|(key, _)| &***key == "$ref").collect()
            } else {
                kept.collect::<Vec<_>>()
            };
            let facts = kept.into_iter().map(|(key, value)| (key.clone(), facts(value, kind.child(key))));
            Node::mapping(facts.collect::<Mapping>(), node.mark)
        }
        Value::Mapping(entries) if !matches!(kind, Kind::Data) => Node::mapping(
            entries.iter().map(|(key, value)| (key.clone(), facts(value, kind.child(key)))).collect(),
            node.mark,
        ),
        Value::Sequence(items) => {
            Node::sequence(items.iter().map(|item| facts(item, kind.item())).collect(), node.mark)
        }
        _ => node.clone(),
    }
}

#[test]
fn its_spec_has_the_facts_of_the_vendors() {
    let Some(theirs) = theirs() else { return };
    let (ours, theirs) = (facts(&ours(), DOCUMENT_KIND), facts(&theirs, DOCUMENT_KIND));
    let same = |section: &str| {
        let (ours, theirs) = (ours.at_pointer(section).expect(section), theirs.at_pointer(section).expect(section));
        for (key, node) in theirs.as_mapping().expect(section) {
            assert_eq!(ours.get(key), Some(node), "{section}/{key}");
        }
        assert_eq!(ours.as_mapping().map(Mapping::len), theirs.as_mapping().map(Mapping::len), "{section}");
    };
    ["/paths", "/components/schemas", "/components/securitySchemes"].iter().for_each(|section| same(section));
    assert_eq!(ours.at_pointer("/components/schemas").and_then(Node::as_mapping).map(Mapping::len), Some(389));
}

/// Every sentence of a document, without case and punctuation.
fn words(node: &Node, kind: Kind, found: &mut Vec<String>) {
    match &node.value {
        Value::Mapping(entries) => {
            for (key, child) in entries.iter() {
                if matches!(kind, Kind::Object(_)) && matches!(key.as_ref(), "summary" | "description") {
                    found.extend(child.as_str().map(plain));
                }
                words(child, kind.child(key), found);
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| words(item, kind.item(), found)),
        _ => {}
    }
}

fn plain(text: &str) -> String {
    let words = text.to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[test]
fn its_spec_shares_no_sentence_with_the_vendors() {
    let Some(theirs) = theirs() else { return };
    let (mut ours_said, mut theirs_said) = (Vec::new(), Vec::new());
    words(&ours(), DOCUMENT_KIND, &mut ours_said);
    words(&theirs, DOCUMENT_KIND, &mut theirs_said);
    let theirs_said: BTreeSet<String> = theirs_said.into_iter().filter(|text| !text.is_empty()).collect();
    let shared: Vec<_> = ours_said.iter().filter(|text| theirs_said.contains(*text)).collect();
    assert!(ours_said.len() > 500 && theirs_said.len() > 200, "{} and {}", ours_said.len(), theirs_said.len());
    assert!(shared.is_empty(), "{shared:?}");
}

#[test]
fn each_operation_has_a_description_of_its_own() {
    let ours = ours();
    let operations = ours.entries("paths").flat_map(|(_, item)| item.as_mapping().into_iter().flatten());
    let descriptions: Vec<&str> =
        operations.map(|(_, operation)| operation.text("description").expect("description")).collect();
    assert_eq!(descriptions.len(), 290);
    assert_eq!(descriptions.iter().map(|text| plain(text)).collect::<BTreeSet<_>>().len(), 290);
    assert!(descriptions.iter().all(|text| text.ends_with('.') && text.len() > 20));
}
