//! Every answer that the reference documents describe, judged by a validator of JSON Schema.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Draft;
use rayon::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::answers::Answers;
use super::outcome::Outcome;
use super::reached::Reached;
use crate::normalise::keep;
use crate::schema::grammar::{DOCUMENT_KIND, Kind, SCHEMA_KIND};
use crate::schema::{Resolver, placeholders};
use crate::source::{self, InputFile};
use crate::support::corpus;
use crate::tree::Node;

/// Where the validator finds the document.
const DOCUMENT: &str = "json-schema:///document";

/// The size of an answer, in bytes, that nobody wants to be larger.
const MAX_BODY: usize = 256 << 10;

/// A part of a document as the validator takes it: with null where that is allowed, and without what is only sent.
fn judged(node: &Node, kind: Kind, resolver: Resolver<'_>) -> Json {
    let Some(entries) = node.as_mapping() else {
        return match node.as_sequence() {
            Some(items) => items.iter().map(|item| judged(item, kind.item(), resolver)).collect(),
            None => serde_json::to_value(node).expect("JSON"),
        };
    };
    let of_schema = kind.is_schema();
    let is_left_out = |key: &str| of_schema && ["discriminator", "nullable", "example", "examples"].contains(&key);
    let kept = entries.iter().filter(|(key, _)| !is_left_out(key));
    let mut json: Map<String, Json> =
        kept.map(|(key, child)| (key.to_string(), judged(child, kind.child(key), resolver))).collect();
    if let Some(Json::Array(required)) = json.get_mut("required").filter(|_| of_schema) {
        let property = |name: &Json| resolver.resolve(node.get("properties")?.get(name.as_str()?)?);
        let mut seen = BTreeSet::new();
        required.retain(|name| seen.insert(name.to_string()));
        required.retain(|name| !property(name).is_some_and(|property| property.flag("writeOnly")));
        if required.is_empty() {
            json.remove("required");
        }
    }
    match of_schema && node.flag("nullable") {
        true => json!({"anyOf": [{"enum": [null]}, json]}),
        false => Json::Object(json),
    }
}

/// What is wrong with answers, by the keyword that forbids it.
#[derive(Default)]
struct Count {
    all: usize,
    largest: usize,
    wrong: BTreeMap<String, Vec<String>>,
}

fn count(document: &Node) -> Count {
    let resolver = Resolver::new(document);
    let mut judge = judged(document, DOCUMENT_KIND, resolver);
    let operations = keep(document).operations;
    let outcomes: Vec<Outcome> =
        operations.iter().map(|operation| Outcome::of_success(&operation.node, resolver)).collect();
    let schema = |outcome: &Outcome| outcome.schema().map(|schema| judged(schema, SCHEMA_KIND, resolver));
    judge["all"] = outcomes.iter().map(|outcome| schema(outcome).unwrap_or_default()).collect();
    let registry = jsonschema::Registry::new().add(DOCUMENT, Draft::Draft4.create_resource(judge));
    let registry = registry.expect("an address").prepare().expect("a registry");
    let answers = Answers::new(0, true);
    let mut count = Count::default();
    for (index, (operation, outcome)) in operations.iter().zip(&outcomes).enumerate() {
        let path_values =
            placeholders(&operation.path).into_iter().map(|name| (name.to_owned(), "1".to_owned())).collect();
        let (response, _) = answers.answer(&Reached {
            document,
            operation: &operation.node,
            path: &operation.path,
            verb: operation.verb,
            path_values,
            query: Vec::new(),
            body: None,
            base: "http://localhost:1".to_owned(),
        });
        count.largest = count.largest.max(response.body.len());
        let is_json = response.header("content-type").is_some_and(|name| name.contains("json"));
        if outcome.schema().is_none() || !is_json {
            continue;
        }
        count.all += 1;
        let made: Json = serde_json::from_slice(&response.body).expect("JSON");
        let options = jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true);
        let built = options.with_registry(&registry).build(&json!({"$ref": format!("{DOCUMENT}#/all/{index}")}));
        let Err(error) = built.expect("a schema").validate(&made) else { continue };
        let path = error.schema_path().as_str();
        let keyword = path.rsplit('/').find(|step| step.parse::<usize>().is_err()).unwrap_or_default();
        let told = format!("{} {}: {} {path}: {error}", operation.verb, operation.path, error.instance_path());
        count.wrong.entry(keyword.to_owned()).or_default().push(told);
    }
    count
}

fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).expect("read").map(|entry| entry.expect("entry").path()) {
        if path.is_dir() {
            documents(&path, found);
        } else if path.extension().is_some_and(|end| end == "yaml") && !path.ends_with("provider.yaml") {
            found.push(path);
        }
    }
}

fn read(path: &Path) -> Option<Node> {
    let overlays = source::overlays(&[]).expect("no overlays");
    let bytes = fs::read(path).expect("read");
    if !path.to_string_lossy().contains("/registry/") {
        return Some(source::parse(&bytes, path, &overlays).expect("a document").0.document);
    }
    let file = InputFile { path: path.to_owned(), bytes };
    Some(source::parse_published(&file, &overlays).ok()?.0.document)
}

#[test]
fn nearly_all_answers_are_as_their_schemas_say() {
    let mut paths = Vec::new();
    for folder in ["specs", "registry/src"] {
        let Some(folder) = corpus(folder) else { return };
        documents(&folder, &mut paths);
    }
    // Older documents of one vendor say nearly the same.
    let is_older =
        |path: &PathBuf| ["2025.01.1", "5.1.0"].iter().any(|version| path.to_string_lossy().contains(version));
    paths.retain(|path| !is_older(path));
    paths.sort();
    let counts: Vec<Count> = paths.par_iter().filter_map(|path| Some(count(&read(path)?))).collect();
    let all: usize = counts.iter().map(|count| count.all).sum();
    let largest = counts.iter().map(|count| count.largest).max().unwrap_or_default();
    let mut wrong: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (keyword, told) in counts.iter().flat_map(|count| &count.wrong) {
        wrong.entry(keyword).or_default().extend(told.iter().map(String::as_str));
    }
    for (keyword, told) in &wrong {
        println!("{keyword}: {}", told.len());
        told.iter().for_each(|told| println!("    {}", told.chars().take(400).collect::<String>()));
    }
    let count: usize = wrong.values().map(Vec::len).sum();
    // Many documents have alternatives of `oneOf` that allow the same value, or none that only one of them allows.
    let ambiguous = wrong.get("oneOf").map_or(0, Vec::len);
    println!("{count} of {all} answers are wrong, {ambiguous} of them for more than one alternative");
    println!("the largest answer has {largest} bytes");
    assert!(all > 1_500 && (count - ambiguous) * 100 < all && count * 100 < 3 * all);
    assert!(largest <= MAX_BODY);
}
