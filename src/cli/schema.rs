//! `provgen schema`: the JSON Schema of a file.

use std::io;

use clap::{Args, ValueEnum};

use super::Status;
use super::screen::result;
use crate::config;

/// Print the JSON Schema of a file that provgen reads or writes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file.
    #[arg(value_enum)]
    of: Subject,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Subject {
    /// `provgen.yaml`.
    Config,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> io::Result<Status> {
    let Subject::Config = arguments.of;
    result(&format!("{:#}\n", config::schema()))?;
    Ok(Status::Success)
}
