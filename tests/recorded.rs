//! The rules beside what the real engine was seen to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use provgen::Finding;
use serde_json::{Value as Json, json};

use crate::rules::base;
use crate::support::corpus;

/// Crashes that no rule foretells: a column that the statement makes up, a redirect, a missing `info`, EXEC of a method
/// that a SQL verb reaches as well.
const NOT_FORETOLD: &[&str] = &["returning", "insert-status-302", "info-absent", "as-insert-and-delete-verb"];

fn write(root: &Path, provider: &Json, services: &Json) {
    let folder = root.join("src");
    let name = provider["name"].as_str().unwrap_or("p");
    let version = folder.join(name).join("v00.00.00000");
    fs::create_dir_all(version.join("services")).expect("folder");
    fs::write(version.join("provider.yaml"), provider.to_string()).expect("write");
    for (key, service) in services.as_object().expect("services") {
        let target = provider["providerServices"][key]["service"]["$ref"].as_str();
        let own = format!("{name}/v00.00.00000/services/{key}.yaml");
        let path = folder.join(target.unwrap_or(&own));
        fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        fs::write(path, service.to_string()).expect("write");
    }
}

fn validated(provider: &Json, services: &Json) -> Vec<Finding> {
    let root = tempfile::tempdir().expect("temporary folder");
    write(root.path(), provider, services);
    provgen::validate(root.path(), &|| {}).unwrap_or_else(|error| panic!("{error}"))
}

/// The rules that foretell a crash, or a fault that comes with it.
const CRASHES: &[&str] = &[
    "array-without-items",
    "exec-json-without-schema",
    "exec-panic",
    "host-two-variables-at-ends",
    "pagination-link-without-request-token",
    "polymorphic-cycle",
    "resource-id-mismatch",
    "response-key-absent",
    "response-media-type-absent",
    "select-scalar-panic",
];

#[test]
fn each_crash_that_was_seen_is_foretold() {
    let Some(folder) = corpus("engine/cases") else { return };
    let (mut missed, mut crashes) = (Vec::new(), 0);
    let families = fs::read_dir(folder).expect("read").map(|entry| entry.expect("entry").path());
    let files = families.filter(|path| path.is_dir()).flat_map(|family| fs::read_dir(family).expect("read"));
    for path in files.map(|entry| entry.expect("entry").path()) {
        let case: Json = serde_json::from_slice(&fs::read(&path).expect("read")).expect("JSON");
        let name = case["name"].as_str().expect("a name");
        let is_crash = |statement: &Json| statement["outcome"] == "panic";
        if !case["statements"].as_array().expect("statements").iter().any(is_crash) || NOT_FORETOLD.contains(&name) {
            continue;
        }
        crashes += 1;
        let found = validated(&case["provider"], &case["services"]);
        if !found.iter().any(|it| CRASHES.contains(&it.rule)) {
            missed.push(name.to_owned());
        }
    }
    assert!(missed.is_empty() && crashes > 20, "{crashes} crashes, {missed:?}");
}

/// A provider whose rows have columns of all names that were tried.
fn with_columns(names: &[&str]) -> Vec<Finding> {
    let mut service = base("store.yaml");
    let columns: serde_json::Map<String, Json> =
        names.iter().map(|name| ((*name).to_owned(), json!({"type": "string"}))).collect();
    service["components"]["schemas"]["User"]["properties"] = Json::Object(columns);
    validated(&base("provider.yaml"), &json!({"store": service}))
}

/// What the forms of a statement that were tried with a column foretell: fatal, not by name, in quotes, or nothing.
fn seen(forms: &Json) -> &'static str {
    let fails = |form: &str| forms[form] != "ok";
    match () {
        () if fails("star") => "fatal",
        () if ["quoted", "order", "where"].into_iter().any(fails) => "not by name",
        () if fails("plain") => "in quotes",
        () => "",
    }
}

#[test]
fn columns_are_judged_as_statements_with_them_ended() {
    let Some(file) = corpus("engine/names.json") else { return };
    let names: Json = serde_json::from_slice(&fs::read(file).expect("read")).expect("JSON");
    let columns = names["columns"].as_object().expect("columns");
    let all: Vec<&str> = columns.keys().map(String::as_str).collect();
    let said = |rule: &str| match rule {
        "column-name-fatal" => Some("fatal"),
        "column-name-silent" | "column-name-unselectable" | "column-name-needs-quoting" => Some("not by name"),
        "column-name-is-keyword" => Some("in quotes"),
        _ => None,
    };
    let mut judged: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for finding in with_columns(&all) {
        let Some(said) = said(finding.rule) else { continue };
        let is_about = |name: &&&str| {
            [format!("`{name}`"), format!("`SELECT \"{name}\"`")].iter().any(|quoted| finding.message.contains(quoted))
        };
        let name = all.iter().filter(is_about).max_by_key(|name| name.len()).expect("a name in the message");
        judged.entry(name).or_default().insert(said);
    }
    let wrong: Vec<_> = columns
        .iter()
        .map(|(name, forms)| (name, seen(forms), judged.get(name.as_str()).cloned().unwrap_or_default()))
        .filter(|(_, seen, said)| BTreeSet::from([*seen]) != *said && !(seen.is_empty() && said.is_empty()))
        .collect();
    assert!(wrong.is_empty() && columns.len() > 400, "{wrong:?}");
}
