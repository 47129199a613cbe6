//! Lists seen through compositions: a list may stand in an `allOf`, or be one of several alternatives.

use crate::tree::Node;

use super::{Resolver, Walk, alternatives, is_array};

/// What a list holds, and what may stand in its place.
#[derive(Debug, Default)]
pub struct List<'a> {
    /// The schemas of its items, as they stand there: one for each list that says what is in it.
    pub items: Vec<&'a Node>,
    /// The alternatives that are no lists and hold more than a value, as they stand there.
    pub others: Vec<&'a Node>,
}

/// Returns the list that a schema is, or that at least one of its alternatives is.
pub fn list<'a>(schema: &'a Node, resolver: Resolver<'a>) -> Option<List<'a>> {
    Search { resolver, walk: Walk::default(), found: List::default() }.list(schema)
}

/// Whether a schema is a list, in all its alternatives that hold more than a value.
pub fn is_list(schema: &Node, resolver: Resolver<'_>) -> bool {
    list(schema, resolver).is_some_and(|list| list.others.is_empty())
}

struct Search<'a> {
    resolver: Resolver<'a>,
    walk: Walk,
    found: List<'a>,
}

impl<'a> Search<'a> {
    fn list(mut self, schema: &'a Node) -> Option<List<'a>> {
        self.has_list(schema).then_some(self.found)
    }

    /// Whether a schema is a list or has one; adds what is in it.
    fn has_list(&mut self, at: &'a Node) -> bool {
        let Some(schema) = self.resolver.resolve(at).filter(|schema| self.walk.enter(schema)) else { return false };
        let has_own = schema.entries("properties").next().is_some();
        if is_array(schema) {
            self.found.items.extend(schema.get("items"));
            return true;
        }
        if has_own {
            return false;
        }
        if schema.items("allOf").iter().any(|member| self.has_list(member)) {
            return true;
        }
        let (mut has_list, mut others) = (false, Vec::new());
        for member in alternatives(schema) {
            match self.has_list(member) {
                true => has_list = true,
                false => others.extend(Some(member).filter(|member| self.is_object(member))),
            }
        }
        if has_list {
            self.found.others.extend(others);
        }
        has_list
    }

    fn is_object(&self, member: &Node) -> bool {
        let kind = super::kind::of(member, self.resolver);
        kind.is_none_or(|kind| kind == "object") && super::kind::holds_more(member, self.resolver)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tree::yaml;

    fn found(schema: &str) -> Option<(usize, usize)> {
        let schema = yaml::read(schema.as_bytes(), Path::new("schema.yaml")).unwrap_or_default();
        list(&schema, Resolver::new(&Node::default())).map(|list| (list.items.len(), list.others.len()))
    }

    #[test]
    fn lists_are_found_in_compositions() {
        let (list, object) = ("{type: array, items: {type: object}}", "{properties: {id: {}}}");
        for (schema, expected) in [
            (list.to_owned(), Some((1, 0))),
            ("{type: array}".to_owned(), Some((0, 0))),
            (format!("{{allOf: [{{description: all}}, {list}]}}"), Some((1, 0))),
            (format!("{{oneOf: [{list}, {list}]}}"), Some((2, 0))),
            (format!("{{anyOf: [{{oneOf: [{list}]}}, {{allOf: [{list}]}}]}}"), Some((2, 0))),
            // A null or a text in place of the list gives no rows.
            (format!("{{oneOf: [{list}, {{type: string}}, {{nullable: true}}]}}"), Some((1, 0))),
            (format!("{{oneOf: [{object}, {list}]}}"), Some((1, 1))),
            (format!("{{oneOf: [{object}, {object}]}}"), None),
            (format!("{{properties: {{id: {{}}}}, oneOf: [{list}]}}"), None),
            ("{type: string}".to_owned(), None),
        ] {
            assert_eq!(found(&schema), expected, "{schema}");
        }
    }
}
