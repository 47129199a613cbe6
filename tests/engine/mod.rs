//! Judges generated provider documents the way the `StackQL` engine would load and query them.
//!
//! Written from the description of the engine alone and sharing no code with the generator,
//! so that a misreading on one side is caught by the other.
#![allow(dead_code)]

mod casing;
mod choice;
mod grammar;
mod methods;
mod object_keys;
mod parameters;
mod provider;
mod reach;
mod references;
mod resources;
mod rows;
#[cfg(test)]
mod sample;
mod walk;
mod yaml_text;

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use choice::check_order;
use grammar::{DOCUMENT, Kind, PROVIDER};
use methods::{check_method, methods, operation_of, resources};
use parameters::{check_parameters, check_template};
use provider::{check_provider_service, check_provider_values, check_service_references};
use reach::{Reach, component_names, root_links};
use references::broken;
use resources::{check_resource_names, check_verbs, verb_target};
use walk::{Walk, schema_and_content};
use yaml_text::LineReader;

pub use casing::column;
pub use choice::required_names;
pub use references::dereference;
pub use rows::{Select, check_rows, operation, row_schema, selects, success_schema};

/// One reason for the engine to refuse, misread or never use a part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// JSON pointer of the place, or `line N` when the written text was checked.
    pub pointer: String,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.pointer, self.message)
    }
}

fn problem(pointer: impl Into<String>, message: impl Into<String>) -> Problem {
    Problem { pointer: pointer.into(), message: message.into() }
}

/// Number of resources in a service document and of the methods they hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Entries of `x-stackQL-resources`.
    pub resources: usize,
    /// Methods of all resources, in a verb list or not.
    pub methods: usize,
}

/// Counts the resources and methods of a service document.
pub fn counts(doc: &Value) -> Counts {
    Counts { resources: resources(doc).count(), methods: methods(doc).len() }
}

/// Every check of one service document, except for components that nothing reaches.
pub fn check_all(doc: &Value) -> Vec<Problem> {
    let mut problems = check_service_document(doc);
    problems.extend(check_resources(doc));
    problems.extend(check_path_parameters(doc));
    problems.extend(check_method_order(doc));
    problems
}

/// What makes the loader refuse a service document as a whole.
pub fn check_service_document(doc: &Value) -> Vec<Problem> {
    let mut walk = Walk::default();
    walk.visit("", doc, Kind::Of(&DOCUMENT));
    let mut problems = walk.problems;
    problems.extend(walk.places.iter().filter_map(schema_and_content));
    problems.extend(walk.references.iter().filter_map(|it| broken(doc, it)));
    if doc.pointer(RESOURCES).is_none_or(Value::is_null) {
        problems.push(problem(RESOURCES, "is missing"));
    }
    problems
}

/// What makes `provider.yaml` unusable; `service_files` names the files that were written.
pub fn check_provider_document(doc: &Value, service_files: &BTreeSet<String>) -> Vec<Problem> {
    let mut walk = Walk::default();
    walk.visit("", doc, Kind::Of(&PROVIDER));
    let mut problems = walk.problems;
    problems.extend(check_provider_values(doc));
    for (key, service) in members(doc.get("providerServices")) {
        problems.extend(check_provider_service(key, service));
    }
    problems.extend(check_service_references(doc, service_files));
    problems
}

/// Whether the methods of every resource resolve to operations, bodies, responses and rows.
pub fn check_resources(doc: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, resource) in resources(doc) {
        problems.extend(check_resource_names(name, resource));
        problems.extend(check_verbs(name, resource));
    }
    for method in methods(doc) {
        problems.extend(check_method(doc, &method));
    }
    problems
}

/// Whether every mapped operation declares exactly the parameters its path template needs.
pub fn check_path_parameters(doc: &Value) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    for operation in methods(doc).iter().filter_map(|it| operation_of(doc, it)) {
        if seen.insert(operation.at.clone()) {
            problems.extend(check_template(doc, &operation));
            problems.extend(check_parameters(doc, &operation.at, operation.value));
        }
        let item = child("/paths", &operation.path);
        if seen.insert(item.clone()) {
            problems.extend(check_parameters(doc, &item, operation.item));
        }
    }
    problems
}

/// Methods that no statement can choose, as one ahead of them in a verb list asks for less.
pub fn check_method_order(doc: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, resource) in resources(doc) {
        for (verb, list) in members(resource.get("sqlVerbs")) {
            let at = format!("{}/sqlVerbs/{verb}", child(RESOURCES, name));
            let names = items(Some(list)).filter_map(verb_target).collect::<Vec<_>>();
            problems.extend(check_order(doc, name, &at, &names));
        }
    }
    problems
}

/// Component entries that nothing under `paths` leads to, as `<section>/<name>`, followed by
/// `dangling: <target>` for each reference on the way that leads nowhere.
///
/// Security schemes are led to by `security`, overriding schemas by their method.
pub fn unreached_components(doc: &Value) -> Vec<String> {
    let mut reach = Reach::default();
    reach.follow(doc, root_links(doc));
    let mut names = component_names(doc);
    names.retain(|name| !reach.entries.contains(name));
    let dangling = reach.dangling.iter().map(|it| format!("dangling: {it}"));
    names.extend(dangling);
    names
}

/// Plain scalars in the written text that a YAML 1.1 reader would not take for the strings
/// (or plain decimal numbers) they look like.
pub fn check_yaml_1_1_text(text: &str) -> Vec<Problem> {
    let mut reader = LineReader::default();
    for (index, line) in text.lines().enumerate() {
        reader.number = index + 1;
        reader.read(line);
    }
    reader.problems
}

const RESOURCES: &str = "/components/x-stackQL-resources";

fn child(at: &str, key: &str) -> String {
    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// An empty text counts as absent, as it does for the engine.
fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.filter(|it| !it.is_empty())
}

fn is_true(value: &Value, key: &str) -> bool {
    value.get(key) == Some(&Value::Bool(true))
}

/// Response keys may be written with or without quotes.
fn code(value: &Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        Value::String(code) if !code.is_empty() => Some(code.clone()),
        Value::Number(code) => Some(code.to_string()),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::sample::{assert_only, put, service, shadowed, users_at};

    #[test]
    fn a_sound_service_has_no_problem() {
        assert_eq!(check_all(&service()), []);
        assert_eq!(unreached_components(&service()), Vec::<String>::new());
    }

    #[test]
    fn check_all_runs_every_check() {
        let method = users_at("/methods/list/response/objectKey");
        let faults = [
            ("/info/version", json!(1.5)),
            (method.as_str(), json!("$.rows")),
            ("/paths/~1users/get/parameters/0/in", json!("body")),
        ];
        for (pointer, value) in faults {
            assert_only(&check_all(&put(service(), pointer, value)), parent_of(pointer), "");
        }
        assert_eq!(check_all(&shadowed()).len(), 1);
    }

    /// Parameter faults are told at the parameter.
    fn parent_of(pointer: &str) -> &str {
        pointer.strip_suffix("/in").unwrap_or(pointer)
    }

    #[test]
    fn a_problem_shows_place_and_message() {
        assert_eq!(problem("/info", "is odd").to_string(), "/info: is odd");
    }

    #[test]
    fn counts_resources_and_methods() {
        let (resources, methods) = (1, 3);
        assert_eq!(counts(&service()), Counts { resources, methods });
    }
}
