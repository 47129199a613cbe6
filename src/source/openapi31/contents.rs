//! Text that carries something else (JSON Schema 2020-12, validation, chapter 8): a `format` in
//! OpenAPI 3.0, as far as it has one (OpenAPI 3.1, 4.8.14, compares the two).

use super::context::Context;
use super::edit::replace;
use crate::tree::{Mapping, Node};

/// The media type of bytes of which nothing else is known.
const BYTES: &str = "application/octet-stream";

impl Context<'_> {
    /// `contentEncoding` and `contentMediaType`.
    pub fn set_format(&mut self, schema: &mut Mapping) {
        let (encoding, media) = (text(schema, "contentEncoding"), text(schema, "contentMediaType"));
        let Some(first) = encoding.as_ref().or(media.as_ref()) else { return };
        let at = first.mark;
        let format = format(encoding.as_ref(), media.as_ref());
        let format = format.filter(|_| !schema.contains_key("format"));
        let is_typed = ["type", "$ref"].iter().any(|key| schema.contains_key(*key));
        let kind = format.filter(|_| !is_typed).map(|_| ("type", Node::string("string", at)));
        let format = format.map(|format| ("format", Node::string(format, at)));
        let key = if encoding.is_some() { "contentEncoding" } else { "contentMediaType" };
        replace(schema, key, kind.into_iter().chain(format));
        schema.shift_remove("contentMediaType");
        self.lose_content(schema, "contentEncoding", encoding.as_ref());
        self.lose_content(schema, "contentMediaType", media.as_ref());
    }

    fn lose_content(&mut self, schema: &Mapping, key: &str, node: Option<&Node>) {
        let Some((node, name)) = node.and_then(|node| Some((node, node.as_str()?))) else { return };
        let format = schema.get("format").and_then(Node::as_str);
        let is_said = match name {
            "base64" => format == Some("byte"),
            "binary" => format == Some("binary"),
            BYTES => matches!(format, Some("binary" | "byte")),
            _ => false,
        };
        if !is_said {
            let message = format!("OpenAPI 3.0 does not support `{key}: {name}`; it is left out");
            self.lose(node.mark, message, "describe the encoding of the value in the description");
        }
    }
}

fn text(schema: &Mapping, key: &str) -> Option<Node> {
    schema.get(key).filter(|node| node.as_str().is_some()).cloned()
}

fn format(encoding: Option<&Node>, media: Option<&Node>) -> Option<&'static str> {
    match (encoding.and_then(Node::as_str), media.and_then(Node::as_str)) {
        (Some("base64"), _) => Some("byte"),
        (Some("binary"), _) | (None, Some(BYTES)) => Some("binary"),
        _ => None,
    }
}
