//! Whether a thing is read-only or write-only, seen through `$ref` and `allOf`.
//!
//! A value is read-only if one of the members of its `allOf` says so of the whole (JSON Schema 2020-12, validation, 9.4).
//! A property that is declared again without the flag, as subtypes do with what they let a client set, is open: to show
//! too much as open costs a request that the API refuses, to show too little leaves users with something that they cannot
//! set at all. So a flag of a property counts if each of its declarations has it, or if a remark does that only adds the
//! flag.

use crate::tree::{Node, Value};

use super::{Resolver, Walk};

/// The flags.
pub const ACCESS: [&str; 2] = ["readOnly", "writeOnly"];

/// Keywords that declare what a thing is. A schema without them only adds a remark.
const DECLARING: [&str; 9] =
    ["$ref", "type", "enum", "properties", "items", "additionalProperties", "allOf", "oneOf", "anyOf"];

/// Whether a flag applies to what a schema describes.
pub fn is_only(key: &str, schema: &Node, resolver: Resolver<'_>) -> bool {
    Search { key, resolver, walk: Walk::default() }.is_only(schema)
}

/// Whether a flag applies to what several schemas describe together.
pub fn are_only<'n>(key: &str, schemas: impl IntoIterator<Item = &'n Node>, resolver: Resolver<'n>) -> bool {
    Search { key, resolver, walk: Walk::default() }.are_only(schemas)
}

struct Search<'a> {
    key: &'a str,
    resolver: Resolver<'a>,
    walk: Walk,
}

impl Search<'_> {
    fn is_only(&mut self, schema: &Node) -> bool {
        let Some(schema) = self.resolver.resolve(schema) else { return false };
        if let Some(said) = self.said(schema) {
            return said;
        }
        let bases = schema.items("allOf");
        if bases.is_empty() || !self.walk.enter(schema) {
            return false;
        }
        bases.iter().any(|base| self.is_only(base))
    }

    fn are_only<'n>(&mut self, schemas: impl IntoIterator<Item = &'n Node>) -> bool {
        let (mut remark, mut declared) = (None, None);
        for schema in schemas {
            match declares(schema) {
                true => declared = Some(self.is_only(schema) && declared != Some(false)),
                false => remark = self.said(schema).or(remark),
            }
        }
        remark.or(declared).unwrap_or_default()
    }

    fn said(&self, schema: &Node) -> Option<bool> {
        match schema.get(self.key)?.value {
            Value::Bool(said) => Some(said),
            _ => None,
        }
    }
}

fn declares(schema: &Node) -> bool {
    DECLARING.iter().any(|key| schema.get(key).is_some())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tree::yaml;

    const SCHEMAS: &str = "{components: {schemas: {
        Frozen: {type: object, readOnly: true, properties: {a: {}}},
        Icy: {allOf: [{$ref: '#/components/schemas/Frozen'}, {description: One}]},
        Round: {allOf: [{$ref: '#/components/schemas/Round'}, {$ref: '#/components/schemas/Frozen'}]},
        Open: {allOf: [{$ref: '#/components/schemas/Frozen'}, {properties: {b: {}}}]}}}}";

    #[test]
    fn a_member_speaks_for_the_whole() {
        let schemas = yaml::read(SCHEMAS.as_bytes(), Path::new("a.yaml")).expect("YAML");
        for (schema, expected) in [
            ("{type: string, readOnly: true}", true),
            ("{$ref: '#Frozen'}", true),
            ("{$ref: '#Icy'}", true),
            ("{$ref: '#Open'}", true),
            ("{$ref: '#Round'}", true),
            ("{allOf: [{$ref: '#Open'}], readOnly: true}", true),
            ("{allOf: [{$ref: '#Open'}, {readOnly: true}]}", true),
            ("{allOf: [{readOnly: true}, {$ref: '#Open'}]}", true),
            ("{allOf: [{$ref: '#Frozen'}], readOnly: false}", false),
            ("{allOf: [{$ref: '#Frozen'}, {type: object, readOnly: true}]}", true),
            ("{allOf: [{$ref: '#Frozen'}], properties: {b: {}}}", true),
            ("{description: One}", false),
        ] {
            let node = yaml::read(schema.replace('#', "#/components/schemas/").as_bytes(), Path::new("a.yaml"));
            let found = is_only("readOnly", &node.expect("YAML"), Resolver::new(&schemas));
            assert_eq!(found, expected, "{schema}");
        }
    }
    #[test]
    fn a_property_that_is_declared_again_is_open() {
        let schemas = yaml::read(SCHEMAS.as_bytes(), Path::new("a.yaml")).expect("YAML");
        for (declared, expected) in [
            ("[{type: string, readOnly: true}, {type: string}]", false),
            ("[{type: string}, {type: string, readOnly: true}]", false),
            ("[{type: string, readOnly: true}, {type: string, readOnly: true}]", true),
            ("[{type: string, readOnly: true}, {description: One}]", true),
            ("[{type: string}, {readOnly: true}]", true),
            ("[{$ref: '#Frozen'}, {type: object}]", false),
        ] {
            let node = yaml::read(declared.replace('#', "#/components/schemas/").as_bytes(), Path::new("a.yaml"));
            let node = node.expect("YAML");
            let found = are_only("readOnly", node.as_sequence().expect("a list"), Resolver::new(&schemas));
            assert_eq!(found, expected, "{declared}");
        }
    }
}
