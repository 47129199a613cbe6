//! The bytes of a mapping.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| provgen::fuzzing::mapping(bytes));
