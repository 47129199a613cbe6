//! The Okta provider that comes with provgen: the vendor's facts in words of our own.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use provgen::pipeline::{self, Built, Job};
use provgen::schema::grammar::{DOCUMENT_KIND, Kind};
use provgen::source::openapi_of_swagger;
use provgen::tree::yaml;
use provgen::tree::{Mapping, Node, Value};

use crate::support::{corpus, repository};
use crate::{engine, support};

/// Texts, and what says nothing about the API's shape.
const WORDS: [&str; 4] = ["summary", "description", "title", "externalDocs"];

fn built() -> Built {
    let config = repository().join("specs/okta/provgen.yaml");
    pipeline::build(&Job { config, spec: None, mapping: None, style: None }, &|_| {})
        .unwrap_or_else(|error| panic!("{error}"))
}

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

#[test]
fn it_gives_no_finding_and_the_tree_is_fresh() {
    let built = built();
    assert_eq!(built.findings, []);
    let counts = built.counts;
    assert_eq!([counts.services, counts.resources, counts.selectable, counts.methods], [24, 76, 70, 290]);
    let mut tree = support::tree(&repository().join("generated/okta"));
    tree.remove("provgen.sum").expect("ledger");
    let products: Vec<_> = built.products.iter().map(|product| (&product.path, &product.bytes)).collect();
    assert_eq!(products.len(), tree.len());
    assert!(products.into_iter().all(|(path, bytes)| tree.get(path) == Some(bytes)), "run `provgen generate okta`");
}

#[test]
fn the_engine_loads_its_documents() {
    for product in built().products.iter().filter(|product| product.path.contains("/services/")) {
        let document = yaml_serde::from_slice(&product.bytes).expect("YAML");
        assert!(engine::check_all(&document).is_empty(), "{}: {:?}", product.path, engine::check_all(&document));
        assert!(engine::unreached_components(&document).is_empty(), "{}", product.path);
    }
}

/// What section 8 of the published mapping's review lists must not come back.
#[test]
fn its_mapping_repeats_no_published_mistake() {
    let mut rows = csv::Reader::from_path(repository().join("specs/okta/mapping.csv")).expect("CSV");
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("row")).collect();
    for row in &rows {
        let [file, path, http, resource, method, verb] = [0, 1, 4, 8, 9, 10].map(|column| &row[column]);
        assert!(http != "put" || matches!(verb, "replace" | "update"), "{path}: a PUT that is {verb}");
        assert!(http != "delete" || verb == "delete", "{path}: a DELETE that is {verb}");
        assert!(!matches!(method, "deleteall" | "put"), "{path}");
        let action = path.rsplit_once("/lifecycle/").map(|(_, action)| action);
        let is_switch = matches!(action, Some("activate" | "deactivate"));
        assert!(!is_switch || action == Some(method), "{path}: a method called {method}");
        assert!(
            resource != "idps" || matches!(file, "identityprovider.yaml" | "user.yaml"),
            "{path}: named after another service"
        );
        assert_eq!(&row[12], "", "{path}: the vendor's words");
    }
    let operations: BTreeSet<(&str, &str)> = rows.iter().map(|row| (&row[1], &row[4])).collect();
    assert_eq!((rows.len(), operations.len()), (290, 290));
    let domains = rows.iter().find(|row| &row[2] == "listDomains").expect("listDomains");
    assert_eq!(&domains[11], "$.domains");
}

#[test]
fn its_files_read_as_they_were_read_before() {
    let built = built();
    for path in [
        "docs/index.md",
        "docs/providers/okta/domain/index.md",
        "docs/providers/okta/domain/domains/index.md",
        "src/okta/v00.00.00000/provider.yaml",
        "src/okta/v00.00.00000/services/domain.yaml",
    ] {
        let product = built.products.iter().find(|product| product.path == path).expect(path);
        insta::assert_snapshot!(path.replace('/', "_"), String::from_utf8_lossy(&product.bytes));
    }
}
