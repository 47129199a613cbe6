//! `provgen completions` and `provgen man`.

use std::io;

use clap::{Args, Command};
use clap_complete::Shell;

use super::screen;
use super::status::Status;

/// Print the completions for a shell
#[derive(Debug, Args)]
pub struct Arguments {
    /// The shell to complete for
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page as roff
#[derive(Debug, Args)]
pub struct ManArguments {}

pub fn run(arguments: &Arguments, mut command: Command) -> io::Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "provgen", &mut script);
    print(&script)
}

pub fn man(command: Command) -> io::Result<Status> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    print(&page)
}

fn print(bytes: &[u8]) -> io::Result<Status> {
    screen::result(&String::from_utf8_lossy(bytes))?;
    Ok(Status::Success)
}
