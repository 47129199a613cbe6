//! What `provgen init` makes of a document.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use provgen::{Job, Severity};

use crate::corpus::{mechanical_mapping, read, service_products};
use serde_json::Value as Json;

use crate::engine;
use crate::support::{self, cases, copy, name, provgen, transcript, tree};

/// The document of a case.
fn document(case: &Path) -> PathBuf {
    ["openapi.yaml", "openapi.json"].map(|file| case.join(file)).into_iter().find(|file| file.exists()).expect("spec")
}

#[test]
fn each_case_is_drafted_as_expected() {
    for case in cases("init") {
        let folder = tempfile::tempdir().expect("temporary folder");
        let spec = document(&case);
        let output = provgen(folder.path(), &["init", spec.to_str().expect("UTF-8"), "--out", "specs/new"]);
        let mut found = tree(&folder.path().join("specs/new"));
        let file = spec.file_name().and_then(|name| name.to_str()).expect("name");
        assert_eq!(found.remove(file), fs::read(&spec).ok(), "{}: the copy", name(&case));
        found.insert("output.txt".to_owned(), transcript(&output).into_bytes());
        expect(&case, found);
        check(&spec, &fs::read(&spec).expect("spec"));
    }
}

/// Several documents, as `arguments.txt` gives them.
#[test]
fn each_split_api_is_drafted_as_expected() {
    for case in cases("init-split") {
        let folder = tempfile::tempdir().expect("temporary folder");
        copy(&case.join("given"), &folder.path().join("given"));
        let arguments = fs::read_to_string(case.join("arguments.txt")).expect("arguments");
        let arguments: Vec<&str> = ["init", "--out", "specs/new"].into_iter().chain(arguments.split(' ')).collect();
        let told = transcript(&provgen(folder.path(), &arguments));
        let mut found = tree(&folder.path().join("specs/new"));
        let given: Vec<Vec<u8>> = tree(&folder.path().join("given")).into_values().collect();
        let is_copy = |bytes: &Vec<u8>| given.contains(bytes);
        let names: Vec<String> =
            found.iter().filter(|(_, bytes)| is_copy(bytes)).map(|(path, _)| path.clone()).collect();
        found.retain(|_, bytes| !is_copy(bytes));
        found.insert("output.txt".to_owned(), told.into_bytes());
        found.insert("copies.txt".to_owned(), (names.join("\n") + "\n").into_bytes());
        expect(&case, found);
        let generated = provgen(folder.path(), &["generate", "new"]);
        let told = transcript(&generated);
        assert_eq!(generated.status.code(), Some(0), "{}: {told}", name(&case));
        assert!(!told.contains("config-unused"), "{}: {told}", name(&case));
        let check = transcript(&provgen(folder.path(), &["map", "new"]));
        assert!(check.contains("has a row for every operation"), "{}: {check}", name(&case));
    }
}

/// Compares what was made of a case with its `expected/`, or makes that anew.
fn expect(case: &Path, found: BTreeMap<String, Vec<u8>>) {
    let expected = case.join("expected");
    if std::env::var_os("PROVGEN_UPDATE_CASES").is_some() {
        let _ = fs::remove_dir_all(&expected);
        fs::create_dir_all(&expected).expect("folder");
        found.iter().for_each(|(path, bytes)| fs::write(expected.join(path), bytes).expect("write"));
    }
    let text = |(path, bytes): (String, Vec<u8>)| (path, String::from_utf8(bytes).expect("UTF-8"));
    let expected: Vec<_> = tree(&expected).into_iter().map(text).collect();
    assert_eq!(expected, found.into_iter().map(text).collect::<Vec<_>>(), "{}", name(case));
}

/// A draft builds a provider that the engine loads, with its own mapping and with one that makes each operation a method.
fn check(path: &Path, bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let ending = if bytes.starts_with(b"{") { "json" } else { "yaml" };
    let document = folder.path().join(format!("document.{ending}"));
    fs::write(&document, bytes).expect("write");
    let output =
        provgen(folder.path(), &["init", document.to_str().expect("UTF-8"), "--provider", "api", "--out", "new"]);
    assert_eq!(output.status.code(), Some(0), "{}: {}", path.display(), transcript(&output));
    let (told, new) = (transcript(&output), folder.path().join("new"));
    check_build(path, &told, &new);
    fs::write(new.join("mapping.csv"), mechanical_mapping(&read(bytes))).expect("write mapping");
    check_build(path, &told, &new);
}

fn check_build(path: &Path, told: &str, folder: &Path) {
    let shown = path.display();
    let config = folder.join("provgen.yaml");
    let text = fs::read_to_string(&config).expect("configuration");
    let built = provgen::build(&Job { config, spec: None, mapping: None, style: None }, &|_| {});
    let built = built.unwrap_or_else(|error| panic!("{shown}: {error}"));
    let is_ours = |rule: &str| rule.starts_with("server-variable") || rule == "config-unused";
    let wrong: Vec<_> = built.findings.iter().filter(|f| f.severity == Severity::Error || is_ours(f.rule)).collect();
    assert!(wrong.is_empty(), "{shown}: {wrong:#?}");
    let is_missing = built.findings.iter().any(|finding| finding.rule == "server-missing");
    assert_eq!(is_missing, told.contains("no server"), "{shown}: {told}");
    assert!(service_products(&built).next().is_some(), "{shown}");
    for product in service_products(&built) {
        let problems = engine::check_all(&read(&product.bytes));
        assert!(problems.is_empty(), "{shown}: {}: {problems:#?}", product.path);
    }
    let with_all = text.replace("#: ", "");
    fs::write(folder.join("all.yaml"), &with_all).expect("write");
    let output = provgen(folder, &["stats", "all.yaml"]);
    let refusal = transcript(&output);
    assert!(!refusal.contains("all.yaml:"), "{shown}: {refusal}: {with_all}");
}

#[test]
fn a_draft_names_every_setting() {
    let draft = fs::read_to_string(cases("init")[0].join("expected/provgen.yaml")).expect("draft");
    let folder = tempfile::tempdir().expect("temporary folder");
    let schema: Json = serde_json::from_slice(&provgen(folder.path(), &["schema", "config"]).stdout).expect("JSON");
    for key in schema["properties"].as_object().expect("properties").keys() {
        let is_there = draft.lines().any(|line| line.trim_start_matches("#: ").starts_with(&format!("{key}:")));
        assert!(is_there, "{key}");
    }
}

#[test]
fn what_cannot_be_drafted_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("temporary folder");
    copy(&cases("init")[0], &folder.path().join("case"));
    let nameless = "openapi: 3.0.3\ninfo: {title: API, version: '1'}\npaths: {/a: {}}\n";
    fs::write(folder.path().join("swagger.yaml"), nameless).expect("write");
    fs::write(folder.path().join("empty.yaml"), "openapi: 3.0.3\npaths: {}\n").expect("write");
    fs::create_dir_all(folder.path().join("specs/shop")).expect("folder");
    fs::create_dir_all(folder.path().join("folder")).expect("folder");
    fs::create_dir_all(folder.path().join("others")).expect("folder");
    fs::write(folder.path().join("others/data.json"), "{}").expect("write");
    let runs = [
        "init case/openapi.yaml",
        "init case/openapi.yaml --out case",
        "init case/openapi.yaml --out case/openapi.yaml",
        "init case/openapi.yaml --out case/openapi.yaml/below",
        "init case/openapi.yaml --provider ../x",
        "init case/openapi.yaml --provider con",
        "init swagger.yaml",
        "init empty.yaml",
        "init nothing.yaml",
        "init http://example.com/openapi.yaml",
        "init folder",
        "init others",
        "init others/data.json case/openapi.yaml",
        "init case/openapi.yaml --by file",
        "init case/openapi.yaml --by operation_id --out specs/new",
    ];
    let before = tree(folder.path());
    let run = |arguments: &str| {
        let output = provgen(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
        format!("$ provgen {arguments}\n{}", transcript(&output))
    };
    insta::assert_snapshot!(runs.map(run).join("\n"));
    assert_eq!(before, tree(folder.path()));
}

#[test]
fn a_name_of_the_user_counts() {
    let folder = tempfile::tempdir().expect("temporary folder");
    copy(&cases("init")[0], &folder.path().join("case"));
    let output = provgen(folder.path(), &["init", "case/openapi.yaml", "--provider", "market"]);
    assert_eq!(output.status.code(), Some(0));
    let config = fs::read_to_string(folder.path().join("specs/market/provgen.yaml")).expect("draft");
    assert!(config.contains("\nprovider: market\n") && config.contains("MARKET_API_KEY"), "{config}");
}

/// Documents of our own, specs of Okta and the published service documents of other vendors.
#[test]
fn real_documents_become_providers_that_the_engine_loads() {
    support::documents().iter().for_each(|(path, bytes)| check(path, bytes));
}
