//! What a statement came to.

use std::time::Duration;

use super::printed::Printed;
use crate::engine::predict::Kind;
use crate::standin::Exchange;

/// What a statement came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The kind of end.
    pub kind: Kind,
    /// Whether the time limit ended it.
    pub is_late: bool,
    /// The names of the columns as printed.
    pub columns: Vec<String>,
    /// The rows as printed; nothing stands for `NULL`, and for the text `null`, which the engine prints alike.
    pub rows: Vec<Vec<Option<String>>>,
    /// What the engine says, or the function that it crashed in.
    pub message: String,
    /// The requests and their answers, in the order in which they were answered.
    pub exchanges: Vec<Exchange>,
    /// Whether it had a process of its own.
    pub is_alone: bool,
    /// How long it took, without the start of a shared process.
    pub elapsed: Duration,
    /// What it came to in a shared process, if that was another kind of end.
    pub company: Option<Company>,
}

/// What a statement came to in a shared process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// The kind of end.
    pub kind: Kind,
    /// What the engine said.
    pub message: String,
}

impl Observed {
    /// Creates it from what was printed.
    pub fn new(printed: Printed, exchanges: Vec<Exchange>, elapsed: Duration) -> Self {
        let Printed { kind, columns, rows, message } = printed;
        let (is_late, is_alone, company) = (false, false, None);
        Observed { kind, is_late, columns, rows, message, exchanges, is_alone, elapsed, company }
    }

    /// Creates it for a statement whose process had to be ended.
    pub fn ended(message: impl Into<String>, exchanges: Vec<Exchange>, elapsed: Duration) -> Self {
        Observed::new(Printed::failed(message), exchanges, elapsed)
    }

    /// Whether the engine did what the statement asks for.
    pub fn is_success(&self) -> bool {
        matches!(self.kind, Kind::Done | Kind::Rows)
    }

    /// Returns the same for a statement that failed in a shared process before, and then was run alone.
    pub fn after(self, shared: Observed) -> Self {
        let company = (self.kind != shared.kind).then_some(Company { kind: shared.kind, message: shared.message });
        Observed { company, ..self }
    }
}
