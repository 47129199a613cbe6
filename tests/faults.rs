//! What `generate` does not report, `validate` does not find: each fatal and each error in a document that is written is a
//! finding of `generate`, whatever is wrong with the inputs. Documents are cut out of real ones and damaged at random.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use provgen::{Job, RULES, Severity};
use serde_json::{Value as Json, json};

use crate::support::{corpus, documents, own, property_config, repository, tree};

/// Rules under which `generate` reports what `validate` has under another.
const SAME: [(&str, &str); 3] = [
    ("method-unreachable-duplicate-params", "method-unreachable"),
    ("method-unreachable-shadowed", "method-unreachable"),
    ("server-url-unparsable", "server-missing"),
];

/// The rule of `generate` for what a rule of `validate` is about.
pub fn own_rule(rule: &str) -> &str {
    SAME.iter().find(|(other, _)| *other == rule).map_or(rule, |(_, own)| *own)
}

const VERBS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A change at one node of a document.
#[derive(Clone, Debug)]
enum Damage {
    Delete,
    /// Puts a value in its place.
    Put(Json),
    /// Puts another node in its place.
    Copy(Index),
    /// Gives its key another name.
    Rename(&'static str),
}

/// How operations are mapped.
#[derive(Clone, Debug)]
struct Row {
    resource: u8,
    verb: &'static str,
    key: &'static str,
    /// Whether the row comes twice, the second time with a method of another name.
    twice: bool,
}

/// The inputs of a provider.
#[derive(Clone, Debug)]
struct Draft {
    document: Json,
    rows: Vec<Row>,
    settings: Json,
}

/// Values that are wrong in most places.
fn odd_values() -> Vec<Json> {
    let schema = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    vec![
        Json::Null,
        json!(true),
        json!(-1.5),
        json!(""),
        json!("oddity"),
        json!("null"),
        json!("path"),
        json!("query"),
        json!("string"),
        json!("array"),
        json!("object"),
        json!("text/plain"),
        json!([]),
        json!({}),
        json!([null]),
        json!(["string", "null"]),
        json!({"type": "oddity"}),
        json!({"type": "array"}),
        json!({"type": "array", "items": {"type": "integer"}}),
        json!({"type": "string"}),
        json!({"type": "object", "additionalProperties": true}),
        json!({"type": "object", "properties": {"null": {}, "": {}, "a b": {}, "\"q\"": {}, "Id": {}, "id": {}}}),
        json!({"allOf": [schema("Thing"), {"type": "object", "properties": {"more": schema("Thing")}}]}),
        json!({"oneOf": [schema("Thing"), schema("Nothing")]}),
        json!({"anyOf": [{"$ref": "#/components/schemas/Thing/properties/id"}, {"type": "array", "items": {}}]}),
        schema("Thing"),
        schema("Nothing"),
        json!({"$ref": "#/components/x-parts/Thing"}),
        json!({"$ref": "#/components/parameters/id"}),
        json!({"$ref": "#/paths/~1things/get"}),
        json!({"$ref": "other.yaml#/Thing"}),
        json!([{"url": "https://{tenant}.example.com"}]),
        json!([{"url": "https://{id}.example.com:{port}/{a}", "variables": {"id": {"default": "a"}}}]),
        json!([{"url": "https://{a}.example.{b}", "variables": {"a": {}, "b": {"default": ""}}}]),
        json!([{"url": "/v1"}, {"url": "https://api.example.com"}]),
        json!([{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}]),
        json!({"name": "a.b", "in": "header", "required": true, "schema": {"type": "object"}}),
        json!({"name": "limit", "in": "cookie", "content": {"application/json": {"schema": {"type": "integer"}}}}),
        json!({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}),
        json!({"application/xml": {"schema": schema("Thing")}, "application/json": {}}),
        json!({"2XX": {"description": "any"}, "default": {"description": "no"}}),
        json!({"200": {"description": "text", "content": {"text/csv": {"schema": {"type": "string"}}}}}),
        json!([{"key": ["a"]}, {"other": []}]),
    ]
}

const NAMES: [&str; 12] = [
    "id",
    "ID",
    "",
    "null",
    "true",
    "a b",
    "{id}",
    "$ref",
    "x-odd",
    "/things/{",
    "2XX",
    "application/merge-patch+json",
];

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        2 => Just(Damage::Delete),
        6 => prop::sample::select(odd_values()).prop_map(Damage::Put),
        3 => any::<Index>().prop_map(Damage::Copy),
        2 => prop::sample::select(&NAMES[..]).prop_map(Damage::Rename),
    ]
}

fn row() -> impl Strategy<Value = Row> {
    let verbs = ["", "", "", "select", "insert", "update", "replace", "delete", "exec"];
    let keys = ["", "", "", "", "$.items", "items", "$.data[*].x", "$.nothing", "$", "$.", "/a/b"];
    let (verbs, keys) = (prop::sample::select(verbs.to_vec()), prop::sample::select(keys.to_vec()));
    (0..3_u8, verbs, keys, prop::bool::weighted(0.1)).prop_map(|(resource, verb, key, twice)| Row {
        resource,
        verb,
        key,
        twice,
    })
}

fn settings() -> impl Strategy<Value = Json> {
    let of = |key: &'static str, values: Vec<Json>| {
        prop::option::weighted(0.3, prop::sample::select(values)).prop_map(move |value| (key, value))
    };
    let servers = vec![
        json!([]),
        json!([{"url": "https://api.example.com"}]),
        json!([{"url": "https://{id}.example.com", "variables": {"id": {"default": "a"}}}]),
        json!([{"url": "https://{tenant}.example.com"}]),
        json!([{"url": "/v1"}]),
    ];
    let config = vec![
        json!({"auth": {"type": "api_key", "credentialsenvvar": "KEY", "valuePrefix": "Bearer "}}),
        json!({"auth": {"type": "api_key"}}),
        json!({"auth": {"type": "oddity", "name": "a"}}),
        json!({"auth": {"type": 1}, "pagination": {"responseToken": {"key": 1}}, "snake_case_aliases": true}),
        json!({"retry": {}, "odd": 1, "queryParamPushdown": {"top": {}}}),
    ];
    let service_config = vec![
        json!({"pagination": {"requestToken": {"key": "after", "location": "query"}, "responseToken": {"key": "$.next", "location": "body"}}}),
        json!({"pagination": {"requestToken": {"location": "oddity"}, "responseToken": {"key": "Link", "location": "header"}}}),
        json!({"queryParamPushdown": {"top": {"dialect": "custom"}, "select": {"dialect": "odata"}, "filter": {}}}),
        json!({"auth": {"type": "oddity"}, "requestBodyTranslate": {"algorithm": "naive"}, "views": 1}),
        json!({"pagination": [], "retry": "x"}),
    ];
    let lower = ["variants", "all_of", "rows", "object_keys", "booleans", "columns", "requests", "exec"];
    let lower = lower.map(|name| json!({name: false})).to_vec();
    let methods = vec![json!({"request_body": "naive"}), json!({"path_parameters": "snake_case"})];
    let all = (
        of("servers", servers),
        of("config", config),
        of("service_config", service_config),
        of("lower", lower),
        of("methods", methods),
    );
    all.prop_map(|(a, b, c, d, e)| {
        let given = [a, b, c, d, e].into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
        Json::Object(given.collect())
    })
}

/// Drafts of providers: some paths of one of these documents with what they need, damaged.
fn draft(documents: Vec<Json>) -> impl Strategy<Value = Draft> {
    let paths = prop::collection::vec(any::<Index>(), 1..4);
    let damages = prop::collection::vec((any::<Index>(), damage()), 0..5);
    let rows = prop::collection::vec(row(), 12);
    (prop::sample::select(documents), paths, damages, rows, settings()).prop_map(
        |(document, paths, damages, rows, settings)| {
            let mut document = cut(&document, &paths);
            for (index, damage) in damages {
                apply(&mut document, index, &damage);
            }
            Draft { document, rows, settings }
        },
    )
}

/// Some paths of a document, and the components that they need.
fn cut(document: &Json, paths: &[Index]) -> Json {
    let all = document["paths"].as_object().expect("paths");
    let all: Vec<(&String, &Json)> = all.iter().collect();
    let chosen: serde_json::Map<String, Json> =
        paths.iter().map(|index| index.get(&all)).map(|(path, item)| ((*path).clone(), (*item).clone())).collect();
    let mut part = document.clone();
    let mut components = serde_json::Map::new();
    let mut open = references(&json!(chosen));
    while let Some(pointer) = open.pop() {
        let mut steps = pointer.split('/').skip(2);
        let (Some(section), Some(name)) = (steps.next(), steps.next()) else { continue };
        let Some(found) = document["components"][section].get(name.replace("~1", "/")) else { continue };
        let entries = components.entry(section).or_insert_with(|| json!({})).as_object_mut().expect("a section");
        if entries.insert(name.to_owned(), found.clone()).is_none() {
            open.extend(references(found));
        }
    }
    if let Some(schemes) = document["components"].get("securitySchemes") {
        components.insert("securitySchemes".to_owned(), schemes.clone());
    }
    part["paths"] = chosen.into();
    part["components"] = components.into();
    part
}

/// References to components.
fn references(node: &Json) -> Vec<String> {
    match node {
        Json::Object(entries) => {
            let own = entries.get("$ref").and_then(Json::as_str).filter(|it| it.starts_with("#/components/"));
            own.map(str::to_owned).into_iter().chain(entries.values().flat_map(references)).collect()
        }
        Json::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// The pointers of all nodes below the root.
fn pointers(node: &Json, at: &str, found: &mut Vec<String>) {
    let mut below = |step: &str, child: &Json| {
        let pointer = format!("{at}/{}", step.replace('~', "~0").replace('/', "~1"));
        found.push(pointer.clone());
        pointers(child, &pointer, found);
    };
    match node {
        Json::Object(entries) => entries.iter().for_each(|(key, child)| below(key, child)),
        Json::Array(items) => items.iter().enumerate().for_each(|(index, child)| below(&index.to_string(), child)),
        _ => {}
    }
}

fn apply(document: &mut Json, index: Index, damage: &Damage) {
    let mut all = Vec::new();
    pointers(document, "", &mut all);
    let pointer = index.get(&all).clone();
    let (parent, step) = pointer.rsplit_once('/').expect("below the root");
    let copied = match damage {
        Damage::Copy(other) => document.pointer(other.get::<String>(&all)).cloned(),
        _ => None,
    };
    let step = step.replace("~1", "/").replace("~0", "~");
    match (document.pointer_mut(parent).expect("a parent"), damage) {
        (Json::Object(entries), Damage::Delete) => drop(entries.shift_remove(&step)),
        (Json::Object(entries), Damage::Rename(name)) => {
            let value = entries.shift_remove(&step).expect("a value");
            entries.insert((*name).to_owned(), value);
        }
        (Json::Array(items), Damage::Delete | Damage::Rename(_)) => {
            items.remove(step.parse().expect("an index"));
        }
        (parent, Damage::Put(value)) => *parent.pointer_mut(&pointer_of(&step)).expect("a node") = value.clone(),
        (parent, Damage::Copy(_)) => {
            *parent.pointer_mut(&pointer_of(&step)).expect("a node") = copied.expect("a node");
        }
        _ => {}
    }
}

fn pointer_of(step: &str) -> String {
    format!("/{}", step.replace('~', "~0").replace('/', "~1"))
}

/// A row for each operation, as far as there are rows in the draft.
fn mapping(draft: &Draft) -> String {
    let mut text = "path,verb,stackql_resource_name,stackql_method_name,stackql_verb,stackql_object_key\n".to_owned();
    let items = draft.document["paths"].as_object().into_iter().flatten();
    let operations = items
        .flat_map(|(path, item)| VERBS.iter().filter(|verb| item.get(**verb).is_some()).map(move |verb| (path, *verb)));
    for (number, ((path, verb), row)) in operations.zip(&draft.rows).enumerate() {
        let sql_verb = match (row.verb, verb) {
            ("", "get") => "select",
            ("", "post") => "insert",
            ("", "put") => "replace",
            ("", "patch") => "update",
            ("", "delete") => "delete",
            ("", _) => "exec",
            (named, _) => named,
        };
        for name in ["m", "again"].iter().take(1 + usize::from(row.twice)) {
            let path = path.replace('"', "\"\"");
            writeln!(text, "\"{path}\",{verb},r{},{name}{number},{sql_verb},\"{}\"", row.resource, row.key)
                .expect("text");
        }
    }
    text
}

/// The outcome of one draft.
enum Outcome {
    /// Nothing was written.
    Refused,
    /// Written, with so many faults, all of them reported.
    Written(usize),
}

/// Generates and validates a draft. What one reports and the other does not find is an error.
fn outcome(draft: &Draft) -> Result<Outcome, String> {
    let folder = tempfile::tempdir().expect("temporary folder");
    let root = folder.path();
    let write = |name: &str, text: &str| fs::write(root.join(name), text).expect("write");
    let mut config = json!({"provider": "p", "title": "P", "description": "D.", "source": {"file": "openapi.json"}});
    let settings = draft.settings.as_object().expect("settings").clone();
    config.as_object_mut().expect("an object").extend(settings);
    write("provgen.yaml", &config.to_string());
    write("openapi.json", &draft.document.to_string());
    write("mapping.csv", &mapping(draft));
    generated(root).map_err(|wrong| {
        format!("{wrong}\nprovgen.yaml: {config}\nmapping.csv:\n{}openapi.json: {}", mapping(draft), draft.document)
    })
}

fn generated(root: &Path) -> Result<Outcome, String> {
    let job = Job { config: root.join("provgen.yaml"), spec: None, mapping: None, style: None };
    let Ok(built) = provgen::build(&job, &|_| {}) else { return Ok(Outcome::Refused) };
    if built.fails(Severity::Error) {
        return Ok(Outcome::Refused);
    }
    let reported: BTreeSet<&str> = built.findings.iter().map(|finding| finding.rule).collect();
    let out = root.join("out");
    provgen::write(&out, &built.products).map_err(|error| error.to_string())?;
    let found = provgen::validate(&out, &|| {}).map_err(|error| error.to_string())?;
    let faults: Vec<_> = found.iter().filter(|finding| finding.severity <= Severity::Error).collect();
    let is_reported = |rule: &str| reported.contains(rule) || reported.contains(own_rule(rule));
    let mut wrong: Vec<String> = faults
        .iter()
        .filter(|fault| !is_reported(fault.rule))
        .map(|fault| format!("not reported: {}: {} at {:?}", fault.rule, fault.message, fault.place.pointer))
        .collect();
    // Of a push-down only the parts are written that some method can send; the others are reported as well.
    let is_found = |rule: &str| found.iter().any(|finding| finding.rule == rule) || rule.starts_with("pushdown-");
    let of_validate = RULES.iter().filter(|rule| rule.generate.is_none() && reported.contains(rule.id));
    let invented = of_validate.filter(|rule| !is_found(rule.id));
    wrong.extend(invented.map(|rule| format!("reported, but not there: {}", rule.id)));
    if wrong.is_empty() { Ok(Outcome::Written(faults.len())) } else { Err(wrong.join("\n")) }
}

/// Documents of OpenAPI 3.0 with paths and components, as JSON.
fn readable(documents: impl Iterator<Item = Vec<u8>>) -> Vec<Json> {
    let parsed = documents.filter_map(|bytes| yaml_serde::from_slice::<Json>(&bytes).ok());
    let usable = |it: &Json| {
        let has = |key: &str| it[key].as_object().is_some_and(|entries| !entries.is_empty());
        it["openapi"].as_str().is_some_and(|version| version.starts_with("3.0")) && has("paths") && has("components")
    };
    parsed.filter(usable).map(without_resources).collect()
}

/// A service document as the document that it was made from.
fn without_resources(mut document: Json) -> Json {
    if let Some(components) = document["components"].as_object_mut() {
        components.shift_remove("x-stackQL-resources");
    }
    document
}

/// Tries a number of drafts of documents.
fn try_all(name: &str, cases: u32, documents: Vec<Json>) {
    let (refused, sound, faulty) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let count = |cell: &Cell<u32>| cell.set(cell.get() + 1);
    let number = documents.len();
    let mut runner = proptest::test_runner::TestRunner::new(property_config(cases));
    let tried = runner.run(&draft(documents), |draft| {
        match outcome(&draft).map_err(TestCaseError::fail)? {
            Outcome::Refused => count(&refused),
            Outcome::Written(0) => count(&sound),
            Outcome::Written(_) => count(&faulty),
        }
        Ok(())
    });
    tried.unwrap_or_else(|error| panic!("{error}"));
    println!(
        "{name}: {number} documents, {} drafts written without a fault, {} with reported faults, {} refused",
        sound.get(),
        faulty.get(),
        refused.get()
    );
    assert!(sound.get() > 0 && faulty.get() > 0, "the drafts are too good or too bad");
}

#[test]
fn faults_of_our_own_documents_are_reported() {
    let files = tree(&own()).into_iter().chain(tree(&repository().join("tests/cases/generate")));
    let is_document = |path: &str| path.contains("services/") || path.contains("openapi");
    let documents = files.filter(|(path, _)| is_document(path) && !path.contains("expected/")).map(|(_, bytes)| bytes);
    try_all("our own", 500, readable(documents));
}

#[test]
fn faults_of_published_documents_are_reported() {
    let Some(specs) = corpus("specs") else { return };
    let newest = fs::read(specs.join("okta-management-2026.06.3.yaml")).expect("read");
    let published = documents().into_iter().map(|(_, bytes)| bytes).filter(|bytes| bytes.len() < 100_000);
    try_all("published", 300, readable(published.chain([newest])));
}
