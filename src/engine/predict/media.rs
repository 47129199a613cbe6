//! Media types that stand for each other.

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

#[cfg(test)]
mod tests {
    use super::synonym;

    #[test]
    fn blanks_and_text_json_count_as_nothing_else() {
        let types = ["application/vnd.a+json", "text/xml", "text/json", "application/json; charset=utf-8"];
        assert_eq!(
            types.map(synonym),
            ["application/json", "application/xml", "text/json", "application/json; charset=utf-8"]
        );
    }
}
