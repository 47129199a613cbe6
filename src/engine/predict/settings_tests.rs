//! What the model predicts of the documents in `tests/cases/settings`, against what the engine did with them.

use std::path::Path;

use serde_json::{Map, Value as Json};

use super::tests::{differences_of, lines, read};
use crate::support::{cases, name, tree};

fn document(bytes: &[u8]) -> Json {
    yaml_serde::from_slice(bytes).expect("YAML")
}

/// A recording with the documents that it was made on, which are what the case expects to be written.
fn recording(case: &Path) -> Json {
    let mut recording = read(&case.join("engine.json"));
    let mut services = Map::new();
    for (path, bytes) in tree(&case.join("expected/src")) {
        match path.split_once("/services/") {
            Some((_, file)) => {
                services.insert(file.trim_end_matches(".yaml").to_owned(), document(&bytes));
            }
            None => recording["provider"] = document(&bytes),
        }
    }
    recording["services"] = Json::Object(services);
    recording
}

#[test]
fn settings_are_foretold() {
    let mut all = String::new();
    for case in cases("settings") {
        let recording = recording(&case);
        assert!(!recording["statements"].as_array().expect("statements").is_empty(), "{}", name(&case));
        all.push_str(&lines(&differences_of(&recording, name(&case))));
    }
    assert!(all.is_empty(), "{all}");
}
