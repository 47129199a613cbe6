//! Media types: how the engine reads a body, and which of several it reads best (provider-format 2.5).

use crate::tree::{Node, Text};

/// The media types that the engine looks for where a method names none.
pub const DEFAULTS: [&str; 3] = [JSON, XML, "application/octet-stream"];

/// JSON.
pub const JSON: &str = "application/json";

/// XML.
pub const XML: &str = "application/xml";

/// Returns the type that a media type counts as: JSON or XML for those that look like it, else itself.
pub fn synonym(media_type: &str) -> &str {
    let has_blank = media_type.contains(char::is_whitespace);
    let of_application = media_type.strip_prefix("application/");
    let of_either = of_application.or_else(|| media_type.strip_prefix("text/"));
    if !has_blank && of_application.is_some_and(|rest| rest.contains("json")) {
        JSON
    } else if !has_blank && of_either.is_some_and(|rest| rest.contains("xml")) {
        XML
    } else {
        media_type
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_text_json_count_as_nothing_else() {
        let types = ["application/vnd.a+json", "text/xml", "text/json", "application/json; charset=utf-8"];
        assert_eq!(
            types.map(synonym),
            ["application/json", "application/xml", "text/json", "application/json; charset=utf-8"]
        );
    }
}
