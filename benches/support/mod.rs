//! What all benches share: the allocator of the command, the reference data, when to measure.

use std::path::{Path, PathBuf};

/// As in the command itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Whether figures are asked for. `cargo test --benches` runs benches too, and has no use for them.
pub fn measures() -> bool {
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    if !is_bench {
        println!("skipped: only `cargo bench` measures");
    }
    is_bench
}

/// A file or folder of the reference data, which stands beside a checkout of this repository where there is one.
pub fn corpus(relative: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared").join(relative);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: the reference data has no {relative} here");
    None
}
