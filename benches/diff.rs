//! What comparing two trees costs, as a ratio to loading them. `cargo bench --bench diff`
#![allow(clippy::expect_used, clippy::panic, reason = "a bench that cannot go on has failed")]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use provgen::diff::{diff, side};
use provgen::pipeline::{self, Job};
use serde_json::{Value as Json, json};

/// As in the command itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 5;

fn main() {
    // `cargo test --benches` runs this too, and has no use for figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return println!("skipped: only `cargo bench` measures");
    }
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if !shared.join("specs/okta-management-2026.06.3.yaml").is_file() {
        return println!("skipped: the reference data has no spec here");
    }
    let folder = tempfile::tempdir().expect("temporary folder");
    let written = |name: &str, version: &str, lower: Json| write(&shared, &folder.path().join(name), version, &lower);
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

/// Writes the registry of a provider.
fn write(shared: &Path, folder: &Path, version: &str, lower: &Json) -> PathBuf {
    let config = json!({
        "provider": "okta", "title": "Okta", "description": "Okta.",
        "source": {"file": shared.join(format!("specs/okta-management-{version}.yaml"))},
        "mapping": shared.join("mapping/okta-5.1.0-all_services.csv"),
        "services": {"by": "path", "skip": [{"service": "_well_known", "reason": "public metadata"}]},
        "servers": [{"url": "https://{subdomain}.okta.com/", "variables": {"subdomain": {"default": "my-domain"}}}],
        "lower": lower,
    });
    fs::create_dir_all(folder).expect("folder");
    fs::write(folder.join("config.yaml"), config.to_string()).expect("write");
    let job = Job { config: folder.join("config.yaml"), spec: None, mapping: None, style: None };
    let built = pipeline::build(&job, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    for product in built.products.iter().filter(|product| product.path.starts_with("src/")) {
        let path = folder.join(&product.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
        fs::write(path, &product.bytes).expect("write");
    }
    folder.to_owned()
}

fn best(mut run: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        run();
        best = best.min(started.elapsed().as_secs_f64());
    }
    best
}
