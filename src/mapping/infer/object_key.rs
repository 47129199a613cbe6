//! Finds the rows in a response that wraps a list.

use indexmap::IndexMap;

use crate::schema::envelope::is_about_the_answer;
use crate::schema::{Resolver, Walk, is_composed, members};
use crate::tree::Node;

/// Returns the object key of a response that wraps a list: `$.domains` if the list is the only property besides those
/// of the envelope, else `$.data`, each also one object further down.
pub fn object_key(response: &Node, resolver: Resolver) -> Option<String> {
    let reader = Reader { resolver };
    reader
        .list_in(response)
        .or_else(|| {
            let (name, inside) = reader.only_object_in(response)?;
            let list = reader.list_in(inside)?;
            Some(format!("{name}.{list}"))
        })
        .map(|path| format!("$.{path}"))
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    resolver: Resolver<'a>,
}

impl<'a> Reader<'a> {
    fn list_in(self, schema: &'a Node) -> Option<String> {
        let contents = self.contents(schema);
        let mut names = contents.iter().map(|(name, _)| *name);
        let name = match (names.next(), names.next()) {
            (Some(only), None) => only,
            _ => "data",
        };
        let is_list = contents.get(name).is_some_and(|property| property.text("type") == Some("array"));
        (is_list && is_step(name)).then(|| name.to_owned())
    }

    fn only_object_in(self, schema: &'a Node) -> Option<(&'a str, &'a Node)> {
        let contents = self.contents(schema);
        let (name, property) = contents.first().filter(|_| contents.len() == 1)?;
        is_step(name).then_some((*name, *property))
    }

    /// Returns the properties except those of the envelope, as the engine finds them: in the members of a composition,
    /// and never beside one.
    fn contents(self, schema: &'a Node) -> IndexMap<&'a str, &'a Node> {
        let mut properties = IndexMap::new();
        self.collect(schema, &mut properties, &mut Walk::default());
        properties.retain(|name, _| !is_about_the_answer(name));
        properties
    }

    fn collect(self, schema: &'a Node, found: &mut IndexMap<&'a str, &'a Node>, walk: &mut Walk) {
        if !walk.enter(schema) {
            return;
        }
        if is_composed(schema) {
            let members = members(schema).filter_map(|member| self.resolver.resolve(member));
            return members.for_each(|member| self.collect(member, found, walk));
        }
        for (name, property) in schema.entries("properties") {
            if let Some(property) = self.resolver.resolve(property) {
                found.entry(name).or_insert(property);
            }
        }
    }
}

/// Whether the engine reads a name as one step of a JSON path.
fn is_step(name: &str) -> bool {
    !name.is_empty() && !name.contains(['.', '[', ']']) && name.trim() == name
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tree::yaml;

    fn key(schema: &str) -> Option<String> {
        let schema = yaml::read(schema.as_bytes(), Path::new("schema.yaml")).unwrap_or_default();
        object_key(&schema, Resolver::new(&Node::default()))
    }

    #[test]
    fn wrapped_lists_have_a_key() {
        let list = "{type: array, items: {type: object}}";
        assert_eq!(key(&format!("{{properties: {{domains: {list}}}}}")).as_deref(), Some("$.domains"));
        assert_eq!(
            key(&format!("{{properties: {{_links: {{}}, domains: {list}, total: {{}}}}}}")).as_deref(),
            Some("$.domains")
        );
        assert_eq!(key(&format!("{{properties: {{data: {list}, other: {list}}}}}")).as_deref(), Some("$.data"));
        assert_eq!(
            key(&format!("{{properties: {{code: {{}}, data: {{properties: {{items: {list}}}}}}}}}")).as_deref(),
            Some("$.data.items")
        );
        assert_eq!(key(&format!("{{allOf: [{{properties: {{hits: {list}}}}}]}}")).as_deref(), Some("$.hits"));
    }

    /// An object that contains a list is not an envelope.
    #[test]
    fn things_have_none() {
        let list = "{type: array, items: {type: string}}";
        for schema in [
            format!("{{properties: {{name: {{}}, roles: {list}}}}}"),
            format!("{{properties: {{id: {{}}, roles: {list}}}}}"),
            "{properties: {name: {type: string}}}".to_owned(),
            "{type: object}".to_owned(),
            format!("{{properties: {{a.b: {list}}}}}"),
            // The engine reads the composition and ignores what stands beside it.
            format!("{{allOf: [{{type: object}}], properties: {{hits: {list}}}}}"),
        ] {
            assert_eq!(key(&schema), None, "{schema}");
        }
    }
}
