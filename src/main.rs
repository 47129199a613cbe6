//! The `provgen` command.

use std::process::ExitCode;

use provgen::cli;

/// Building a tree is mostly asking for memory in small pieces.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main().into()
}
