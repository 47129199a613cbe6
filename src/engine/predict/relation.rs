//! The columns that the table of a resource has.

use super::method::{Method, Place};
use super::schema::{Column, last_part};
use super::service::{Resource, formulate};
use super::stop::{Step, Stop, crash, fail};
use crate::engine::media_type as media;
use crate::tree::{Node, Text};

/// The columns of a row: those that it has of its own.
pub fn tabulated<'d>(method: &Method<'d>) -> Step<Option<Vec<Column<'d>>>> {
    let key = last_part(method.object_key());
    let Some(mut columns) = method.row_schema()?.columns(key)? else { return Ok(None) };
    let media_type = method.answer_schema().map_or("", |(_, media_type)| media_type);
    if matches!(media_type, media::XML | "text/xml") {
        for column in &mut columns {
            if let Some(schema) = column.schema.as_ref().filter(|schema| !schema.xml_name().is_empty()) {
                column.name = schema.xml_name().to_owned();
            }
        }
    }
    Ok(Some(columns))
}

/// The columns of a table: those of the row, what has to be given, and what the server takes.
pub fn columns<'d>(resource: &Resource<'d>, method: &Method<'d>) -> Step<Vec<Column<'d>>> {
    formulate(method).map_err(|stop| match stop {
        Stop::Error(message) => Stop::Error(format!("error generating DDL: {message}")),
        panic => panic,
    })?;
    let Some(mut columns) = tabulated(method)? else {
        return crash("formulation.(*wrappedTabulation).GetColumns");
    };
    let add = |columns: &mut Vec<Column<'d>>, name: &str, column: Column<'d>| {
        if !columns.iter().any(|known| known.name == name) {
            columns.push(column);
        }
    };
    let has_aliases = method.source.has_snake_aliases;
    for (wire, param) in resource.union_required(method)? {
        if param.place == Place::Server {
            continue;
        }
        let name = if has_aliases { crate::engine::casing::to_snake(&wire) } else { wire.clone() };
        add(&mut columns, &name, Column { name: name.clone(), wire, schema: param.schema });
    }
    for name in server_variables(method) {
        let column = Column { name: name.to_owned(), wire: name.to_owned(), schema: None };
        add(&mut columns, name, column);
    }
    if columns.is_empty() {
        return fail("schema unsuitable for select query");
    }
    Ok(columns)
}

/// The names of what all servers take.
pub fn server_variables<'d>(method: &Method<'d>) -> Vec<&'d str> {
    let variables = method.servers().iter().flat_map(|server: &'d Node| server.entries("variables"));
    variables.map(|(name, _): (&'d Text, &'d Node)| name.as_ref()).collect()
}
