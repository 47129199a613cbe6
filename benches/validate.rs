//! What validating a registry costs, as a ratio to parsing the same files into `yaml_serde::Value` with the same
//! threads. `cargo bench --bench validate`
#![allow(clippy::expect_used, reason = "a bench that cannot go on has failed")]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

#[path = "support/best.rs"]
mod best;
mod support;

use best::best;
use support::{corpus, measures};

fn main() {
    if !measures() {
        return;
    }
    let Some(root) = corpus("registry") else { return };
    let files = files(&root);
    let parse = best(|| {
        files.par_iter().for_each(|file| {
            let bytes = fs::read(file).expect("read");
            drop(black_box(yaml_serde::from_slice::<yaml_serde::Value>(&bytes)));
        });
    });
    let validate = best(|| drop(black_box(provgen::validate(&root, &|| {}).expect("a registry"))));
    println!("{} files: parse {parse:.3} s, validate {validate:.3} s, ratio {:.2}", files.len(), validate / parse);
}

/// The files that `validate` reads.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
        match path.is_dir() {
            true => files.extend(self::files(&path)),
            false if path.extension().is_some_and(|ending| ending == "yaml") => files.push(path),
            false => {}
        }
    }
    files
}
