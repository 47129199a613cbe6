//! The engine loads what OpenAPI 3.1 documents become. That they become what is expected is tested beside the stage.

use std::fs;

use serde_json::Value as Json;

use crate::engine;
use crate::support::{cases, name};

/// The cases whose faults a later stage reports.
const FAULTY: [&str; 3] = ["malformed", "references-nowhere", "copies-end"];

#[test]
fn the_engine_loads_what_is_lowered() {
    for case in cases("openapi31").iter().filter(|case| !FAULTY.contains(&name(case))) {
        let lowered = fs::read(case.join("expected.yaml")).expect("a document");
        let mut document: Json = yaml_serde::from_slice(&lowered).expect("YAML");
        document["components"]["x-stackQL-resources"] = serde_json::json!({});
        let problems = engine::check_service_document(&document);
        assert!(problems.is_empty(), "{}: {problems:?}", case.display());
    }
}
