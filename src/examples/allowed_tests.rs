//! Every example value against its schema, judged by a validator of JSON Schema, for the reference documents.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Draft;
use rayon::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::Values;
use crate::config::PathParameters;
use crate::normalise::normalise;
use crate::schema::Resolver;
use crate::schema::grammar::{DOCUMENT_KIND, Kind, OPERATION_KIND, SCHEMA_KIND};
use crate::source;
use crate::support::corpus;
use crate::tree::{Mapping, Node};

/// Where the validator finds the document.
const DOCUMENT: &str = "json-schema:///document";

/// Schemas that allow no value that can be made here, and why.
const EXPECTED: &[(&str, &str)] = &[
    ("2.8.1.swagger.yaml/components/schemas/definitions_ProfileMappingProperty", "an object with a list of texts"),
    ("2.8.1.swagger.yaml/components/schemas/definitions_UserSchemaAttributeScope", "the same"),
    ("2.8.1.swagger.yaml/components/schemas/definitions_UserSchemaAttributeUnion", "the same"),
];

/// A part of a document as the validator takes it. What an example of a request need not heed is left out: properties
/// that only answers have are required too, and more than one alternative may fit.
fn judged(node: &Node, kind: Kind) -> Json {
    let Some(entries) = node.as_mapping() else {
        return match node.as_sequence() {
            Some(items) => items.iter().map(|item| judged(item, kind.item())).collect(),
            None => serde_json::to_value(node).expect("JSON"),
        };
    };
    let of_schema = kind.is_schema();
    let is_left_out = |key: &str| of_schema && ["required", "discriminator", "nullable", "oneOf"].contains(&key);
    let kept = entries.iter().filter(|(key, _)| !is_left_out(key));
    let mut json: Map<String, Json> =
        kept.map(|(key, child)| (key.to_string(), judged(child, kind.child(key)))).collect();
    if let Some(one) = node.get("oneOf").filter(|_| of_schema) {
        let any = json!({"anyOf": judged(one, kind.child("oneOf"))});
        json.entry("allOf").or_insert_with(|| json!([])).as_array_mut().expect("a list").push(any);
    }
    match of_schema && node.flag("nullable") {
        true => json!({"anyOf": [{"enum": [null]}, json]}),
        false => Json::Object(json),
    }
}

/// The schemas of a document by JSON pointer, with the name that their value has.
fn schemas<'n>(node: &'n Node, kind: Kind, at: &str, name: &str, found: &mut Vec<(String, String, &'n Node)>) {
    if node.reference().is_some() && kind.object().is_some() {
        return;
    }
    if kind.is_schema() && node.as_mapping().is_some() {
        found.push((at.to_owned(), name.to_owned(), node));
    }
    let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
    for (key, child) in node.as_mapping().into_iter().flatten() {
        let own = if matches!(kind, Kind::Map(_)) { key } else { name };
        schemas(child, kind.child(key), &format!("{at}/{}", escaped(key)), own, found);
    }
    for (index, child) in node.as_sequence().unwrap_or_default().iter().enumerate() {
        schemas(child, kind.item(), &format!("{at}/{index}"), name, found);
    }
}

/// The values that are not allowed, by pointer, and how many schemas there are.
fn faults(path: &Path) -> (usize, BTreeMap<String, String>) {
    let bytes = fs::read(path).expect("read");
    let overlays = source::overlays(&[]).expect("no overlays");
    let (parsed, _) = source::parse(&bytes, path, &overlays).expect("a document");
    let (document, _) = normalise(&parsed.tree, PathParameters::default());
    let components = document.components.tree();
    let paths = document.operations.iter().enumerate();
    let operations: Mapping =
        paths.map(|(index, operation)| (index.to_string().into(), operation.node.clone())).collect();
    let whole = Node::mapping(Mapping::default(), components.mark)
        .with("components", components.get("components").cloned().unwrap_or_default());
    let mut found = Vec::new();
    schemas(&whole, DOCUMENT_KIND, "", "value", &mut found);
    for (index, operation) in &operations {
        schemas(operation, OPERATION_KIND, &format!("/operations/{index}"), "value", &mut found);
    }
    let all: Vec<Json> = found.iter().map(|(_, _, schema)| judged(schema, SCHEMA_KIND)).collect();
    let mut judge = judged(&whole, DOCUMENT_KIND);
    judge["all"] = Json::Array(all);
    let registry = jsonschema::Registry::new().add(DOCUMENT, Draft::Draft4.create_resource(judge));
    let registry = registry.expect("an address").prepare().expect("a registry");
    let values = Values { resolver: Resolver::new(&whole) };
    let fault = |(index, (at, name, schema)): (usize, &(String, String, &Node))| {
        let value = values.of_schema(name, schema);
        let options = jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true);
        let built = options.with_registry(&registry).build(&json!({"$ref": format!("{DOCUMENT}#/all/{index}")}));
        let error = match &built {
            Ok(validator) => {
                validator.iter_errors(&value).next().map(|error| format!("{}: {error}", error.instance_path()))
            }
            Err(error) => Some(format!("not built: {error}")),
        };
        Some((at.clone(), format!("{error}: {value}", error = error?)))
    };
    (found.len(), found.par_iter().enumerate().filter_map(fault).collect())
}

#[test]
fn no_example_value_is_outside_of_its_schema() {
    let Some(specs) = corpus("specs") else { return };
    let mut paths: Vec<PathBuf> =
        fs::read_dir(specs).expect("read").map(|entry| entry.expect("entry").path()).collect();
    paths.sort();
    let mut all = BTreeMap::new();
    for path in paths {
        let (count, faults) = faults(&path);
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        println!("{name}: {count} schemas, {} values outside", faults.len());
        all.extend(faults.into_iter().map(|(at, fault)| (format!("{name}{at}"), fault)));
    }
    all.retain(|at, _| !EXPECTED.iter().any(|(known, _)| at.contains(known)));
    assert!(all.is_empty(), "{all:#?}");
}
