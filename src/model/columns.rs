//! From a response's schema to the columns of a row, as the engine finds them.

use indexmap::IndexMap;

use crate::normalise::Resolver;
use crate::source::node::Node;

use super::Field;

/// The engine gives a row that is no object this one column.
const ANONYMOUS: &str = "column_anon";

/// How deep compositions are followed: a circle of them ends here.
const MAX_DEPTH: usize = 32;

/// Finds rows and columns in the schemas of a document.
#[derive(Clone, Copy)]
pub struct Columns<'a> {
    resolver: Resolver<'a>,
}

/// The schema of a row.
pub struct RowSchema<'a> {
    schema: &'a Node,
    /// Whether the response holds a list of rows.
    pub is_list: bool,
}

impl<'a> Columns<'a> {
    /// For the schemas that a resolver knows.
    pub fn new(resolver: Resolver<'a>) -> Self {
        Columns { resolver }
    }

    /// The schema of a row of a response: what an object key such as `$.domains` leads to, and of a
    /// list its items. Nothing if the key leads nowhere.
    pub fn row(&self, response: &'a Node, object_key: Option<&str>) -> Option<RowSchema<'a>> {
        let response = self.resolver.resolve(response)?;
        match object_key {
            None => Some(self.implicit_row(response)),
            Some(key) => {
                let steps = key.strip_prefix('$').unwrap_or(key).split('.').filter(|step| !step.is_empty());
                let target = steps.flat_map(with_items).try_fold(response, |schema, step| self.step(schema, &step))?;
                Some(self.items_or_self(target))
            }
        }
    }

    /// Without an object key a list gives its items, and so does a property called `items`.
    fn implicit_row(&self, response: &'a Node) -> RowSchema<'a> {
        let items = response
            .get("properties")
            .and_then(|properties| properties.get("items"))
            .and_then(|items| self.resolver.resolve(items));
        match items {
            Some(items) if is_array(items) => self.items_or_self(items),
            _ => self.items_or_self(response),
        }
    }

    fn items_or_self(&self, schema: &'a Node) -> RowSchema<'a> {
        let items = schema.get("items").and_then(|items| self.resolver.resolve(items));
        match items {
            Some(items) if is_array(schema) => RowSchema { schema: items, is_list: true },
            _ => RowSchema { schema, is_list: is_array(schema) },
        }
    }

    fn step(&self, schema: &'a Node, step: &str) -> Option<&'a Node> {
        if step == "[*]" {
            let inner = schema.get("items").or_else(|| schema.get("additionalProperties"))?;
            return self.resolver.resolve(inner);
        }
        self.property(schema, step, 0)
    }

    fn property(&self, schema: &'a Node, name: &str, depth: usize) -> Option<&'a Node> {
        if let Some(property) = schema.get("properties").and_then(|properties| properties.get(name)) {
            return self.resolver.resolve(property);
        }
        let members = ["allOf", "oneOf", "anyOf"].iter().flat_map(|key| schema.items(key));
        let deeper = |member| self.property(self.resolver.resolve(member)?, name, depth + 1);
        if depth < MAX_DEPTH { members.into_iter().find_map(deeper) } else { None }
    }

    /// The columns of a row, in the order of the schema.
    pub fn fields(&self, row: &RowSchema<'a>) -> Vec<Field> {
        let mut fields = IndexMap::new();
        self.collect(row.schema, "", 0, &mut fields);
        fields.into_values().collect()
    }

    fn collect(&self, schema: &'a Node, name: &str, depth: usize, fields: &mut IndexMap<String, Field>) {
        let composition = ["allOf", "oneOf", "anyOf"].iter().find(|key| !schema.items(key).is_empty());
        match (schema.text("type"), composition) {
            _ if depth >= MAX_DEPTH => {}
            (Some("object"), _) => self.own(schema, name, fields),
            (Some("array"), _) => match schema.get("items").and_then(|items| self.resolver.resolve(items)) {
                Some(items) => self.collect(items, name, depth + 1, fields),
                None => anonymous(fields),
            },
            (None, Some(members)) => self.members(schema.items(members), depth, fields),
            _ => anonymous(fields),
        }
    }

    fn members(&self, members: &'a [Node], depth: usize, fields: &mut IndexMap<String, Field>) {
        for member in members {
            let name = member.reference().and_then(|reference| reference.rsplit('/').next()).unwrap_or_default();
            if let Some(target) = self.resolver.resolve(member) {
                self.collect(target, name, depth + 1, fields);
            }
        }
    }

    /// A second column of a name gets its schema's name as prefix.
    fn own(&self, schema: &'a Node, schema_name: &str, fields: &mut IndexMap<String, Field>) {
        for (name, property) in schema.entries("properties") {
            let column = if fields.contains_key(&**name) { format!("{schema_name}_{name}") } else { name.to_string() };
            fields.entry(column.clone()).or_insert_with(|| self.field(column, property));
        }
    }

    fn field(&self, name: String, property: &'a Node) -> Field {
        let property = self.resolver.resolve(property).unwrap_or(property);
        let text = |key| self.first_text(property, key).unwrap_or_default().to_owned();
        Field { name, datatype: text("type"), description: text("description") }
    }

    /// A keyword of a schema, else of the first member of its `allOf` that has it.
    fn first_text(&self, schema: &'a Node, key: &str) -> Option<&'a str> {
        let given = |schema: &'a Node| schema.text(key).filter(|text| !text.is_empty());
        given(schema)
            .or_else(|| schema.items("allOf").iter().filter_map(|member| self.resolver.resolve(member)).find_map(given))
    }
}

fn is_array(schema: &Node) -> bool {
    schema.text("type") == Some("array")
}

fn anonymous(fields: &mut IndexMap<String, Field>) {
    let field = Field { name: ANONYMOUS.to_owned(), datatype: String::new(), description: String::new() };
    fields.entry(ANONYMOUS.to_owned()).or_insert(field);
}

/// `a[*]` is two steps.
fn with_items(step: &str) -> Vec<String> {
    match step.strip_suffix("[*]") {
        Some("") | None => vec![step.to_owned()],
        Some(name) => vec![name.to_owned(), "[*]".to_owned()],
    }
}
