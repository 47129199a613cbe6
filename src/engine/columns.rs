//! From the schema of a row to its columns, as the engine finds them.

use indexmap::IndexMap;

use super::casing::to_snake;
use crate::schema::{Resolver, composition, is_composed, opaque};
use crate::tree::{Node, Text};

/// How many schemas of a composition are looked at. Real ones have some hundred; compositions of
/// compositions of compositions double with each level.
const MAX_SCHEMAS: usize = 20_000;

/// How deep lists and compositions are followed into each other.
const MAX_DEPTH: usize = 200;

/// A column of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name in SQL.
    pub name: String,
    /// The name of its property in the response: another one where the provider has names in snake case.
    pub property: String,
    /// Type as the spec spells it; empty if it has none.
    pub datatype: String,
    /// Description; empty if it has none.
    pub description: String,
    /// Its schema behind its `$ref`; that of the row itself where the row is no object.
    pub schema: Node,
}

impl Field {
    fn aliased(self) -> Field {
        Field { name: to_snake(&self.name), ..self }
    }

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
    has_aliases: bool,
}

impl<'a> Columns<'a> {
    /// The engine gives a row that is no object this one column.
    pub const ANONYMOUS: &'static str = "column_anon";

    /// For the schemas that a resolver knows.
    pub fn new(resolver: Resolver<'a>) -> Self {
        Columns { resolver, is_unioned: false, has_seconds: true, has_aliases: false }
    }

    /// Whether a schema with own properties has those of its members as well.
    pub fn unioned(self, is_unioned: bool) -> Self {
        Columns { is_unioned, ..self }
    }

    /// Whether SELECT has the columns under names in snake case: those that every engine knows (provider-format 8).
    pub fn aliased(self, has_aliases: bool) -> Self {
        Columns { has_aliases, ..self }
    }

    /// Without a second column of a name, which is no property of any object.
    pub fn without_seconds(self) -> Self {
        Columns { has_seconds: false, ..self }
    }

    /// The columns of a row, in the order of the schema. One that the engine refuses, such as a number, has
    /// [`Self::ANONYMOUS`] as well.
    pub fn fields(&self, row: &'a Node) -> Vec<Field> {
        let fields = self.row(row, &mut Search::default()).into_values();
        fields.map(|field| if self.has_aliases { field.aliased() } else { field }).collect()
    }

    /// The properties of a body, those of its composition among them, in the order of the schema.
    pub fn properties(&self, body: &'a Node) -> Vec<Field> {
        let is_merged = is_composed(body) && (self.is_unioned || !has_own(body));
        let mut found = if is_merged { self.merged(body, &mut Search::default()).fields } else { IndexMap::new() };
        found.extend(self.own(body));
        found.into_values().collect()
    }

    fn row(&self, schema: &'a Node, search: &mut Search) -> IndexMap<String, Field> {
        if !search.enter(schema) {
            return IndexMap::new();
        }
        let found = match schema.text("type") {
            Some("array") => self.item(schema, schema.get("items"), search),
            _ if self.is_unioned => self.with_all_of(schema),
            _ if has_own(schema) => self.own(schema),
            None | Some("object") if is_composed(schema) => self.of_members(schema, search),
            Some("object") => IndexMap::new(),
            _ => self.anonymous(schema),
        };
        search.leave();
        found
    }

    fn item(&self, list: &'a Node, items: Option<&'a Node>, search: &mut Search) -> IndexMap<String, Field> {
        match items.and_then(|items| self.resolver.resolve(items)) {
            Some(item) => self.row(item, search),
            None => self.anonymous(list),
        }
    }

    /// The own properties, and those of members of `allOf` themselves.
    fn with_all_of(&self, schema: &'a Node) -> IndexMap<String, Field> {
        let mut fields = self.own(schema);
        for member in schema.items("allOf").iter().filter_map(|member| self.resolver.resolve(member)) {
            for (name, field) in self.own(member) {
                fields.entry(name).or_insert(field);
            }
        }
        match fields.is_empty() && !matches!(schema.text("type"), Some("object")) && !is_composed(schema) {
            true => self.anonymous(schema),
            false => fields,
        }
    }

    fn of_members(&self, schema: &'a Node, search: &mut Search) -> IndexMap<String, Field> {
        let Merged { fields, kind, items } = self.merged(schema, search);
        match kind.unwrap_or_default() {
            "array" => self.item(schema, items, search),
            "object" => fields,
            _ if fields.is_empty() => self.anonymous(schema),
            _ => fields,
        }
    }

    /// What the members of a composition come to: a second property of a name gets that of its schema as prefix, and the
    /// last type and the last items count.
    fn merged(&self, schema: &'a Node, search: &mut Search) -> Merged<'a> {
        let mut whole = Merged { fields: IndexMap::new(), kind: schema.text("type"), items: schema.get("items") };
        let members = composition(schema).map(|keyword| schema.items(keyword)).unwrap_or_default();
        for member in members {
            let schema_name = member.reference().and_then(|reference| reference.rsplit('/').next()).unwrap_or_default();
            let Some(member) = self.resolver.resolve(member).filter(|member| search.enter(member)) else { continue };
            let part = if is_composed(member) { self.merged(member, search) } else { self.simple(member) };
            search.leave();
            whole.kind = part.kind.or(whole.kind);
            whole.items = part.items.or(whole.items);
            for (name, field) in part.fields {
                let is_second = whole.fields.contains_key(&name);
                if is_second && !self.has_seconds {
                    continue;
                }
                let name = if is_second { format!("{schema_name}_{name}") } else { name };
                let (property, column) = (name.clone(), name.clone());
                whole.fields.insert(name, Field { property, name: column, ..field });
            }
        }
        whole
    }

    fn simple(&self, schema: &'a Node) -> Merged<'a> {
        Merged { fields: self.own(schema), kind: schema.text("type"), items: schema.get("items") }
    }

    fn own(&self, schema: &'a Node) -> IndexMap<String, Field> {
        let field = |(name, property): (&Text, &'a Node)| (name.to_string(), self.field(name.to_string(), property));
        schema.entries("properties").map(field).collect()
    }

    /// The column of a row that is no object, with the type of the row (provider-format 3.1).
    fn anonymous(&self, row: &'a Node) -> IndexMap<String, Field> {
        let name = Columns::ANONYMOUS.to_owned();
        IndexMap::from([(name.clone(), self.field(name, row))])
    }

    fn field(&self, name: String, property: &'a Node) -> Field {
        let property = self.resolver.resolve(property).unwrap_or(property);
        let text = |key| first_text(property, key, self.resolver).unwrap_or_default().to_owned();
        Field {
            property: name.clone(),
            name,
            datatype: text("type"),
            description: text("description"),
            schema: property.clone(),
        }
    }
}

/// A keyword of a schema, else of the first member of its `allOf` that has it: this is how the engine reads the type of a
/// value. It looks at no alternatives (any-sdk, `getType` of schema.go).
pub fn first_text<'n>(schema: &'n Node, key: &str, resolver: Resolver<'n>) -> Option<&'n str> {
    let given = |schema: &'n Node| schema.text(key).filter(|text| !text.is_empty());
    let of_bases = || schema.items("allOf").iter().filter_map(|member| resolver.resolve(member)).find_map(given);
    given(schema).or_else(of_bases)
}

fn has_own(schema: &Node) -> bool {
    schema.entries("properties").next().is_some()
}

/// What the members of a composition come to.
struct Merged<'a> {
    fields: IndexMap<String, Field>,
    kind: Option<&'a str>,
    items: Option<&'a Node>,
}

/// The schemas that are being looked into, and how many more may be.
struct Search {
    inside: Vec<*const Node>,
    fuel: usize,
}

impl Default for Search {
    fn default() -> Self {
        Search { inside: Vec::new(), fuel: MAX_SCHEMAS }
    }
}

impl Search {
    /// Enters a schema, unless it is inside itself.
    fn enter(&mut self, schema: &Node) -> bool {
        let is_new =
            self.fuel > 0 && self.inside.len() < MAX_DEPTH && !self.inside.contains(&std::ptr::from_ref(schema));
        if is_new {
            self.fuel -= 1;
            self.inside.push(schema);
        }
        is_new
    }

    fn leave(&mut self) {
        self.inside.pop();
    }
}
