//! What the engine makes of the schema of a row.

use crate::schema::{Resolver, Walk, is_composed, members};
use crate::tree::Node;

use super::{Columns, Field};

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

/// Why rows of a schema have no columns, if these are all that they have. Text has one column.
pub fn bare<'a>(columns: &[Field], row: &'a Node, resolver: Resolver<'a>) -> Option<Bare<'a>> {
    let has_columns = columns.iter().any(|field| field.name != Columns::ANONYMOUS);
    if has_columns { None } else { Search { resolver, walk: Walk::default() }.why(row) }
}

/// Whether the engine looks for rows in a response without an object key: in a list, in text, in an object with
/// properties (provider-format 3.1). An integer is taken for a row, and fails later.
pub fn are_looked_for(response: &Node) -> bool {
    let is_row = matches!(response.text("type"), Some("array" | "string" | "integer")) || is_composed(response);
    is_row || response.entries("properties").next().is_some()
}

/// Whether `DESCRIBE` shows one column without a name, though SELECT has the properties of the row (provider-format 3.4).
pub fn is_described_as_one(row: &Node) -> bool {
    row.get("type").is_none() && row.entries("properties").next().is_some() && !is_composed(row)
}

/// What an object key leads to, if that is no object: in both cases the column is always NULL (provider-format 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// One text, number or boolean.
    Value,
    /// A list of text.
    Texts,
}

/// What the rows behind an object key are, if they are no objects and SELECT runs all the same. A schema with `items`
/// is read as a list, whatever its type.
pub fn plain(row: &Node, is_list: bool) -> Option<Plain> {
    let has_more = row.entries("properties").next().is_some() || row.get("items").is_some() || is_composed(row);
    match row.text("type").filter(|_| !has_more)? {
        "string" if is_list => Some(Plain::Texts),
        "string" | "integer" | "number" | "boolean" if !is_list => Some(Plain::Value),
        _ => None,
    }
}

struct Search<'a> {
    resolver: Resolver<'a>,
    walk: Walk,
}

impl<'a> Search<'a> {
    fn why(&mut self, row: &'a Node) -> Option<Bare<'a>> {
        if !self.walk.enter(row) {
            return None;
        }
        let kind = row.text("type").unwrap_or_default();
        match kind {
            "string" => None,
            "array" => match row.get("items").and_then(|items| self.resolver.resolve(items)) {
                Some(items) => self.why(items),
                None => Some(Bare::List),
            },
            "object" => Some(Bare::Object),
            _ if is_composed(row) => self.of_members(row),
            _ if row.get("additionalProperties").is_some() && kind.is_empty() => Some(Bare::Object),
            _ => Some(Bare::Value(kind)),
        }
    }

    /// Members are merged: one that is an object makes an object of all.
    fn of_members(&mut self, row: &'a Node) -> Option<Bare<'a>> {
        let mut first = None;
        for member in members(row) {
            let found = self.resolver.resolve(member).and_then(|member| self.why(member));
            if found == Some(Bare::Object) {
                return found;
            }
            first = first.or(found);
        }
        first
    }
}
