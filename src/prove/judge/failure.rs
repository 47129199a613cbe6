//! A way in which a statement fails.

use crate::finding::Rule;

/// A way in which a statement fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The kind.
    pub rule: &'static Rule,
    /// What was seen, without the statement.
    pub message: String,
}

impl Failure {
    /// Creates a failure of a kind.
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Failure { rule, message: message.into() }
    }
}
