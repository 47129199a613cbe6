//! The command line: one file a command, each from flags to one library call to a report.

mod generate;
mod schema;

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds StackQL providers and their documentation from OpenAPI specs.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Generate(generate::Arguments),
    Schema(schema::Arguments),
}

/// How a command ended. There is no other exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nothing at or above the threshold: 0.
    Success,
    /// Findings, or a stale tree: 1.
    Findings,
    /// The command could not run: 2.
    Failure,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(match status {
            Status::Success => 0,
            Status::Findings => 1,
            Status::Failure => 2,
        })
    }
}

/// Runs a command.
pub fn run(cli: &Cli) -> Status {
    let done = match &cli.command {
        Command::Generate(arguments) => generate::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
    };
    done.unwrap_or_else(|error| match error.kind() {
        // The reader has seen enough, as with `| head`.
        ErrorKind::BrokenPipe => Status::Success,
        _ => Status::Failure,
    })
}

/// Writes to stdout, where results go.
fn result(text: &str) -> io::Result<()> {
    io::stdout().lock().write_all(text.as_bytes())
}

/// Writes to stderr, where progress goes.
fn progress(text: &str) -> io::Result<()> {
    io::stderr().lock().write_all(text.as_bytes())
}
