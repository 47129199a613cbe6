//! Describes a schema: its type in words, its fields, values and contents.

use std::collections::{BTreeMap, HashSet};
use std::hash::{Hash, Hasher};

use indexmap::IndexSet;

use crate::schema::Resolver;
use crate::schema::access::{self, ACCESS};
use crate::schema::alternatives;
use crate::schema::kind;
use crate::tree::{Mapping, Node, Value};

/// Maximum number of schemas visited in a composition.
pub(super) const MAX_PARTS: usize = 200;

/// Maximum depth of nested lists in labels, and of nested alternatives.
pub(super) const MAX_DEPTH: usize = 4;

pub use super::fields::{Held, Properties, Property};

/// A schema with the members of its `allOf`. The first one that has a keyword wins.
#[derive(Clone)]
pub struct Shape<'a> {
    pub(super) resolver: Resolver<'a>,
    /// The schemas themselves, as they stand there.
    whole: Vec<&'a Node>,
    pub(super) parts: Vec<&'a Node>,
}

/// Identifies a shape by where its schemas were read; copies share their contents.
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
    /// Returns the shape of one schema.
    pub fn of(resolver: Resolver<'a>, schema: &'a Node) -> Self {
        Shape::of_all(resolver, [schema])
    }

    /// Returns the shape of several schemas for one thing.
    pub fn of_all(resolver: Resolver<'a>, schemas: impl IntoIterator<Item = &'a Node>) -> Self {
        Shape { resolver, whole: Vec::new(), parts: Vec::new() }.with(schemas)
    }

    fn with(mut self, schemas: impl IntoIterator<Item = &'a Node>) -> Self {
        for schema in schemas {
            self.whole.push(schema);
            self.add(schema);
        }
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

    /// Returns what tells the shape from others.
    pub fn identity(&self) -> Identity<'a> {
        Identity(self.parts.clone())
    }

    /// Returns the type by keyword or contents; empty if unknown.
    pub fn datatype(&self) -> &'a str {
        match self.text("type") {
            Some(name) => name,
            None if self.has_fields() => "object",
            None if self.items().is_some() => "array",
            None => "",
        }
    }

    /// Whether a property is required.
    pub fn requires(&self, name: &str) -> bool {
        self.parts.iter().flat_map(|part| super::required(part)).any(|item| item == name)
    }

    /// Returns the schema itself and the members of its `allOf`.
    pub fn schemas(&self) -> impl Iterator<Item = &'a Node> {
        self.parts.iter().copied()
    }

    /// Returns the schema itself.
    pub fn first(&self) -> Option<&'a Node> {
        self.parts.first().copied()
    }

    /// Returns the first value of a keyword.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.parts.iter().find_map(|part| part.get(key))
    }

    /// Returns the first text of a keyword that is not empty.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.parts.iter().filter_map(|part| part.text(key)).find(|text| !text.is_empty())
    }

    /// Whether a keyword is `true` in one of the schemas; read-only and write-only is what is so as a whole.
    pub fn flag(&self, key: &str) -> bool {
        match ACCESS.contains(&key) {
            true => access::are_only(key, self.whole.iter().copied(), self.resolver),
            false => self.parts.iter().any(|part| part.flag(key)),
        }
    }

    /// Returns the allowed values of the thing itself, or of the contents of a list or map.
    pub fn values(&self) -> Vec<&'a Node> {
        if self.text("type") == Some("string") && self.own_values().is_empty() {
            return self.values_of_kinds();
        }
        self.values_inside(MAX_DEPTH)
    }

    /// Lists may be nested, and may contain themselves.
    fn values_inside(&self, depth: usize) -> Vec<&'a Node> {
        match (self.own_values(), depth.checked_sub(1)) {
            (own, Some(depth)) if own.is_empty() => {
                self.inside().map(|(_, inside)| inside.values_inside(depth)).unwrap_or_default()
            }
            (own, _) => own,
        }
    }

    /// Whether the thing itself may be null, by a keyword, by its allowed values or by one of its alternatives.
    pub fn allows_null(&self) -> bool {
        let is_listed = || self.parts.iter().flat_map(|part| part.items("enum")).any(is_null);
        let is_alternative = || self.alternatives().next().is_some() && self.agreement().allows_null;
        self.flag("nullable") || is_listed() || is_alternative()
    }

    /// Whether the allowed values of the thing itself are listed.
    pub fn has_values(&self) -> bool {
        self.lists_values() || (self.alternatives().next().is_some() && self.agreement().values.is_some())
    }

    /// Returns the allowed values of the thing itself, but null, which may be spread over alternatives.
    pub fn own_values(&self) -> Vec<&'a Node> {
        self.agreement().values.unwrap_or_default()
    }

    /// Whether the schemas themselves list values, rather than their alternatives.
    pub fn lists_values(&self) -> bool {
        self.parts.iter().any(|part| part.get("const").is_some() || !part.items("enum").is_empty())
    }

    /// Returns the values that the schemas themselves list, with null.
    pub(super) fn listed(&self) -> Vec<&'a Node> {
        let listed: Vec<&'a Node> = self.parts.iter().flat_map(|part| part.items("enum")).collect();
        let only = self.parts.iter().filter_map(|part| part.get("const"));
        if listed.is_empty() { only.take(1).collect() } else { listed }
    }

    /// Returns the discriminator values of a property.
    pub fn named_values(&self, property: &str) -> impl Iterator<Item = &'a str> {
        let discriminator = self.get("discriminator").filter(|node| node.text("propertyName") == Some(property));
        discriminator.into_iter().flat_map(|node| node.entries("mapping")).map(|(value, _)| &**value)
    }

    /// Returns the values of alternatives that lowering turned into text, unless one allows any text.
    fn values_of_kinds(&self) -> Vec<&'a Node> {
        let shapes: Vec<Shape<'a>> = self.alternatives().map(|member| Shape::of(self.resolver, member)).collect();
        let values: Vec<_> = shapes.iter().map(|shape| shape.values_inside(MAX_DEPTH)).collect();
        let mut kinds = shapes.iter().zip(&values);
        if !self.is_of_several_kinds() || kinds.any(|(shape, values)| values.is_empty() && !shape.holds_more()) {
            return Vec::new();
        }
        values.into_iter().flatten().collect()
    }

    /// Returns the type in words.
    pub fn label(&self) -> String {
        self.label_at(0)
    }

    fn label_at(&self, depth: usize) -> String {
        // A list may contain itself.
        let label = |inside: Option<Shape<'a>>| inside.filter(|_| depth < MAX_DEPTH).map(|it| it.label_at(depth + 1));
        let inside = |what: &str, inside: Option<Shape<'a>>| match label(inside) {
            Some(label) if label != "any" => format!("{what} of {label}"),
            _ => what.to_owned(),
        };
        if self.has_values() {
            return if self.has_fields() { "enum or object" } else { "enum" }.to_owned();
        }
        match self.text("type") {
            Some("string" | "integer" | "number" | "boolean") if self.alternatives().next().is_some() => {
                match self.alternatives_label(depth).as_str() {
                    "any" => self.plain_label().to_owned(),
                    label => label.to_owned(),
                }
            }
            Some("string") if self.has_fields() => "string or object".to_owned(),
            Some("string") => self.plain_label().to_owned(),
            Some("array") => inside("list", self.items()),
            Some("object") if self.has_fields() => "object".to_owned(),
            None if self.has_own_fields() || self.is_one_of_subtypes() => "object".to_owned(),
            Some("object") if self.get("additionalProperties").is_some() => inside("map", self.additional()),
            None if self.items().is_some() => inside("list", self.items()),
            None if self.additional().is_some() => inside("map", self.additional()),
            Some(other) => other.to_owned(),
            None => self.alternatives_label(depth),
        }
    }

    fn plain_label(&self) -> &'a str {
        match (self.text("type"), self.text("format").unwrap_or_default()) {
            (Some(kind), _) if kind != "string" => kind,
            (_, "date-time") => "timestamp",
            (_, "date") => "date",
            (_, "time") => "time",
            (_, "duration") => "duration",
            (_, "uuid") => "UUID",
            (_, "email") => "email",
            (_, "uri" | "url") => "URL",
            (_, "hostname") => "host name",
            (_, "ipv4" | "ipv6") => "IP address",
            (_, "byte") => "base64",
            (_, "binary") => "binary",
            (_, "int64") => "integer as string",
            _ => "string",
        }
    }

    /// Returns the types of all alternatives: plain values first, then objects, lists, and anything else.
    fn alternatives_label(&self, depth: usize) -> String {
        let mut labels = IndexSet::new();
        if depth < MAX_DEPTH {
            self.add_labels(depth + 1, &mut HashSet::new(), &mut labels);
        }
        labels.sort_by_cached_key(|label| match label.split(' ').next() {
            Some("any") => 3,
            Some("list" | "array") => 2,
            Some("map" | "object") => 1,
            _ => 0,
        });
        if labels.is_empty() { "any".to_owned() } else { labels.into_iter().collect::<Vec<_>>().join(" or ") }
    }

    fn add_labels(&self, depth: usize, seen: &mut HashSet<Identity<'a>>, labels: &mut IndexSet<String>) {
        for shape in self.alternatives().map(|member| Shape::of(self.resolver, member)) {
            match seen.len() < MAX_PARTS && seen.insert(shape.identity()) {
                true if shape.is_only_alternatives() => shape.add_labels(depth, seen, labels),
                true => drop(labels.insert(shape.label_at(depth))),
                false => {}
            }
        }
    }

    /// Whether only its alternatives say what it is.
    fn is_only_alternatives(&self) -> bool {
        let is_untyped = self.text("type").is_none() && !self.has_own_fields() && self.inside().is_none();
        is_untyped && self.alternatives().next().is_some() && !self.has_values()
    }

    /// Whether a discriminator maps the objects that it may be, and nothing else says what it is.
    fn is_one_of_subtypes(&self) -> bool {
        self.alternatives().next().is_none() && self.has_fields()
    }

    /// Whether a value with contents may also be text, which is no JSON.
    pub fn may_be_text(&self) -> bool {
        self.holds_more() && self.alternatives().any(|member| kind::of(member, self.resolver) == Some("string"))
    }

    /// Whether it is text only because lowering could not unite its alternatives.
    pub fn is_of_several_kinds(&self) -> bool {
        self.alternatives().any(|member| Shape::of(self.resolver, member).holds_more())
    }

    fn holds_more(&self) -> bool {
        self.inside().is_some() || self.has_fields()
    }

    /// Whether the schemas themselves describe contents, rather than their alternatives.
    pub fn holds_own(&self) -> bool {
        self.inside().is_some() || self.has_own_fields()
    }

    /// Returns the alternatives of all schemas, at most 200.
    pub fn alternatives(&self) -> impl Iterator<Item = &'a Node> + use<'a> {
        let parts = self.parts.clone().into_iter();
        parts.flat_map(alternatives).take(MAX_PARTS)
    }

    /// Returns the shapes of a property, one for each of its schemas.
    pub fn variants_of(&self, property: &Property<'a>) -> Vec<Shape<'a>> {
        property.schemas.iter().map(|schema| Shape::of(self.resolver, schema)).collect()
    }

    /// Returns one shape for several.
    pub fn union(variants: &[Shape<'a>]) -> Option<Shape<'a>> {
        let (first, others) = variants.split_first()?;
        Some(first.clone().with(others.iter().flat_map(|variant| variant.whole.iter().copied())))
    }

    /// Returns the shape of the items of a list.
    pub fn items(&self) -> Option<Shape<'a>> {
        let schemas: Vec<&'a Node> = self.parts.iter().filter_map(|part| part.get("items")).collect();
        (!schemas.is_empty()).then(|| Shape::of_all(self.resolver, schemas))
    }

    /// Returns the shape of a property that all variants have.
    pub fn named(&self, name: &str) -> Option<Shape<'a>> {
        let schemas: Vec<&'a Node> = self.property(name).collect();
        (!schemas.is_empty()).then(|| Shape::of_all(self.resolver, schemas))
    }

    /// Returns the shape of the values of a map.
    pub fn additional(&self) -> Option<Shape<'a>> {
        let schemas = self.parts.iter().filter_map(|part| part.get("additionalProperties"));
        let schemas: Vec<&'a Node> =
            schemas.filter(|values| values.as_mapping().is_some_and(|keys| !keys.is_empty())).collect();
        (!schemas.is_empty()).then(|| Shape::of_all(self.resolver, schemas))
    }

    /// Returns the shape of what a list or a map contains, and whether it is a list.
    pub fn inside(&self) -> Option<(bool, Shape<'a>)> {
        match self.items() {
            Some(items) => Some((true, items)),
            None if self.has_own_fields() => None,
            None => self.additional().map(|values| (false, values)),
        }
    }

    /// Returns the schemas of a property that all variants have.
    pub fn property(&self, name: &str) -> impl Iterator<Item = &'a Node> {
        self.parts.iter().filter_map(move |part| part.get("properties")?.get(name))
    }

    pub(super) fn has_own_fields(&self) -> bool {
        self.parts.iter().any(|part| part.entries("properties").next().is_some())
    }

    /// Whether it is, or may be, an object with known properties.
    pub fn has_fields(&self) -> bool {
        self.has_own_fields() || self.variants().iter().any(|variant| variant.shape.has_own_fields())
    }
}

/// A variant of a row: its discriminator value, and the fields that only it has.
pub struct RowVariant<'a> {
    /// The discriminator property.
    pub property: Option<&'a str>,
    /// The discriminator value, else the name of the schema.
    pub value: &'a str,
    /// The fields that only it has.
    pub fields: Vec<&'a str>,
}

/// Returns the variants that lowering recorded in the schemas of rows, each once.
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

pub(super) fn is_null(value: &Node) -> bool {
    matches!(value.value, Value::Null)
}

/// Returns a step of a JSON path, in quotes unless it is a plain word.
pub fn step(name: &str) -> String {
    let is_word = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && !name.is_empty();
    if is_word { format!(".{name}") } else { format!(".\"{}\"", name.replace('"', "\\\"")) }
}

/// Returns an enum or default value as text for readers.
pub fn literal(node: &Node) -> String {
    match &node.value {
        Value::String(text) | Value::Number(text) => text.to_string(),
        _ => serde_json::to_string(node).unwrap_or_default(),
    }
}
