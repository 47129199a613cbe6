//! The existing rows of a mapping and their state.

use crate::mapping::mapper::Mapper;
use crate::mapping::table::{Row, SKIP};

use super::moved::Found;

/// The state of an existing row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Has resource, method and SQL verb.
    Kept,
    /// Had empty cells that are now filled.
    Filled,
    /// Its operation no longer exists.
    Stale,
    /// Its path no longer exists, and its operationId is that of an operation that does something else.
    Doubtful,
    /// Leaves its operation out, or its service is skipped.
    LeftOut,
}

/// An existing row.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The row as it should be.
    pub row: Row,
    /// The row as it is, if that differs: its operation has another path or HTTP verb, or its service has to be named.
    pub written: Option<Row>,
    /// `None` if the service is unknown or skipped.
    pub service: Option<String>,
    pub state: State,
    /// The verb and path of the operation that a doubtful row leads to.
    pub doubtful: Option<(&'static str, String)>,
}

impl Standing {
    /// Returns a row that stays as it is.
    pub fn kept(row: Row) -> Self {
        let service = row.service().map(str::to_owned);
        Standing { row, written: None, service, state: State::Kept, doubtful: None }
    }

    /// Returns the row as it was, if its operation has another path or HTTP verb now.
    pub fn moved(&self) -> Option<&Row> {
        let has_moved = |written: &&Row| (&written.path, &written.verb) != (&self.row.path, &self.row.verb);
        self.written.as_ref().filter(has_moved)
    }

    /// Whether its service has to be named.
    pub fn is_service_new(&self) -> bool {
        self.written.as_ref().is_some_and(|written| written.filename != self.row.filename)
    }
}

/// A row with its operation and service.
pub struct Known<'a> {
    /// The row as it should be.
    pub row: &'a Row,
    /// The index of its operation, if that still exists.
    pub operation: Option<usize>,
    /// `None` if the service is unknown or skipped.
    pub service: Option<String>,
    /// The index of the operation that it leads to, but should not.
    doubtful: Option<usize>,
}

impl<'a> Known<'a> {
    pub fn new(row: &'a Row, found: Found, mapper: &mut Mapper) -> Self {
        let doubtful = if let Found::Doubtful(index) = found { Some(index) } else { None };
        let operation = if doubtful.is_some() { None } else { mapper.operation_of(row) };
        let service = match operation {
            Some(index) => mapper.kept_service(index, row.service()),
            None => row.service().map(|name| mapper.renamed(name)),
        };
        Known { row, operation, service, doubtful }
    }

    pub fn state(&self) -> State {
        let row = self.row;
        let is_whole = ![&row.resource, &row.method, &row.sql_verb].iter().any(|cell| cell.is_empty());
        match self.operation {
            None if self.doubtful.is_some() => State::Doubtful,
            None => State::Stale,
            Some(_) if self.service.is_none() || row.resource == SKIP => State::LeftOut,
            Some(_) if is_whole => State::Kept,
            Some(_) => State::Filled,
        }
    }

    /// Returns what is known of the row. `written` is the row as it is.
    pub fn standing(&self, written: &Row, mapper: &Mapper) -> Standing {
        let doubtful = self.doubtful.and_then(|index| mapper.operations.get(index));
        Standing {
            row: self.row.clone(),
            written: (written != self.row).then(|| written.clone()),
            service: self.service.clone(),
            state: self.state(),
            doubtful: doubtful.map(|operation| (operation.verb, operation.path.to_string())),
        }
    }
}
