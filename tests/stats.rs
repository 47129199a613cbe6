//! What `provgen stats` counts.

use std::fs;

use crate::support::{cases, copy, corpus, name, own, provgen, transcript};
use serde_json::{Value as Json, json};

#[test]
fn each_case_is_counted_as_text_and_as_json() {
    for case in cases("stats") {
        let folder = tempfile::tempdir().expect("temporary folder");
        copy(&case, &folder.path().join(name(&case)));
        for (format, expected) in [("text", "expected.txt"), ("json", "expected.json")] {
            let output = provgen(folder.path(), &["stats", name(&case), "--format", format]);
            let found =
                if format == "text" { transcript(&output) } else { String::from_utf8(output.stdout).expect("UTF-8") };
            if std::env::var_os("PROVGEN_UPDATE_CASES").is_some() {
                fs::write(case.join(expected), &found).expect("write expectation");
            }
            let expected = fs::read_to_string(case.join(expected)).unwrap_or_default();
            assert_eq!(expected, found, "{}", name(&case));
        }
        assert!(!folder.path().join("generated").exists(), "{}: something was written", name(&case));
    }
}

/// Text and JSON say the same, services add up to all but for operations of two services.
#[test]
fn json_keys_are_stable_and_figures_add_up() {
    let case = &cases("stats")[0];
    let text = fs::read_to_string(case.join("expected.json")).expect("expectation");
    let counted: Json = serde_json::from_str(&text).expect("JSON");
    let provider = &counted["providers"]["all-kinds"];
    assert_eq!(counted["all"], provider["all"]);
    let sum = |pointer: &str| {
        let services = provider["services"].as_object().expect("services").values();
        services.map(|figures| figures.pointer(pointer).and_then(Json::as_u64).expect("a number")).sum::<u64>()
    };
    let figures = [
        "/resources",
        "/selectable",
        "/views",
        "/operations/skipped",
        "/operations/unmapped",
        "/methods/select",
        "/methods/insert",
        "/methods/update",
        "/methods/replace",
        "/methods/delete",
        "/methods/exec",
        "/fields/total",
        "/fields/described",
        "/fields/opaque",
    ];
    for pointer in figures {
        assert_eq!(Some(sum(pointer)), provider["all"].pointer(pointer).and_then(Json::as_u64), "{pointer}");
    }
    assert_eq!(provider["all"]["operations"], json!({"mapped": 7, "guessed": 3, "skipped": 3, "unmapped": 1}));
    assert_eq!(sum("/operations/mapped"), 8, "one operation belongs to two services");
}

#[test]
fn several_providers_have_a_table_of_their_own_and_one_fails_alone() {
    let folder = tempfile::tempdir().expect("temporary folder");
    for provider in ["one", "two", "broken"] {
        copy(&cases("stats")[0], &folder.path().join("specs").join(provider));
    }
    fs::write(folder.path().join("specs/broken/openapi.yaml"), "openapi: [\n").expect("edit");
    insta::assert_snapshot!(transcript(&provgen(folder.path(), &["stats"])));
    let output = provgen(folder.path(), &["stats", "one", "two", "--format", "json"]);
    let counted: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(counted["all"]["operations"]["mapped"], json!(14));
}

/// A mapping on its own document and on a later one.
#[test]
fn an_older_mapping_is_counted_on_a_newer_document() {
    let folder = tempfile::tempdir().expect("temporary folder");
    for (version, operations, resources) in [("1", [13, 0, 0, 0], 4), ("2", [12, 0, 0, 3], 3)] {
        let provider = folder.path().join(format!("specs/bakery{version}"));
        copy(&own().join("bakery"), &provider);
        let config = fs::read_to_string(provider.join("provgen.yaml")).expect("read");
        let config = config.replace("openapi-1.yaml", &format!("openapi-{version}.yaml"));
        fs::write(provider.join("provgen.yaml"), config).expect("write");
        let name = format!("bakery{version}");
        let output = provgen(folder.path(), &["stats", &name, "--format", "json"]);
        let counted: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(figures(&counted["all"]), (operations, resources), "version {version}");
    }
}

/// The operations and resources that were counted, after a check of the other figures.
fn figures(all: &Json) -> ([u64; 4], u64) {
    let number = |pointer: &str| all.pointer(pointer).and_then(Json::as_u64).expect("a number");
    let operations = ["mapped", "guessed", "skipped", "unmapped"].map(|it| number(&format!("/operations/{it}")));
    let methods = all["methods"].as_object().expect("methods").values().filter_map(Json::as_u64);
    assert_eq!(methods.sum::<u64>(), number("/operations/mapped"), "{all}");
    assert!(number("/fields/described") > number("/fields/total") / 2, "{all}");
    assert!(number("/fields/opaque") < number("/fields/total") / 10, "{all}");
    (operations, number("/resources"))
}

/// The published mapping of 5.1.0 on its own spec and on a later one.
#[test]
fn the_current_provider_is_counted() {
    let mapping = corpus("mapping/okta-5.1.0-all_services.csv");
    for (version, operations, resources) in [("5.1.0", [699, 0, 6, 0], 190), ("2026.06.3", [683, 0, 6, 43], 186)] {
        let (Some(spec), Some(mapping)) = (corpus(&format!("specs/okta-management-{version}.yaml")), &mapping) else {
            return;
        };
        let folder = tempfile::tempdir().expect("temporary folder");
        let config = folder.path().join("provgen.yaml");
        let settings = json!({
            "provider": "okta", "title": "Okta", "description": "Identity.", "source": {"file": spec}, "mapping": mapping,
            "services": {"by": "path", "skip": [{"service": "_well_known", "reason": "public"}]},
        });
        fs::write(&config, settings.to_string()).expect("write config");
        let output = provgen(folder.path(), &["stats", "provgen.yaml", "--format", "json"]);
        let counted: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(figures(&counted["all"]), (operations, resources), "{version}");
    }
}
