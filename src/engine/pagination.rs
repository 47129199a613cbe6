//! How the engine asks for the next page (provider-format 3.7).

use crate::tree::Node;

use super::profile::{Profile, Release, known};

/// The keys of a `pagination` block that name a place in a request or a response.
pub const TOKENS: [&str; 3] = ["requestToken", "responseToken", "responseTerminator"];

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
        Some("odata_next_link") => &[],
        Some("page_number") => &TOKENS,
        _ => &["requestToken", "responseToken"],
    }
}

/// Whether a token of a block stands for something with a key: the address of the next page is the whole request.
pub fn has_key(block: &Node, token: &str) -> bool {
    let is_link = block.text("algorithm") == Some("odata_next_link");
    let location = block.get(token).and_then(|token| token.text("location"));
    !(is_link && token == "requestToken" || location.is_some_and(|location| location.starts_with("request")))
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
