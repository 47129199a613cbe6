//! The bytes of a spec to documents and pages, with a method for each operation.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use provgen::config::{ConfigFile, PathParameters};
use provgen::lower::lower;
use provgen::mapping::{self, Row};
use provgen::normalise::{Operation, normalise};
use provgen::source::Overlays;
use provgen::tree::yaml;
use provgen::{model, render, source};

const CONFIG: &str = "provider: fuzz\ntitle: Fuzz\ndescription: Anything.\nsource: {file: spec.yaml}\n";

const VERBS: [&str; 6] = ["select", "insert", "update", "delete", "replace", "exec"];

fn row(index: usize, operation: &Operation) -> Row {
    Row {
        path: operation.path.to_string(),
        verb: operation.verb.to_owned(),
        resource: format!("r{}", index % 3),
        method: format!("m{index}"),
        sql_verb: VERBS[index % VERBS.len()].to_owned(),
        object_key: if index % 4 == 0 { "$.data".to_owned() } else { String::new() },
        ..Row::default()
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Ok((source, _)) = source::parse(bytes, Path::new("spec.yaml"), &Overlays::default()) else { return };
    let config = ConfigFile::read(CONFIG.as_bytes(), Path::new("provgen.yaml")).expect("the configuration is sound");
    for naming in [PathParameters::AsIs, PathParameters::SnakeCase] {
        let (document, _) = normalise(&source.document, naming);
        let rows: Vec<Row> = document.operations.iter().enumerate().map(|(index, operation)| row(index, operation)).collect();
        let (mapped, _) = mapping::map(&document.operations, &rows, &config, None);
        let (lowered, _) = lower(document, mapped.services, &config);
        let (services, _) = model::services(&lowered.document, &lowered.services, &config);
        let (provider, _) = model::provider(services, &config);
        for product in render::render(&provider, &config.config.docs).expect("templates are sound") {
            if product.path.ends_with(".yaml") {
                yaml::read(&product.bytes, Path::new(&product.path)).expect("what is written can be read");
            }
        }
    }
});
