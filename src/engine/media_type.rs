//! Media types: how the engine reads a body, and which of several it reads best (provider-format 2.5).

use mediatype::{MediaType, names};

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

/// Returns how a media type of JSON or XML has to be spelled for the engine to take it for one: in lower case, without
/// blanks, below `application/` if it is JSON (provider-format 3.5, 3.6). A range with JSON in it, such as `*/*`, is
/// `application/json`. Nothing for other types.
///
/// A `charset` is left out: it says nothing about JSON, and the engine writes UTF-8. So is a parameter with a blank.
pub fn taken(media_type: &str) -> Option<String> {
    match MediaType::parse(media_type.trim()) {
        Ok(parsed) => spelled(&parsed),
        // Some documents write a list of types as one name, or half of a name.
        Err(_) => media_type.split(',').map(str::trim).find_map(|one| match MediaType::parse(one) {
            Ok(parsed) => spelled(&parsed),
            Err(_) => (one == "*" || one.eq_ignore_ascii_case("json")).then(|| JSON.to_owned()),
        }),
    }
}

fn spelled(media_type: &MediaType<'_>) -> Option<String> {
    let (top, sub) = parts(media_type);
    let is_any = sub == "*" && matches!(&*top, "*" | "application");
    let is_range = top.contains('*') || sub.contains('*');
    let is_json = sub.contains("json");
    let is_xml = sub.contains("xml") && matches!(&*top, "application" | "text" | "*");
    match (is_range, is_json, is_xml) {
        (true, true, _) => Some(JSON.to_owned()),
        (true, _, true) => Some(XML.to_owned()),
        (true, ..) => is_any.then(|| JSON.to_owned()),
        (_, true, _) if top == "application" => Some(format!("{top}/{sub}{}", parameters(media_type))),
        (_, true, _) => Some(format!("{JSON}{}", parameters(media_type))),
        (_, _, true) => Some(format!("{top}/{sub}{}", parameters(media_type))),
        _ => None,
    }
}

/// The two parts of a name in lower case, the second one with its suffix.
fn parts(media_type: &MediaType<'_>) -> (String, String) {
    let suffix = media_type.suffix.map(|suffix| format!("+{suffix}")).unwrap_or_default();
    (media_type.ty.as_str().to_lowercase(), format!("{}{suffix}", media_type.subty).to_lowercase())
}

fn parameters(media_type: &MediaType<'_>) -> String {
    let parameters = media_type.params.iter().filter(|(name, value)| {
        *name != names::CHARSET && *name != names::Q && !value.as_str().contains(char::is_whitespace)
    });
    parameters.map(|(name, value)| format!(";{name}={value}")).collect()
}

/// Whether a media type stands for several, as `*/*` and `application/*+json` do.
pub fn is_range(media_type: &str) -> bool {
    media_type.split(';').next().is_some_and(|name| name.contains('*'))
}

/// Whether the engine reads no answer that is sent with a media type, though it is JSON: it goes by the name that is sent,
/// without parameters and in lower case (provider-format 3.6).
pub fn hides_json(media_type: &str) -> bool {
    let sent = media_type.split([';', ',']).next().unwrap_or_default().trim().to_lowercase();
    !is_range(media_type) && synonym(&sent) != JSON && taken(media_type).is_some_and(|name| synonym(&name) == JSON)
}

/// Whether a media type can be that of JSON, and the engine does not follow a path that begins with `$` in it
/// (provider-format 3.6).
pub fn loses_path(media_type: &str) -> bool {
    synonym(media_type) != JSON && taken(media_type).is_some_and(|name| synonym(&name) == JSON)
}

/// Whether a media type is a spelling of XML.
pub fn is_xml(media_type: &str) -> bool {
    media_type.contains("xml")
}

/// The content that the engine reads best: JSON, then what resembles it, then XML, then what may be JSON, then bytes; one
/// with a schema before one without.
pub fn preferred(content: &Node) -> Option<(&str, &Node)> {
    let entries = content.as_mapping()?;
    let rank = |(name, media): &(&Text, &Node)| (media.get("schema").is_none(), preference(name));
    entries.iter().min_by_key(rank).map(|(name, media)| (&**name, media))
}

/// Types of JSON that are lists of changes or of documents: no body of columns, and of documents the engine reads the
/// first alone (provider-format 3.5, 3.6).
const LISTS: [&str; 4] = ["json-patch", "ndjson", "json-seq", "jsonl"];

fn preference(media_type: &str) -> u8 {
    let taken = taken(media_type);
    let is_range = is_range(media_type) && !is_json(&media_type.to_lowercase());
    match taken.as_deref() {
        Some(JSON) if media_type == JSON => 0,
        Some(_) if is_range => 5,
        Some(name) if name.split(';').next() == Some(JSON) && !self::is_range(media_type) => 1,
        Some(name) if synonym(name) == JSON && LISTS.iter().any(|list| name.contains(list)) => 3,
        Some(name) if synonym(name) == JSON => 2,
        Some(_) => 4,
        None if media_type == "application/octet-stream" => 6,
        None => 7,
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

    #[test]
    fn json_and_xml_are_spelled_as_the_engine_takes_them() {
        for (media_type, spelled) in [
            ("application/json; charset=utf-8", Some("application/json")),
            ("application/json;charset=\"UTF-8\";", Some("application/json")),
            ("Application/JSON ; version=2", Some("application/json;version=2")),
            ("application/hal+json; profile=\"a b\"", Some("application/hal+json")),
            ("application/x-json", Some("application/x-json")),
            ("text/json", Some("application/json")),
            ("text/x-json;version=1", Some("application/json;version=1")),
            ("model/gltf+json", Some("application/json")),
            ("json", Some("application/json")),
            ("*/*", Some("application/json")),
            ("*", Some("application/json")),
            ("*/*;q=0.8", Some("application/json")),
            ("application/*", Some("application/json")),
            ("application/*+json", Some("application/json")),
            ("text/html, application/json", Some("application/json")),
            ("text/XML; charset=utf-8", Some("text/xml")),
            ("application/*+xml", Some("application/xml")),
            ("image/svg+xml", None),
            ("multipart/related; type=\"application/json\"", None),
            ("text/*", None),
            ("image/*", None),
            ("text/plain", None),
            ("", None),
        ] {
            assert_eq!(taken(media_type).as_deref(), spelled, "{media_type}");
            // What the engine takes stays as it is, and it does take it.
            let again = spelled.map(|spelled| (taken(spelled).unwrap_or_default(), synonym(spelled)));
            assert!(
                again.is_none_or(|(name, kind)| Some(&*name) == spelled && matches!(kind, JSON | XML)),
                "{media_type}"
            );
        }
    }

    #[test]
    fn json_that_is_sent_by_another_name_is_hidden() {
        for media_type in ["text/json", "TEXT/JSON; charset=utf-8", "json", "model/gltf+json"] {
            assert!(hides_json(media_type), "{media_type}");
        }
        for media_type in
            ["Application/JSON", "application/json; charset=utf-8", "*/*", "application/x-json", "text/xml"]
        {
            assert!(!hides_json(media_type), "{media_type}");
        }
    }
}
