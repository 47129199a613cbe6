//! The bytes of a mapping.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(rows) = provgen::mapping::read(bytes, Path::new("mapping.csv")) else { return };
    let lines = u32::try_from(bytes.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX);
    assert!(rows.iter().all(|row| row.mark.line >= 1 && row.mark.line <= lines + 1));
    assert!(rows.windows(2).all(|pair| pair[0].mark.line <= pair[1].mark.line));
});
