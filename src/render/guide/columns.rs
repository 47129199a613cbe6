//! The columns of a resource, merged from all methods of SELECT.

use crate::engine::Field;
use crate::model::Resource;
use crate::schema::Resolver;
use crate::schema::VARIANTS;
use crate::schema::shape::Shape;
use crate::sql::SqlVerb;
use crate::tree::Node;

/// Columns that come first.
const FIRST: [&str; 6] = ["id", "name", "label", "status", "type", "description"];

/// A column of a resource, merged from all methods of SELECT.
pub struct Column<'a> {
    pub name: &'a str,
    /// Its name in the response.
    pub property: &'a str,
    /// The schemas of all methods.
    pub shape: Shape<'a>,
    /// Additional schemas of variants of the row.
    pub in_variants: Shape<'a>,
    /// The methods that return the column.
    pub methods: Vec<&'a str>,
}

/// Merges the columns of all methods of SELECT, starting with the method that describes the resource.
pub fn columns<'a>(resource: &'a Resource, resolver: Resolver<'a>) -> Vec<Column<'a>> {
    let described = resource.described();
    let others = resource.methods_of(SqlVerb::Select).into_iter();
    let others = others.filter(|method| described.is_none_or(|described| !std::ptr::eq(*method, described)));
    let mut found: indexmap::IndexMap<&str, (Vec<&Field>, Vec<&str>)> = indexmap::IndexMap::new();
    for method in described.into_iter().chain(others) {
        for field in method.fields.iter().flatten() {
            let (fields, methods) = found.entry(&field.name).or_default();
            if !fields.iter().any(|known| known.schema == field.schema) {
                fields.push(field);
            }
            methods.push(&method.name);
        }
    }
    // Lowering unites columns that differ between variants of a row, and drops enum values that not all of them have.
    // The schemas of the variants still have these values.
    let variants = variants(resource, resolver);
    let column = |(name, (fields, methods)): (&'a str, (Vec<&'a Field>, Vec<&'a str>))| {
        let property = fields.first().map_or(name, |field| &field.property);
        let shape = Shape::of_all(resolver, fields.into_iter().map(|field| &field.schema));
        let schemas: Vec<&Node> = variants.iter().flat_map(|variant| variant.property(property)).collect();
        Column { name, property, shape, in_variants: Shape::of_all(resolver, schemas), methods }
    };
    found.into_iter().map(column).collect()
}

/// Sorts columns for display.
pub fn in_order<'c, 'a>(columns: &'c [Column<'a>]) -> Vec<&'c Column<'a>> {
    let mut columns: Vec<&Column<'_>> = columns.iter().collect();
    columns.sort_by_key(|column| (place(column.name), column.name));
    columns
}

/// The position of a column; names with a leading underscore (links, embedded objects) come last.
fn place(name: &str) -> usize {
    let last = FIRST.len() + usize::from(name.starts_with('_'));
    FIRST.iter().position(|first| *first == name).unwrap_or(last)
}

/// The original variants of rows that lowering united.
fn variants<'a>(resource: &'a Resource, resolver: Resolver<'a>) -> Vec<Shape<'a>> {
    let rows = resource.methods_of(SqlVerb::Select).into_iter().filter_map(|method| method.row_schema.as_ref());
    let named = rows.flat_map(|row| row.items(VARIANTS)).filter_map(|variant| variant.text("name"));
    let names: indexmap::IndexSet<&str> = named.collect();
    names.into_iter().filter_map(|name| Some(Shape::of(resolver, resolver.schema(name)?))).collect()
}
