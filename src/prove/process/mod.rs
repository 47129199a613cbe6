//! Runs statements on a `stackql` program, and tells what each of them printed and sent.
//!
//! Statements about one resource share a shell of the engine, which is ten times faster than a process each. A shell
//! ends with the first statement that fails in it, so that no statement follows a failure, and the statement is run
//! again in a process of its own: what it comes to there counts.

mod child;
mod crash;
mod documents;
mod groups;
mod observed;
mod printed;
mod program;
mod room;
mod run;
mod setting;
mod shell;
mod signals;

#[cfg(test)]
#[cfg(unix)]
mod tests;

pub use documents::plain;
pub use observed::Observed;
pub use program::Program;
pub use run::run;
pub use setting::{Auth, Setting};
pub use signals::cancelled_by_signals;
