//! What a schema says: a type in words, the fields inside, and what stands beside them.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::schema::Resolver;
use crate::schema::alternatives;
use crate::tree::{Mapping, Node, Value};

/// How many schemas of a composition are looked at.
pub(super) const MAX_PARTS: usize = 200;

/// How deep lists in lists are named, and alternatives of alternatives followed.
pub(super) const MAX_DEPTH: usize = 4;

pub use super::fields::{Held, Properties, Property};

/// A schema together with those that it is composed of. Of several that say something the first counts.
#[derive(Clone)]
pub struct Shape<'a> {
    pub(super) resolver: Resolver<'a>,
    pub(super) parts: Vec<&'a Node>,
}

/// The schemas that a shape is made of: the same if they were read at the same places, for copies share what they hold.
#[derive(Clone)]
pub struct Identity<'a>(Vec<&'a Node>);

impl Identity<'_> {
    fn places(&self) -> impl Iterator<Item = Option<*const Mapping>> {
        self.0.iter().map(|part| part.as_mapping().map(std::ptr::from_ref))
    }
}

impl PartialEq for Identity<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.places().eq(other.places())
    }
}

impl Eq for Identity<'_> {}

impl Hash for Identity<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.places().for_each(|place| place.hash(state));
    }
}

impl<'a> Shape<'a> {
    /// That of one schema.
    pub fn of(resolver: Resolver<'a>, schema: &'a Node) -> Self {
        Shape::of_all(resolver, [schema])
    }

    /// That of several schemas for one thing.
    pub fn of_all(resolver: Resolver<'a>, schemas: impl IntoIterator<Item = &'a Node>) -> Self {
        let mut shape = Shape { resolver, parts: Vec::new() };
        schemas.into_iter().for_each(|schema| shape.add(schema));
        shape
    }

    /// The same, with further schemas for the thing.
    fn with(mut self, schemas: impl IntoIterator<Item = &'a Node>) -> Self {
        schemas.into_iter().for_each(|schema| self.add(schema));
        self
    }

    fn add(&mut self, schema: &'a Node) {
        let Some(schema) = self.resolver.resolve(schema) else { return };
        if self.parts.len() >= MAX_PARTS || self.parts.iter().any(|part| std::ptr::eq(*part, schema)) {
            return;
        }
        self.parts.push(schema);
        schema.items("allOf").iter().for_each(|member| self.add(member));
    }

    /// What tells it from others.
    pub fn identity(&self) -> Identity<'a> {
        Identity(self.parts.clone())
    }

    /// The type by name; empty if nothing says one.
    pub fn datatype(&self) -> &'a str {
        match self.text("type") {
            Some(name) => name,
            None if self.has_fields() => "object",
            None if self.items().is_some() => "array",
            None => "",
        }
    }

    /// Whether an object has to have a property.
    pub fn requires(&self, name: &str) -> bool {
        self.parts.iter().flat_map(|part| part.items("required")).any(|item| item.as_str() == Some(name))
    }

    /// The schema itself.
    pub fn first(&self) -> Option<&'a Node> {
        self.parts.first().copied()
    }

    /// The first value of a keyword.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.parts.iter().find_map(|part| part.get(key))
    }

    /// The first text of a keyword that is not empty.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.parts.iter().filter_map(|part| part.text(key)).find(|text| !text.is_empty())
    }

    /// Whether one of the schemas has a keyword that is `true`.
    pub fn flag(&self, key: &str) -> bool {
        self.parts.iter().any(|part| part.flag(key))
    }

    /// The values that are allowed, of the thing itself or of what a list of it holds.
    pub fn values(&self) -> Vec<&'a Node> {
        if self.text("type") == Some("string") && self.own_values().is_empty() {
            return self.values_of_kinds();
        }
        self.values_inside(MAX_DEPTH)
    }

    /// Those of the thing itself, else of what is in it: lists may be in lists, and in themselves.
    fn values_inside(&self, depth: usize) -> Vec<&'a Node> {
        match (self.own_values(), depth.checked_sub(1)) {
            (own, Some(depth)) if own.is_empty() => {
                self.inside().map(|(_, inside)| inside.values_inside(depth)).unwrap_or_default()
            }
            (own, _) => own,
        }
    }

    /// The values that the thing itself can have.
    pub fn own_values(&self) -> Vec<&'a Node> {
        let mut values: IndexMap<String, &'a Node, RandomState> = IndexMap::default();
        for value in self.parts.iter().flat_map(|part| part.items("enum")) {
            values.entry(literal(value)).or_insert(value);
        }
        values.into_values().collect()
    }

    /// The values of a property by which a discriminator tells variants apart.
    pub fn named_values(&self, property: &str) -> impl Iterator<Item = &'a str> {
        let discriminator = self.get("discriminator").filter(|node| node.text("propertyName") == Some(property));
        discriminator.into_iter().flat_map(|node| node.entries("mapping")).map(|(value, _)| &**value)
    }

    /// Those of what is text for SQL only, if no alternative allows any text.
    fn values_of_kinds(&self) -> Vec<&'a Node> {
        let shapes: Vec<Shape<'a>> = self.alternatives().map(|member| Shape::of(self.resolver, member)).collect();
        let values: Vec<_> = shapes.iter().map(|shape| shape.values_inside(MAX_DEPTH)).collect();
        let mut kinds = shapes.iter().zip(&values);
        if !self.is_of_several_kinds() || kinds.any(|(shape, values)| values.is_empty() && !shape.holds_more()) {
            return Vec::new();
        }
        values.into_iter().flatten().collect()
    }

    /// The type in words.
    pub fn label(&self) -> String {
        self.label_at(0)
    }

    fn label_at(&self, depth: usize) -> String {
        // A list can be in itself.
        let label = |inside: Option<Shape<'a>>| inside.filter(|_| depth < MAX_DEPTH).map(|it| it.label_at(depth + 1));
        let inside = |what: &str, inside: Option<Shape<'a>>| match label(inside) {
            Some(label) if label != "any" => format!("{what} of {label}"),
            _ => what.to_owned(),
        };
        if self.parts.iter().any(|part| !part.items("enum").is_empty()) {
            return if self.has_fields() { "enum or object" } else { "enum" }.to_owned();
        }
        match self.text("type") {
            Some("string") if self.is_of_several_kinds() => self.alternatives_label(depth),
            Some("string") if self.has_fields() => "string or object".to_owned(),
            Some("string") => self.string_label().to_owned(),
            Some("array") => inside("list", self.items()),
            Some("object") | None if self.has_fields() => "object".to_owned(),
            Some("object") if self.get("additionalProperties").is_some() => inside("map", self.additional()),
            None if self.items().is_some() => inside("list", self.items()),
            None if self.additional().is_some() => inside("map", self.additional()),
            Some(other) => other.to_owned(),
            None => self.alternatives_label(depth),
        }
    }

    fn string_label(&self) -> &'static str {
        match self.text("format").unwrap_or_default() {
            "date-time" => "timestamp",
            "date" => "date",
            "time" => "time",
            "duration" => "duration",
            "uuid" => "UUID",
            "email" => "email",
            "uri" | "url" => "URL",
            "hostname" => "host name",
            "ipv4" | "ipv6" => "IP address",
            "byte" => "base64",
            "binary" => "binary",
            "int64" => "integer as string",
            _ => "string",
        }
    }

    fn alternatives_label(&self, depth: usize) -> String {
        let mut labels: Vec<String> = Vec::new();
        for member in self.alternatives().filter(|_| depth < MAX_DEPTH) {
            let label = Shape::of(self.resolver, member).label_at(depth + 1);
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        if labels.is_empty() { "any".to_owned() } else { labels.join(" or ") }
    }

    /// Whether it is text for SQL only: what lowering could not make one schema of.
    fn is_of_several_kinds(&self) -> bool {
        self.alternatives().any(|member| Shape::of(self.resolver, member).holds_more())
    }

    fn holds_more(&self) -> bool {
        self.inside().is_some() || self.has_fields()
    }

    /// The schemas of which only one holds.
    pub(super) fn alternatives(&self) -> impl Iterator<Item = &'a Node> + use<'a> {
        let parts = self.parts.clone().into_iter();
        parts.flat_map(alternatives).take(MAX_PARTS)
    }

    /// The shapes of one of its properties, one for each schema that there is of it.
    pub fn variants_of(&self, property: &Property<'a>) -> Vec<Shape<'a>> {
        property.schemas.iter().map(|schema| Shape::of(self.resolver, schema)).collect()
    }

    /// The shape of what has several.
    pub fn union(variants: &[Shape<'a>]) -> Option<Shape<'a>> {
        let (first, others) = variants.split_first()?;
        Some(first.clone().with(others.iter().flat_map(|variant| variant.parts.iter().copied())))
    }

    /// What a list holds.
    pub fn items(&self) -> Option<Shape<'a>> {
        let schemas: Vec<&'a Node> = self.parts.iter().filter_map(|part| part.get("items")).collect();
        (!schemas.is_empty()).then(|| Shape::of_all(self.resolver, schemas))
    }

    fn additional(&self) -> Option<Shape<'a>> {
        let schemas = self.parts.iter().filter_map(|part| part.get("additionalProperties"));
        let schemas: Vec<&'a Node> =
            schemas.filter(|values| values.as_mapping().is_some_and(|keys| !keys.is_empty())).collect();
        (!schemas.is_empty()).then(|| Shape::of_all(self.resolver, schemas))
    }

    /// What a list or a map holds, and whether it is a list.
    pub fn inside(&self) -> Option<(bool, Shape<'a>)> {
        match self.items() {
            Some(items) => Some((true, items)),
            None if self.has_own_fields() => None,
            None => self.additional().map(|values| (false, values)),
        }
    }

    /// The schemas of a property that all variants have.
    pub fn property(&self, name: &str) -> impl Iterator<Item = &'a Node> {
        self.parts.iter().filter_map(move |part| part.get("properties")?.get(name))
    }

    fn has_own_fields(&self) -> bool {
        self.parts.iter().any(|part| part.entries("properties").next().is_some())
    }

    /// Whether it is an object of which something is known, or may be one.
    pub fn has_fields(&self) -> bool {
        self.has_own_fields() || self.variants().iter().any(|variant| variant.shape.has_own_fields())
    }
}

/// A variant of a row: the value of its discriminator, and the fields that it alone has.
pub struct RowVariant<'a> {
    /// The property whose value names it.
    pub property: Option<&'a str>,
    /// The value, else the name of its schema.
    pub value: &'a str,
    /// Its fields.
    pub fields: Vec<&'a str>,
}

/// The variants that lowering united in the schema of a row, each once.
pub fn row_variants<'a>(rows: impl Iterator<Item = &'a Node>) -> Vec<RowVariant<'a>> {
    let mut found: BTreeMap<(Option<&str>, &str), Vec<&str>> = BTreeMap::new();
    for variant in rows.flat_map(|row| row.items(crate::schema::VARIANTS)) {
        let value = variant.text("when").or_else(|| variant.text("name")).unwrap_or_default();
        let fields = found.entry((variant.text("property"), value)).or_default();
        let columns = variant.items("columns").iter().filter_map(Node::as_str);
        for column in columns {
            if !fields.contains(&column) {
                fields.push(column);
            }
        }
    }
    let variant = |((property, value), fields)| RowVariant { property, value, fields };
    found.into_iter().map(variant).collect()
}

/// A step of a path in JSON. Anything but a word stands in quotes.
pub fn step(name: &str) -> String {
    let is_word = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && !name.is_empty();
    if is_word { format!(".{name}") } else { format!(".\"{}\"", name.replace('"', "\\\"")) }
}

/// A value of an enum or a default, as a reader writes it.
pub fn literal(node: &Node) -> String {
    match &node.value {
        Value::String(text) | Value::Number(text) => text.to_string(),
        _ => serde_json::to_string(node).unwrap_or_default(),
    }
}
