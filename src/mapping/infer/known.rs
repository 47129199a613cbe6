//! The rows that a mapping has, and what became of each.

use crate::mapping::mapper::Mapper;
use crate::mapping::table::{Row, SKIP};
use crate::normalise::Operation;

/// What became of a row that the mapping has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It names resource, method and SQL verb.
    Kept,
    /// Some of them were empty.
    Filled,
    /// Its operation is gone.
    Stale,
    /// It leaves its operation out, or its service is skipped.
    LeftOut,
}

/// A row that the mapping has.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its cells as they were.
    pub row: Row,
    /// Its service, if it has one that is not skipped.
    pub service: Option<String>,
    /// What became of it.
    pub state: State,
    /// The verb and path that its operation has now, if they are others than the row's.
    pub moved: Option<(&'static str, String)>,
}

/// A row with the operation and the service that it names.
pub struct Known<'a> {
    /// The row.
    pub row: &'a Row,
    /// Its operation, by index, unless that is gone.
    pub operation: Option<usize>,
    /// Its service, if it has one that is not skipped.
    pub service: Option<String>,
}

impl<'a> Known<'a> {
    /// Looks up what a row names.
    pub fn new(row: &'a Row, mapper: &mut Mapper) -> Self {
        let operation = mapper.operation_of(row);
        let service = match operation {
            Some(index) => mapper.kept_service(index, row.service()),
            None => row.service().map(|name| mapper.renamed(name)),
        };
        Known { row, operation, service }
    }

    /// What became of the row.
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

    /// The row with what became of it.
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
