//! The `provgen` command.

use std::process::ExitCode;

use clap::Parser;
use provgen::cli::{self, Cli};

fn main() -> ExitCode {
    cli::run(&Cli::parse()).into()
}
