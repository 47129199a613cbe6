//! Paging by `Link` header (provider-format 3.7).

use std::sync::LazyLock;

use regex::Regex;

use super::answer::Answer;
use super::names::{AFTER, CURSORS, LIMITS, OFFSETS, PAGES};
use super::plan::{Kind, Paging, Token};
use super::request::Request;

/// How texts tell that a header has the next page.
static TOLD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let phrases = [
        r"\blink\W{1,3}(?:response |http )*header",
        r"\blinks? in the (?:\w+ )?(?:http )?(?:response )?header",
        r"\bheader\W{1,3}link\b",
        r#"\brel=\W{0,2}next\b"#,
        r"\bnext\W{1,3}link relation",
    ];
    Regex::new(&format!("(?i)(?:{})", phrases.join("|"))).ok()
});

/// How texts tell that there are pages.
static PAGED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:with|supports?|see) \W?pagination\b|\bpaginated\b").ok());

/// Returns the proposal for an answer that declares the header. One for something else is told by its text.
pub fn declared(answer: &Answer<'_>) -> Option<Paging> {
    let (_, header) = answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("link"))?;
    let schema = header.get("schema");
    let example = header.text("example").or_else(|| schema?.text("example")).unwrap_or_default();
    let about = header.text("description").unwrap_or_default().to_lowercase();
    let is_other = ["deprecat", "sunset", "preload"].iter().any(|word| about.contains(word) || example.contains(word));
    if is_other {
        return None;
    }
    let doubt = match example {
        "" => None,
        // The engine wants quotes and one blank (engine case `pagination/link-unquoted-relation`).
        example if !example.contains("rel=") => None,
        example if !example.contains("; rel=\"") => Some("the Link header is not spelled as the engine reads it"),
        example if example.contains("</") => Some("the Link header has relative URLs"),
        _ => None,
    };
    Some(by_link("the answer declares a Link header").unless(doubt))
}

/// Returns the proposal for a list whose texts tell of the header, and for a bare list with a cursor: the body has no
/// room for one.
pub fn told(request: &Request<'_>, answer: &Answer<'_>) -> Option<Paging> {
    if answer.is_thing {
        return None;
    }
    let names: Vec<&str> = [CURSORS, PAGES, OFFSETS].concat();
    let asked: Vec<_> = request.in_query(&names).collect();
    let Some(first) = asked.first() else { return paged(request, answer) };
    let mut texts = answer.texts.iter().copied().chain(asked.iter().map(|parameter| parameter.description.as_str()));
    if TOLD.as_ref().is_some_and(|told| texts.any(|text| told.is_match(text))) {
        return Some(by_link("its texts tell of a Link header"));
    }
    if !answer.is_bare {
        return None;
    }
    let is_cursor = AFTER.contains(&first.name.as_str()) || first.name == "cursor" || first.name == "pagecursor";
    let is_of_other_header = || answer.headers.iter().any(|(name, _)| name.to_lowercase().contains("next"));
    if !is_cursor || first.is_number() {
        return None;
    }
    let doubt = is_of_other_header().then_some("the engine reads no token from a header of this name");
    Some(by_link("a bare list with a cursor can only have a Link header").unless(doubt))
}

/// Returns the proposal for a bare list that is told to have pages, and has no parameter for them.
fn paged(request: &Request<'_>, answer: &Answer<'_>) -> Option<Paging> {
    let of_limits = request.in_query(LIMITS).map(|parameter| parameter.description.as_str());
    let mut texts = answer.texts.iter().copied().chain(of_limits);
    let is_told = answer.is_bare && texts.any(|text| PAGED.as_ref().is_some_and(|paged| paged.is_match(text)));
    is_told.then(|| by_link("a bare list without a parameter for pages can only have a Link header"))
}

fn by_link(why: &str) -> Paging {
    Paging::new(Kind::LinkHeader, Token::url(), Token::new("header", "Link"), why)
}
