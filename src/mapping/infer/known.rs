//! The existing rows of a mapping and their state.

use crate::mapping::mapper::Mapper;
use crate::mapping::table::{Row, SKIP};
use crate::normalise::Operation;

/// The state of an existing row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Has resource, method and SQL verb.
    Kept,
    /// Had empty cells that are now filled.
    Filled,
    /// Its operation no longer exists.
    Stale,
    /// Leaves its operation out, or its service is skipped.
    LeftOut,
}

/// An existing row.
#[derive(Clone, Debug)]
pub struct Standing {
    pub row: Row,
    /// `None` if the service is unknown or skipped.
    pub service: Option<String>,
    pub state: State,
    /// The current verb and path of its operation, if they differ from those of the row.
    pub moved: Option<(&'static str, String)>,
}

/// A row with its operation and service.
pub struct Known<'a> {
    pub row: &'a Row,
    /// The index of its operation, if that still exists.
    pub operation: Option<usize>,
    /// `None` if the service is unknown or skipped.
    pub service: Option<String>,
}

impl<'a> Known<'a> {
    pub fn new(row: &'a Row, mapper: &mut Mapper) -> Self {
        let operation = mapper.operation_of(row);
        let service = match operation {
            Some(index) => mapper.kept_service(index, row.service()),
            None => row.service().map(|name| mapper.renamed(name)),
        };
        Known { row, operation, service }
    }

    pub fn state(&self) -> State {
        let row = self.row;
        let is_whole = ![&row.resource, &row.method, &row.sql_verb].iter().any(|cell| cell.is_empty());
        match self.operation {
            None => State::Stale,
            Some(_) if self.service.is_none() || row.resource == SKIP => State::LeftOut,
            Some(_) if is_whole => State::Kept,
            Some(_) => State::Filled,
        }
    }

    pub fn standing(&self, mapper: &Mapper) -> Standing {
        let row = self.row;
        let operation = self.operation.and_then(|index| mapper.operations.get(index));
        let has_moved = |operation: &&Operation| {
            !row.path.is_empty() && (*operation.path != *row.path || operation.verb != row.verb)
        };
        let moved = operation.filter(has_moved).map(|operation| (operation.verb, operation.path.to_string()));
        Standing { row: row.clone(), service: self.service.clone(), state: self.state(), moved }
    }
}
