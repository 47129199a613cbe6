//! From a response's schema to the columns of a row, as the engine finds them.

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::normalise::Resolver;
use crate::source::node::Node;

use super::Field;

/// The engine gives a row that is no object this one column.
const ANONYMOUS: &str = "column_anon";

/// How many schemas of a composition are looked at. Real ones have some hundred; compositions of
/// compositions of compositions double with each level.
const MAX_SCHEMAS: usize = 20_000;

/// How deep lists and compositions are followed into each other.
const MAX_DEPTH: usize = 200;

/// Finds rows and columns in the schemas of a document.
#[derive(Clone, Copy)]
pub struct Columns<'a> {
    resolver: Resolver<'a>,
}

/// The schema of a row.
pub struct RowSchema<'a> {
    /// The schema of one row.
    pub schema: &'a Node,
    /// Whether the response holds a list of rows.
    pub is_list: bool,
}

impl<'a> Columns<'a> {
    /// For the schemas that a resolver knows.
    pub fn new(resolver: Resolver<'a>) -> Self {
        Columns { resolver }
    }

    /// The schema of a row without an object key: a list gives its items, and so does a property
    /// called `items`.
    pub fn row(&self, response: &'a Node) -> Option<RowSchema<'a>> {
        let response = self.resolver.resolve(response)?;
        let items = self.property(response, "items").filter(|items| is_array(items));
        Some(self.items_or_self(items.unwrap_or(response)))
    }

    /// The schema of a row behind an object key: a JSON path such as `$.domains`, a path of
    /// elements such as `/List/Domain/*` in XML, or the name of a list. Nothing if it leads nowhere.
    pub fn row_at(&self, response: &'a Node, key: &str, is_xml: bool) -> Option<RowSchema<'a>> {
        let response = self.resolver.resolve(response)?;
        if let Some(path) = key.strip_prefix('$') {
            let steps = path.split('.').filter(|step| !step.is_empty());
            let target = steps.flat_map(with_items).try_fold(response, |schema, step| self.step(schema, &step))?;
            return Some(self.items_or_self(target));
        }
        if is_xml {
            return self.element(response, key);
        }
        let list = if is_array(response) { response } else { self.property(response, key)? };
        is_array(list).then(|| self.items_or_self(list))
    }

    /// The first step of an XML path is the root element, which has no property.
    fn element(&self, response: &'a Node, path: &str) -> Option<RowSchema<'a>> {
        let steps = path.split('/').filter(|step| !step.is_empty());
        let below = steps.skip(1).filter(|step| *step != "*");
        let target = below.into_iter().try_fold(response, |schema, step| self.named(schema, step))?;
        Some(self.items_or_self(target))
    }

    /// A property by its key or by the name of its element.
    fn named(&self, schema: &'a Node, element: &str) -> Option<&'a Node> {
        let schema = if is_array(schema) { self.resolver.resolve(schema.get("items")?)? } else { schema };
        let is_called = |node: &Node| node.get("xml").and_then(|xml| xml.text("name")) == Some(element);
        let by_element = || schema.entries("properties").map(|(_, node)| node).find(|node| is_called(node));
        self.property(schema, element).or_else(|| self.resolver.resolve(by_element()?))
    }

    fn items_or_self(&self, schema: &'a Node) -> RowSchema<'a> {
        let items = schema.get("items").and_then(|items| self.resolver.resolve(items));
        match items {
            Some(items) if is_array(schema) => RowSchema { schema: items, is_list: true },
            _ => RowSchema { schema, is_list: is_array(schema) },
        }
    }

    /// `[*]` enters a list or a map, but not the root itself.
    fn step(&self, schema: &'a Node, step: &str) -> Option<&'a Node> {
        if step == "[*]" {
            let inner = schema.get("items").or_else(|| schema.get("additionalProperties"))?;
            return self.resolver.resolve(inner);
        }
        self.property(schema, step)
    }

    fn property(&self, schema: &'a Node, name: &str) -> Option<&'a Node> {
        self.property_beyond(schema, name, &mut HashSet::new())
    }

    /// The engine looks into the members of a composition and then not at its own properties.
    fn property_beyond(&self, schema: &'a Node, name: &str, seen: &mut HashSet<*const Node>) -> Option<&'a Node> {
        let mut members = ["allOf", "oneOf", "anyOf"].iter().flat_map(|key| schema.items(key)).peekable();
        if members.peek().is_none() {
            let property = schema.get("properties").and_then(|properties| properties.get(name))?;
            return self.resolver.resolve(property);
        }
        let is_new = seen.len() < MAX_DEPTH && seen.insert(schema);
        let deeper = |member| self.property_beyond(self.resolver.resolve(member)?, name, seen);
        if is_new { members.find_map(deeper) } else { None }
    }

    /// The columns of a row, in the order of the schema.
    pub fn fields(&self, row: &RowSchema<'a>) -> Vec<Field> {
        let mut found = Found { fields: IndexMap::new(), inside: Vec::new(), fuel: MAX_SCHEMAS };
        self.collect(row.schema, "", &mut found);
        found.fields.into_values().collect()
    }

    fn collect(&self, schema: &'a Node, name: &str, found: &mut Found) {
        let is_too_deep = found.fuel == 0 || found.inside.len() >= MAX_DEPTH;
        if is_too_deep || found.inside.contains(&std::ptr::from_ref(schema)) {
            return;
        }
        found.fuel -= 1;
        found.inside.push(schema);
        let composition = ["allOf", "oneOf", "anyOf"].iter().find(|key| !schema.items(key).is_empty());
        let has_own = schema.entries("properties").next().is_some();
        match (schema.text("type"), composition) {
            _ if has_own => self.own(schema, name, &mut found.fields),
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
            let column = if fields.contains_key(&**name) { format!("{schema_name}_{name}") } else { name.to_string() };
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

fn is_array(schema: &Node) -> bool {
    schema.text("type") == Some("array")
}

fn anonymous(fields: &mut IndexMap<String, Field>) {
    let field = Field {
        name: ANONYMOUS.to_owned(),
        datatype: String::new(),
        description: String::new(),
        schema: Node::default(),
    };
    fields.entry(ANONYMOUS.to_owned()).or_insert(field);
}

/// `a[*]` is two steps; `[*]` alone is a name that no property has.
fn with_items(step: &str) -> Vec<String> {
    match step.strip_suffix("[*]") {
        Some("") => vec!["[*] at the root".to_owned()],
        None => vec![step.to_owned()],
        Some(name) => vec![name.to_owned(), "[*]".to_owned()],
    }
}
