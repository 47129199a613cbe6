//! The rows of a mapping as they should be: with the paths that their operations have now, in the services that they had.

use crate::config::By;
use crate::mapping::mapper::Mapper;
use crate::mapping::names::{is_reserved, tag_of};
use crate::mapping::table::Row;
use crate::normalise::Operation;
use crate::place::Mark;
use crate::sql::is_identifier;
use crate::tree::Node;

use super::moved::Found;

/// Returns the rows as they should be. `found` says where each leads.
pub fn rows(rows: &[Row], found: &[Found], mapper: &Mapper) -> Vec<Row> {
    let names_services = rows.iter().any(|row| !row.filename.is_empty());
    let current = |(row, found): (&Row, &Found)| {
        let mut current = moved(row, *found, mapper);
        if let (true, Some(service)) = (row.filename.is_empty(), service(row, &current, *found, mapper, names_services))
        {
            current.filename = format!("{service}.yaml");
        }
        current
    };
    rows.iter().zip(found).map(current).collect()
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

/// Returns the service that a row has to name, so that it stays in it: what it says of its operation gives another one
/// than the document does now. Without the column of tags nobody could tell later, so that rows beside others that name
/// their service name it as well.
fn service(row: &Row, current: &Row, found: Found, mapper: &Mapper, names_services: bool) -> Option<String> {
    if mapper.file.is_some() || matches!(found, Found::Doubtful(_)) {
        return None;
    }
    let operation = mapper.operations.get(mapper.operation_of(current)?)?;
    let now = mapper.derived_service_of(operation);
    let before = mapper.derived_service_of(&as_written(operation, row));
    let may_go = names_services && mapper.by() == By::Tag && row.tags.is_empty() && tag_of(operation).is_some();
    let is_placed = mapper.is_placed(operation);
    let is_usable = is_identifier(&before) && !is_reserved(&before);
    (is_usable && (before != now || (may_go && !is_placed))).then_some(before)
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
