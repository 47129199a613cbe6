//! Published views, read in place: what the engine reads goes in and comes out.

use std::fs;

use provgen::pipeline::{self, Job};
use serde_json::{Map, Value as Json, json};

use crate::corpus::{mechanical_mapping, service_products};
use crate::engine;
use crate::support::corpus;

#[test]
fn published_views_come_out_as_they_went_in() {
    let Some(spec) = corpus("registry/src/homebrew/v00.00.00000/services/formula.yaml") else { return };
    let tree = provgen::tree::yaml::read(&fs::read(&spec).expect("read"), &spec).expect("YAML");
    let published = serde_json::to_value(&tree).expect("JSON");
    let resources = published["components"]["x-stackQL-resources"].as_object().expect("resources");
    let views: Map<String, Json> = resources
        .iter()
        .filter(|(_, resource)| resource.get("methods").is_none())
        .map(|(name, resource)| (name.clone(), json!({"config": resource["config"]})))
        .collect();
    let folder = tempfile::tempdir().expect("temporary folder");
    let write = |file: &str, text: String| fs::write(folder.path().join(file), text).expect("write");
    fs::create_dir(folder.path().join("views")).expect("folder");
    write("views/formula.json", json!(views).to_string());
    write("mapping.csv", mechanical_mapping(&tree));
    let config = json!({
        "provider": "homebrew", "title": "Homebrew", "description": "Formulae.", "source": {"file": spec},
        "services": {"by": "path", "rename": {"default": "formula"}},
    });
    write("provgen.yaml", config.to_string());
    let job = Job { config: folder.path().join("provgen.yaml"), spec: None, mapping: None, style: None };
    let built = pipeline::build(&job, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    let product = service_products(&built).find(|product| product.path.ends_with("/formula.yaml")).expect("formula");
    let document: Json = yaml_serde::from_slice(&product.bytes).expect("YAML");
    assert_eq!(engine::check_all(&document).len(), 0);
    for (name, view) in &views {
        let written = &document["components"]["x-stackQL-resources"][name];
        assert_eq!(written["config"], view["config"], "{name}");
        assert_eq!(written["id"], resources[name]["id"], "{name}");
        assert_eq!(written.get("methods"), None, "{name}");
    }
    assert_eq!((views.len(), built.counts.views), (8, 8));
    assert!(!built.products.iter().any(|product| product.path.contains("vw_")), "a view has no page");
}
