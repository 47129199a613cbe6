//! Media types: how the engine reads a body, and which of several it reads best (provider-format 2.5).

use crate::tree::{Node, Text};

/// The media types that the engine looks for where a method names none.
pub const DEFAULTS: [&str; 3] = ["application/json", "application/xml", "application/octet-stream"];

/// Whether a media type is a spelling of JSON.
pub fn is_json(media_type: &str) -> bool {
    media_type.contains("json")
}

/// Whether a media type can be that of JSON, and the engine does not follow a path that begins with `$` in it
/// (provider-format 3.6).
pub fn loses_path(media_type: &str) -> bool {
    let has_blank = is_json(media_type) && media_type.contains(char::is_whitespace);
    has_blank || matches!(media_type, "*/*" | "text/json")
}

/// Whether a media type is a spelling of XML.
pub fn is_xml(media_type: &str) -> bool {
    media_type.contains("xml")
}

/// The content that the engine reads best: JSON, then what resembles it, then XML, then bytes; one
/// with a schema before one without.
pub fn preferred(content: &Node) -> Option<(&str, &Node)> {
    let entries = content.as_mapping()?;
    let rank = |(name, media): &(&Text, &Node)| (media.get("schema").is_none(), preference(name));
    entries.iter().min_by_key(rank).map(|(name, media)| (&**name, media))
}

fn preference(media_type: &str) -> u8 {
    match media_type {
        "application/json" => 0,
        name if name.starts_with("application/") && name.contains("json") => 1,
        "application/xml" => 2,
        "application/octet-stream" => 3,
        _ => 4,
    }
}
