//! What the engine makes of the schema of a row.

use crate::lower::is_composed;
use crate::model::{Columns, Method};
use crate::normalise::Resolver;
use crate::tree::Node;

/// How many schemas are looked at for a row: compositions of compositions double with each level, and may be circles.
const MAX_SCHEMAS: usize = 200;

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
    if has_columns { None } else { Search { resolver, left: MAX_SCHEMAS }.why(method.row_schema.as_ref()?) }
}

struct Search<'a> {
    resolver: Resolver<'a>,
    /// How many more schemas are looked at.
    left: usize,
}

impl<'a> Search<'a> {
    fn why(&mut self, row: &'a Node) -> Option<Bare<'a>> {
        self.left = self.left.checked_sub(1)?;
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
        for member in ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|key| row.items(key)) {
            let found = self.resolver.resolve(member).and_then(|member| self.why(member));
            if found == Some(Bare::Object) {
                return found;
            }
            first = first.or(found);
        }
        first
    }
}
