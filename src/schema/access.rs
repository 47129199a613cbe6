//! Whether a thing is read-only or write-only, seen through `$ref` and `allOf`.
//!
//! `readOnly` and `writeOnly` are remarks about the schema that has them, not constraints that `allOf` adds up. A base
//! that says `readOnly` of itself says nothing about the properties that others add, and a property that is declared
//! again without the flag, as subtypes do with what they let a client set, is open. To show too much as open costs a
//! request that the API refuses; to show too little leaves users with something that they cannot set at all. So a flag
//! counts if everything that declares the thing has it, or a remark does that only adds the flag.

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
        let own = schema.without("allOf");
        self.are_only(bases.iter().chain([&own]))
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
    fn a_flag_counts_if_all_declarations_have_it() {
        let schemas = yaml::read(SCHEMAS.as_bytes(), Path::new("a.yaml")).expect("YAML");
        for (schema, expected) in [
            ("{type: string, readOnly: true}", true),
            ("{$ref: '#Frozen'}", true),
            ("{$ref: '#Icy'}", true),
            ("{$ref: '#Open'}", false),
            ("{$ref: '#Round'}", false),
            ("{allOf: [{$ref: '#Open'}], readOnly: true}", true),
            ("{allOf: [{$ref: '#Open'}, {readOnly: true}]}", true),
            ("{allOf: [{readOnly: true}, {$ref: '#Open'}]}", true),
            ("{allOf: [{$ref: '#Frozen'}], readOnly: false}", false),
            ("{allOf: [{$ref: '#Frozen'}, {type: object, readOnly: true}]}", true),
            ("{allOf: [{$ref: '#Frozen'}], properties: {b: {}}}", false),
            ("{description: One}", false),
        ] {
            let node = yaml::read(schema.replace('#', "#/components/schemas/").as_bytes(), Path::new("a.yaml"));
            let found = is_only("readOnly", &node.expect("YAML"), Resolver::new(&schemas));
            assert_eq!(found, expected, "{schema}");
        }
    }
}
