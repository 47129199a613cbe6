//! What somebody saves while provgen works is not lost: files that it reads, changes and writes back.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::rules::base;
use crate::support::provgen;

fn registry(root: &Path, provider: &str) {
    let folder = root.join(provider).join("src/shop/v00.00.00000");
    fs::create_dir_all(folder.join("services")).expect("folder");
    let mut service: Json = base("store.yaml");
    // Something to find: a method without its operation.
    service["components"]["x-stackQL-resources"]["users"]["methods"]["gone"] = json!({"operation": {"$ref": "#/paths/~1nowhere/get"}, "response": {"mediaType": "application/json", "openAPIDocKey": "200"}});
    fs::write(folder.join("provider.yaml"), base("provider.yaml").to_string()).expect("write");
    fs::write(folder.join("services/store.yaml"), service.to_string()).expect("write");
}

fn findings(file: &Path) -> usize {
    let baseline: Json = serde_json::from_slice(&fs::read(file).expect("read")).expect("JSON");
    baseline["findings"].as_array().expect("findings").len()
}

#[test]
fn runs_that_write_one_baseline_take_turns() {
    let root = tempfile::tempdir().expect("temporary folder");
    let names: Vec<String> = (0..6).map(|number| format!("registry{number}")).collect();
    names.iter().for_each(|name| registry(root.path(), name));
    let write = |name: &str, file: &str| {
        let arguments = ["validate", name, "--write-baseline", file, "--fail-on", "never"];
        assert_eq!(provgen(root.path(), &arguments).status.code(), Some(0));
    };
    names.iter().for_each(|name| write(name, "in-turn.json"));
    for round in 0..4 {
        let file = format!("at-once{round}.json");
        thread::scope(|scope| names.iter().for_each(|name| drop(scope.spawn(|| write(name, &file)))));
        assert_eq!(findings(&root.path().join(&file)), findings(&root.path().join("in-turn.json")), "{file}");
    }
    assert!(findings(&root.path().join("in-turn.json")) >= names.len());
    let left = fs::read_dir(&root).expect("read").filter(|it| it.as_ref().expect("entry").path().is_file()).count();
    assert_eq!(left, 5, "nothing stands beside the baselines");
}

/// An API that takes a while to map.
fn large_api() -> String {
    let operation = |number: usize| {
        let name = format!("/things{number}/{{id}}");
        let parameter = json!([{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}]);
        (
            name,
            json!({"get": {"operationId": format!("getThing{number}"), "parameters": parameter, "responses": {"200": {"description": "ok"}}}}),
        )
    };
    let paths: serde_json::Map<String, Json> = (0..3000).map(operation).collect();
    json!({"openapi": "3.0.3", "info": {"title": "Things", "version": "1"}, "paths": paths}).to_string()
}

#[test]
fn an_edit_of_the_mapping_stays() {
    let root = tempfile::tempdir().expect("temporary folder");
    let folder = root.path().join("specs/things");
    fs::create_dir_all(&folder).expect("folder");
    fs::write(folder.join("openapi.yaml"), large_api()).expect("write");
    let config = "provider: things\ntitle: T\ndescription: T\nsource: {file: openapi.yaml}\n";
    fs::write(folder.join("provgen.yaml"), config).expect("write");
    let mapping = folder.join("mapping.csv");
    let header = "path,verb,operationId,stackql_resource_name,stackql_method_name,stackql_verb\n";
    let started = Instant::now();
    fs::write(&mapping, header).expect("write");
    assert_eq!(provgen(root.path(), &["map", "things"]).status.code(), Some(0));
    let whole = started.elapsed();
    let mut refused = 0;
    for part in 0..10 {
        fs::write(&mapping, header).expect("write");
        let mut command = Command::new(env!("CARGO_BIN_EXE_provgen"));
        let command = command.args(["map", "things"]).current_dir(root.path()).stdout(Stdio::null());
        let child = command.stderr(Stdio::piped()).spawn().expect("provgen runs");
        thread::sleep(whole * part / 10 + Duration::from_millis(1));
        let before = fs::read_to_string(&mapping).expect("read");
        fs::write(&mapping, before + "/mine,get,mine,mine,list,select\n").expect("write");
        let output = child.wait_with_output().expect("provgen ends");
        let told = String::from_utf8_lossy(&output.stderr);
        let after = fs::read_to_string(&mapping).expect("read");
        assert!(after.contains("/mine,get,mine,mine"), "the edit is lost after {part} tenths: {told}");
        if output.status.code() == Some(2) {
            refused += 1;
            assert!(told.contains("changed while provgen worked on it") && after.lines().count() == 2, "{told}");
        }
    }
    assert!(refused > 0, "no edit came between reading and writing");
}

#[test]
fn a_changelog_gets_both_of_two_sections() {
    let root = tempfile::tempdir().expect("temporary folder");
    registry(root.path(), "old");
    registry(root.path(), "new");
    let service = root.path().join("new/src/shop/v00.00.00000/services/store.yaml");
    let text = fs::read_to_string(&service).expect("read").replace("\"users\":", "\"people\":");
    fs::write(&service, text).expect("write");
    let arguments = |from: &'static str, to: &'static str, day: &'static str| {
        ["diff", from, to, "--changelog", "CHANGES.md", "--date", day, "--fail-on", "never"]
    };
    let sections = [arguments("old", "new", "2026-01-01"), arguments("new", "old", "2026-01-02")];
    thread::scope(|scope| {
        for arguments in &sections {
            scope.spawn(|| assert_eq!(provgen(root.path(), arguments).status.code(), Some(0)));
        }
    });
    let text = fs::read_to_string(root.path().join("CHANGES.md")).expect("read");
    assert!(text.contains("2026-01-01") && text.contains("2026-01-02"), "{text}");
}
