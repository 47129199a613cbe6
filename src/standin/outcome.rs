//! Which of its responses an operation gives, and in which media type.

use crate::engine::media_type::{JSON, is_range, preferred};
use crate::schema::Resolver;
use crate::tree::Node;

/// A response of an operation.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The status.
    pub status: u16,
    /// The declared headers: name and Header Object.
    pub headers: Vec<(String, Node)>,
    /// The media type and the Media Type Object; `None` for a response without a body.
    pub content: Option<(String, Node)>,
}

impl Outcome {
    /// Returns the response for success: the lowest 2xx with a body, else the lowest 2xx, else `2XX`, else `default`.
    pub fn of_success(operation: &Node, resolver: Resolver<'_>) -> Self {
        let mut known: Vec<(u16, &Node)> = responses(operation, resolver).collect();
        known.retain(|(status, _)| (200..300).contains(status));
        known.sort_by_key(|(status, response)| (response.entries("content").next().is_none(), *status));
        let named = |name: &str| {
            let mut all = operation.entries("responses");
            all.find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, node)| resolver.resolve(node))
        };
        let otherwise = || named("2xx").or_else(|| named("default")).map(|response| (200, response));
        match known.first().copied().or_else(otherwise) {
            Some((status, response)) => Outcome::of(status, response, resolver),
            None => Outcome { status: 204, ..Outcome::default() },
        }
    }

    /// Returns the declared response with a status.
    pub fn of_status(operation: &Node, status: u16, resolver: Resolver<'_>) -> Option<Self> {
        let (_, response) = responses(operation, resolver).find(|(declared, _)| *declared == status)?;
        Some(Outcome::of(status, response, resolver))
    }

    fn of(status: u16, response: &Node, resolver: Resolver<'_>) -> Self {
        let header = |(name, header): (&crate::tree::Text, &Node)| {
            let is_ignored = name.eq_ignore_ascii_case("content-type");
            (!is_ignored).then(|| Some((name.to_string(), resolver.resolve(header)?.clone()))).flatten()
        };
        let headers = response.entries("headers").filter_map(header).collect();
        let content = response.get("content").and_then(preferred).filter(|_| !matches!(status, 204 | 205 | 304));
        let spelled = |name: &str| if is_range(name) { JSON.to_owned() } else { name.to_owned() };
        Outcome { status, headers, content: content.map(|(name, media)| (spelled(name), media.clone())) }
    }

    /// Returns the schema of the body.
    pub fn schema(&self) -> Option<&Node> {
        self.content.as_ref()?.1.get("schema")
    }

    /// Returns the examples of the body.
    pub fn examples<'n>(&'n self, resolver: Resolver<'n>) -> Vec<&'n Node> {
        let Some((_, media)) = &self.content else { return Vec::new() };
        let named = media.entries("examples").filter_map(|(_, example)| resolver.resolve(example)?.get("value"));
        media.get("example").into_iter().chain(named).collect()
    }
}

/// The responses with a status of their own.
fn responses<'n>(operation: &'n Node, resolver: Resolver<'n>) -> impl Iterator<Item = (u16, &'n Node)> {
    let all = operation.entries("responses");
    all.filter_map(move |(status, response)| Some((status.parse().ok()?, resolver.resolve(response)?)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tree::yaml;

    #[test]
    fn the_lowest_response_with_a_body_counts() {
        let (json, text) = ("application/json: {schema: {}}", "text/plain: {}");
        for (responses, status, media_type) in [
            (format!("'404': {{}}, '201': {{content: {{{text}, {json}}}}}, '204': {{}}"), 201, Some(JSON)),
            (format!("'202': {{}}, '203': {{content: {{{text}}}}}"), 203, Some("text/plain")),
            ("'204': {}, '202': {}".to_owned(), 202, None),
            (format!("'204': {{content: {{{json}}}}}"), 204, None),
            ("2XX: {content: {'*/*': {}}}".to_owned(), 200, Some(JSON)),
            (format!("'404': {{}}, default: {{content: {{{json}}}}}"), 200, Some(JSON)),
            ("'404': {}".to_owned(), 204, None),
        ] {
            let operation = format!("{{responses: {{{responses}}}}}");
            let operation = yaml::read(operation.as_bytes(), Path::new("a.yaml")).expect("YAML");
            let outcome = Outcome::of_success(&operation, Resolver::new(&Node::default()));
            let found = (outcome.status, outcome.content.as_ref().map(|(name, _)| &**name));
            assert_eq!(found, (status, media_type), "{responses}");
        }
    }
}
