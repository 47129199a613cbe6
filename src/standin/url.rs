//! URLs of pages and rows.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in a URL as it is (RFC 3986, 2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Returns a text as it stands in a path or a query.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// Returns a query.
pub fn query<'q>(pairs: impl IntoIterator<Item = (&'q str, &'q str)>) -> String {
    let pair = |(name, value)| format!("{}={}", encoded(name), encoded(value));
    pairs.into_iter().map(pair).collect::<Vec<_>>().join("&")
}

/// Returns a path with the values of its parameters.
pub fn path(template: &str, values: &[(String, String)]) -> String {
    let template = template.split(['?', '#']).next().unwrap_or_default();
    let set = |path: String, (name, value): &(String, String)| path.replace(&format!("{{{name}}}"), &encoded(value));
    values.iter().fold(template.to_owned(), set)
}
