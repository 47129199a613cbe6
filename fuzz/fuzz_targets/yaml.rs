//! The YAML reader and writer against each other.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use provgen::tree::yaml_writer::document;
use provgen::tree::yaml::read;

fuzz_target!(|bytes: &[u8]| {
    let Ok(tree) = read(bytes, Path::new("in.yaml")) else { return };
    let written = document(&tree);
    let again = read(written.as_bytes(), Path::new("out.yaml")).expect("what is written can be read");
    assert_eq!(serde_json(&tree), serde_json(&again), "{written}");
    assert_eq!(document(&again), written);
});

/// Numbers may be spelled in another way, but mean the same.
fn serde_json(tree: &provgen::tree::Node) -> String {
    format!("{tree:?}")
}
