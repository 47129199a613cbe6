//! The `provgen` command.

use std::process::ExitCode;

use clap::Parser;
use provgen::cli::{self, Cli};

/// Building a tree is mostly asking for memory in small pieces.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run(&Cli::parse()).into()
}
