//! What the engine makes of the schema of a row.

use crate::lower::is_composed;
use crate::model::{Columns, Method};
use crate::normalise::Resolver;
use crate::source::node::Node;

/// How deep lists and compositions are followed into each other.
const MAX_DEPTH: usize = 30;

/// Why a row has no columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bare<'a> {
    /// An object of which nothing is known.
    Object,
    /// A value that is no text, by its type; empty if it has none.
    Value(&'a str),
    /// A list that does not say what is in it.
    List,
}

/// Why the rows of a method have no columns, if so. Text has one column.
pub fn bare<'a>(method: &'a Method, resolver: Resolver<'a>) -> Option<Bare<'a>> {
    let has_columns = method.fields.iter().flatten().any(|field| field.name != Columns::ANONYMOUS);
    if has_columns { None } else { why(method.row_schema.as_ref()?, resolver, MAX_DEPTH) }
}

fn why<'a>(row: &'a Node, resolver: Resolver<'a>, depth: usize) -> Option<Bare<'a>> {
    let kind = row.text("type").unwrap_or_default();
    match kind {
        "string" => None,
        "array" => match row.get("items").and_then(|items| resolver.resolve(items)) {
            Some(items) => depth.checked_sub(1).and_then(|depth| why(items, resolver, depth)),
            None => Some(Bare::List),
        },
        "object" => Some(Bare::Object),
        _ if is_composed(row) => depth.checked_sub(1).and_then(|depth| of_members(row, resolver, depth)),
        _ if row.get("additionalProperties").is_some() && kind.is_empty() => Some(Bare::Object),
        _ => Some(Bare::Value(kind)),
    }
}

/// Members are merged: one that is an object makes an object of all.
fn of_members<'a>(row: &'a Node, resolver: Resolver<'a>, depth: usize) -> Option<Bare<'a>> {
    let members = ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|key| row.items(key));
    let mut found = members.filter_map(|member| why(resolver.resolve(member)?, resolver, depth));
    let first = found.next()?;
    Some(if first == Bare::Object || found.any(|other| other == Bare::Object) { Bare::Object } else { first })
}
