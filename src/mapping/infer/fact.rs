//! The facts about a single operation that the rules use.

use crate::normalise::Operation;

use super::hint::Hints;
use super::operation_id::OperationId;
use super::path::{self, Target};
use super::words::{self, Intent};

pub struct Fact<'a> {
    pub operation: &'a Operation,
    /// Empty if the operation has none.
    pub id: &'a str,
    pub service: String,
    /// The cell that names the service in a new row.
    pub filename: String,
    /// Whether the configuration gives the operation that service without the row's help.
    pub is_service_derived: bool,
    pub target: Target,
    /// What the operationId says.
    pub said: OperationId,
    /// What the operation itself says of its mapping.
    pub hints: Hints,
}

impl Fact<'_> {
    /// Whether the operation creates an item.
    pub fn is_create(&self) -> bool {
        let says_so = match self.said.intent {
            Some(intent) => intent == Intent::Create,
            None => !self.target.is_item,
        };
        self.operation.verb == "post" && !self.target.is_action && says_so
    }

    /// The action at the end of the path.
    pub fn action(&self) -> Option<String> {
        let segments = path::segments(&self.operation.path);
        let last = segments.into_iter().rev().find(|segment| !path::is_placeholder(segment))?;
        Some(words::clean(last)).filter(|action| !action.is_empty())
    }
}
