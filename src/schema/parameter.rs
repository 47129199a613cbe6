//! Parameters that are none.

/// Headers that OpenAPI describes elsewhere: as media types of requests and responses, and as security schemes.
const ELSEWHERE: [&str; 3] = ["accept", "authorization", "content-type"];

/// Whether OpenAPI ignores a parameter (3.0.3 and 3.1.0, Parameter Object, `name`).
pub fn is_ignored(location: &str, name: &str) -> bool {
    location == "header" && ELSEWHERE.iter().any(|header| header.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_headers_of_these_names_are_ignored() {
        assert!(is_ignored("header", "Accept") && is_ignored("header", "CONTENT-TYPE"));
        assert!(!is_ignored("query", "accept") && !is_ignored("header", "Accept-Language"));
    }
}
