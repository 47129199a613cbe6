//! The rows of a mapping as they should be: with the paths that their operations have now, in the services that they had.

use crate::config::By;
use crate::mapping::check::MAX_NAME;
use crate::mapping::mapper::Mapper;
use crate::mapping::marks::Marks;
use crate::mapping::names::{is_reserved, tag_of};
use crate::mapping::table::Row;
use crate::normalise::Operation;
use crate::place::Mark;
use crate::sql::is_identifier;
use crate::tree::Node;

use super::moved::Found;

/// Returns the rows as they should be. `found` says where each leads.
pub fn rows(rows: &[Row], found: &[Found], mapper: &Mapper) -> Vec<Row> {
    let mut current: Vec<Row> = rows.iter().zip(found).map(|(row, found)| moved(row, *found, mapper)).collect();
    if mapper.file.is_some() {
        return current;
    }
    for (row, current) in rows.iter().zip(&mut current) {
        name_service(current, |operation| changed_service(row, operation, mapper), mapper);
    }
    // A person named a service, since what map writes in new rows has marks until it is reviewed.
    let names_services = current.iter().any(|row| !row.filename.is_empty() && row.marks() == Marks::default());
    if names_services && mapper.by() == By::Tag {
        current.iter_mut().for_each(|row| {
            let has_tags = !row.tags.is_empty();
            name_service(row, |operation| if has_tags { None } else { fleeting_service(operation, mapper) }, mapper);
        });
    }
    current
}

/// Names the service of a row, if it names none and its own path leads to its operation.
fn name_service(row: &mut Row, service: impl FnOnce(&Operation) -> Option<String>, mapper: &Mapper) {
    let operation = mapper.operation_of(row).and_then(|index| mapper.operations.get(index));
    let is_own = |operation: &&Operation| *operation.path == *row.path && operation.verb == row.verb;
    let Some(operation) = operation.filter(|operation| row.filename.is_empty() && is_own(operation)) else { return };
    if let Some(service) = service(operation).filter(|service| is_usable(service)) {
        row.filename = format!("{service}.yaml");
    }
}

/// Returns a row with path, HTTP verb and operationId of the operation that it was found to lead to.
fn moved(row: &Row, found: Found, mapper: &Mapper) -> Row {
    let Found::Moved(index) = found else { return row.clone() };
    let Some(operation) = mapper.operations.get(index) else { return row.clone() };
    let id = operation.node.text("operationId").map(str::trim).filter(|id| !id.is_empty());
    let moved = Row {
        path: operation.path.to_string(),
        verb: operation.verb.to_owned(),
        operation_id: id.unwrap_or(&row.operation_id).to_owned(),
        ..row.clone()
    };
    // Cells are read without blanks around them, so that some paths cannot be written.
    if mapper.operation_of(&moved) == Some(index) && moved.path.trim() == moved.path { moved } else { row.clone() }
}

/// Returns the service of what a row says of its operation, if the document gives it another one now.
fn changed_service(row: &Row, operation: &Operation, mapper: &Mapper) -> Option<String> {
    let before = mapper.derived_service_of(&as_written(operation, row));
    (before != mapper.derived_service_of(operation)).then_some(before)
}

/// Returns the service that the tag of an operation gives it. When the tag is another one, nothing tells it any more.
fn fleeting_service(operation: &Operation, mapper: &Mapper) -> Option<String> {
    let is_fleeting = tag_of(operation).is_some() && !mapper.is_placed(operation);
    is_fleeting.then(|| mapper.derived_service_of(operation))
}

fn is_usable(service: &str) -> bool {
    is_identifier(service) && !is_reserved(service) && service.len() <= MAX_NAME
}

/// Returns an operation with what a row says of it.
fn as_written(operation: &Operation, row: &Row) -> Operation {
    let text = |text: &str| Node::string(text, Mark::default());
    let tags = row.tags.split('|').map(str::trim).filter(|tag| !tag.is_empty()).map(text).collect::<Vec<_>>();
    let mut written = operation.clone();
    if !row.path.is_empty() {
        written.path = row.path.as_str().into();
    }
    if !row.operation_id.is_empty() {
        written.node = written.node.with("operationId", text(&row.operation_id));
    }
    if !tags.is_empty() {
        written.node = written.node.with("tags", Node::sequence(tags, Mark::default()));
    }
    written
}
