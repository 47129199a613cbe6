//! From the schema of a row to its columns, as the engine finds them.

use indexmap::IndexMap;

use crate::schema::{Resolver, composition, opaque};
use crate::tree::Node;

/// How many schemas of a composition are looked at. Real ones have some hundred; compositions of
/// compositions of compositions double with each level.
const MAX_SCHEMAS: usize = 20_000;

/// How deep lists and compositions are followed into each other.
const MAX_DEPTH: usize = 200;

/// A column of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Type as the spec spells it; empty if it has none.
    pub datatype: String,
    /// Description; empty if it has none.
    pub description: String,
    /// Its schema behind its `$ref`; null for a row that is no object.
    pub schema: Node,
}

impl Field {
    /// Whether the column holds an object or a list, and no schema says of what.
    pub(crate) fn is_opaque(&self, resolver: Resolver<'_>) -> bool {
        matches!(self.datatype.as_str(), "object" | "array") && !opaque::has_shape(&self.schema, resolver)
    }
}

/// Finds columns in the schemas of a document.
#[derive(Clone, Copy)]
pub struct Columns<'a> {
    resolver: Resolver<'a>,
    is_unioned: bool,
    has_seconds: bool,
}

impl<'a> Columns<'a> {
    /// The engine gives a row that is no object this one column.
    pub const ANONYMOUS: &'static str = "column_anon";

    /// For the schemas that a resolver knows.
    pub fn new(resolver: Resolver<'a>) -> Self {
        Columns { resolver, is_unioned: false, has_seconds: true }
    }

    /// Whether a schema with own properties has those of its compositions as well.
    pub fn unioned(self, is_unioned: bool) -> Self {
        Columns { is_unioned, ..self }
    }

    /// Without a second column of a name, which is no property of any object.
    pub fn without_seconds(self) -> Self {
        Columns { has_seconds: false, ..self }
    }

    /// The columns of a row, in the order of the schema.
    pub fn fields(&self, row: &'a Node) -> Vec<Field> {
        let mut found = Found { fields: IndexMap::new(), inside: Vec::new(), fuel: MAX_SCHEMAS };
        self.collect(row, "", &mut found);
        found.fields.into_values().collect()
    }

    fn collect(&self, schema: &'a Node, name: &str, found: &mut Found) {
        let is_too_deep = found.fuel == 0 || found.inside.len() >= MAX_DEPTH;
        if is_too_deep || found.inside.contains(&std::ptr::from_ref(schema)) {
            return;
        }
        found.fuel -= 1;
        found.inside.push(schema);
        let composition = composition(schema);
        let has_own = schema.entries("properties").next().is_some();
        match (schema.text("type"), composition) {
            (_, members) if has_own => {
                self.own(schema, name, &mut found.fields);
                if let Some(members) = members.filter(|_| self.is_unioned) {
                    self.members(schema.items(members), found);
                }
            }
            (Some("array"), _) => match schema.get("items").and_then(|items| self.resolver.resolve(items)) {
                Some(items) => self.collect(items, name, found),
                None => anonymous(&mut found.fields),
            },
            (None | Some("object"), Some(members)) => self.members(schema.items(members), found),
            (Some("object"), None) => {}
            _ => anonymous(&mut found.fields),
        }
        found.inside.pop();
    }

    fn members(&self, members: &'a [Node], found: &mut Found) {
        for member in members {
            let name = member.reference().and_then(|reference| reference.rsplit('/').next()).unwrap_or_default();
            if let Some(target) = self.resolver.resolve(member) {
                self.collect(target, name, found);
            }
        }
    }

    /// A second column of a name gets its schema's name as prefix.
    fn own(&self, schema: &'a Node, schema_name: &str, fields: &mut IndexMap<String, Field>) {
        for (name, property) in schema.entries("properties") {
            let is_second = fields.contains_key(&**name);
            if is_second && !self.has_seconds {
                continue;
            }
            let column = if is_second { format!("{schema_name}_{name}") } else { name.to_string() };
            fields.entry(column.clone()).or_insert_with(|| self.field(column, property));
        }
    }

    fn field(&self, name: String, property: &'a Node) -> Field {
        let property = self.resolver.resolve(property).unwrap_or(property);
        let text = |key| self.first_text(property, key).unwrap_or_default().to_owned();
        Field { name, datatype: text("type"), description: text("description"), schema: property.clone() }
    }

    /// A keyword of a schema, else of the first member of its `allOf` that has it.
    fn first_text(&self, schema: &'a Node, key: &str) -> Option<&'a str> {
        let given = |schema: &'a Node| schema.text(key).filter(|text| !text.is_empty());
        given(schema)
            .or_else(|| schema.items("allOf").iter().filter_map(|member| self.resolver.resolve(member)).find_map(given))
    }
}

/// Columns on the way, and the schemas that they are being looked for in.
struct Found {
    fields: IndexMap<String, Field>,
    inside: Vec<*const Node>,
    fuel: usize,
}

fn anonymous(fields: &mut IndexMap<String, Field>) {
    let field = Field {
        name: Columns::ANONYMOUS.to_owned(),
        datatype: String::new(),
        description: String::new(),
        schema: Node::default(),
    };
    fields.entry(Columns::ANONYMOUS.to_owned()).or_insert(field);
}
