//! The files for machines say what pages say, and the catalogue follows its schema.

use std::path::Path;

use super::{Product, catalogue, machine_files};
use crate::pipeline::{self, Job};
use crate::support::{cases, name, repository};

/// The file of the catalogue, and the list for language models.
fn machine_files_of(case: &Path) -> Vec<Product> {
    let job = Job { config: case.join("provgen.yaml"), spec: None, mapping: None, style: None };
    let provider = pipeline::model(&job).expect("provider");
    machine_files(&provider).expect("files")
}

#[test]
fn the_catalogue_follows_its_schema() {
    let validator = jsonschema::validator_for(&catalogue::schema()).expect("schema");
    for case in cases("generate") {
        let files = machine_files_of(&case);
        let found: serde_json::Value = serde_json::from_slice(&files[0].bytes).expect("JSON");
        let errors: Vec<String> = validator.iter_errors(&found).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", name(&case));
    }
    assert!(!validator.is_valid(&serde_json::json!({"provider": "a"})));
}

#[test]
fn machines_read_what_people_read() {
    let files = machine_files_of(&repository().join("specs/okta"));
    let [json, llms] = files.as_slice() else { panic!("two files") };
    let found: serde_json::Value = serde_json::from_slice(&json.bytes).expect("JSON");
    let users = found["services"].as_array().expect("services").iter().find(|service| service["name"] == "user");
    let users = users.expect("user")["resources"].as_array().expect("resources");
    let users = users.iter().find(|resource| resource["name"] == "users").expect("users");
    let text = String::from_utf8_lossy(&llms.bytes);
    let section = text.split_once("## user\n").map(|(_, rest)| rest.split("\n## ").next().unwrap_or(rest));
    insta::assert_snapshot!(format!(
        "{}\n{:#}\n{}",
        section.expect("section"),
        users["methods"][0],
        text.lines().take(12).collect::<Vec<_>>().join("\n")
    ));
    let root = repository().join("generated/okta/docs");
    for page in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(page == "index.json" || root.join(page).is_file(), "{page}");
    }
}
