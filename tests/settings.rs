//! Each setting of methods: the documents that it writes. Beside them stands a recording of what the engine did with
//! exactly these documents, to which a unit test of `src/engine/predict` holds the model of the engine.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value as Json;

use crate::cases::{compare, generated};
use crate::support::{cases, copy, provgen, repository};

#[test]
fn each_setting_writes_what_it_expects() {
    for case in cases("settings") {
        let generated = generated(&case);
        // Pages are the subject of other cases.
        let documents = tempfile::tempdir().expect("temporary folder");
        copy(&generated.root.join("src"), &documents.path().join("src"));
        compare(&case, documents.path(), &generated.output);
    }
}

/// The definition that a property of the schema refers to.
fn definition(property: &Json) -> Option<&str> {
    let others = property["anyOf"].as_array().into_iter().flatten();
    let reference = [property].into_iter().chain(others).find_map(|it| it["$ref"].as_str())?;
    reference.rsplit('/').next()
}

/// The keys of a definition, and of those that it refers to.
fn known(schema: &Json, name: &str, keys: &mut BTreeSet<String>) {
    for (key, property) in schema["$defs"][name]["properties"].as_object().into_iter().flatten() {
        let is_new = keys.insert(format!("{name}.{key}"));
        if let Some(below) = definition(property).filter(|_| is_new) {
            known(schema, below, keys);
        }
    }
}

/// The keys of a definition that a value has, and so on below it.
fn used(schema: &Json, name: &str, value: &Json, keys: &mut BTreeSet<String>) {
    for (key, value) in value.as_object().into_iter().flatten() {
        keys.insert(format!("{name}.{key}"));
        if let Some(below) = definition(&schema["$defs"][name]["properties"][key]) {
            used(schema, below, value, keys);
        }
    }
}

#[test]
fn each_key_of_settings_has_a_case() {
    let schema = provgen(repository(), &["schema", "config"]).stdout;
    let schema: Json = serde_json::from_slice(&schema).expect("JSON");
    let (mut keys, mut known_keys) = (BTreeSet::new(), BTreeSet::new());
    known(&schema, "Setting", &mut known_keys);
    assert!(known_keys.len() > 50, "{known_keys:?}");
    for case in cases("settings") {
        let text = fs::read(case.join("provgen.yaml")).expect("a configuration");
        let configuration: Json = yaml_serde::from_slice(&text).expect("YAML");
        configuration["settings"].as_array().into_iter().flatten().for_each(|entry| {
            used(&schema, "Setting", entry, &mut keys);
        });
    }
    let without: Vec<_> = known_keys.difference(&keys).collect();
    assert!(without.is_empty(), "these keys have no case: {without:?}");
}
