//! The bytes of a spec to documents and pages, with a method for each operation.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| provgen::fuzzing::spec(bytes));
