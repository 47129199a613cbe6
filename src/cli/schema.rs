//! `provgen schema`: prints a JSON Schema.

use std::io;

use clap::{Args, ValueEnum};

use super::log::Language;
use super::screen::result_in;
use super::status::Status;
use crate::render::catalogue;
use crate::{config, policy, report};

/// Print the JSON Schema of a file that provgen reads or writes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file to describe
    #[arg(value_enum)]
    of: Subject,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Subject {
    /// `provgen.yaml`
    Config,
    /// `docs/index.json` beside generated pages
    Catalogue,
    /// Output of `validate --format json`
    Report,
    /// `provgen-validate.yaml`
    Policy,
    /// Output of `diff --format json`
    Diff,
}

pub fn run(arguments: &Arguments) -> io::Result<Status> {
    let schema = match arguments.of {
        Subject::Config => config::schema(),
        Subject::Catalogue => catalogue::schema(),
        Subject::Report => report::json::schema(),
        Subject::Policy => policy::schema(),
        Subject::Diff => crate::diff::record::schema(),
    };
    result_in(Language::Json, &format!("{schema:#}\n"))?;
    Ok(Status::Success)
}
