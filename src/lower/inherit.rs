//! Merges a schema with the members of its `allOf`, which all apply at once.

use std::cell::Cell;
use std::sync::Arc;

use crate::schema::access::{self, ACCESS};
use crate::schema::alternatives;
use crate::schema::{Resolver, component_of};
use crate::tree::{Mapping, Node, Text};

use crate::schema::kind;

/// Maximum number of schemas visited for one, and of members in an `allOf`. Real ones have fewer than ten.
const MAX_PARTS: usize = 200;

/// How deep references in properties are followed. They may form cycles.
const MAX_DEPTH: usize = 3;

/// Keywords that describe contents or restrict values.
pub const SHAPES: [&str; 7] = ["properties", "items", "additionalProperties", "enum", "allOf", "oneOf", "anyOf"];

/// Human-readable keywords; the first base wins.
const TOLD: [&str; 2] = ["title", "description"];

/// Merges schemas until its fuel is used up.
#[derive(Clone, Copy)]
pub struct Merger<'a> {
    pub resolver: Resolver<'a>,
    /// How many more schemas and properties may be visited.
    fuel: &'a Cell<usize>,
    /// How many more levels of references in properties are followed.
    depth: usize,
}

impl<'a> Merger<'a> {
    pub fn new(resolver: Resolver<'a>, fuel: &'a Cell<usize>) -> Self {
        Merger { resolver, fuel, depth: MAX_DEPTH }
    }
}

impl Merger<'_> {
    /// Adds a property to those of a base. If both have it, the later one wins and inherits what it does not define
    /// itself.
    pub fn inherit(self, properties: &mut Mapping, key: &Text, later: &Node) {
        let both = |earlier: &Node| self.opened(self.both(earlier, later), &[earlier, later]);
        let both = properties.get(key).map(both);
        properties.insert(Arc::clone(key), both.unwrap_or_else(|| later.clone()));
    }

    /// Returns a schema merged with the members of its `allOf`. Returns `None` if there are alternatives or mapped
    /// subtypes, of which only one applies, or too many schemas.
    pub fn flat(self, schema: &Node) -> Option<Node> {
        let is_mapped = schema.get("discriminator").is_some_and(|it| it.entries("mapping").next().is_some());
        let mut parts = Parts { merger: self, inside: Vec::new(), left: MAX_PARTS };
        if is_mapped { None } else { parts.flat(schema) }
    }

    /// Takes fuel, or returns `None` if none is left.
    pub fn spend(self, amount: usize) -> Option<()> {
        self.fuel.set(self.fuel.get().saturating_sub(amount));
        (self.fuel.get() > 0).then_some(())
    }

    /// Returns a merged schema that is read-only or write-only if what it was merged from is, taken together.
    fn opened(self, merged: Node, parts: &[&Node]) -> Node {
        ACCESS.into_iter().fold(merged, |merged, key| {
            let wanted = access::are_only(key, parts.iter().copied(), self.resolver);
            match access::is_only(key, &merged, self.resolver) == wanted {
                true => merged,
                false => flagged(merged, key, wanted),
            }
        })
    }

    fn both(self, earlier: &Node, later: &Node) -> Node {
        let is_written_out = earlier.reference().is_none() && later.reference().is_none();
        if is_written_out && (later.get("type").is_none() || earlier.text("type") == later.text("type")) {
            return self.combined(earlier, later);
        }
        self.of_references(earlier, later).unwrap_or_else(|| later.clone())
    }

    /// Merges properties by resolving them. Returns `None` if the later one is complete, such as a subtype.
    fn of_references(self, earlier: &Node, later: &Node) -> Option<Node> {
        let below = Merger { depth: self.depth.checked_sub(1)?, ..self };
        let flat = |schema| below.flat(self.resolver.resolve(schema)?);
        let (base, own) = (flat(earlier)?, flat(later)?);
        let (kind, own_kind) = (kind::of(&base, self.resolver), kind::of(&own, self.resolver));
        if own_kind.is_some() && own_kind != kind {
            return None;
        }
        let has_own = |key: &str| own.get(key).is_some();
        match kind {
            Some("object") => {
                let is_new = |name: &Text| own.get("properties").and_then(|own| own.get(name)).is_none();
                let has_more = own_kind.is_none() || base.entries("properties").any(|(name, _)| is_new(name));
                has_more.then(|| self.beside(earlier, later))
            }
            Some("array") if has_own("items") => None,
            Some("array") => Some(self.combined(&base, later)),
            _ if has_own("enum") || later.reference().is_some() => None,
            _ => Some(self.combined(&base, later)),
        }
    }

    /// Combines two objects that both apply. Keeps references, since copies would be long.
    fn beside(self, earlier: &Node, later: &Node) -> Node {
        let Some(reference) = [earlier, later].into_iter().find(|schema| schema.reference().is_some()) else {
            return self.combined(earlier, later);
        };
        let list = |schema: &Node| match schema.reference() {
            Some(_) => vec![schema.clone()],
            None => schema.items("allOf").to_vec(),
        };
        let mut members = list(earlier);
        members.extend(list(later));
        members.truncate(MAX_PARTS);
        let written_out = [later, earlier].into_iter().find(|schema| schema.reference().is_none());
        let object = written_out.cloned().unwrap_or_else(|| Node::mapping(Mapping::default(), reference.mark));
        let object = object.with("type", Node::string("object", reference.mark));
        object.with("allOf", Node::sequence(members, reference.mark))
    }

    fn combined(self, earlier: &Node, later: &Node) -> Node {
        let mut combined = later.as_mapping().cloned().unwrap_or_default();
        for (keyword, value) in earlier.as_mapping().into_iter().flatten() {
            let both = match (keyword.as_ref(), combined.get(keyword)) {
                ("properties", Some(own)) => self.properties(value, own),
                ("required" | "allOf", Some(own)) => items_of_both(value, own),
                (_, Some(_)) => continue,
                (_, None) => value.clone(),
            };
            combined.insert(Arc::clone(keyword), both);
        }
        Node::mapping(combined, later.mark)
    }

    fn properties(self, earlier: &Node, later: &Node) -> Node {
        let mut properties = earlier.as_mapping().cloned().unwrap_or_default();
        for (key, property) in later.as_mapping().into_iter().flatten() {
            match self.spend(1) {
                Some(()) => self.inherit(&mut properties, key, property),
                None => drop(properties.insert(Arc::clone(key), property.clone())),
            }
        }
        Node::mapping(properties, later.mark)
    }
}

struct Parts<'a> {
    merger: Merger<'a>,
    /// The schemas that contain the current one.
    inside: Vec<*const Node>,
    /// How many more schemas may be visited.
    left: usize,
}

impl Parts<'_> {
    fn flat(&mut self, schema: &Node) -> Option<Node> {
        self.left = self.left.checked_sub(1)?;
        self.merger.spend(1)?;
        let schema = self.merger.resolver.resolve(schema)?;
        if self.has_alternatives(schema) {
            return None;
        }
        let own = schema.without("allOf");
        let bases = schema.items("allOf");
        if bases.is_empty() || self.inside.contains(&std::ptr::from_ref(schema)) {
            return Some(own);
        }
        self.inside.push(schema);
        let mut merged = Node::mapping(Mapping::default(), schema.mark);
        for base in bases {
            let base = self.flat(base)?;
            if self.has_other_subtypes(&base) {
                return None;
            }
            let base = base.without("discriminator");
            let told = TOLD.into_iter().filter_map(|key| Some((key, merged.get(key)?.clone())));
            let told: Vec<_> = told.collect();
            merged = self.merger.combined(&merged, &base);
            merged = told.into_iter().fold(merged, |merged, (key, text)| merged.with(key, text));
        }
        self.inside.pop();
        Some(self.merger.opened(self.merger.combined(&merged, &own), &[schema]))
    }

    /// Whether a base maps its subtypes and is not extended by one of them here.
    fn has_other_subtypes(&self, base: &Node) -> bool {
        let mapping = base.get("discriminator").into_iter().flat_map(|it| it.entries("mapping"));
        let targets: Vec<&str> = mapping.filter_map(|(_, target)| target.as_str()).collect();
        let is_inside = |target: &&str| {
            let name = component_of(target).map_or_else(|| (*target).to_owned(), |(_, name)| name);
            self.merger.resolver.schema(&name).is_some_and(|it| self.inside.contains(&std::ptr::from_ref(it)))
        };
        !targets.is_empty() && !targets.iter().any(is_inside)
    }

    /// Whether a schema has alternatives that differ in more than `required`.
    fn has_alternatives(&self, schema: &Node) -> bool {
        let says_something = |member: &Node| {
            let member = self.merger.resolver.resolve(member);
            member.is_some_and(|member| SHAPES.iter().any(|key| member.get(key).is_some()))
        };
        alternatives(schema).any(says_something)
    }
}

/// Sets a flag of a schema; beside a reference it would be ignored.
fn flagged(schema: Node, key: &str, value: bool) -> Node {
    let mark = schema.mark;
    let object = match schema.reference() {
        Some(_) => Node::mapping(Mapping::from_iter([("allOf".into(), Node::sequence(vec![schema], mark))]), mark),
        None => schema.without(key),
    };
    if value || object.get("allOf").is_some() { object.with(key, Node::bool(value, mark)) } else { object }
}

fn items_of_both(earlier: &Node, later: &Node) -> Node {
    let mut items = later.as_sequence().unwrap_or_default().to_vec();
    let others = earlier.as_sequence().unwrap_or_default().iter();
    items.extend(others.filter(|item| !later.as_sequence().is_some_and(|items| items.contains(item))).cloned());
    Node::sequence(items, later.mark)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tree::yaml;

    const SCHEMAS: &str = "{components: {schemas: {
        Size: {type: object, properties: {width: {type: number}}},
        Wide: {allOf: [{$ref: '#/components/schemas/Size'}, {properties: {depth: {type: number}}}]},
        Unit: {type: string, enum: [cm, in]},
        Round: {allOf: [{$ref: '#/components/schemas/Round'}], properties: {size: {type: number}}},
        Animal: {type: object, discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}},
        Cat: {allOf: [{$ref: '#/components/schemas/Animal'}], properties: {fur: {}}},
        Pet: {allOf: [{$ref: '#/components/schemas/Animal'}, {description: One}]},
        Either: {oneOf: [{$ref: '#/components/schemas/Size'}, {$ref: '#/components/schemas/Unit'}]}}}}";

    fn read(text: &str) -> Node {
        yaml::read(text.replace('#', "#/components/schemas/").as_bytes(), Path::new("a.yaml")).expect("YAML")
    }

    #[test]
    fn a_property_keeps_what_the_later_one_does_not_say() {
        let schemas = yaml::read(SCHEMAS.as_bytes(), Path::new("a.yaml")).expect("YAML");
        let fuel = Cell::new(1_000);
        let merger = Merger::new(Resolver::new(&schemas), &fuel);
        let cases = [
            ("{$ref: '#Size'}", "{$ref: '#Wide'}", "{$ref: '#Wide'}"),
            ("{$ref: '#Wide'}", "{$ref: '#Size'}", "{type: object, allOf: [{$ref: '#Wide'}, {$ref: '#Size'}]}"),
            (
                "{$ref: '#Size'}",
                "{type: object, properties: {a: {}}}",
                "{type: object, properties: {a: {}}, allOf: [{$ref: '#Size'}]}",
            ),
            ("{$ref: '#Unit'}", "{description: One}", "{description: One, type: string, enum: [cm, in]}"),
            ("{$ref: '#Unit'}", "{type: string, enum: [cm]}", "{type: string, enum: [cm]}"),
            ("{$ref: '#Size'}", "{type: string}", "{type: string}"),
            ("{$ref: '#Either'}", "{$ref: '#Size'}", "{$ref: '#Size'}"),
            ("{type: array, items: {$ref: '#Size'}}", "{type: array}", "{type: array, items: {$ref: '#Size'}}"),
        ];
        for (earlier, later, expected) in cases {
            let mut properties = Mapping::from_iter([("a".into(), read(earlier))]);
            merger.inherit(&mut properties, &"a".into(), &read(later));
            let found = properties.get("a").map(|it| format!("{it:?}"));
            assert_eq!(found, Some(format!("{:?}", read(expected))), "{earlier} and {later}");
        }
    }

    #[test]
    fn all_of_is_written_out_and_alternatives_are_not() {
        let schemas = yaml::read(SCHEMAS.as_bytes(), Path::new("a.yaml")).expect("YAML");
        let flat = |schema: &str, fuel: usize| {
            let fuel = Cell::new(fuel);
            let resolver = Resolver::new(&schemas);
            let found = Merger::new(resolver, &fuel).flat(resolver.schema(schema).expect("a schema"));
            found.map(|it| format!("{it:?}"))
        };
        let wide = r#"{"properties":{"width":{"type":"number"},"depth":{"type":"number"}},"type":"object"}"#;
        assert_eq!(flat("Wide", 1_000).as_deref(), Some(wide));
        assert_eq!(flat("Round", 1_000).as_deref(), Some(r#"{"properties":{"size":{"type":"number"}}}"#));
        assert_eq!(flat("Cat", 1_000).as_deref(), Some(r#"{"properties":{"fur":{}},"type":"object"}"#));
        assert_eq!([flat("Animal", 1_000), flat("Pet", 1_000), flat("Either", 1_000)], [None, None, None]);
        assert_eq!(flat("Wide", 2), None);
    }
}
