//! Published views, read in place: what the engine reads goes in and comes out.

use std::fs;
use std::path::Path;

use provgen::Job;
use serde_json::{Map, Value as Json, json};

use crate::corpus::{mechanical_mapping, read, service_products};
use crate::engine;
use crate::support::{corpus_as_well, own};

/// Builds a published document anew with its views, and compares them. Says how many there are.
fn rebuilt(spec: &Path, provider: &str, services: &Json) -> usize {
    let service = spec.file_stem().and_then(|stem| stem.to_str()).expect("a stem");
    let published = read(&fs::read(spec).expect("read"));
    let resources = published["components"]["x-stackQL-resources"].as_object().expect("resources");
    let views: Map<String, Json> = resources
        .iter()
        .filter(|(_, resource)| resource.get("methods").is_none())
        .map(|(name, resource)| (name.clone(), json!({"config": resource["config"]})))
        .collect();
    let folder = tempfile::tempdir().expect("temporary folder");
    let write = |file: &str, text: String| fs::write(folder.path().join(file), text).expect("write");
    fs::create_dir(folder.path().join("views")).expect("folder");
    write(&format!("views/{service}.json"), json!(views).to_string());
    write("mapping.csv", mechanical_mapping(&published));
    let config = json!({
        "provider": provider, "title": "Published", "description": "As it was.", "source": {"file": spec},
        "services": services,
    });
    write("provgen.yaml", config.to_string());
    let job = Job { config: folder.path().join("provgen.yaml"), spec: None, mapping: None, style: None };
    let built = provgen::build(&job, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    let file = format!("/{service}.yaml");
    let product = service_products(&built).find(|product| product.path.ends_with(&file)).expect("the service");
    let document: Json = yaml_serde::from_slice(&product.bytes).expect("YAML");
    assert_eq!(engine::check_all(&document).len(), 0);
    for (name, view) in &views {
        let written = &document["components"]["x-stackQL-resources"][name];
        assert_eq!(written["config"], view["config"], "{name}");
        assert_eq!(written["id"], resources[name]["id"], "{name}");
        assert_eq!(written.get("methods"), None, "{name}");
    }
    assert_eq!(built.counts.views, views.len());
    assert!(!built.products.iter().any(|product| product.path.contains("vw_")), "a view has no page");
    views.len()
}

#[test]
fn published_views_come_out_as_they_went_in() {
    let tanks = own().join("registry/src/aquarium/v00.00.00000/services/tanks.yaml");
    assert_eq!(rebuilt(&tanks, "aquarium", &json!({"by": "path"})), 2);
    let Some(spec) = corpus_as_well("registry/src/homebrew/v00.00.00000/services/formula.yaml") else { return };
    assert_eq!(rebuilt(&spec, "homebrew", &json!({"by": "path", "rename": {"default": "formula"}})), 8);
}
