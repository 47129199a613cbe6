//! The command line: one file per command, which parses flags, calls the library and reports.

mod before;
mod completions;
mod diff;
mod docs;
mod explain;
mod fetch;
mod folder;
mod formats;
mod generate;
mod import;
mod init;
mod judging;
mod log;
mod map;
mod prove;
mod remarks;
mod review;
mod schema;
mod screen;
mod serve;
mod settings;
mod shell;
mod site;
mod stats;
mod status;
mod summary;
mod targets;
mod validate;

use std::io::{self, ErrorKind};
use std::panic::{self, PanicHookInfo};

use clap::{CommandFactory, Parser, Subcommand};

use screen::{Screen, remark};

pub use status::Status;

/// Builds StackQL providers and their documentation from OpenAPI specs.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    screen: Screen,
}

#[derive(Debug, Subcommand)]
enum Command {
    Generate(generate::Arguments),
    Init(init::Arguments),
    Import(import::Arguments),
    Stats(stats::Arguments),
    Fetch(fetch::Arguments),
    Map(map::Arguments),
    Review(review::Arguments),
    Settings(settings::Arguments),
    Site(site::Arguments),
    Docs(docs::Arguments),
    Validate(validate::Arguments),
    Prove(prove::Arguments),
    Serve(serve::Arguments),
    Diff(diff::Arguments),
    Explain(explain::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
    Man(completions::ManArguments),
}

/// Runs the command that the arguments of the process name.
pub fn main() -> Status {
    match Cli::try_parse() {
        Ok(cli) => run(&cli),
        Err(told) => told_by_parser(&told),
    }
}

/// Shows help, or what is wrong with the arguments.
fn told_by_parser(told: &clap::Error) -> Status {
    let text = told.render().ansi().to_string();
    // If the stream is closed, nothing can be done.
    let _ = if told.use_stderr() { screen::remark(&text) } else { screen::result(&text) };
    if told.use_stderr() { Status::Failure } else { Status::Success }
}

/// Runs a command.
fn run(cli: &Cli) -> Status {
    panic::set_hook(Box::new(report_panic));
    cli.screen.apply();
    match panic::catch_unwind(|| dispatch(cli)) {
        Ok(Ok(status)) => status,
        // The reader closed the pipe, as `| head` does.
        Ok(Err(error)) if error.kind() == ErrorKind::BrokenPipe => Status::Success,
        Ok(Err(_)) | Err(_) => Status::Failure,
    }
}

fn dispatch(cli: &Cli) -> io::Result<Status> {
    match &cli.command {
        Command::Generate(arguments) => generate::run(arguments, cli.screen),
        Command::Init(arguments) => init::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::Stats(arguments) => stats::run(arguments, cli.screen),
        Command::Fetch(arguments) => fetch::run(arguments, cli.screen),
        Command::Map(arguments) => map::run(arguments, cli.screen),
        Command::Review(arguments) => review::run(arguments, cli.screen),
        Command::Settings(arguments) => settings::run(arguments),
        Command::Site(arguments) => site::run(arguments),
        Command::Docs(arguments) => docs::run(arguments, cli.screen),
        Command::Validate(arguments) => validate::run(arguments, cli.screen),
        Command::Prove(arguments) => prove::run(arguments, cli.screen),
        Command::Serve(arguments) => serve::run(arguments, cli.screen),
        Command::Diff(arguments) => diff::run(arguments, cli.screen),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Completions(arguments) => completions::run(arguments, Cli::command()),
        Command::Man(_) => completions::man(Cli::command()),
    }
}

/// Reports a panic as a fault of provgen, with what an issue needs.
fn report_panic(info: &PanicHookInfo<'_>) {
    let version = env!("CARGO_PKG_VERSION");
    let place = info.location().map_or(String::new(), |location| format!(" at {location}"));
    let payload = info.payload();
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let said = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no message");
    // If stderr is closed, nothing can be done.
    let _ = remark(&format!(
        "error: provgen {version} crashed{place}: {said}\nhelp: this is a bug in provgen; no file was left half \
         written. Please report it where you got provgen from, with the command, the input and these lines\n"
    ));
}
