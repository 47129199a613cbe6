//! The YAML reader and writer against each other.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| provgen::fuzzing::yaml(bytes));
