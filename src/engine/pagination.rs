//! How the engine asks for the next page (provider-format 3.7).

use crate::tree::Node;

use super::profile::{Profile, Release, known};

/// The keys of a `pagination` block that name a place in a request or a response.
pub const TOKENS: [&str; 3] = ["requestToken", "responseToken", "responseTerminator"];

/// Where a request can have the token: `request` stands for the whole URL.
pub const LOCATIONS: [&str; 3] = ["query", "body", "request"];

/// Where the engine knows a token, and does not send it: it reads one page alone
/// (`tests/cases/settings/pagination-header`).
pub const UNSENT: [&str; 2] = ["header", "path"];

const ALGORITHMS: [(&str, Release); 3] = [
    ("page_number", Release::August2026),
    ("odata_next_link", Release::August2026),
    ("link_header_next", Release::AnySdk055),
];

/// The algorithms beside the usual one; a block with any other name gets the usual one.
pub fn algorithms(profile: Profile) -> Vec<&'static str> {
    known(&ALGORITHMS, profile)
}

/// The tokens without which the first page is the last.
pub fn needed_tokens(block: &Node) -> &'static [&'static str] {
    match block.text("algorithm") {
        _ if is_next_url(block) || follows_links(block) => &[],
        Some("odata_next_link" | "link_header_next") => &[],
        Some("page_number") => &TOKENS,
        _ => &["requestToken", "responseToken"],
    }
}

/// Whether the response gives the URL of the next page, which takes the place of the whole request.
pub fn is_next_url(block: &Node) -> bool {
    location(block, "requestToken").is_some_and(|location| location.eq_ignore_ascii_case("request"))
}

/// Whether a block follows the links of a `Link` header or of OData.
pub fn follows_links(block: &Node) -> bool {
    let key = block.get("responseToken").and_then(|token| token.text("key")).unwrap_or_default();
    let is_link = key.eq_ignore_ascii_case("link") && location(block, "responseToken") == Some("header");
    is_link || block.text("algorithm") == Some("odata_next_link")
}

/// The only spelling in which the engine finds a property whose name has an `@`, if a key has another.
pub fn odd_body_key(key: &str) -> Option<String> {
    let name = key.trim_start_matches("$.").trim_start_matches('$').trim_matches(['[', ']', '\'', '"']);
    let expected = format!("$[\"{name}\"]");
    (name.starts_with('@') && key != expected).then_some(expected)
}

/// Where a token of a block stands, as the block says.
pub fn location<'n>(block: &'n Node, token: &str) -> Option<&'n str> {
    block.get(token)?.text("location")
}

/// Whether a token of a block stands for something with a key: the address of the next page is the whole request.
pub fn has_key(block: &Node, token: &str) -> bool {
    let is_link = block.text("algorithm") == Some("odata_next_link");
    let location = block.get(token).and_then(|token| token.text("location"));
    !(is_link && token == "requestToken"
        || location.is_some_and(|location| location.to_ascii_lowercase().starts_with("request")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_profile_has_no_algorithm_that_one_release_ignores() {
        let newer = Profile { releases: &[Release::AnySdk055] };
        assert_eq!(algorithms(Profile::default()), ["page_number", "odata_next_link"]);
        assert_eq!(algorithms(newer), ["page_number", "odata_next_link", "link_header_next"]);
    }
}
