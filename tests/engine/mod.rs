//! Judges generated provider documents the way the `StackQL` engine would load and query them.
//!
//! Written from the description of the engine alone and sharing no code with the generator,
//! so that a misreading on one side is caught by the other.
#![allow(dead_code)]

mod rows;

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt;

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

pub use rows::{Select, check_rows, operation, row_schema, selects, success_schema};

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
const SOURCE_VERSION: &str = "v00.00.00000";
const HTTP_VERBS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "connect"];
const SQL_VERBS: &[&str] = &["select", "insert", "update", "delete", "replace"];
const DEFAULT_MEDIA_TYPES: &[&str] = &["application/json", "application/xml", "application/octet-stream"];
const LOCATIONS: &[&str] = &["path", "query", "header", "cookie"];
const AUTH_TYPES: &[&str] = &[
    "api_key",
    "bearer",
    "basic",
    "custom",
    "oauth2",
    "service_account",
    "aws_signing_v4",
    "aws_assume_role",
    "azure_default",
    "interactive",
    "null_auth",
];
const COMPONENT_SECTIONS: &[&str] = &[
    "schemas",
    "parameters",
    "headers",
    "requestBodies",
    "responses",
    "securitySchemes",
    "examples",
    "links",
    "callbacks",
];

// ---- JSON access ------------------------------------------------------------------------

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

// ---- typed walk -------------------------------------------------------------------------

/// What a position of a document may hold.
#[derive(Clone, Copy)]
enum Kind {
    Any,
    Text,
    Flag,
    Number,
    Count,
    Code,
    FlagOrSchema,
    Of(&'static Shape),
    List(&'static Kind),
    Map(&'static Kind),
}

/// The typed members of one kind of object; all other members are free.
struct Shape {
    name: &'static str,
    fields: &'static [(&'static str, Kind)],
    others: Kind,
    required: &'static [&'static str],
    referable: bool,
    never_null: bool,
}

impl Shape {
    fn field(&self, key: &str) -> Option<Kind> {
        let found = self.fields.iter().find(|(name, _)| *name == key);
        found.map(|(_, kind)| *kind)
    }
}

struct Reference<'a> {
    at: String,
    target: &'a str,
    shape: &'static Shape,
}

struct Place<'a> {
    at: String,
    value: &'a Value,
    shape: &'static Shape,
}

/// Everything met on the way through the typed positions of a document.
#[derive(Default)]
struct Walk<'a> {
    problems: Vec<Problem>,
    references: Vec<Reference<'a>>,
    places: Vec<Place<'a>>,
    untyped: Vec<&'a Value>,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, at: &str, value: &'a Value, kind: Kind) {
        if value.is_null() {
            return;
        }
        match kind {
            Kind::Any => {}
            Kind::Of(shape) => self.visit_reference_or_object(at, value, shape),
            Kind::List(inner) => self.visit_list(at, value, *inner),
            Kind::Map(inner) => self.visit_map(at, value, *inner),
            Kind::FlagOrSchema if value.is_boolean() => {}
            Kind::FlagOrSchema => self.visit_reference_or_object(at, value, &SCHEMA),
            scalar => self.visit_scalar(at, value, scalar),
        }
    }

    fn visit_list(&mut self, at: &str, value: &'a Value, inner: Kind) {
        let Some(list) = value.as_array() else {
            return self.refuse(at, value, "a list");
        };
        for (index, entry) in list.iter().enumerate() {
            self.visit_entry(&format!("{at}/{index}"), entry, inner);
        }
    }

    fn visit_map(&mut self, at: &str, value: &'a Value, inner: Kind) {
        let Some(map) = value.as_object() else {
            return self.refuse(at, value, "an object");
        };
        for (key, entry) in map {
            self.visit_entry(&child(at, key), entry, inner);
        }
    }

    fn visit_entry(&mut self, at: &str, entry: &'a Value, inner: Kind) {
        match inner {
            Kind::Of(shape) if shape.never_null && entry.is_null() => {
                self.refuse(at, entry, shape.name);
            }
            _ => self.visit(at, entry, inner),
        }
    }

    fn visit_reference_or_object(&mut self, at: &str, value: &'a Value, shape: &'static Shape) {
        match value.get("$ref") {
            Some(target) if shape.referable => self.visit_reference(at, target, shape),
            _ => self.visit_object(at, value, shape),
        }
    }

    /// Members beside `$ref` are discarded on load, so they are not looked at.
    fn visit_reference(&mut self, at: &str, target: &'a Value, shape: &'static Shape) {
        let at = at.to_owned();
        match target.as_str() {
            Some(target) => self.references.push(Reference { at, target, shape }),
            None => self.refuse(&format!("{at}/$ref"), target, "a string"),
        }
    }

    fn visit_object(&mut self, at: &str, value: &'a Value, shape: &'static Shape) {
        let Some(map) = value.as_object() else {
            return self.refuse(at, value, shape.name);
        };
        self.places.push(Place { at: at.to_owned(), value, shape });
        self.require_members(at, map, shape);
        for (key, entry) in map {
            match shape.field(key) {
                Some(kind) => self.visit(&child(at, key), entry, kind),
                None => self.visit_other(&child(at, key), key, entry, shape),
            }
        }
    }

    fn visit_other(&mut self, at: &str, key: &str, entry: &'a Value, shape: &'static Shape) {
        match shape.others {
            Kind::Any if holds_data(key) => {}
            Kind::Any => self.untyped.push(entry),
            kind => self.visit_entry(at, entry, kind),
        }
    }

    fn require_members(&mut self, at: &str, map: &Map<String, Value>, shape: &Shape) {
        for key in shape.required {
            if map.get(*key).is_none_or(Value::is_null) {
                self.problems.push(problem(child(at, key), "is missing"));
            }
        }
    }

    fn visit_scalar(&mut self, at: &str, value: &Value, kind: Kind) {
        let (fits, expected) = match kind {
            Kind::Text => (value.is_string(), "a string"),
            Kind::Flag => (value.is_boolean(), "a boolean"),
            Kind::Number => (value.is_number(), "a number"),
            Kind::Count => (is_count(value), "a whole number, zero or more"),
            _ => (value.is_string() || value.is_u64(), "a response key"),
        };
        if !fits {
            self.refuse(at, value, expected);
        }
    }

    fn refuse(&mut self, at: &str, value: &Value, expected: &str) {
        let message = format!("expected {expected}, found {}", describe(value));
        self.problems.push(problem(at, message));
    }
}

fn is_count(value: &Value) -> bool {
    let whole = |it: f64| it >= 0.0 && it.fract() == 0.0 && it < 1e15;
    value.is_u64() || (value.is_f64() && value.as_f64().is_some_and(whole))
}

fn describe(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        scalar => scalar.to_string(),
    }
}

/// A `$ref` below these keywords is part of somebody's payload.
fn holds_data(keyword: &str) -> bool {
    let data = ["example", "examples", "default", "enum", "const"];
    keyword.starts_with("x-") || data.contains(&keyword)
}

fn schema_and_content(place: &Place<'_>) -> Option<Problem> {
    let has = |key| place.value.get(key).is_some_and(|it| !it.is_null());
    let both = place.shape.name == PARAMETER.name && has("schema") && has("content");
    both.then(|| problem(&place.at, "has both schema and content"))
}

// ---- references -------------------------------------------------------------------------

const LONGEST_CHAIN: usize = 64;

fn broken(doc: &Value, reference: &Reference<'_>) -> Option<Problem> {
    // The loader never looks for references there.
    if reference.at.starts_with("/components/links/") {
        return None;
    }
    let fault = reference_fault(doc, reference.target, reference.shape)?;
    Some(problem(format!("{}/$ref", reference.at), format!("{}: {fault}", reference.target)))
}

fn reference_fault(doc: &Value, target: &str, shape: &Shape) -> Option<String> {
    if !target.starts_with('#') {
        return Some("external references are disabled".to_owned());
    }
    if !target.starts_with("#/") {
        return Some("the fragment does not start with #/".to_owned());
    }
    let Some((found, value)) = locate_through(doc, target, LONGEST_CHAIN) else {
        return Some("does not resolve".to_owned());
    };
    if !value.is_object() {
        return Some(format!("leads to {}", describe(value)));
    }
    (found.name != shape.name).then(|| format!("is {}, not {}", found.name, shape.name))
}

/// The object at the end of a chain of references and its shape.
fn locate_through<'a>(doc: &'a Value, target: &str, chain: usize) -> Option<(&'static Shape, &'a Value)> {
    let (kind, value) = locate(doc, target, chain)?;
    let shape = shape_of(kind)?;
    match value.get("$ref").and_then(Value::as_str) {
        Some(next) if shape.referable => locate_through(doc, next, chain.checked_sub(1)?),
        _ => Some((shape, value)),
    }
}

fn locate<'a>(doc: &'a Value, target: &str, chain: usize) -> Option<(Kind, &'a Value)> {
    let mut found = (Kind::Of(&DOCUMENT), doc);
    for token in target.strip_prefix("#/")?.split('/') {
        found = enter_reference(doc, found, chain)?;
        found = step(found, &unescape(token))?;
    }
    Some(found)
}

fn enter_reference<'a>(doc: &'a Value, (kind, value): (Kind, &'a Value), chain: usize) -> Option<(Kind, &'a Value)> {
    let referable = shape_of(kind).is_some_and(|it| it.referable);
    match value.get("$ref").and_then(Value::as_str) {
        Some(next) if referable => {
            let (shape, value) = locate_through(doc, next, chain.checked_sub(1)?)?;
            Some((Kind::Of(shape), value))
        }
        _ => Some((kind, value)),
    }
}

fn step<'a>((kind, value): (Kind, &'a Value), token: &str) -> Option<(Kind, &'a Value)> {
    match kind {
        Kind::List(inner) => Some((*inner, value.get(token.parse::<usize>().ok()?)?)),
        Kind::Map(inner) => Some((*inner, value.get(token)?)),
        _ => {
            let shape = shape_of(kind)?;
            let inner = shape.field(token).unwrap_or(shape.others);
            Some((inner, value.get(token)?))
        }
    }
}

fn shape_of(kind: Kind) -> Option<&'static Shape> {
    match kind {
        Kind::Of(shape) => Some(shape),
        Kind::FlagOrSchema => Some(&SCHEMA),
        _ => None,
    }
}

fn unescape(token: &str) -> String {
    decode_percent(token).replace("~1", "/").replace("~0", "~")
}

fn decode_percent(token: &str) -> String {
    let mut pieces = token.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let byte = piece.get(..2).and_then(|it| u8::from_str_radix(it, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        let rest = if byte.is_some() { &piece[2..] } else { piece };
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The object itself, or the one its chain of local references ends at.
pub fn dereference<'a>(doc: &'a Value, value: &'a Value) -> Option<&'a Value> {
    match value.get("$ref").and_then(Value::as_str) {
        Some(target) => locate_through(doc, target, LONGEST_CHAIN).map(|(_, value)| value),
        None => Some(value),
    }
}

// ---- provider.yaml ----------------------------------------------------------------------

fn check_provider_values(doc: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !matches!(text(doc, "/name"), Some(name) if is_plain_name(name)) {
        problems.push(problem("/name", "is not a plain name"));
    }
    let protocol = text(doc, "/protocolType").unwrap_or("http");
    if !["http", "local_templated"].contains(&protocol) {
        problems.push(problem("/protocolType", format!("{protocol} is unknown")));
    }
    let auth = text(doc, "/config/auth/type");
    if let Some(auth) = auth.filter(|it| !AUTH_TYPES.contains(it)) {
        problems.push(problem("/config/auth/type", format!("{auth} is unknown")));
    }
    if members(doc.get("providerServices")).next().is_none() {
        problems.push(problem("/providerServices", "names no service"));
    }
    problems
}

fn is_plain_name(name: &str) -> bool {
    let mut characters = name.chars();
    let starts = characters.next().is_some_and(|it| it.is_ascii_alphabetic());
    starts && characters.all(|it| it.is_ascii_alphanumeric() || it == '_')
}

fn check_provider_service(key: &str, service: &Value) -> Vec<Problem> {
    let at = child("/providerServices", key);
    let mut problems = Vec::new();
    if text(service, "/name") != Some(key) {
        problems.push(problem(format!("{at}/name"), "differs from the key"));
    }
    let id = format!("{key}:{}", text(service, "/version").unwrap_or_default());
    if text(service, "/id") != Some(&id) {
        problems.push(problem(format!("{at}/id"), format!("is not {id}")));
    }
    if !is_true(service, "preferred") {
        problems.push(problem(format!("{at}/preferred"), "is not true"));
    }
    problems
}

fn check_service_references(doc: &Value, service_files: &BTreeSet<String>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let directory = directory_of(text(doc, "/name").unwrap_or_default());
    let mut written: BTreeSet<&str> = service_files.iter().map(|it| file_name(it)).collect();
    let mut unclaimed = written.clone();
    for (key, service) in members(doc.get("providerServices")) {
        let at = format!("{}/service/$ref", child("/providerServices", key));
        let target = text(service, "/service/$ref").unwrap_or_default();
        unclaimed.remove(file_name(target));
        problems.extend(service_reference_fault(target, directory, &written).map(|it| problem(at, it)));
    }
    written.retain(|file| unclaimed.contains(file));
    let orphans = written.into_iter();
    problems.extend(orphans.map(|it| problem("/providerServices", format!("no service reads {it}"))));
    problems
}

/// The one provider whose directory is not called like the provider.
fn directory_of(name: &str) -> &str {
    match name {
        "google" => "googleapis.com",
        name => name,
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn service_reference_fault(target: &str, directory: &str, written: &BTreeSet<&str>) -> Option<String> {
    let segments = target.split('/').collect::<Vec<_>>();
    let shape = format!("{directory}/{SOURCE_VERSION}/services/<file>.yaml");
    match segments[..] {
        [first, version, "services", file]
            if first == directory && version == SOURCE_VERSION && file.ends_with(".yaml") =>
        {
            (!written.contains(file)).then(|| format!("{file} was not written"))
        }
        _ => Some(format!("{target} is not {shape}")),
    }
}

// ---- resources and methods --------------------------------------------------------------

struct Method<'a> {
    at: String,
    value: &'a Value,
}

struct Operation<'a> {
    at: String,
    path: String,
    item: &'a Value,
    value: &'a Value,
}

fn resources(doc: &Value) -> impl Iterator<Item = (&String, &Value)> {
    members(doc.pointer(RESOURCES))
}

fn methods(doc: &Value) -> Vec<Method<'_>> {
    let mut found = Vec::new();
    for (name, resource) in resources(doc) {
        let at = format!("{}/methods", child(RESOURCES, name));
        found.extend(members(resource.get("methods")).map(|(key, value)| Method { at: child(&at, key), value }));
    }
    found
}

fn operation_of<'a>(doc: &'a Value, method: &Method<'a>) -> Option<Operation<'a>> {
    let (path, verb) = operation_address(method.value)?;
    if !HTTP_VERBS.contains(&verb.as_str()) {
        return None;
    }
    let item = dereference(doc, doc.get("paths")?.get(&path)?)?;
    let value = item.get(&verb).filter(|it| it.is_object())?;
    Some(Operation { at: format!("{}/{verb}", child("/paths", &path)), path, item, value })
}

/// Only `~1` is decoded in the path of an operation, and the verb may be in any case.
fn operation_address(method: &Value) -> Option<(String, String)> {
    let target = text(method, "/operation/$ref")?;
    let (path, verb) = match text(method, "/path/$ref") {
        Some(path) => (path.strip_prefix("#/paths/")?, target),
        None => target.strip_prefix("#/paths/")?.rsplit_once('/')?,
    };
    Some((path.replace("~1", "/"), verb.to_ascii_lowercase()))
}

fn check_resource_names(name: &str, resource: &Value) -> Vec<Problem> {
    let at = child(RESOURCES, name);
    let mut problems = Vec::new();
    if text(resource, "/name") != Some(name) {
        problems.push(problem(format!("{at}/name"), "differs from the key"));
    }
    let id = text(resource, "/id").unwrap_or_default();
    let segments = id.split('.').collect::<Vec<_>>();
    if !matches!(segments[..], [_, _, last] if last == name) {
        let message = format!("{id} is not <provider>.<service>.{name}");
        problems.push(problem(format!("{at}/id"), message));
    }
    problems
}

/// Without methods (a resource made of views) there is nothing to map.
fn check_verbs(name: &str, resource: &Value) -> Vec<Problem> {
    if members(resource.get("methods")).next().is_none() {
        return Vec::new();
    }
    let at = format!("{}/sqlVerbs", child(RESOURCES, name));
    let verbs = resource.get("sqlVerbs").unwrap_or(&Value::Null);
    let mut problems = absent_verbs(verbs, &at);
    for (verb, list) in members(Some(verbs)) {
        problems.extend(check_verb(name, resource, &child(&at, verb), list));
        if !SQL_VERBS.contains(&verb.as_str()) && verb != "exec" {
            problems.push(problem(child(&at, verb), "is never read"));
        }
    }
    problems
}

fn absent_verbs(verbs: &Value, at: &str) -> Vec<Problem> {
    let absent = SQL_VERBS.iter().filter(|it| !verbs[**it].is_array());
    absent.map(|it| problem(child(at, it), "has no list, so defaults by method name apply")).collect()
}

fn check_verb(name: &str, resource: &Value, at: &str, list: &Value) -> Vec<Problem> {
    let own = format!("#{}/methods/", child(RESOURCES, name));
    let mut problems = Vec::new();
    for (index, entry) in items(Some(list)).enumerate() {
        let at = format!("{at}/{index}/$ref");
        let target = text(entry, "/$ref").unwrap_or_default();
        match verb_target(entry) {
            Some(method) if resource["methods"].get(method).is_none() => {
                problems.push(problem(at, format!("{target}: no such method in the resource")));
            }
            Some(method) if target == format!("{own}{method}") => {}
            _ => problems.push(problem(at, format!("{target} is not {own}<method>"))),
        }
    }
    problems
}

/// The engine looks at the last two segments alone.
fn verb_target(entry: &Value) -> Option<&str> {
    let (before, method) = text(entry, "/$ref")?.rsplit_once('/')?;
    before.ends_with("/methods").then_some(method)
}

fn check_method(doc: &Value, method: &Method<'_>) -> Vec<Problem> {
    let Some(operation) = operation_of(doc, method) else {
        let at = format!("{}/operation/$ref", method.at);
        return vec![problem(at, "leads to no operation")];
    };
    let mut problems = check_overrides(doc, method);
    problems.extend(check_request(doc, method, &operation));
    problems.extend(check_response(doc, method, &operation));
    problems.extend(check_object_key(doc, method, &operation));
    problems
}

const OVERRIDES: &[&str] =
    &["/request/schema_override", "/response/schema_override", "/response/async_schema_override"];

fn check_overrides(doc: &Value, method: &Method<'_>) -> Vec<Problem> {
    let given = OVERRIDES.iter().filter(|it| method.value.pointer(it).is_some());
    let lost = given.filter(|it| overriding_schema(doc, method, it).is_none());
    lost.map(|it| problem(format!("{}{it}/$ref", method.at), "leads to no schema")).collect()
}

fn overriding_schema<'a>(doc: &'a Value, method: &Method<'a>, pointer: &str) -> Option<&'a Value> {
    let target = text(method.value.pointer(pointer)?, "/$ref")?;
    let name = target.strip_prefix("#/components/schemas/")?;
    dereference(doc, doc.pointer("/components/schemas")?.get(name)?)
}

fn check_request(doc: &Value, method: &Method<'_>, operation: &Operation<'_>) -> Option<Problem> {
    let media_type = text(method.value, "/request/mediaType")?;
    let content = request_content(doc, operation);
    let found = content.and_then(|it| it.get(media_type)).is_some();
    let at = format!("{}/request/mediaType", method.at);
    (!found).then(|| problem(at, format!("the operation takes no {media_type} body")))
}

fn request_content<'a>(doc: &'a Value, operation: &Operation<'a>) -> Option<&'a Value> {
    dereference(doc, operation.value.get("requestBody")?)?.get("content")
}

fn check_response(doc: &Value, method: &Method<'_>, operation: &Operation<'_>) -> Option<Problem> {
    let key = code(method.value, "/response/openAPIDocKey");
    let media_type = text(method.value, "/response/mediaType");
    let response = response_of(doc, method, operation);
    if let Some(key) = key.filter(|_| response.is_none()) {
        let at = format!("{}/response/openAPIDocKey", method.at);
        return Some(problem(at, format!("the operation has no {key} response")));
    }
    let content = response.and_then(|it| it.get("content"));
    let at = format!("{}/response/mediaType", method.at);
    match (media_type?, content) {
        (_, content) if members(content).next().is_none() => Some(problem(at, "the response has no content at all")),
        (it, Some(content)) if content.get(it).is_none() => {
            Some(problem(at, format!("the response has no {it} content")))
        }
        _ => None,
    }
}

fn response_of<'a>(doc: &'a Value, method: &Method<'a>, operation: &Operation<'a>) -> Option<&'a Value> {
    let responses = operation.value.get("responses")?;
    let key = code(method.value, "/response/openAPIDocKey");
    let key = key.unwrap_or_else(|| default_response(responses));
    dereference(doc, responses.get(key)?)
}

fn default_response(responses: &Value) -> String {
    let numeric = |key: &str| key.parse::<u16>().is_ok_and(|it| it < 300);
    let codes = members(Some(responses)).map(|(key, _)| key.as_str());
    let lowest = codes.filter(|it| numeric(it)).min();
    lowest.unwrap_or("default").to_owned()
}

// ---- object keys ------------------------------------------------------------------------

fn check_object_key(doc: &Value, method: &Method<'_>, operation: &Operation<'_>) -> Option<Problem> {
    let key = text(method.value, "/response/objectKey")?;
    let at = format!("{}/response/objectKey", method.at);
    let Some((schema, media_type)) = response_schema(doc, method, operation) else {
        return Some(problem(at, format!("{key}: the response has no schema")));
    };
    match find_row(doc, schema, key, media_type) {
        None => Some(problem(at, format!("{key} does not resolve"))),
        Some(row) if is_array(row) && row.get("items").is_none() => {
            Some(problem(at, format!("{key} leads to an array without items")))
        }
        Some(_) => None,
    }
}

/// An overriding schema is looked up with the overriding media type, never with the original.
fn response_schema<'a>(doc: &'a Value, method: &Method<'a>, operation: &Operation<'a>) -> Option<(&'a Value, &'a str)> {
    let overriding = text(method.value, "/response/overrideMediaType");
    if let Some(schema) = overriding_schema(doc, method, "/response/schema_override") {
        return Some((schema, overriding.unwrap_or_default()));
    }
    let content = response_of(doc, method, operation)?.get("content")?;
    let given = text(method.value, "/response/mediaType");
    let (media_type, media) = chosen_media(content, given)?;
    Some((media.get("schema")?, overriding.unwrap_or(media_type)))
}

fn chosen_media<'a>(content: &'a Value, given: Option<&'a str>) -> Option<(&'a str, &'a Value)> {
    match given {
        Some(media_type) => Some((media_type, content.get(media_type)?)),
        None => DEFAULT_MEDIA_TYPES.iter().find_map(|it| Some((*it, content.get(it)?))),
    }
}

fn find_row<'a>(doc: &'a Value, schema: &'a Value, key: &str, media_type: &str) -> Option<&'a Value> {
    let root = dereference(doc, schema)?;
    if key.starts_with('$') {
        let json = media_type.contains("json");
        return json.then(|| follow_json_path(doc, root, key)).flatten();
    }
    if key.starts_with('/') && media_type.contains("xml") {
        return follow_xml_path(doc, root, key);
    }
    if is_array(root) {
        return Some(root);
    }
    property(doc, root, &|name, _| name == key).filter(|it| is_array(it))
}

fn follow_json_path<'a>(doc: &'a Value, root: &'a Value, key: &str) -> Option<&'a Value> {
    let mut pieces = key.split('.');
    // `$[*]` does not resolve at the root.
    if pieces.next() != Some("$") {
        return None;
    }
    pieces.try_fold(root, |node, piece| match piece.strip_suffix("[*]") {
        Some("") => each(doc, node),
        Some(name) => each(doc, named(doc, node, name)?),
        None => named(doc, node, piece),
    })
}

fn named<'a>(doc: &'a Value, node: &'a Value, name: &str) -> Option<&'a Value> {
    let found = (!is_array(node)).then(|| property(doc, node, &|key, _| key == name));
    found.flatten().or_else(|| second(doc, node, "", name, &mut Seen::default()))
}

#[derive(Default)]
struct Seen<'a> {
    names: Vec<&'a str>,
    parts: Vec<&'a Value>,
}

/// A property of a composition that another member has as well goes by the name of its schema and its own.
fn second<'a>(doc: &'a Value, at: &'a Value, of: &str, wanted: &str, seen: &mut Seen<'a>) -> Option<&'a Value> {
    if seen.parts.iter().any(|it| std::ptr::eq(*it, at)) {
        return None;
    }
    seen.parts.push(at);
    let mut parts = compositions(at).peekable();
    if parts.peek().is_some() {
        return parts.find_map(|part| {
            let name = text(part, "/$ref").and_then(|it| it.rsplit('/').next()).unwrap_or_default();
            second(doc, dereference(doc, part)?, name, wanted, seen)
        });
    }
    for (key, value) in members(at.get("properties")) {
        if seen.names.contains(&key.as_str()) && format!("{of}_{key}") == wanted {
            return dereference(doc, value);
        }
        seen.names.push(key);
    }
    None
}

fn each<'a>(doc: &'a Value, node: &'a Value) -> Option<&'a Value> {
    let inner = match is_array(node) {
        true => node.get("items"),
        false => node.get("additionalProperties"),
    };
    dereference(doc, inner.filter(|it| it.is_object())?)
}

fn follow_xml_path<'a>(doc: &'a Value, root: &'a Value, key: &str) -> Option<&'a Value> {
    let mut steps = key.split('/').filter(|it| !it.is_empty());
    // The first step names the root element, which an object schema stands for already.
    if !is_array(root) {
        steps.next();
    }
    steps.try_fold(root, |node, step| match step {
        "*" if is_array(node) => each(doc, node),
        "*" => Some(node),
        name => property(doc, node, &|key, schema| key == name || text(schema, "/xml/name") == Some(name)),
    })
}

fn is_array(schema: &Value) -> bool {
    match schema.get("type").and_then(Value::as_str) {
        Some(kind) => kind == "array",
        None => schema.get("items").is_some(),
    }
}

/// Finds a property as the engine does for object keys: with any composition present, own
/// properties are invisible.
fn property<'a>(doc: &'a Value, schema: &'a Value, wanted: &dyn Fn(&str, &Value) -> bool) -> Option<&'a Value> {
    let mut pending = vec![schema];
    let mut seen: Vec<&Value> = Vec::new();
    while let Some(next) = pending.pop().and_then(|it| dereference(doc, it)) {
        if seen.iter().any(|it| std::ptr::eq(*it, next)) {
            continue;
        }
        seen.push(next);
        let mut parts = compositions(next).peekable();
        if parts.peek().is_none() {
            let mut own = members(next.get("properties"));
            if let Some((_, found)) = own.find(|(key, value)| wanted(key, value)) {
                return dereference(doc, found);
            }
        }
        pending.extend(parts);
    }
    None
}

fn compositions(schema: &Value) -> impl Iterator<Item = &Value> {
    let keywords = ["allOf", "oneOf", "anyOf"];
    keywords.into_iter().flat_map(|it| items(schema.get(it)))
}

// ---- parameters -------------------------------------------------------------------------

fn check_template(doc: &Value, operation: &Operation<'_>) -> Vec<Problem> {
    let Some(wanted) = placeholders(&operation.path) else {
        let message = "needs a leading slash and balanced braces with a name inside";
        return vec![problem(child("/paths", &operation.path), message)];
    };
    let at = format!("{}/parameters", operation.at);
    let declared = path_parameters(doc, operation);
    let lacking = wanted.iter().filter(|it| !declared.contains(&(it, true)));
    let surplus = declared.iter().filter(|(it, _)| !wanted.contains(it));
    let lacking = lacking.map(|it| format!("no required path parameter {it} on the operation"));
    let surplus = surplus.map(|(it, _)| format!("path parameter {it} is not in the path"));
    lacking.chain(surplus).map(|it| problem(&at, it)).collect()
}

/// Names in the braces of a path, its query part included, as that is part of the template.
fn placeholders(path: &str) -> Option<BTreeSet<&str>> {
    let mut names = BTreeSet::new();
    let mut rest = path.starts_with('/').then_some(path)?;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, next) = after.split_once('}')?;
        if before.contains('}') || name.is_empty() || name.contains('{') {
            return None;
        }
        names.insert(name);
        rest = next;
    }
    (!rest.contains('}')).then_some(names)
}

fn path_parameters<'a>(doc: &'a Value, operation: &Operation<'a>) -> Vec<(&'a str, bool)> {
    parameters(doc, operation.value)
        .filter(|it| text(it, "/in") == Some("path"))
        .filter_map(|it| Some((text(it, "/name")?, is_true(it, "required"))))
        .collect()
}

fn parameters<'a>(doc: &'a Value, holder: &'a Value) -> impl Iterator<Item = &'a Value> {
    items(holder.get("parameters")).filter_map(move |it| dereference(doc, it))
}

fn check_parameters(doc: &Value, at: &str, holder: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, parameter) in parameters(doc, holder).enumerate() {
        let at = format!("{at}/parameters/{index}");
        problems.extend(parameter_faults(parameter).map(|it| problem(&at, it)));
        if !seen.insert((text(parameter, "/name"), text(parameter, "/in"))) {
            problems.push(problem(&at, "repeats the name and location of another"));
        }
    }
    problems
}

fn parameter_faults(parameter: &Value) -> impl Iterator<Item = &'static str> {
    let has = |key| parameter.get(key).is_some_and(|it| !it.is_null());
    let located = text(parameter, "/in").is_some_and(|it| LOCATIONS.contains(&it));
    let faults = [
        (text(parameter, "/name").is_none(), "has no name"),
        (!located, "is not in path, query, header or cookie"),
        (has("schema") == has("content"), "needs one of schema and content"),
    ];
    faults.into_iter().filter(|(present, _)| *present).map(|(_, fault)| fault)
}

// ---- choice of a method -----------------------------------------------------------------

fn check_order(doc: &Value, resource: &str, at: &str, names: &[&str]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut ahead: Vec<(&str, BTreeSet<String>)> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let own = required_names(doc, resource, name);
        let less = |it: &BTreeSet<String>| it.is_subset(&own) && *it != own;
        if let Some((other, _)) = ahead.iter().find(|(_, it)| less(it)) {
            let message = format!("{name} is never chosen, {other} needs less");
            problems.push(problem(format!("{at}/{index}"), message));
        }
        ahead.push((name, own));
    }
    problems
}

/// What has to be supplied for the engine to take this method.
/// What a statement must give for the engine to choose a method.
pub fn required_names(doc: &Value, resource: &str, name: &str) -> BTreeSet<String> {
    let at = format!("{}/methods", child(RESOURCES, resource));
    let Some(value) = doc.pointer(&child(&at, name)) else {
        return BTreeSet::new();
    };
    let method = Method { at, value };
    let Some(operation) = operation_of(doc, &method) else {
        return BTreeSet::new();
    };
    let mut names = required_parameters(doc, &operation);
    names.extend(required_synthetic_parameters(value));
    if let Some(schema) = body_schema(doc, &method, &operation) {
        names.extend(required_body_names(doc, value, schema));
        names.extend(server_variables(doc, value, &operation));
    }
    names
}

fn required_parameters(doc: &Value, operation: &Operation<'_>) -> BTreeSet<String> {
    let own = parameters(doc, operation.value);
    let all = own.chain(parameters(doc, operation.item));
    all.filter(|it| is_required(it)).filter_map(|it| text(it, "/name").map(str::to_owned)).collect()
}

fn is_required(parameter: &Value) -> bool {
    is_true(parameter, "required") && !is_true(parameter, "allowEmptyValue")
}

fn required_synthetic_parameters(method: &Value) -> impl Iterator<Item = String> {
    members(method.get("parameters")).filter(|(_, it)| is_required(it)).map(|(key, _)| key.clone())
}

fn body_schema<'a>(doc: &'a Value, method: &Method<'a>, operation: &Operation<'a>) -> Option<&'a Value> {
    let overriding = overriding_schema(doc, method, "/request/schema_override");
    if overriding.is_some() {
        return overriding;
    }
    let given = text(method.value, "/request/mediaType");
    let (_, media) = chosen_media(request_content(doc, operation)?, given)?;
    dereference(doc, media.get("schema")?)
}

/// Only what the schema itself requires; it may stand in a member of its composition, if it has no own properties.
fn required_body_names(doc: &Value, method: &Value, schema: &Value) -> Vec<String> {
    let translation = text(method, "/config/requestBodyTranslate/algorithm");
    let naive = translation.is_some_and(|it| it.starts_with("naive"));
    let prefix = if naive { "" } else { "data__" };
    let required = items(schema.get("required")).filter_map(Value::as_str);
    required.filter(|it| has_property(doc, schema, it, 0)).map(|it| format!("{prefix}{it}")).collect()
}

fn has_property(doc: &Value, schema: &Value, name: &str, depth: usize) -> bool {
    let own = schema.get("properties").and_then(Value::as_object).filter(|own| !own.is_empty());
    match own {
        Some(own) => own.contains_key(name),
        None if depth > 50 => false,
        None => compositions(schema)
            .any(|member| dereference(doc, member).is_some_and(|it| has_property(doc, it, name, depth + 1))),
    }
}

fn server_variables(doc: &Value, method: &Value, operation: &Operation<'_>) -> Vec<String> {
    let holders = [operation.value, operation.item, method, doc];
    let first = holders.iter().find_map(|it| items(it.get("servers")).next());
    let variables = members(first.and_then(|it| it.get("variables")));
    variables.map(|(name, _)| name.clone()).collect()
}

// ---- reach of components ----------------------------------------------------------------

#[derive(Default)]
struct Reach {
    entries: BTreeSet<String>,
    dangling: BTreeSet<String>,
}

impl Reach {
    fn follow(&mut self, doc: &Value, roots: Vec<String>) {
        let mut pending = roots;
        while let Some(target) = pending.pop() {
            if locate(doc, &target, LONGEST_CHAIN).is_none() {
                self.dangling.insert(target);
                continue;
            }
            let Some((section, name)) = component_of(&target) else {
                continue;
            };
            if self.entries.insert(format!("{section}/{name}")) {
                pending.extend(component_links(doc, &section, &name));
            }
        }
    }
}

fn component_of(target: &str) -> Option<(String, String)> {
    let mut tokens = target.strip_prefix("#/components/")?.split('/');
    Some((unescape(tokens.next()?), unescape(tokens.next()?)))
}

fn components<'a>(doc: &'a Value, section: &str) -> Option<&'a Value> {
    doc.get("components")?.get(section)
}

fn component_names(doc: &Value) -> Vec<String> {
    let mut names = Vec::new();
    for section in COMPONENT_SECTIONS {
        let entries = members(components(doc, section));
        names.extend(entries.map(|(name, _)| format!("{section}/{name}")));
    }
    names
}

fn root_links(doc: &Value) -> Vec<String> {
    let mut walk = Walk::default();
    for key in ["paths", "security"] {
        if let (Some(value), Some(kind)) = (doc.get(key), DOCUMENT.field(key)) {
            walk.visit("", value, kind);
        }
    }
    let mut links = links_of(doc, &walk);
    links.extend(security_links(doc, doc));
    for method in methods(doc) {
        let targets = OVERRIDES.iter().filter_map(|it| method.value.pointer(it));
        links.extend(targets.filter_map(|it| text(it, "/$ref").map(str::to_owned)));
    }
    links
}

fn component_links(doc: &Value, section: &str, name: &str) -> Vec<String> {
    let entry = components(doc, section).and_then(|it| it.get(name));
    let mut walk = Walk::default();
    if let (Some(value), Some(Kind::Map(inner))) = (entry, COMPONENTS.field(section)) {
        walk.visit("", value, *inner);
    }
    links_of(doc, &walk)
}

fn links_of(doc: &Value, walk: &Walk<'_>) -> Vec<String> {
    let mut links: Vec<_> = walk.references.iter().map(|it| it.target.to_owned()).collect();
    for place in &walk.places {
        match place.shape.name {
            name if name == DISCRIMINATOR.name => links.extend(mapping_links(doc, place.value)),
            name if name == OPERATION.name => links.extend(security_links(doc, place.value)),
            _ => {}
        }
    }
    for value in &walk.untyped {
        collect_untyped_links(value, &mut links);
    }
    links
}

/// A mapping names its schema by reference or by bare name.
fn mapping_links(doc: &Value, discriminator: &Value) -> Vec<String> {
    let targets = members(discriminator.get("mapping")).filter_map(|(_, it)| it.as_str());
    targets
        .map(|it| match components(doc, "schemas").and_then(|schemas| schemas.get(it)) {
            None if it.contains('/') => it.to_owned(),
            _ => format!("#{}", child("/components/schemas", it)),
        })
        .collect()
}

/// A scheme that is named but not carried does no harm: the engine never looks it up.
fn security_links(doc: &Value, holder: &Value) -> Vec<String> {
    let schemes = components(doc, "securitySchemes");
    let requirements = items(holder.get("security")).flat_map(|it| members(Some(it)));
    requirements
        .filter(|(name, _)| schemes.is_some_and(|it| it.get(name.as_str()).is_some()))
        .map(|(name, _)| format!("#{}", child("/components/securitySchemes", name)))
        .collect()
}

/// The loader ignores references under keywords it does not know, but their readers do not.
fn collect_untyped_links(value: &Value, links: &mut Vec<String>) {
    let target = text(value, "/$ref").filter(|it| it.starts_with("#/components/"));
    links.extend(target.map(str::to_owned));
    for entry in items(Some(value)) {
        collect_untyped_links(entry, links);
    }
    for (key, entry) in members(Some(value)).filter(|(key, _)| !holds_data(key)) {
        match key.as_str() {
            // Names, not keywords: a property may well be called `default`.
            "properties" => members(Some(entry)).for_each(|(_, it)| collect_untyped_links(it, links)),
            _ => collect_untyped_links(entry, links),
        }
    }
}

// ---- written text -----------------------------------------------------------------------

/// Reads block style YAML line by line, with flow collections inside it.
#[derive(Default)]
struct LineReader {
    number: usize,
    problems: Vec<Problem>,
    /// Deeper lines belong to a block scalar or continue a plain one.
    scalar_column: Option<usize>,
    quote: Option<char>,
    flow_depth: usize,
}

impl LineReader {
    fn read(&mut self, line: &str) {
        if self.quote.is_some() || self.flow_depth > 0 {
            return self.read_flow(line);
        }
        let content = line.trim();
        let column = line.len() - line.trim_start().len();
        if content.is_empty() || self.scalar_column.is_some_and(|it| column > it) {
            return;
        }
        self.scalar_column = None;
        self.read_entry(column, content);
    }

    fn read_entry(&mut self, column: usize, content: &str) {
        let marker = ["- ", "? ", ": "].iter().find_map(|it| content.strip_prefix(it));
        if let Some(rest) = marker {
            let inner = rest.trim_start();
            let inner_column = column + content.len() - inner.len();
            return match split_key(inner) {
                Some(_) => self.read_entry(inner_column, inner),
                None if inner.starts_with("- ") => self.read_entry(inner_column, inner),
                None => self.read_value(column, inner),
            };
        }
        match split_key(content) {
            Some((key, value)) => {
                self.judge(key, true);
                self.read_value(column, value);
            }
            None if content.starts_with(['"', '\'', '[', '{']) => self.read_flow(content),
            None => {}
        }
    }

    fn read_value(&mut self, column: usize, value: &str) {
        let (properties, value) = split_properties(value);
        match value.chars().next() {
            None | Some('#' | '*') => {}
            Some('|' | '>') => self.scalar_column = Some(column),
            Some('"' | '\'' | '[' | '{') => self.read_flow(value),
            Some(_) => {
                self.scalar_column = Some(column);
                if !properties {
                    self.judge(without_comment(value), false);
                }
            }
        }
    }

    /// Reads quoted scalars and flow collections, which may go on over several lines.
    fn read_flow(&mut self, content: &str) {
        let mut plain = String::new();
        let mut characters = content.chars().peekable();
        while let Some(character) = characters.next() {
            let next = characters.peek().copied();
            if self.quote.is_some() {
                if self.passes_quoted(character, next) {
                    characters.next();
                }
                continue;
            }
            match character {
                '#' if plain.is_empty() || plain.ends_with(' ') => break,
                _ => self.read_flow_character(character, next, &mut plain),
            }
        }
        self.judge_flow(&plain, false);
    }

    /// Whether the next character is escaped by this one.
    fn passes_quoted(&mut self, character: char, next: Option<char>) -> bool {
        match (self.quote, character) {
            (Some('"'), '\\') => true,
            (Some('\''), '\'') if next == Some('\'') => true,
            (Some(quote), it) if it == quote => {
                self.quote = None;
                false
            }
            _ => false,
        }
    }

    fn read_flow_character(&mut self, character: char, next: Option<char>, plain: &mut String) {
        match character {
            '"' | '\'' if plain.trim().is_empty() => self.quote = Some(character),
            '[' | '{' => self.flow_depth += 1,
            ']' | '}' | ',' => {
                self.judge_flow(plain, false);
                plain.clear();
                let closed = usize::from(character != ',');
                self.flow_depth = self.flow_depth.saturating_sub(closed);
            }
            ':' if next.is_none_or(|it| it == ' ') => {
                self.judge_flow(plain, true);
                plain.clear();
            }
            _ => plain.push(character),
        }
    }

    fn judge_flow(&mut self, plain: &str, is_key: bool) {
        let plain = plain.trim();
        if !plain.is_empty() {
            self.judge(plain, is_key);
        }
    }

    fn judge(&mut self, scalar: &str, is_key: bool) {
        if let Some(reading) = misreading(scalar, is_key) {
            let message = format!("plain {scalar} is read as {reading}");
            self.problems.push(problem(format!("line {}", self.number), message));
        }
    }
}

/// Key (with its quotes) and value of a block mapping entry.
fn split_key(content: &str) -> Option<(&str, &str)> {
    let end = match content.chars().next()? {
        quote @ ('"' | '\'') => closing_quote(content, quote)? + 1,
        '[' | '{' | '#' | '|' | '>' => return None,
        _ => content.find(": ").or_else(|| content.strip_suffix(':').map(str::len))?,
    };
    let key = &content[..end];
    let value = content[end..].strip_prefix(':')?;
    let separated = value.is_empty() || value.starts_with(' ');
    (separated && !key.contains(" #")).then(|| (key, value.trim()))
}

fn closing_quote(content: &str, quote: char) -> Option<usize> {
    let mut reader = LineReader { quote: Some(quote), ..LineReader::default() };
    let mut characters = content.char_indices().skip(1).peekable();
    while let Some((index, character)) = characters.next() {
        let next = characters.peek().map(|(_, it)| *it);
        if reader.passes_quoted(character, next) {
            characters.next();
        }
        if reader.quote.is_none() {
            return Some(index);
        }
    }
    None
}

/// Drops tags and anchors, and tells whether there were any.
fn split_properties(value: &str) -> (bool, &str) {
    let mut rest = value;
    while rest.starts_with(['!', '&']) {
        rest = rest.split_once(' ').map_or("", |(_, after)| after.trim_start());
    }
    (rest.len() != value.len(), rest)
}

fn without_comment(value: &str) -> &str {
    value.split_once(" #").map_or(value, |(before, _)| before).trim()
}

fn misreading(scalar: &str, is_key: bool) -> Option<&'static str> {
    let word = scalar.to_ascii_lowercase();
    match word.as_str() {
        "y" | "n" | "yes" | "no" | "on" | "off" => Some("a boolean"),
        "true" | "false" if is_key => Some("a boolean"),
        "null" | "~" if is_key => Some("null"),
        "<<" if is_key => Some("a merge"),
        ".inf" | "+.inf" | "-.inf" | ".nan" => Some("a number"),
        word if is_date(word) => Some("a date"),
        word if is_sexagesimal(word) => Some("a base 60 number"),
        word if is_odd_number(word) || (is_key && is_fraction(word)) => Some("a number"),
        _ => None,
    }
}

fn all_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|it| it.is_ascii_digit())
}

fn is_date(word: &str) -> bool {
    let date = word.split(['t', ' ']).next().unwrap_or_default();
    let parts = date.split('-').collect::<Vec<_>>();
    let lengths = parts.iter().map(|it| it.len()).collect::<Vec<_>>();
    let digits = parts.iter().all(|it| all_digits(it));
    digits && matches!(lengths[..], [4, 1..=2, 1..=2])
}

fn is_sexagesimal(word: &str) -> bool {
    let whole = word.split_once('.').map_or(word, |(before, _)| before);
    let mut parts = unsigned(whole).split(':');
    let first = parts.next().is_some_and(all_digits);
    let rest = parts.collect::<Vec<_>>();
    let below_sixty = |it: &&str| all_digits(it) && it.parse::<u8>().is_ok_and(|it| it < 60);
    first && !rest.is_empty() && rest.iter().all(below_sixty)
}

/// Numbers in a notation that no writer uses for a number: other bases, digit separators.
fn is_odd_number(word: &str) -> bool {
    let digits = unsigned(word);
    let based = ["0x", "0b", "0o"].iter().find_map(|it| digits.strip_prefix(it));
    if let Some(digits) = based {
        let digits = digits.replace('_', "");
        return !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_hexdigit());
    }
    let octal = digits.len() > 1 && digits.starts_with('0') && all_digits(digits);
    octal || (digits.contains('_') && is_decimal(&digits.replace('_', ""), digits))
}

fn is_fraction(word: &str) -> bool {
    let digits = unsigned(word);
    !all_digits(digits) && is_decimal(digits, digits)
}

fn is_decimal(cleaned: &str, written: &str) -> bool {
    let starts = written.starts_with(|it: char| it.is_ascii_digit() || it == '.');
    starts && cleaned.parse::<f64>().is_ok()
}

fn unsigned(word: &str) -> &str {
    word.strip_prefix(['+', '-']).unwrap_or(word)
}

// ---- grammar ----------------------------------------------------------------------------

const TEXTS: Kind = Kind::List(&Kind::Text);
const ANYTHING: Kind = Kind::List(&Kind::Any);
const FREE_MAP: Kind = Kind::Map(&Kind::Any);
const SECURITY: Kind = Kind::List(&Kind::Map(&TEXTS));

type Fields = &'static [(&'static str, Kind)];

impl Shape {
    const fn new(name: &'static str, fields: Fields) -> Self {
        Shape { name, fields, others: Kind::Any, required: &[], referable: false, never_null: false }
    }

    /// A kind of object that is reused by reference and may not be null in a map or list.
    const fn component(name: &'static str, fields: Fields) -> Self {
        let shape = Shape::new(name, fields).never_null();
        Shape { referable: true, ..shape }
    }

    const fn never_null(self) -> Self {
        Shape { never_null: true, ..self }
    }

    const fn requiring(self, required: &'static [&'static str]) -> Self {
        Shape { required, ..self }
    }
}

static DOCUMENT: Shape = Shape::new(
    "a document",
    &[
        ("openapi", Kind::Text),
        ("info", Kind::Of(&INFO)),
        ("servers", Kind::List(&Kind::Of(&SERVER))),
        ("paths", Kind::Map(&Kind::Of(&PATH_ITEM))),
        ("components", Kind::Of(&COMPONENTS)),
        ("security", SECURITY),
        ("tags", Kind::List(&Kind::Of(&TAG))),
        ("externalDocs", Kind::Of(&EXTERNAL_DOCUMENTATION)),
        ("x-stackQL-config", Kind::Of(&CONFIG)),
    ],
);

static INFO: Shape = Shape::new(
    "an info object",
    &[
        ("title", Kind::Text),
        ("description", Kind::Text),
        ("termsOfService", Kind::Text),
        ("contact", Kind::Of(&CONTACT)),
        ("license", Kind::Of(&LICENSE)),
        ("version", Kind::Text),
    ],
);

static CONTACT: Shape = Shape::new("a contact", &[("name", Kind::Text), ("url", Kind::Text), ("email", Kind::Text)]);

static LICENSE: Shape = Shape::new("a license", &[("name", Kind::Text), ("url", Kind::Text)]);

static TAG: Shape = Shape::new(
    "a tag",
    &[("name", Kind::Text), ("description", Kind::Text), ("externalDocs", Kind::Of(&EXTERNAL_DOCUMENTATION))],
);

static EXTERNAL_DOCUMENTATION: Shape =
    Shape::new("external documentation", &[("description", Kind::Text), ("url", Kind::Text)]);

static SERVER: Shape = Shape::new(
    "a server",
    &[("url", Kind::Text), ("description", Kind::Text), ("variables", Kind::Map(&Kind::Of(&SERVER_VARIABLE)))],
);

static SERVER_VARIABLE: Shape =
    Shape::new("a server variable", &[("enum", TEXTS), ("default", Kind::Text), ("description", Kind::Text)]);

static COMPONENTS: Shape = Shape::new(
    "a components object",
    &[
        ("schemas", Kind::Map(&Kind::Of(&SCHEMA))),
        ("parameters", Kind::Map(&Kind::Of(&PARAMETER))),
        ("headers", Kind::Map(&Kind::Of(&HEADER))),
        ("requestBodies", Kind::Map(&Kind::Of(&REQUEST_BODY))),
        ("responses", Kind::Map(&Kind::Of(&RESPONSE))),
        ("securitySchemes", Kind::Map(&Kind::Of(&SECURITY_SCHEME))),
        ("examples", Kind::Map(&Kind::Of(&EXAMPLE))),
        ("links", Kind::Map(&Kind::Of(&LINK))),
        ("callbacks", Kind::Map(&Kind::Of(&CALLBACK))),
        ("x-stackQL-resources", Kind::Map(&Kind::Of(&RESOURCE))),
    ],
);

/// A path item that is null is skipped on load, unlike the true components.
static PATH_ITEM: Shape = Shape {
    never_null: false,
    ..Shape::component(
        "a path item",
        &[
            ("summary", Kind::Text),
            ("description", Kind::Text),
            ("get", Kind::Of(&OPERATION)),
            ("put", Kind::Of(&OPERATION)),
            ("post", Kind::Of(&OPERATION)),
            ("delete", Kind::Of(&OPERATION)),
            ("options", Kind::Of(&OPERATION)),
            ("head", Kind::Of(&OPERATION)),
            ("patch", Kind::Of(&OPERATION)),
            ("trace", Kind::Of(&OPERATION)),
            ("connect", Kind::Of(&OPERATION)),
            ("servers", Kind::List(&Kind::Of(&SERVER))),
            ("parameters", Kind::List(&Kind::Of(&PARAMETER))),
        ],
    )
};

static OPERATION: Shape = Shape::new(
    "an operation",
    &[
        ("tags", TEXTS),
        ("summary", Kind::Text),
        ("description", Kind::Text),
        ("externalDocs", Kind::Of(&EXTERNAL_DOCUMENTATION)),
        ("operationId", Kind::Text),
        ("parameters", Kind::List(&Kind::Of(&PARAMETER))),
        ("requestBody", Kind::Of(&REQUEST_BODY)),
        ("responses", Kind::Map(&Kind::Of(&RESPONSE))),
        ("callbacks", Kind::Map(&Kind::Of(&CALLBACK))),
        ("deprecated", Kind::Flag),
        ("security", SECURITY),
        ("servers", Kind::List(&Kind::Of(&SERVER))),
    ],
);

static PARAMETER: Shape = Shape::component(
    "a parameter",
    &[
        ("name", Kind::Text),
        ("in", Kind::Text),
        ("description", Kind::Text),
        ("required", Kind::Flag),
        ("deprecated", Kind::Flag),
        ("allowEmptyValue", Kind::Flag),
        ("style", Kind::Text),
        ("explode", Kind::Flag),
        ("allowReserved", Kind::Flag),
        ("schema", Kind::Of(&SCHEMA)),
        ("example", Kind::Any),
        ("examples", Kind::Map(&Kind::Of(&EXAMPLE))),
        ("content", Kind::Map(&Kind::Of(&MEDIA_TYPE))),
    ],
);

static HEADER: Shape = Shape::component(
    "a header",
    &[
        ("description", Kind::Text),
        ("required", Kind::Flag),
        ("deprecated", Kind::Flag),
        ("allowEmptyValue", Kind::Flag),
        ("style", Kind::Text),
        ("explode", Kind::Flag),
        ("allowReserved", Kind::Flag),
        ("schema", Kind::Of(&SCHEMA)),
        ("example", Kind::Any),
        ("examples", Kind::Map(&Kind::Of(&EXAMPLE))),
        ("content", Kind::Map(&Kind::Of(&MEDIA_TYPE))),
    ],
);

static REQUEST_BODY: Shape = Shape::component(
    "a request body",
    &[("description", Kind::Text), ("required", Kind::Flag), ("content", Kind::Map(&Kind::Of(&MEDIA_TYPE)))],
);

static RESPONSE: Shape = Shape::component(
    "a response",
    &[
        ("description", Kind::Text),
        ("headers", Kind::Map(&Kind::Of(&HEADER))),
        ("content", Kind::Map(&Kind::Of(&MEDIA_TYPE))),
        ("links", Kind::Map(&Kind::Of(&LINK))),
    ],
);

static MEDIA_TYPE: Shape = Shape::new(
    "a media type",
    &[
        ("schema", Kind::Of(&SCHEMA)),
        ("example", Kind::Any),
        ("examples", Kind::Map(&Kind::Of(&EXAMPLE))),
        ("encoding", Kind::Map(&Kind::Of(&ENCODING))),
    ],
);

static ENCODING: Shape = Shape::new(
    "an encoding",
    &[
        ("contentType", Kind::Text),
        ("headers", Kind::Map(&Kind::Of(&HEADER))),
        ("style", Kind::Text),
        ("explode", Kind::Flag),
        ("allowReserved", Kind::Flag),
    ],
);

static EXAMPLE: Shape = Shape::component(
    "an example",
    &[("summary", Kind::Text), ("description", Kind::Text), ("value", Kind::Any), ("externalValue", Kind::Text)],
);

static LINK: Shape = Shape::component(
    "a link",
    &[
        ("operationRef", Kind::Text),
        ("operationId", Kind::Text),
        ("parameters", FREE_MAP),
        ("requestBody", Kind::Any),
        ("description", Kind::Text),
        ("server", Kind::Of(&SERVER)),
    ],
);

/// A callback is a map of path items.
static CALLBACK: Shape = Shape { others: Kind::Of(&PATH_ITEM), ..Shape::component("a callback", &[]) };

static SCHEMA: Shape = Shape::component(
    "a schema",
    &[
        ("title", Kind::Text),
        ("type", Kind::Text),
        ("format", Kind::Text),
        ("description", Kind::Text),
        ("pattern", Kind::Text),
        ("enum", ANYTHING),
        ("default", Kind::Any),
        ("example", Kind::Any),
        ("required", TEXTS),
        ("nullable", Kind::Flag),
        ("readOnly", Kind::Flag),
        ("writeOnly", Kind::Flag),
        ("deprecated", Kind::Flag),
        ("uniqueItems", Kind::Flag),
        ("exclusiveMinimum", Kind::Flag),
        ("exclusiveMaximum", Kind::Flag),
        ("minimum", Kind::Number),
        ("maximum", Kind::Number),
        ("multipleOf", Kind::Number),
        ("minLength", Kind::Count),
        ("maxLength", Kind::Count),
        ("minItems", Kind::Count),
        ("maxItems", Kind::Count),
        ("minProperties", Kind::Count),
        ("maxProperties", Kind::Count),
        ("items", Kind::Of(&SCHEMA)),
        ("not", Kind::Of(&SCHEMA)),
        ("allOf", Kind::List(&Kind::Of(&SCHEMA))),
        ("oneOf", Kind::List(&Kind::Of(&SCHEMA))),
        ("anyOf", Kind::List(&Kind::Of(&SCHEMA))),
        ("properties", Kind::Map(&Kind::Of(&SCHEMA))),
        ("additionalProperties", Kind::FlagOrSchema),
        ("discriminator", Kind::Of(&DISCRIMINATOR)),
        ("xml", Kind::Of(&XML)),
        ("externalDocs", Kind::Of(&EXTERNAL_DOCUMENTATION)),
    ],
);

static DISCRIMINATOR: Shape =
    Shape::new("a discriminator object", &[("propertyName", Kind::Text), ("mapping", Kind::Map(&Kind::Text))]);

static XML: Shape = Shape::new(
    "an xml object",
    &[
        ("name", Kind::Text),
        ("namespace", Kind::Text),
        ("prefix", Kind::Text),
        ("attribute", Kind::Flag),
        ("wrapped", Kind::Flag),
    ],
);

static SECURITY_SCHEME: Shape = Shape::component(
    "a security scheme",
    &[
        ("type", Kind::Text),
        ("description", Kind::Text),
        ("name", Kind::Text),
        ("in", Kind::Text),
        ("scheme", Kind::Text),
        ("bearerFormat", Kind::Text),
        ("flows", Kind::Of(&FLOWS)),
        ("openIdConnectUrl", Kind::Text),
    ],
);

static FLOWS: Shape = Shape::new(
    "an object of flows",
    &[
        ("implicit", Kind::Of(&FLOW)),
        ("password", Kind::Of(&FLOW)),
        ("clientCredentials", Kind::Of(&FLOW)),
        ("authorizationCode", Kind::Of(&FLOW)),
    ],
);

static FLOW: Shape = Shape::new(
    "a flow",
    &[
        ("authorizationUrl", Kind::Text),
        ("tokenUrl", Kind::Text),
        ("refreshUrl", Kind::Text),
        ("scopes", Kind::Map(&Kind::Text)),
    ],
);

static RESOURCE: Shape = Shape::new(
    "a resource",
    &[
        ("id", Kind::Text),
        ("name", Kind::Text),
        ("title", Kind::Text),
        ("methods", Kind::Map(&Kind::Of(&METHOD))),
        ("sqlVerbs", Kind::Map(&Kind::List(&Kind::Of(&POINTER)))),
        ("config", Kind::Of(&CONFIG)),
        ("selectorAlgorithm", Kind::Text),
        ("baseUrl", Kind::Text),
    ],
)
.never_null();

static METHOD: Shape = Shape::new(
    "a method",
    &[
        ("operation", Kind::Of(&POINTER)),
        ("path", Kind::Of(&POINTER)),
        ("request", Kind::Of(&METHOD_REQUEST)),
        ("response", Kind::Of(&METHOD_RESPONSE)),
        ("config", Kind::Of(&CONFIG)),
        ("servers", Kind::List(&Kind::Of(&SERVER))),
        ("parameters", FREE_MAP),
        ("inverse", FREE_MAP),
        ("serviceName", Kind::Text),
        ("inline", ANYTHING),
        ("apiMethod", Kind::Text),
    ],
)
.never_null()
.requiring(&["operation"]);

/// An object whose `$ref` is a plain member to the loader.
static POINTER: Shape = Shape::new("an object with $ref", &[("$ref", Kind::Text)]).never_null().requiring(&["$ref"]);

static METHOD_REQUEST: Shape = Shape::new(
    "a request block",
    &[
        ("mediaType", Kind::Text),
        ("default", Kind::Text),
        ("base", Kind::Text),
        ("required", TEXTS),
        ("schema_override", Kind::Of(&POINTER)),
        ("transform", Kind::Of(&TRANSFORM)),
        ("nativeCasing", Kind::Text),
        ("projection_map", Kind::Map(&Kind::Text)),
    ],
);

static METHOD_RESPONSE: Shape = Shape::new(
    "a response block",
    &[
        ("mediaType", Kind::Text),
        ("openAPIDocKey", Kind::Code),
        ("objectKey", Kind::Text),
        ("overrideMediaType", Kind::Text),
        ("schema_override", Kind::Of(&POINTER)),
        ("async_schema_override", Kind::Of(&POINTER)),
        ("asyncOverrideMediaType", Kind::Text),
        ("transform", Kind::Of(&TRANSFORM)),
        ("projection_map", Kind::Map(&Kind::Text)),
    ],
);

static TRANSFORM: Shape = Shape::new("a transform", &[("type", Kind::Text), ("body", Kind::Text)]);

static CONFIG: Shape = Shape::new(
    "a config block",
    &[
        ("auth", FREE_MAP),
        ("pagination", Kind::Of(&PAGINATION)),
        ("queryParamTranspose", Kind::Of(&ALGORITHM)),
        ("requestTranslate", Kind::Of(&ALGORITHM)),
        ("requestBodyTranslate", Kind::Of(&ALGORITHM)),
        ("variations", Kind::Of(&VARIATIONS)),
        ("views", Kind::Map(&Kind::Of(&VIEW))),
        ("sqlExternalTables", FREE_MAP),
        ("queryParamPushdown", FREE_MAP),
        ("retry", Kind::Of(&RETRY)),
        ("minStackQLVersion", Kind::Text),
        ("snake_case_aliases", Kind::Flag),
    ],
);

static ALGORITHM: Shape = Shape::new("an algorithm block", &[("algorithm", Kind::Text)]);

static PAGINATION: Shape = Shape::new(
    "a pagination block",
    &[
        ("algorithm", Kind::Text),
        ("requestToken", Kind::Of(&TOKEN)),
        ("responseToken", Kind::Of(&TOKEN)),
        ("responseTerminator", Kind::Of(&TOKEN)),
    ],
);

static TOKEN: Shape = Shape::new(
    "a pagination token",
    &[("key", Kind::Text), ("location", Kind::Text), ("algorithm", Kind::Text), ("args", FREE_MAP)],
);

static VARIATIONS: Shape = Shape::new("a variations block", &[("isObjectSchemaImplicitlyUnioned", Kind::Flag)]);

static VIEW: Shape =
    Shape::new("a view", &[("predicate", Kind::Text), ("ddl", Kind::Text), ("fallback", Kind::Of(&VIEW))]);

static RETRY: Shape = Shape::new(
    "a retry block",
    &[
        ("algorithm", Kind::Text),
        ("max_attempts", Kind::Count),
        ("initial_delay_ms", Kind::Count),
        ("max_delay_ms", Kind::Count),
        ("multiplier", Kind::Number),
        ("jitter_fraction", Kind::Number),
        ("retryable_methods", TEXTS),
        ("retryable_conditions", Kind::Of(&RETRYABLE)),
    ],
);

static RETRYABLE: Shape = Shape::new("retry conditions", &[("status_codes", Kind::List(&Kind::Count))]);

static PROVIDER: Shape = Shape::new(
    "a provider",
    &[
        ("id", Kind::Text),
        ("name", Kind::Text),
        ("title", Kind::Text),
        ("version", Kind::Text),
        ("description", Kind::Text),
        ("protocolType", Kind::Text),
        ("providerServices", Kind::Map(&Kind::Of(&PROVIDER_SERVICE))),
        ("config", Kind::Of(&CONFIG)),
    ],
)
.requiring(&["id", "name", "version", "providerServices"]);

static PROVIDER_SERVICE: Shape = Shape::new(
    "a provider service",
    &[
        ("id", Kind::Text),
        ("name", Kind::Text),
        ("title", Kind::Text),
        ("version", Kind::Text),
        ("description", Kind::Text),
        ("preferred", Kind::Flag),
        ("service", Kind::Of(&POINTER)),
        ("resources", Kind::Of(&POINTER)),
        ("protocolType", Kind::Text),
        ("config", Kind::Of(&CONFIG)),
    ],
)
.never_null()
.requiring(&["title", "version", "description", "service"]);

#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use serde_json::json;

    const USERS: &str = "/components/x-stackQL-resources/users";

    fn service() -> Value {
        json!({
            "openapi": "3.1.0",
            "info": {"title": "Directory", "version": "1.0"},
            "servers": [{"url": "https://{tenant}/", "variables": {"tenant": {"default": "a"}}}],
            "security": [{"token": []}],
            "paths": {
                "/users": {"get": list_operation(), "post": create_operation()},
                "/users/{id}": {"get": get_operation()},
            },
            "components": {
                "schemas": schemas(),
                "parameters": {"Id": id_parameter()},
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
                "x-stackQL-resources": {"users": users()},
            },
        })
    }

    fn id_parameter() -> Value {
        json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}})
    }

    fn json_content(schema: &str) -> Value {
        let target = format!("#/components/schemas/{schema}");
        json!({"application/json": {"schema": {"$ref": target}}})
    }

    fn list_operation() -> Value {
        json!({
            "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
            "responses": {"200": {"description": "Users", "content": json_content("UserList")}},
        })
    }

    fn create_operation() -> Value {
        json!({
            "requestBody": {"content": json_content("User")},
            "responses": {"201": {"description": "Made"}},
        })
    }

    fn get_operation() -> Value {
        json!({
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "responses": {"200": {"description": "One user", "content": json_content("User")}},
        })
    }

    fn schemas() -> Value {
        json!({
            "User": {
                "type": "object",
                "required": ["email", "absent"],
                "properties": {"email": {"type": "string"}, "age": {"type": "integer"}},
                "additionalProperties": false,
            },
            "UserList": {
                "type": "object",
                "properties": {
                    "value": {"type": "array", "items": {"$ref": "#/components/schemas/User"}},
                },
            },
        })
    }

    fn users() -> Value {
        let method = |name: &str| json!({"$ref": format!("#{USERS}/methods/{name}")});
        json!({
            "id": "directory.people.users",
            "name": "users",
            "methods": {
                "list": method_of("#/paths/~1users/get", "$.value"),
                "get": method_of("#/paths/~1users~1{id}/get", "$"),
                "create": {
                    "operation": {"$ref": "#/paths/~1users/post"},
                    "request": {"mediaType": "application/json"},
                    "response": {"openAPIDocKey": "201"},
                },
            },
            "sqlVerbs": {
                "select": [method("get"), method("list")],
                "insert": [method("create")],
                "update": [], "delete": [], "replace": [],
            },
        })
    }

    fn method_of(operation: &str, key: &str) -> Value {
        json!({
            "operation": {"$ref": operation},
            "response": {
                "mediaType": "application/json", "openAPIDocKey": "200", "objectKey": key,
            },
        })
    }

    fn provider() -> Value {
        json!({
            "id": "directory",
            "name": "directory",
            "version": "v00.00.00000",
            "providerServices": {
                "people": {
                    "id": "people:v00.00.00000",
                    "name": "people",
                    "title": "People",
                    "description": "People",
                    "version": "v00.00.00000",
                    "preferred": true,
                    "service": {"$ref": "directory/v00.00.00000/services/people.yaml"},
                },
            },
            "config": {"auth": {"type": "bearer", "credentialsenvvar": "TOKEN"}},
        })
    }

    fn put(mut doc: Value, pointer: &str, value: Value) -> Value {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer below the root");
        let key = unescape(key);
        match doc.pointer_mut(parent).expect("the parent exists") {
            Value::Array(list) => list.insert(key.parse().expect("an index"), value),
            parent => parent[key] = value,
        }
        doc
    }

    fn drop_member(mut doc: Value, pointer: &str) -> Value {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer below the root");
        let parent = doc.pointer_mut(parent).and_then(Value::as_object_mut);
        parent.expect("an object").remove(key);
        doc
    }

    fn users_at(rest: &str) -> String {
        format!("{USERS}{rest}")
    }

    #[track_caller]
    fn assert_only(problems: &[Problem], pointer: &str, message: &str) {
        let found = problems.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(found.len(), 1, "{pointer}: {message} in {found:#?}");
        let (at, told) = (&problems[0].pointer, &problems[0].message);
        assert_eq!(at, pointer, "{told}");
        assert!(told.contains(message), "{message} in {told}");
    }

    #[track_caller]
    fn assert_refused(pointer: &str, value: Value, message: &str) {
        let problems = check_service_document(&put(service(), pointer, value));
        assert_only(&problems, pointer, message);
    }

    #[track_caller]
    fn assert_accepted(pointer: &str, value: Value) {
        let problems = check_service_document(&put(service(), pointer, value));
        assert_eq!(problems, [], "{pointer}");
    }

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

    #[test]
    fn a_document_has_to_be_an_object() {
        let problems = check_service_document(&json!([]));
        assert_eq!(problems[0], problem("", "expected a document, found a list"));
    }

    #[test]
    fn scalars_of_the_wrong_kind_are_refused() {
        let user = "/components/schemas/User";
        let faults = [
            ("type", json!(["string", "null"]), "a string"),
            ("exclusiveMinimum", json!(3), "a boolean"),
            ("description", json!(true), "a string"),
            ("title", json!(7), "a string"),
            ("pattern", json!(12), "a string"),
            ("required", json!(true), "a list"),
            ("minimum", json!("3"), "a number"),
            ("minLength", json!(-1), "a whole number"),
            ("maxItems", json!(1.5), "a whole number"),
            ("enum", json!("one"), "a list"),
            ("nullable", json!("yes"), "a boolean"),
            ("properties", json!([]), "an object"),
            ("discriminator", json!("kind"), "a discriminator object"),
        ];
        for (key, value, expected) in faults {
            assert_refused(&child(user, key), value, expected);
        }
    }

    #[test]
    fn scalars_outside_schemas_are_checked_as_well() {
        let faults = [
            ("/info/version", json!(1.0), "a string"),
            ("/servers/0/variables/tenant/default", json!(443), "a string"),
            ("/paths/~1users/get/operationId", json!(9), "a string"),
            ("/paths/~1users/get/deprecated", json!("no"), "a boolean"),
            ("/paths/~1users/get/tags", json!("Users"), "a list"),
            ("/paths/~1users/get/security", json!({}), "a list"),
            ("/paths/~1users/get/responses/200/description", json!(1), "a string"),
            ("/components/parameters/Id/required", json!("true"), "a boolean"),
            ("/x-stackQL-config", json!([]), "a config block"),
        ];
        for (pointer, value, expected) in faults {
            assert_refused(pointer, value, expected);
        }
        let entries = put(service(), "/servers/0/variables/tenant/enum", json!(["a", 1]));
        let at = "/servers/0/variables/tenant/enum/1";
        assert_only(&check_service_document(&entries), at, "a string");
    }

    #[test]
    fn boolean_schemas_are_refused_except_as_additional_properties() {
        let user = "/components/schemas/User";
        assert_refused(&format!("{user}/items"), json!(true), "a schema");
        assert_refused(&format!("{user}/properties/email"), json!(true), "a schema");
        assert_accepted(&format!("{user}/additionalProperties"), json!(true));
        assert_refused(&format!("{user}/additionalProperties"), json!("any"), "a schema");
    }

    #[test]
    fn schemas_are_walked_to_the_bottom() {
        let at = "/components/schemas/User/allOf";
        let deep = json!([{"additionalProperties": {"oneOf": [{"not": {"format": 1}}]}}]);
        let problems = check_service_document(&put(service(), at, deep));
        let bottom = format!("{at}/0/additionalProperties/oneOf/0/not/format");
        assert_only(&problems, &bottom, "a string");
    }

    #[test]
    fn unknown_keywords_and_payloads_are_free() {
        let user = "/components/schemas/User";
        for key in ["const", "$defs", "prefixItems", "examples", "x-note", "if"] {
            assert_accepted(&child(user, key), json!({"$ref": "#/nowhere", "type": 1}));
        }
        for key in ["default", "example"] {
            assert_accepted(&child(user, key), json!({"$ref": "#/nowhere", "type": 1}));
        }
        assert_accepted(&child(user, "maxLength"), json!(5.0));
        assert_accepted(&child(user, "description"), Value::Null);
    }

    #[test]
    fn examples_are_a_map_of_objects() {
        for holder in [
            "/components/parameters/Id/examples",
            "/paths/~1users/get/responses/200/content/application~1json/examples",
        ] {
            assert_refused(holder, json!(["a"]), "an object");
            let entries = put(service(), holder, json!({"one": "a"}));
            let at = format!("{holder}/one");
            assert_only(&check_service_document(&entries), &at, "an example");
            assert_accepted(holder, json!({"one": {"value": {"$ref": "#/nowhere"}}}));
        }
    }

    #[track_caller]
    fn assert_broken(holder: &str, target: &str, message: &str) {
        let doc = put(service(), holder, json!({"$ref": target}));
        let at = format!("{holder}/$ref");
        assert_only(&check_service_document(&doc), &at, message);
    }

    #[test]
    fn unresolved_references_are_refused_where_the_loader_searches() {
        let sections = [
            "schemas",
            "parameters",
            "headers",
            "requestBodies",
            "responses",
            "securitySchemes",
            "examples",
            "callbacks",
        ];
        for section in sections {
            let at = child("/components", section);
            let doc = put(service(), &at, json!({"A": {"$ref": "#/components/schemas/Gone"}}));
            let problems = check_service_document(&doc);
            let at = format!("{at}/A/$ref");
            assert!(problems.iter().any(|it| it.pointer == at), "{section}");
        }
        let links = json!({"A": {"$ref": "#/components/links/Gone"}});
        assert_accepted("/components/links", links);
    }

    #[test]
    fn references_below_operations_are_refused_when_they_do_not_resolve() {
        let get = "/paths/~1users/get";
        let cases = [
            (format!("{get}/parameters/0"), "parameters"),
            (format!("{get}/requestBody"), "requestBodies"),
            (format!("{get}/responses/200"), "responses"),
            (format!("{get}/responses/200/content/application~1json/schema"), "schemas"),
        ];
        for (holder, section) in cases {
            let target = format!("#/components/{section}/Gone");
            assert_broken(&holder, &target, "does not resolve");
        }
        let callbacks = json!({"done": {"{$url}": {"post": {"requestBody": {"$ref": "#/no"}}}}});
        let doc = put(service(), &format!("{get}/callbacks"), callbacks);
        let at = format!("{get}/callbacks/done/{{$url}}/post/requestBody/$ref");
        assert_only(&check_service_document(&doc), &at, "does not resolve");
    }

    #[test]
    fn references_have_to_be_local_and_of_the_right_kind() {
        let holder = "/components/schemas/User/properties/email";
        let parameter = "#/components/parameters/Id";
        assert_broken(holder, "other.yaml#/User", "external");
        assert_broken(holder, "#User", "does not start with #/");
        assert_broken(holder, parameter, "is a parameter, not a schema");
        assert_broken(holder, "#/components/schemas/User/required", "does not resolve");
        assert_broken(holder, "#/components/schemas/User/additionalProperties", "leads to false");
        let itself = format!("#{holder}");
        assert_broken(holder, &itself, "does not resolve");
        assert_refused_reference(holder, json!(3));
    }

    #[track_caller]
    fn assert_refused_reference(holder: &str, target: Value) {
        let doc = put(service(), holder, json!({"$ref": target}));
        let at = format!("{holder}/$ref");
        assert_only(&check_service_document(&doc), &at, "expected a string");
    }

    #[test]
    fn references_may_go_through_others_and_escapes() {
        let holder = "/components/schemas/User/properties/email";
        let whole = "#/paths/~1users~1%7Bid%7D/get/parameters/0/schema";
        assert_accepted(holder, json!({"$ref": whole, "description": 5}));
        let plain = "#/components/schemas/UserList/properties/value/items/properties/age";
        assert_accepted(holder, json!({"$ref": plain}));
    }

    #[test]
    fn null_is_refused_in_place_of_components() {
        let places = [
            "/components/schemas/User",
            "/components/schemas/User/properties/email",
            "/paths/~1users/get/responses/200",
            "/components/securitySchemes/token",
        ];
        for place in places {
            let problems = check_service_document(&put(service(), place, Value::Null));
            assert!(problems.iter().any(|it| it.pointer == place), "{place}");
        }
        let lists = [
            ("/components/headers", json!({"A": null}), "/components/headers/A"),
            ("/components/examples", json!({"A": null}), "/components/examples/A"),
            ("/paths/~1users/parameters", json!([null]), "/paths/~1users/parameters/0"),
            ("/components/schemas/User/allOf", json!([null]), "/components/schemas/User/allOf/0"),
        ];
        for (pointer, value, place) in lists {
            let problems = check_service_document(&put(service(), pointer, value));
            assert_only(&problems, place, "found null");
        }
    }

    #[test]
    fn a_parameter_with_schema_and_content_is_refused() {
        let pointer = "/components/parameters/Id/content";
        let problems = check_service_document(&put(service(), pointer, json_content("User")));
        assert_only(&problems, "/components/parameters/Id", "both schema and content");
    }

    #[test]
    fn resources_are_mandatory_and_well_formed() {
        let without = drop_member(service(), RESOURCES);
        assert_only(&check_service_document(&without), RESOURCES, "is missing");
        assert_refused(USERS, Value::Null, "a resource");
        assert_refused(&users_at("/methods"), json!([]), "an object");
        assert_refused(&users_at("/methods/list"), Value::Null, "a method");
        assert_refused(&users_at("/sqlVerbs"), json!([]), "an object");
        assert_refused(&users_at("/sqlVerbs/select"), json!("list"), "a list");
        assert_refused(&users_at("/config"), json!("none"), "a config block");
        assert_accepted(&users_at("/methods/list/response/openAPIDocKey"), json!(200));
    }

    #[test]
    fn methods_and_verb_entries_name_their_target() {
        let operation = users_at("/methods/list/operation");
        let without = drop_member(service(), &operation);
        assert_only(&check_service_document(&without), &operation, "is missing");
        let target = format!("{operation}/$ref");
        let without = drop_member(service(), &target);
        assert_only(&check_service_document(&without), &target, "is missing");
        let doc = put(service(), &users_at("/sqlVerbs/delete"), json!([{}]));
        let at = users_at("/sqlVerbs/delete/0/$ref");
        assert_only(&check_service_document(&doc), &at, "is missing");
    }

    fn files(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|it| (*it).to_owned()).collect()
    }

    #[track_caller]
    fn assert_provider(pointer: &str, value: Value, message: &str) {
        let doc = put(provider(), pointer, value);
        let problems = check_provider_document(&doc, &files(&["people.yaml"]));
        assert_only(&problems, pointer, message);
    }

    #[test]
    fn a_sound_provider_has_no_problem() {
        assert_eq!(check_provider_document(&provider(), &files(&["people.yaml"])), []);
    }

    #[test]
    fn provider_values_are_checked() {
        assert_provider("/id", Value::Null, "is missing");
        assert_provider("/version", json!(1), "a string");
        assert_provider("/protocolType", json!("soap"), "is unknown");
        assert_provider("/config/auth/type", json!("token"), "is unknown");
        let people = "/providerServices/people";
        assert_provider(&child(people, "name"), json!("People"), "differs");
        assert_provider(&child(people, "id"), json!("people"), "is not people:v00.00.00000");
        assert_provider(&child(people, "preferred"), json!(false), "is not true");
        assert_provider(&child(people, "title"), Value::Null, "is missing");
    }

    #[test]
    fn a_provider_has_a_plain_name_and_services() {
        let doc = put(provider(), "/name", json!("direc-tory"));
        let problems = check_provider_document(&doc, &files(&["people.yaml"]));
        assert_eq!(problems[0], problem("/name", "is not a plain name"));
        let empty = put(provider(), "/providerServices", json!({}));
        let problems = check_provider_document(&empty, &files(&[]));
        assert_only(&problems, "/providerServices", "names no service");
    }

    #[test]
    fn service_references_lead_to_the_written_files() {
        let pointer = "/providerServices/people/service/$ref";
        for target in [
            "people.yaml",
            "other/v00.00.00000/services/people.yaml",
            "directory/v1/services/people.yaml",
            "directory/v00.00.00000/people.yaml",
            "directory/v00.00.00000/services/people.yaml#/",
        ] {
            let doc = put(provider(), pointer, json!(target));
            let problems = check_provider_document(&doc, &files(&[]));
            assert_only(&problems, pointer, "<file>.yaml");
        }
        let problems = check_provider_document(&provider(), &files(&["People.yaml"]));
        assert_eq!(problems[0], problem(pointer, "people.yaml was not written"));
        let orphan = problem("/providerServices", "no service reads People.yaml");
        assert_eq!(problems[1..], [orphan]);
    }

    #[track_caller]
    fn assert_resource(rest: &str, value: Value, message: &str) {
        let pointer = users_at(rest);
        let problems = check_resources(&put(service(), &pointer, value));
        assert_only(&problems, &pointer, message);
    }

    #[test]
    fn operations_have_to_resolve() {
        for target in [
            "#/paths/~1users/put",
            "#/paths/~1groups/get",
            "#/paths/~1users/parameters",
            "/users/get",
            "#/paths/~1users~1%7Bid%7D/get",
        ] {
            assert_resource("/methods/list/operation/$ref", json!(target), "no operation");
        }
        let pointer = users_at("/methods/list/operation/$ref");
        let upper = put(service(), &pointer, json!("#/paths/~1users/GET"));
        assert_eq!(check_resources(&upper), []);
    }

    #[test]
    fn verbs_have_to_be_there_and_resolve() {
        let target = |name: &str| json!(format!("#{USERS}/methods/{name}"));
        assert_resource("/sqlVerbs/select/0/$ref", target("gone"), "no such method");
        let foreign = "#/components/x-stackQL-resources/groups/methods/get";
        assert_resource("/sqlVerbs/select/0/$ref", json!(foreign), "is not #");
        assert_resource("/sqlVerbs/select/0/$ref", json!("get"), "is not #");
        assert_resource("/sqlVerbs/upsert", json!([]), "is never read");
        let replace = users_at("/sqlVerbs/replace");
        let without = drop_member(service(), &replace);
        assert_only(&check_resources(&without), &replace, "has no list");
        let views = json!({"id": "a.b.users", "name": "users", "config": {"views": {}}});
        assert_eq!(check_resources(&put(service(), USERS, views)), []);
    }

    #[test]
    fn resources_are_called_like_their_key() {
        assert_resource("/name", json!("Users"), "differs");
        assert_resource("/id", json!("directory.users"), "is not");
    }

    #[test]
    fn request_media_types_have_to_exist() {
        let xml = json!("application/xml");
        assert_resource("/methods/create/request/mediaType", xml, "takes no");
        let request = json!({"mediaType": "application/json"});
        let doc = put(service(), &users_at("/methods/list/request"), request);
        let at = users_at("/methods/list/request/mediaType");
        assert_only(&check_resources(&doc), &at, "takes no application/json body");
    }

    #[test]
    fn response_keys_and_media_types_have_to_exist() {
        assert_resource("/methods/create/response/openAPIDocKey", json!("204"), "no 204 response");
        assert_resource("/methods/create/response/openAPIDocKey", json!(204), "no 204 response");
        assert_resource("/methods/create/response/mediaType", json!("a/b"), "no content at all");
        let pointer = users_at("/methods/list/response/mediaType");
        let problems = check_resources(&put(service(), &pointer, json!("text/csv")));
        assert_eq!(problems[0], problem(pointer, "the response has no text/csv content"));
    }

    #[test]
    fn empty_content_is_told_apart_from_a_wrong_media_type() {
        let content = "/paths/~1users/post/responses/201/content";
        let pointer = users_at("/methods/create/response/mediaType");
        let doc = put(service(), &pointer, json!("a/b"));
        for (content, message) in [
            (put(doc.clone(), content, json!({})), "no content at all"),
            (put(doc, content, json_content("User")), "no a/b content"),
        ] {
            assert_only(&check_resources(&content), &pointer, message);
        }
    }

    #[test]
    fn without_a_response_key_the_lowest_success_is_taken() {
        let key = users_at("/methods/list/response/openAPIDocKey");
        let responses = "/paths/~1users/get/responses";
        let doc = drop_member(service(), &key);
        assert_eq!(check_resources(&doc), []);
        let lower = put(doc.clone(), &child(responses, "199"), json!({}));
        assert_eq!(check_resources(&lower).len(), 2);
        let found = doc.pointer(responses).map(|it| it["200"].clone());
        let default = put(doc, responses, json!({"404": {}, "default": found}));
        assert_eq!(check_resources(&default), []);
    }

    #[test]
    fn overriding_schemas_have_to_exist() {
        let gone = json!({"$ref": "#/components/schemas/Gone"});
        for block in OVERRIDES {
            let pointer = users_at(&format!("/methods/create{block}"));
            let problems = check_resources(&put(service(), &pointer, gone.clone()));
            assert_only(&problems, &format!("{pointer}/$ref"), "no schema");
        }
    }

    #[track_caller]
    fn assert_key(doc: &Value, key: &str, resolves: bool) {
        let pointer = users_at("/methods/list/response/objectKey");
        let problems = check_resources(&put(doc.clone(), &pointer, json!(key)));
        match resolves {
            true => assert_eq!(problems, [], "{key}"),
            false => assert_only(&problems, &pointer, "does not resolve"),
        }
    }

    #[test]
    fn object_keys_resolve_against_the_response_schema() {
        let doc = service();
        for key in ["$", "$.value", "$.value[*]", "$.value.[*].email", "value"] {
            assert_key(&doc, key, true);
        }
        for key in ["$.rows", "$[*]", "$.value.email", "$.value[0]", "rows", "/value/*"] {
            assert_key(&doc, key, false);
        }
        let map = json!({"additionalProperties": {"type": "object"}});
        let doc = put(doc, "/components/schemas/UserList/properties/value", map);
        assert_key(&doc, "$.value[*]", true);
        assert_key(&doc, "value", false);
    }

    #[test]
    fn compositions_hide_own_properties_from_object_keys() {
        let member = json!([{"properties": {"rows": {"type": "array", "items": {}}}}]);
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let pointer = child("/components/schemas/UserList", keyword);
            let doc = put(service(), &pointer, member.clone());
            assert_key(&doc, "$.rows", true);
            assert_key(&doc, "$.value", false);
        }
        let itself = json!([{"$ref": "#/components/schemas/UserList"}]);
        let cycle = put(service(), "/components/schemas/UserList/allOf", itself);
        assert_key(&cycle, "$.value", false);
    }

    #[test]
    fn a_root_array_is_the_row_list_for_any_bare_key() {
        let list = json!({"type": "array", "items": {"type": "object"}});
        let doc = put(service(), "/components/schemas/UserList", list);
        assert_key(&doc, "items", true);
        assert_key(&doc, "$", true);
        assert_key(&doc, "$.items", false);
    }

    #[test]
    fn an_object_key_needs_a_schema_and_items() {
        let key = users_at("/methods/list/response/objectKey");
        let value = "/components/schemas/UserList/properties/value";
        let bare = put(service(), value, json!({"type": "array"}));
        assert_only(&check_resources(&bare), &key, "without items");
        let media = "/paths/~1users/get/responses/200/content/application~1json";
        let empty = put(service(), media, json!({}));
        assert_only(&check_resources(&empty), &key, "has no schema");
    }

    #[test]
    fn xml_keys_follow_element_names() {
        let pointer = "/paths/~1users/get/responses/200/content";
        let users = json!({"type": "array", "xml": {"name": "User"}, "items": {"type": "object"}});
        let schema = json!({"type": "object", "properties": {"users": users}});
        let doc = put(service(), pointer, json!({"text/xml": {"schema": schema}}));
        let media_type = users_at("/methods/list/response/mediaType");
        let doc = put(doc, &media_type, json!("text/xml"));
        assert_key(&doc, "/Users/users", true);
        assert_key(&doc, "/Users/User/*", true);
        assert_key(&doc, "/Users/Group/*", false);
        assert_key(&doc, "$.users", false);
    }

    #[test]
    fn an_overriding_schema_needs_its_media_type() {
        let target = json!({"$ref": "#/components/schemas/User"});
        let pointer = users_at("/methods/list/response/schema_override");
        let doc = put(service(), &pointer, target);
        assert_key(&doc, "$.email", false);
        let media_type = users_at("/methods/list/response/overrideMediaType");
        let doc = put(doc, &media_type, json!("application/json"));
        assert_key(&doc, "$.email", true);
    }

    const ONE_USER: &str = "/paths/~1users~1{id}/get/parameters";

    #[track_caller]
    fn assert_parameters(list: Value, at: &str, message: &str) {
        let problems = check_path_parameters(&put(service(), ONE_USER, list));
        assert_only(&problems, at, message);
    }

    #[test]
    fn placeholders_need_a_required_path_parameter_on_the_operation() {
        assert_parameters(json!([]), ONE_USER, "no required path parameter id");
        let optional = json!([{"name": "id", "in": "path", "schema": {}}]);
        assert_parameters(optional, ONE_USER, "no required path parameter id");
        let elsewhere = json!([{"name": "id", "in": "query", "required": true, "schema": {}}]);
        assert_parameters(elsewhere, ONE_USER, "no required path parameter id");
        let shared = put(service(), ONE_USER, json!([]));
        let item = "/paths/~1users~1{id}/parameters";
        let shared = put(shared, item, json!([id_parameter()]));
        assert_only(&check_path_parameters(&shared), ONE_USER, "no required path parameter id");
    }

    #[test]
    fn path_parameters_have_to_be_in_the_path() {
        let other = json!({"name": "key", "in": "path", "required": true, "schema": {}});
        let list = json!([id_parameter(), other]);
        assert_parameters(list, ONE_USER, "path parameter key is not in the path");
    }

    fn moved(path: &str) -> Value {
        let operation = json!({"responses": {}, "parameters": [id_parameter()]});
        let doc = put(service(), &child("/paths", path), json!({"get": operation}));
        let target = format!("#{}/get", child("/paths", path));
        put(doc, &users_at("/methods/get/operation/$ref"), json!(target))
    }

    #[test]
    fn placeholders_in_the_query_part_count_as_well() {
        assert_eq!(check_path_parameters(&moved("/user?id={id}")), []);
        let problems = check_path_parameters(&moved("/users/{id}?at={at}"));
        let at = "/paths/~1users~1{id}?at={at}/get/parameters";
        assert_only(&problems, at, "no required path parameter at");
    }

    #[test]
    fn path_templates_have_to_be_well_formed() {
        for path in ["user/{id}", "/user/{id", "/user/{}/{id}", "/user/id}", "/user/{{id}}"] {
            let problems = check_path_parameters(&moved(path));
            assert_only(&problems, &child("/paths", path), "balanced braces");
        }
    }

    #[test]
    fn parameters_have_a_name_a_location_and_one_type() {
        let at = format!("{ONE_USER}/1");
        let faults = [
            (json!({"in": "query", "schema": {}}), "has no name"),
            (json!({"name": "a", "in": "body", "schema": {}}), "is not in path"),
            (json!({"name": "a", "in": "query"}), "one of schema and content"),
            (json!({"name": "a", "in": "query", "schema": {}, "content": {}}), "one of schema"),
        ];
        for (parameter, message) in faults {
            assert_parameters(json!([id_parameter(), parameter]), &at, message);
        }
        let by_reference = json!({"$ref": "#/components/parameters/Id"});
        assert_parameters(json!([id_parameter(), by_reference]), &at, "repeats the name");
    }

    #[test]
    fn parameters_of_a_path_item_are_checked_once() {
        let list = json!([{"name": "a", "in": "query"}]);
        let problems = check_path_parameters(&put(service(), "/paths/~1users/parameters", list));
        assert_only(&problems, "/paths/~1users/parameters/0", "one of schema and content");
    }

    fn reordered(doc: Value) -> Value {
        let select = users_at("/sqlVerbs/select");
        let mut list = doc.pointer(&select).cloned().unwrap_or_default();
        list.as_array_mut().expect("a list").reverse();
        put(doc, &select, list)
    }

    fn shadowed() -> Value {
        reordered(service())
    }

    #[track_caller]
    fn assert_shadowed(doc: &Value, at: &str) {
        assert_only(&check_method_order(doc), &users_at(at), "is never chosen");
    }

    #[test]
    fn a_method_behind_one_that_needs_less_is_never_chosen() {
        assert_shadowed(&shadowed(), "/sqlVerbs/select/1");
    }

    #[test]
    fn equal_sets_shadow_nothing() {
        let limit = "/paths/~1users/get/parameters/0";
        let required = put(shadowed(), &format!("{limit}/required"), json!(true));
        assert_eq!(check_method_order(&required), []);
        let same = put(required, &format!("{limit}/name"), json!("id"));
        assert_eq!(check_method_order(&same), []);
    }

    #[test]
    fn required_parameters_that_may_be_empty_do_not_count() {
        let limit = "/paths/~1users/get/parameters/0";
        let doc = put(shadowed(), &format!("{limit}/required"), json!(true));
        let doc = put(doc, &format!("{limit}/allowEmptyValue"), json!(true));
        assert_shadowed(&doc, "/sqlVerbs/select/1");
    }

    /// Two methods behind one insert: without a body, then with one.
    fn inserts() -> Value {
        let pointer = users_at("/methods/touch");
        let touch = json!({"operation": {"$ref": "#/paths/~1users/put"}});
        let doc = put(service(), "/paths/~1users/put", json!({"responses": {}}));
        let doc = put(doc, &pointer, touch);
        put(doc, &users_at("/sqlVerbs/insert/0"), json!({"$ref": format!("#{pointer}")}))
    }

    fn names(doc: &Value, method: &str) -> Vec<String> {
        required_names(doc, "users", method).into_iter().collect()
    }

    #[test]
    fn required_sets_hold_body_names_and_server_variables() {
        assert_shadowed(&inserts(), "/sqlVerbs/insert/1");
        assert_eq!(names(&inserts(), "touch"), Vec::<String>::new());
        assert_eq!(names(&inserts(), "create"), ["data__email", "tenant"]);
        assert_eq!(names(&inserts(), "get"), ["id"]);
    }

    #[test]
    fn required_sets_follow_media_type_and_translation() {
        let method = users_at("/methods/create");
        let unset = drop_member(service(), &format!("{method}/request"));
        assert_eq!(names(&unset, "create"), ["data__email", "tenant"]);
        let absent = put(service(), &format!("{method}/request/mediaType"), json!("text/csv"));
        assert_eq!(names(&absent, "create"), Vec::<String>::new());
        let naive = json!({"requestBodyTranslate": {"algorithm": "naive_body"}});
        let naive = put(service(), &format!("{method}/config"), naive);
        assert_eq!(names(&naive, "create"), ["email", "tenant"]);
    }

    #[test]
    fn required_sets_hold_shared_and_synthetic_parameters() {
        let header = json!({"name": "Agent", "in": "header", "required": true, "schema": {}});
        let doc = put(service(), "/paths/~1users/parameters", json!([header]));
        let doc = put(doc, &users_at("/methods/list/parameters"), json!({"at": {"required": true}}));
        assert_eq!(names(&doc, "list"), ["Agent", "at"]);
        let servers = json!([{"url": "https://{zone}/", "variables": {"zone": {}}}]);
        let doc = put(doc, "/paths/~1users/servers", servers);
        assert_eq!(names(&doc, "create"), ["Agent", "data__email", "zone"]);
    }

    #[track_caller]
    fn assert_reach(pointer: &str, value: Value, expected: &[&str]) {
        let doc = put(service(), pointer, value);
        assert_eq!(unreached_components(&doc), expected, "{pointer}");
    }

    #[test]
    fn components_that_nothing_leads_to_are_named() {
        assert_reach("/components/schemas/Lonely", json!({}), &["schemas/Lonely"]);
        assert_reach("/components/examples", json!({"A": {}}), &["examples/A"]);
        let circle = json!({"items": {"$ref": "#/components/schemas/Circle"}});
        assert_reach("/components/schemas/Circle", circle, &["schemas/Circle"]);
        assert_reach("/security", json!([]), &["securitySchemes/token"]);
        assert_reach("/security", json!([{"token": []}, {"other": []}]), &[]);
    }

    #[test]
    fn security_of_an_operation_leads_to_its_scheme() {
        let doc = put(service(), "/security", json!([]));
        let doc = put(doc, "/paths/~1users/get/security", json!([{"token": []}]));
        assert_eq!(unreached_components(&doc), Vec::<String>::new());
    }

    fn with_lonely(pointer: &str, value: Value) -> Vec<String> {
        let doc = put(service(), "/components/schemas/Lonely", json!({}));
        unreached_components(&put(doc, pointer, value))
    }

    #[test]
    fn payloads_lead_nowhere() {
        let user = "/components/schemas/User";
        let target = json!({"$ref": "#/components/schemas/Lonely"});
        for key in ["example", "examples", "default", "x-note"] {
            assert_eq!(with_lonely(&child(user, key), target.clone()), ["schemas/Lonely"]);
        }
        let listed = with_lonely(&child(user, "enum"), json!([target]));
        assert_eq!(listed, ["schemas/Lonely"]);
    }

    #[test]
    fn mappings_overrides_and_unknown_keywords_lead_on() {
        let user = "/components/schemas/User";
        let target = "#/components/schemas/Lonely";
        let reference = json!({"$ref": target});
        let block = users_at("/methods/list/response/schema_override");
        let leads = [
            (child(user, "discriminator"), json!({"mapping": {"a": target}})),
            (child(user, "discriminator"), json!({"mapping": {"a": "Lonely"}})),
            (child(user, "patternProperties"), json!({"^a": reference})),
            (child(user, "if"), json!({"properties": {"default": reference}})),
            (format!("{user}/properties/default"), reference.clone()),
            (block, reference.clone()),
        ];
        for (pointer, value) in leads {
            assert_eq!(with_lonely(&pointer, value), Vec::<String>::new(), "{pointer}");
        }
    }

    #[test]
    fn dangling_targets_are_named_after_the_unreached() {
        let user = "/components/schemas/User";
        let expected = ["dangling: #/components/schemas/Gone"];
        let reference = json!({"$ref": "#/components/schemas/Gone"});
        let mapping = json!({"mapping": {"a": "Gone"}});
        assert_reach(&child(user, "items"), reference, &expected);
        assert_reach(&child(user, "discriminator"), mapping, &expected);
    }

    #[track_caller]
    fn assert_text(written: &str, lines: &[usize]) {
        let found = check_yaml_1_1_text(written);
        let expected = lines.iter().map(|it| format!("line {it}")).collect::<Vec<_>>();
        let found = found.into_iter().map(|it| it.pointer).collect::<Vec<_>>();
        assert_eq!(found, expected, "{written}");
    }

    #[test]
    fn words_read_as_booleans_are_flagged() {
        for word in ["y", "N", "yes", "No", "on", "OFF"] {
            assert_text(&format!("key: {word}\n"), &[1]);
            assert_text(&format!("{word}: value\n"), &[1]);
            assert_text(&format!("key:\n- {word}\n- a: {word} # why\n"), &[2, 3]);
            assert_text(&format!("- - {word}\n- {word}:\n    a: b\n"), &[1, 2]);
            assert_text(&format!("key: [a, {word}, {{{word}: b}}]\n"), &[1, 1]);
            assert_text(&format!("key: '{word}'\n\"{word}\": !!str {word}\n"), &[]);
        }
        assert_text("a: true\nb: null\nc: nothing\n", &[]);
    }

    #[test]
    fn keys_that_are_no_strings_are_flagged() {
        for key in ["true", "False", "null", "~", "<<", "1.0", ".5", "1e3"] {
            assert_text(&format!("{key}: value\n"), &[1]);
        }
        assert_text("200: value\n'true': value\n", &[]);
        assert_text("1abc: value\ninf: value\nnan: value\n", &[]);
    }

    #[test]
    fn dates_and_odd_numbers_are_flagged() {
        let odd = [
            "2024-01-31",
            "2024-1-3 10:00:00",
            "2024-01-31T10:00:00Z",
            "12:30",
            "1:02:03.5",
            "0777",
            "0x1F",
            "0b101",
            "1_000",
            ".inf",
            ".NaN",
        ];
        for scalar in odd {
            assert_text(&format!("key: {scalar}\n"), &[1]);
            assert_text(&format!("key: \"{scalar}\"\n"), &[]);
        }
        for scalar in ["12", "-1.5", "1e3", "0", "0.5", "0xyz", "12:60", "v2024-01-31", "a_1", "2024-01"] {
            assert_text(&format!("key: {scalar}\n"), &[]);
        }
    }

    #[test]
    fn scalars_over_several_lines_are_left_alone() {
        assert_text("a: |\n  yes: no\n\n  on\nb: no\n", &[5]);
        assert_text("- a: >-\n    y: n\n  b: off\n", &[3]);
        assert_text("- |\n  y: n\n- no\n", &[3]);
        assert_text("a: some\n  yes\nb: no\n", &[3]);
        assert_text("a: 'it''s\n  no: yes'\nb: no\n", &[3]);
        assert_text("a: \"b \\\" c\n  no: yes\"\nb: no\n", &[3]);
        assert_text("a: [b,\n  no, c]\nd: no\n", &[2, 3]);
        assert_text("# no: yes\na: b # no: yes\n", &[]);
        assert_text("a: [b, # no, yes\n  c]\n- no # since: then\n", &[3]);
        assert_text("\"a\": |\n  yes: no\n'b': no\n", &[3]);
    }
}
