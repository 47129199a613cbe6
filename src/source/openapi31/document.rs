//! What version 3.0 says differently around paths and schemas: dialect, webhooks, server variables, information.

use super::context::Context;
use crate::tree::change::Change;
use crate::tree::{Mapping, Node};

/// The dialects of JSON Schema that this module understands (OpenAPI 3.1, 4.8.24).
const DIALECTS: [&str; 2] =
    ["https://spec.openapis.org/oas/3.1/dialect/", "https://json-schema.org/draft/2020-12/schema"];

impl Context<'_> {
    /// The default dialect of all schemas.
    pub fn dialect(&mut self, node: &Node) -> Change {
        let name = node.as_str().unwrap_or(node.kind());
        if !DIALECTS.iter().any(|known| name.starts_with(known)) {
            let message = format!("the schemas use the dialect `{name}`, but are read as JSON Schema 2020-12");
            self.lose(node.mark, message, "check that the schemas mean the same in that dialect");
        }
        Change::Drop
    }

    /// Requests that the service sends (OpenAPI 3.1, 4.8.1.1).
    pub fn webhooks(&mut self, node: &Node) -> Change {
        if node.as_mapping().is_none_or(|webhooks| !webhooks.is_empty()) {
            let message = "`webhooks` is left out: OpenAPI 3.0 does not support it";
            self.lose(node.mark, message, "nothing: queries do not use webhooks");
        }
        Change::Drop
    }

    /// A server variable, which has to have a default in both versions (4.8.6.1); many have none.
    pub fn server_variable(&mut self, node: &Node) -> Option<Node> {
        let first = node.items("enum").first().filter(|_| node.get("default").is_none())?;
        let message = "a server variable has no `default`; the first value of its `enum` is used";
        self.lose(node.mark, message, "give it a `default`");
        Some(node.with("default", first.clone()))
    }
}

/// The information about an API: its summary became part of it with OpenAPI 3.1 (4.8.2.1).
pub fn info(node: &Node) -> Option<Node> {
    let has_description = node.get("description").is_some();
    let mut info = Mapping::default();
    for (key, child) in node.as_mapping()? {
        match key.as_ref() {
            "summary" if has_description => {}
            "summary" => drop(info.insert("description".into(), child.clone())),
            "license" => drop(info.insert(key.clone(), child.without("identifier"))),
            _ => drop(info.insert(key.clone(), child.clone())),
        }
    }
    Some(Node::mapping(info, node.mark))
}
