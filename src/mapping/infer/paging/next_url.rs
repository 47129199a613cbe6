//! Paging by a URL in the body, by OData and by GraphQL.

use crate::tree::Node;

use super::answer::{Answer, Field};
use super::names::{CURSORS, LIMITS, OFFSETS, PAGES, folded};
use super::plan::{Kind, Paging, Token};
use super::request::Request;

/// Properties that have the URL of the next page. Earlier ones win.
#[rustfmt::skip]
const URLS: &[&str] = &[
    "nexturl", "nextlink", "nextpageurl", "nextpagelink", "nextpageuri", "nexturi", "nexthref", "next", "nextpage",
];

/// Returns the proposal for `@odata.nextLink`, which the engine finds by one spelling only (provider-format 3.7).
pub fn odata(answer: &Answer<'_>) -> Option<Paging> {
    let field = answer.fields.iter().find(|field| field.path == ["@odata.nextLink"])?;
    let found =
        Paging::new(Kind::OData, Token::url(), Token::new("body", field.key()), "the answer has @odata.nextLink");
    Some(Paging { algorithm: Some("odata_next_link"), ..found })
}

/// Returns the proposal for a URL in the body, which needs no algorithm (engine case `pagination/url-in-body`).
pub fn next_url(request: &Request<'_>, answer: &Answer<'_>) -> Option<Paging> {
    let place = |field: &&Field<'_>| URLS.iter().position(|url| *url == name_of(field));
    let mut fields: Vec<&Field<'_>> =
        answer.fields.iter().filter(|field| field.is_plain() && !field.is_number()).collect();
    fields.retain(|field| place(field).is_some());
    fields.sort_by_key(|field| (!is_url(field), place(field), field.path.len()));
    let field = fields.first()?;
    // A thing may have a link to what comes next that is no page.
    let is_telling = is_url(field) && !matches!(name_of(field).as_str(), "next");
    let names: Vec<&str> = [CURSORS, PAGES, OFFSETS, LIMITS].concat();
    if !is_telling && request.in_query(&names).next().is_none() {
        return None;
    }
    let doubt = match is_url(field) {
        false => Some("nothing tells whether this is an absolute URL"),
        true if is_relative(field) => Some("the engine follows absolute URLs only"),
        true => field.doubt(),
    };
    let response = Token::new("body", field.key());
    Some(Paging::new(Kind::NextUrl, Token::url(), response, "the answer has the URL of the next page").unless(doubt))
}

/// The name of a property, or of the link that it is the address of.
fn name_of(field: &Field<'_>) -> String {
    let is_address = ["href", "url", "uri", "link"].contains(&field.name.as_str());
    if is_address { field.parent() } else { field.name.clone() }
}

/// Whether a property has a URL: by its name, its format, its example or its text.
pub fn is_url(field: &Field<'_>) -> bool {
    let is_named = ["url", "link", "uri", "href"].iter().any(|word| field.name.ends_with(word));
    let is_formatted = || matches!(field.shape.text("format"), Some("uri" | "url" | "uri-reference"));
    let has_example = || field.example.is_some_and(|text| is_absolute(text) || text.starts_with(['/', '?']));
    let is_link = || field.parent() == "links" || field.path.iter().any(|name| folded(name) == "links");
    let is_told = || {
        let about = field.description();
        about.split(|letter: char| !letter.is_alphanumeric()).any(|word| matches!(word, "url" | "uri" | "link"))
    };
    is_named || is_formatted() || has_example() || is_link() || is_told()
}

fn is_absolute(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

fn is_relative(field: &Field<'_>) -> bool {
    let is_shown = field.example.is_some_and(|text| !is_absolute(text) && text.starts_with(['/', '?']));
    let about = field.description();
    is_shown || field.shape.text("format") == Some("uri-reference") || about.contains("relative")
}

/// Returns the cursor of a query in GraphQL, which the engine follows without a `pagination` block.
pub fn graph_ql(operation: &Node) -> Option<Paging> {
    let path = operation.get("x-stackQL-graphQL")?.get("cursor")?.text("jsonPath")?;
    let found = Paging::new(Kind::GraphQl, Token::new("body", "cursor"), Token::new("body", path), "");
    Some(found.unless(Some("x-stackQL-graphQL pages by its own cursor, without a setting")))
}
