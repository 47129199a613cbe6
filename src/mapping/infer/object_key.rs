//! Where in a response the rows are, if they are a list in a wrapping.

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::normalise::Resolver;
use crate::tree::Node;

/// Properties that say something about the answer and hold no rows.
#[rustfmt::skip]
const WRAPPING: &[&str] = &[
    "_links", "_meta", "code", "count", "cursor", "error", "errors", "first", "first_id", "hasMore", "hasNext",
    "has_more", "has_next", "last", "last_id", "limit", "links", "message", "meta", "metadata", "next", "nextCursor",
    "nextLink", "nextPage", "nextPageToken", "nextToken", "next_cursor", "next_page", "next_page_token", "next_token",
    "object", "offset", "page", "pageInfo", "pageSize", "page_info", "page_size", "pages", "pagination", "paging",
    "perPage", "per_page", "prev", "previous", "requestId", "request_id", "result_info", "self", "status", "success",
    "total", "totalCount", "totalPages", "totalResults", "total_count", "total_pages", "total_results", "warnings",
];

/// How many schemas of a composition are looked at.
const MAX_SCHEMAS: usize = 200;

/// The object key of a response that wraps a list: `$.domains` if the list is the only property but for what wraps
/// it, else `$.data` if it is called so, each of them also one object further down.
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

    /// The properties but for those of the wrapping, as the engine finds them: in the members of a
    /// composition, and beside one not at all.
    fn contents(self, schema: &'a Node) -> IndexMap<&'a str, &'a Node> {
        let mut properties = IndexMap::new();
        self.collect(schema, &mut properties, &mut HashSet::new());
        properties.retain(|name, _| !WRAPPING.contains(name));
        properties
    }

    fn collect(self, schema: &'a Node, found: &mut IndexMap<&'a str, &'a Node>, seen: &mut HashSet<*const Node>) {
        if seen.len() >= MAX_SCHEMAS || !seen.insert(schema) {
            return;
        }
        let mut members = ["allOf", "oneOf", "anyOf"].iter().flat_map(|key| schema.items(key)).peekable();
        if members.peek().is_some() {
            members.filter_map(|member| self.resolver.resolve(member)).for_each(|m| self.collect(m, found, seen));
            return;
        }
        for (name, property) in schema.entries("properties") {
            if let Some(property) = self.resolver.resolve(property) {
                found.entry(name).or_insert(property);
            }
        }
    }
}

/// Whether a name is one step of a JSON path as the engine splits it.
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

    /// A thing with a list in it is no wrapped list.
    #[test]
    fn things_have_none() {
        let list = "{type: array, items: {type: string}}";
        for schema in [
            format!("{{properties: {{name: {{}}, roles: {list}}}}}"),
            format!("{{properties: {{id: {{}}, roles: {list}}}}}"),
            "{properties: {name: {type: string}}}".to_owned(),
            "{type: object}".to_owned(),
            format!("{{properties: {{a.b: {list}}}}}"),
            // The engine looks into the composition and not at what stands beside it.
            format!("{{allOf: [{{type: object}}], properties: {{hits: {list}}}}}"),
        ] {
            assert_eq!(key(&schema), None, "{schema}");
        }
    }
}
