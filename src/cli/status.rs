//! Exit codes of commands, and the errors that lead to them.

use std::io;
use std::process::ExitCode;

use crate::error::Error;
use crate::report;

use super::screen::remark;

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// 0: nothing at or above the threshold.
    Success,
    /// 1: findings, or files that are not up to date.
    Findings,
    /// 2: the command could not run.
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

/// Reports an error on stderr; the command could not run.
pub fn fail(error: &Error) -> io::Result<Status> {
    remark(&format!("{}\n", report::error(error)))?;
    Ok(Status::Failure)
}
