//! What the rules know about an operation before they look at others.

use crate::normalise::Operation;

use super::path::{self, Target};
use super::words::{self, Intent};

/// What the rules need to know about an operation.
pub struct Fact<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// Its operationId; empty if it has none.
    pub id: &'a str,
    /// Its service.
    pub service: String,
    /// The cell that names the service in a new row.
    pub filename: String,
    /// Whether the configuration gives the operation that service without the row's help.
    pub is_service_derived: bool,
    /// What its path leads to.
    pub target: Target,
    /// What its operationId says that it does.
    pub intent: Option<Intent>,
}

impl Fact<'_> {
    /// Whether it adds one of the things.
    pub fn is_create(&self) -> bool {
        let says_so = match self.intent {
            Some(intent) => intent == Intent::Create,
            None => !self.target.is_item,
        };
        self.operation.verb == "post" && !self.target.is_action && says_so
    }

    /// What the end of its path says that it does.
    pub fn action(&self) -> Option<String> {
        let segments = path::segments(&self.operation.path);
        let last = segments.into_iter().rev().find(|segment| !path::is_placeholder(segment))?;
        Some(words::clean(last)).filter(|action| !action.is_empty())
    }
}
