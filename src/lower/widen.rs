//! Unites the schemas that variants of an object give to the same property.

use std::sync::Arc;

use crate::tree::{Mapping, Node, Text};

use super::inherit::{Merger, SHAPES};
use crate::schema::access;
use crate::schema::kind;
use crate::schema::kind::{has_properties, values_of_map, wider};

/// How deep nested properties are united. They are not columns, but pages show them.
const MAX_DEPTH: usize = 2;

/// Maximum number of alternatives kept for schemas that cannot be united. Pages and `diff` look at no more.
const MAX_ALTERNATIVES: usize = 200;

/// Keywords that the union has if either side has them.
const OF_EITHER: [&str; 2] = ["nullable", "writeOnly"];

/// Keywords with rules of their own; others are kept if both sides have the same value.
const SETTLED: [&str; 12] = [
    "type",
    "description",
    "title",
    "enum",
    "properties",
    "items",
    "required",
    "$ref",
    "allOf",
    "oneOf",
    "anyOf",
    "discriminator",
];

/// Unites schemas until its fuel is used up; from then on objects lose their properties.
pub struct Widener<'a>(pub Merger<'a>);

enum Inside {
    Nothing,
    Under(&'static str, Node),
    /// Contents that do not fit into one schema.
    Apart,
}

impl Widener<'_> {
    /// Returns a schema that allows whatever either of two schemas allows. Descriptions are those of the first.
    ///
    /// Two objects become one with the properties of both, and two lists one with the items of both. Others, such as an
    /// object and a list, or objects that have alternatives, become a type that the engine can store, with both under
    /// `anyOf`: the engine does not look into columns, but pages, examples and `diff` do.
    pub fn widen(&self, first: &Node, second: &Node) -> Node {
        self.widen_to(first, second, MAX_DEPTH)
    }

    fn widen_to(&self, first: &Node, second: &Node, depth: usize) -> Node {
        let Widener(merger) = self;
        let resolver = merger.resolver;
        let same_target = first.reference().is_some() && first.reference() == second.reference();
        let (Some(a), Some(b)) = (resolver.resolve(first), resolver.resolve(second)) else { return first.clone() };
        // The union is writable if one side is.
        let is_read_only = |schema| access::is_only("readOnly", schema, resolver);
        let is_written = is_read_only(a) && !is_read_only(b);
        if same_target || a == b || (says_nothing(b) && !is_written) {
            return first.clone();
        }
        let inside = match (merger.flat(a), merger.flat(b)) {
            _ if merger.spend(1).is_none() => Inside::Nothing,
            (Some(a), Some(b)) => match self.inside(&a, &b, depth) {
                Inside::Apart => Inside::Apart,
                inside => return self.union(&a, &b, inside),
            },
            _ if kind::holds_more(a, resolver) || kind::holds_more(b, resolver) => Inside::Apart,
            _ => Inside::Nothing,
        };
        match inside {
            Inside::Apart => {
                let members = Node::sequence(self.alternatives(first, second), a.mark);
                self.union(a, b, Inside::Under("anyOf", members))
            }
            inside => self.union(a, b, inside),
        }
    }

    fn inside(&self, a: &Node, b: &Node, depth: usize) -> Inside {
        let holds_more = |schema: &Node| kind::holds_more(schema, self.0.resolver);
        match wider(kind::of(a, self.0.resolver), kind::of(b, self.0.resolver)) {
            _ if !holds_more(a) && !holds_more(b) => Inside::Nothing,
            Some("object") if depth > 0 => self.fields(a, b, depth),
            Some("array") => self.items(a, b, depth),
            _ => Inside::Apart,
        }
    }

    /// Unites objects and maps. One without contents allows those of the other.
    fn fields(&self, a: &Node, b: &Node, depth: usize) -> Inside {
        let holds_more = |values: Option<&Node>| values.is_some_and(|it| kind::holds_more(it, self.0.resolver));
        match (has_properties(a) || has_properties(b), values_of_map(a), values_of_map(b)) {
            (true, one, other) if one != other && (holds_more(one) || holds_more(other)) => Inside::Apart,
            (true, ..) => self.properties(a, b, depth),
            (false, Some(a), Some(b)) => Inside::Under("additionalProperties", self.widen_to(a, b, depth - 1)),
            (false, one, other) => {
                one.or(other).map_or(Inside::Nothing, |it| Inside::Under("additionalProperties", it.clone()))
            }
        }
    }

    fn properties(&self, a: &Node, b: &Node, depth: usize) -> Inside {
        let mut union: Mapping = a.entries("properties").map(|(key, node)| (Arc::clone(key), node.clone())).collect();
        self.0.spend(union.len());
        for (key, node) in b.entries("properties") {
            let both = union.get(key).map(|first| self.widen_to(first, node, depth - 1));
            union.insert(Arc::clone(key), both.unwrap_or_else(|| node.clone()));
        }
        Inside::Under("properties", Node::mapping(union, a.mark))
    }

    /// Unites the items of lists. A list without `items` takes those of the other.
    fn items(&self, a: &Node, b: &Node, depth: usize) -> Inside {
        let union = match (a.get("items"), b.get("items")) {
            (Some(a), Some(b)) => Some(self.widen_to(a, b, depth.saturating_sub(1))),
            (one, other) => one.or(other).cloned(),
        };
        union.map_or(Inside::Nothing, |union| Inside::Under("items", union))
    }

    /// Returns a schema with the keywords of two and the united contents.
    fn union(&self, a: &Node, b: &Node, inside: Inside) -> Node {
        let mut union = Mapping::default();
        let kind = wider(kind::of(a, self.0.resolver), kind::of(b, self.0.resolver));
        // An array must have `items`, so text stores what is kept apart.
        let is_apart = matches!(inside, Inside::Under("anyOf", _));
        let kind = if is_apart && kind != Some("object") { Some("string") } else { kind };
        union.extend(kind.map(|kind| (Text::from("type"), Node::string(kind, a.mark))));
        for key in ["title", "description"] {
            let text = [a, b].into_iter().filter_map(|side| side.get(key)).find(|text| text.as_str() != Some(""));
            union.extend(text.map(|text| (Text::from(key), text.clone())));
        }
        union.extend(common(a, b).filter(|(key, _)| !is_apart || &**key != "additionalProperties"));
        union.extend(values(a, b).map(|values| ("enum".into(), values)));
        if let Inside::Under(keyword, node) = inside {
            union.extend(required(a, b).filter(|_| keyword == "properties").map(|names| ("required".into(), names)));
            union.insert(keyword.into(), node);
        }
        Node::mapping(union, a.mark)
    }

    /// Returns the members of two schemas that consist only of `anyOf`, or else the schemas themselves.
    fn alternatives(&self, first: &Node, second: &Node) -> Vec<Node> {
        let mut members = self.members(first);
        for member in self.members(second) {
            if members.len() < MAX_ALTERNATIVES && !members.contains(&member) {
                members.push(member);
            }
        }
        members
    }

    fn members(&self, schema: &Node) -> Vec<Node> {
        let target = self.0.resolver.resolve(schema).unwrap_or(schema);
        let others = ["properties", "items", "additionalProperties", "allOf", "oneOf", "discriminator", "enum"];
        let members = target.items("anyOf");
        let is_more = members.is_empty() || others.iter().any(|key| target.get(key).is_some());
        if is_more { vec![schema.clone()] } else { members.to_vec() }
    }
}

fn common<'n>(a: &'n Node, b: &'n Node) -> impl Iterator<Item = (Text, Node)> {
    let is_kept = |key: &str, value: &Node| !SETTLED.contains(&key) && (b.get(key) == Some(value) || is_of_either(key));
    let of_first = a.as_mapping().into_iter().flatten().filter(move |(key, value)| is_kept(key, value));
    let of_second = b.as_mapping().into_iter().flatten().filter(|(key, _)| is_of_either(key));
    of_first.chain(of_second).map(|(key, value)| (Arc::clone(key), value.clone()))
}

fn is_of_either(key: &str) -> bool {
    OF_EITHER.contains(&key)
}

fn required(a: &Node, b: &Node) -> Option<Node> {
    let names: Vec<Node> = a.items("required").iter().filter(|it| b.items("required").contains(it)).cloned().collect();
    (!names.is_empty()).then(|| Node::sequence(names, a.mark))
}

/// Whether a schema only describes something that has its type elsewhere.
fn says_nothing(schema: &Node) -> bool {
    let keys = schema.as_mapping().into_iter().flatten().map(|(key, _)| &**key);
    keys.into_iter().all(|key| key != "type" && !SHAPES.contains(&key) && !is_of_either(key))
}

/// Unites the values of both sides. A side without `enum` allows any value, unless it says nothing at all.
fn values(a: &Node, b: &Node) -> Option<Node> {
    match (says_nothing(a), says_nothing(b)) {
        (true, _) => return b.get("enum").cloned(),
        (_, true) => return a.get("enum").cloned(),
        _ => {}
    }
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
    use std::cell::Cell;
    use std::path::Path;

    use super::*;
    use crate::schema::Resolver;
    use crate::tree::yaml;

    fn widened(a: &str, b: &str) -> String {
        let read = |text: &str| yaml::read(text.as_bytes(), Path::new("a.yaml")).expect("YAML");
        let size = "{components: {schemas: {Size: {type: object, properties: {width: {type: number}}}}}}";
        let (size, fuel) = (read(size), Cell::new(100));
        let merger = Merger::new(Resolver::new(&size), &fuel);
        format!("{:?}", Widener(merger).widen(&read(a), &read(b)))
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
                "{type: array, items: {type: string}}",
                "{type: object, properties: {a: {}}}",
                r#"{"type":"string","anyOf":[{"type":"array","items":{"type":"string"}},{"type":"object","properties":{"a":{}}}]}"#,
            ),
            (
                "{type: object, additionalProperties: {type: integer}}",
                "{type: object, additionalProperties: {type: number}}",
                r#"{"type":"object","additionalProperties":{"type":"number"}}"#,
            ),
            (
                "{allOf: [{type: object, required: [a, b], properties: {a: {}}}, {properties: {b: {}}}]}",
                "{type: object, required: [b], properties: {b: {}, c: {}}}",
                r#"{"type":"object","required":["b"],"properties":{"a":{},"b":{},"c":{}}}"#,
            ),
            ("{type: string, enum: [a]}", "{description: One}", r#"{"type":"string","enum":["a"]}"#),
            ("{oneOf: [{type: string}, {type: object}]}", "{type: integer}", r#"{"type":"string"}"#),
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
