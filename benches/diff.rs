//! What comparing two trees costs, as a ratio to loading them. `cargo bench --bench diff`
#![allow(clippy::expect_used, clippy::panic, reason = "a bench that cannot go on has failed")]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use provgen::{Job, diff, side};
use serde_json::{Value as Json, json};

#[path = "support/best.rs"]
mod best;
#[path = "support/okta.rs"]
mod okta;
mod support;

use best::best;
use okta::{MAPPING, config};
use support::{corpus, measures};

fn main() {
    if !measures() {
        return;
    }
    let (Some(_), Some(_)) = (corpus(&spec_of("2026.06.3")), corpus(&spec_of("5.1.0"))) else { return };
    let folder = tempfile::tempdir().expect("temporary folder");
    let written = |name: &str, version: &str, lower: Json| write(&folder.path().join(name), version, &lower);
    let base = written("base", "2026.06.3", json!({}));
    let as_published =
        json!({"variants": false, "all_of": false, "rows": false, "object_keys": false, "columns": false});
    measure("itself", &base, &written("same", "2026.06.3", json!({})));
    measure("without lowering", &written("plain", "2026.06.3", as_published), &base);
    measure("5.1.0", &written("old", "5.1.0", json!({})), &base);
}

/// Loading both, against loading and comparing both.
fn measure(name: &str, base: &Path, rev: &Path) {
    let read = |path: &Path| side(path.to_str().expect("text")).unwrap_or_else(|error| panic!("{error}"));
    let load = best(|| drop(black_box((read(base), read(rev)))));
    let mut found = 0;
    let all = best(|| found = black_box(diff(&read(base), &read(rev))).len());
    println!(
        "2026.06.3 against {name}: {found} changes, load {load:.3} s, load and diff {all:.3} s, ratio {:.2}",
        all / load
    );
}

fn spec_of(version: &str) -> String {
    format!("specs/okta-management-{version}.yaml")
}

/// Writes the registry of a provider.
fn write(folder: &Path, version: &str, lower: &Json) -> PathBuf {
    let found = |relative: &str| corpus(relative).expect("the reference data");
    let config = config(&found(&spec_of(version)), &found(MAPPING), lower);
    fs::create_dir_all(folder).expect("folder");
    fs::write(folder.join("config.yaml"), config.to_string()).expect("write");
    let job = Job { config: folder.join("config.yaml"), spec: None, mapping: None, style: None };
    let built = provgen::build(&job, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    for product in built.products.iter().filter(|product| product.path.starts_with("src/")) {
        let path = folder.join(&product.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
        fs::write(path, &product.bytes).expect("write");
    }
    folder.to_owned()
}
