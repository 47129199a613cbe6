//! Responses: schema and examples under the media types that an operation produces.

use super::context::Context;
use super::references::{RESPONSES, converted, data, plain};
use crate::tree::change::{Change, children};
use crate::tree::{Mapping, Node, Text};

impl Context<'_> {
    /// The responses of an operation that produces some media types.
    pub fn responses(&mut self, responses: &Node, types: &[Text]) -> Node {
        let changed = children(responses, |code, response| {
            if code.starts_with("x-") { data(response).into() } else { Change::Set(self.response(response, types)) }
        });
        converted(responses, changed)
    }

    /// Responses for all operations.
    pub fn global_responses(&mut self, components: &mut Mapping, node: &Node) {
        let types = self.media_types(self.root, "produces");
        let changed = children(node, |_, response| Change::Set(self.response(response, &types)));
        components.insert("responses".into(), converted(node, changed));
    }

    /// A response, or a reference to a global one that says the same: those carry the media types
    /// of the document, not of the operation.
    fn response(&mut self, node: &Node, types: &[Text]) -> Node {
        if node.reference().is_none() {
            return self.response_of(node, types);
        }
        let has_other_types = types != self.media_types(self.root, "produces");
        match self.resolved(node, &RESPONSES) {
            Some(target) if has_other_types && target.get("schema").is_some() => self.response_of(&target, types),
            _ => self.referring(node, &RESPONSES),
        }
    }

    fn response_of(&mut self, node: &Node, types: &[Text]) -> Node {
        let Some(entries) = node.as_mapping() else { return node.clone() };
        let mut response = Mapping::default();
        for (key, child) in entries {
            match key.as_ref() {
                "schema" | "examples" if response.contains_key("content") => {}
                "schema" | "examples" => {
                    response.extend(self.content(node, types).map(|content| ("content".into(), content)));
                }
                "headers" => drop(response.insert(Text::clone(key), self.headers(child))),
                _ => drop(response.insert(Text::clone(key), plain(key, child))),
            }
        }
        Node::mapping(response, node.mark)
    }

    fn headers(&mut self, headers: &Node) -> Node {
        let changed = children(headers, |_, header| Change::Set(self.described(header, "header")));
        converted(headers, changed)
    }

    fn content(&mut self, response: &Node, types: &[Text]) -> Option<Node> {
        let schema = response.get("schema").map(|schema| converted(schema, self.schema(schema)));
        let examples = self.examples(response);
        let declared = if schema.is_some() { types } else { &[] };
        let others = examples.keys().filter(|name| !declared.contains(name));
        let media = |name: &Text| {
            let fields = [("schema", schema.as_ref()), ("example", examples.get(name))];
            let fields = fields.into_iter().filter_map(|(key, node)| Some((key.into(), node?.clone())));
            (Text::clone(name), Node::mapping(fields.collect(), response.mark))
        };
        let content: Mapping = declared.iter().chain(others).map(media).collect();
        (!content.is_empty()).then(|| Node::mapping(content, response.mark))
    }

    /// Examples by media type.
    fn examples(&mut self, response: &Node) -> Mapping {
        let Some(examples) = response.get("examples") else { return Mapping::default() };
        let mut known = examples.as_mapping().cloned().unwrap_or_default();
        known.retain(|key, _| key.contains('/'));
        let mut lose = |what: &str, node: &Node| {
            let help = "write each example under a media type such as `application/json`";
            self.lose(node.mark, format!("{what} and is left out"), help);
        };
        if examples.as_mapping().is_none() {
            lose(&format!("`examples` is {} instead of an object", examples.kind()), examples);
        }
        for (key, node) in response.entries("examples").filter(|(key, _)| !key.contains('/')) {
            lose(&format!("the example `{key}` has no media type as its key"), node);
        }
        known
    }
}
