//! One property from the properties of one name that the variants of an object have.

use std::cell::Cell;
use std::sync::Arc;

use crate::normalise::Resolver;
use crate::source::node::{Mapping, Node, Text};

/// How deep the properties of properties are united. They are no columns, but pages show them.
const MAX_DEPTH: usize = 2;

/// Keywords that hold for the union if any side has them.
const OF_EITHER: [&str; 2] = ["nullable", "writeOnly"];

/// Keywords that are settled one by one; all others stay if both sides say the same.
const SETTLED: [&str; 8] = ["type", "description", "title", "enum", "properties", "items", "required", "$ref"];

/// Unites schemas for as long as its fuel lasts; from then on objects come without their properties.
pub struct Widener<'a> {
    /// Follows references.
    pub resolver: Resolver<'a>,
    /// How many more properties are looked at.
    pub fuel: &'a Cell<usize>,
}

impl Widener<'_> {
    /// A schema for whatever one of two schemas allows. Both sides stay as they are if they are
    /// equal; descriptions are those of the first.
    pub fn widen(&self, first: &Node, second: &Node) -> Node {
        self.widen_to(first, second, MAX_DEPTH)
    }

    fn widen_to(&self, first: &Node, second: &Node, depth: usize) -> Node {
        self.fuel.set(self.fuel.get().saturating_sub(1));
        let depth = if self.fuel.get() == 0 { 0 } else { depth };
        let resolver = self.resolver;
        let same_target = first.reference().is_some() && first.reference() == second.reference();
        let (Some(a), Some(b)) = (resolver.resolve(first), resolver.resolve(second)) else { return first.clone() };
        if same_target || a == b {
            return first.clone();
        }
        let mut union = Mapping::default();
        let kind = wider_type(type_of(a, resolver), type_of(b, resolver));
        union.extend(kind.map(|kind| (Text::from("type"), Node::string(kind, a.mark))));
        for key in ["title", "description"] {
            let text = [a, b].into_iter().filter_map(|side| side.get(key)).find(|text| text.as_str() != Some(""));
            union.extend(text.map(|text| (Text::from(key), text.clone())));
        }
        union.extend(common(a, b));
        union.extend(values(a, b).map(|values| ("enum".into(), values)));
        match kind {
            Some("object") if depth > 0 => union.extend(self.properties(a, b, depth)),
            Some("array") => union.extend(self.items(a, b, depth)),
            _ => {}
        }
        Node::mapping(union, a.mark)
    }

    fn properties(&self, a: &Node, b: &Node, depth: usize) -> Option<(Text, Node)> {
        let mut union: Mapping = a.entries("properties").map(|(key, node)| (Arc::clone(key), node.clone())).collect();
        for (key, node) in b.entries("properties") {
            let both = union.get(key).map(|first| self.widen_to(first, node, depth - 1));
            union.insert(Arc::clone(key), both.unwrap_or_else(|| node.clone()));
        }
        (!union.is_empty()).then(|| ("properties".into(), Node::mapping(union, a.mark)))
    }

    /// A list needs items: one without has whatever the other side has.
    fn items(&self, a: &Node, b: &Node, depth: usize) -> Option<(Text, Node)> {
        let union = match (a.get("items"), b.get("items")) {
            (Some(a), Some(b)) => self.widen_to(a, b, depth.saturating_sub(1)),
            (one, other) => one.or(other)?.clone(),
        };
        Some(("items".into(), union))
    }
}

/// The type by what a schema says, or by what it is made of.
fn type_of<'n>(schema: &'n Node, resolver: Resolver<'n>) -> Option<&'n str> {
    let said = |schema: &'n Node| {
        let has = |key| schema.get(key).is_some();
        let by_keywords = || (has("properties") || has("additionalProperties")).then_some("object");
        schema.text("type").or_else(by_keywords).or_else(|| has("items").then_some("array"))
    };
    let members = ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|key| schema.items(key));
    said(schema).or_else(|| members.filter_map(|member| resolver.resolve(member)).find_map(said))
}

/// The engine has no unions: what is neither a number nor of one type is text. A side without a
/// type has nothing to say.
fn wider_type<'n>(a: Option<&'n str>, b: Option<&'n str>) -> Option<&'n str> {
    match (a, b) {
        (a, b) if a == b => a,
        (Some("integer" | "number"), Some("integer" | "number")) => Some("number"),
        (Some(one), None) | (None, Some(one)) => Some(one),
        _ => Some("string"),
    }
}

fn common<'n>(a: &'n Node, b: &'n Node) -> impl Iterator<Item = (Text, Node)> {
    let is_kept = |key: &str, value: &Node| {
        let composition = ["allOf", "oneOf", "anyOf", "discriminator"].contains(&key);
        !SETTLED.contains(&key) && !composition && (b.get(key) == Some(value) || is_of_either(key))
    };
    let of_first = a.as_mapping().into_iter().flatten().filter(move |(key, value)| is_kept(key, value));
    let of_second = b.as_mapping().into_iter().flatten().filter(|(key, _)| is_of_either(key));
    of_first.chain(of_second).map(|(key, value)| (Arc::clone(key), value.clone()))
}

fn is_of_either(key: &str) -> bool {
    OF_EITHER.contains(&key)
}

/// The values of both sides. A side without a list of values allows any.
fn values(a: &Node, b: &Node) -> Option<Node> {
    let mut values = a.get("enum")?.as_sequence()?.to_vec();
    for value in b.get("enum")?.as_sequence()? {
        if !values.contains(value) {
            values.push(value.clone());
        }
    }
    Some(Node::sequence(values, a.mark))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::source::yaml;

    fn widened(a: &str, b: &str) -> String {
        let read = |text: &str| yaml::read(text.as_bytes(), Path::new("a.yaml")).expect("YAML");
        let size = "{components: {schemas: {Size: {type: object, properties: {width: {type: number}}}}}}";
        let (size, fuel) = (read(size), Cell::new(100));
        format!("{:?}", Widener { resolver: Resolver::new(&size), fuel: &fuel }.widen(&read(a), &read(b)))
    }

    #[test]
    fn the_wider_of_two_schemas_allows_what_either_does() {
        let cases = [
            ("{type: string, format: uri}", "{type: string, format: uri}", r#"{"type":"string","format":"uri"}"#),
            ("{type: string, format: uri}", "{type: string, format: email}", r#"{"type":"string"}"#),
            ("{type: integer}", "{type: number}", r#"{"type":"number"}"#),
            ("{type: integer}", "{type: string}", r#"{"type":"string"}"#),
            ("{type: boolean}", "{type: object}", r#"{"type":"string"}"#),
            ("{description: One}", "{type: object}", r#"{"type":"object","description":"One"}"#),
            ("{description: One}", "{description: Two}", r#"{"description":"One"}"#),
            (
                "{type: string, enum: [a, b]}",
                "{type: string, enum: [b, c]}",
                r#"{"type":"string","enum":["a","b","c"]}"#,
            ),
            ("{type: string, enum: [a, b]}", "{type: string}", r#"{"type":"string"}"#),
            (
                "{type: string, description: One, readOnly: true}",
                "{type: string, description: Two, nullable: true}",
                r#"{"type":"string","description":"One","nullable":true}"#,
            ),
            (
                "{$ref: '#/components/schemas/Size'}",
                "{type: object, properties: {width: {type: integer}, unit: {}}}",
                r#"{"type":"object","properties":{"width":{"type":"number"},"unit":{}}}"#,
            ),
            ("{type: array, items: {type: string}}", "{type: array}", r#"{"type":"array","items":{"type":"string"}}"#),
            (
                "{$ref: '#/components/schemas/Size'}",
                "{$ref: '#/components/schemas/Size'}",
                r##"{"$ref":"#/components/schemas/Size"}"##,
            ),
        ];
        for (a, b, expected) in cases {
            assert_eq!(widened(a, b), expected, "{a} and {b}");
        }
    }
}
