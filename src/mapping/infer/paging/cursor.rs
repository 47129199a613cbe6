//! Paging by a token that the body gives and the next request sends.

use super::answer::{Answer, Field};
use super::names::{AFTER, CURSORS, NEXT_TOKENS, OFFSETS, PAGES};
use super::next_url::is_url;
use super::plan::{Kind, Paging, Token};
use super::request::{Parameter, Request};

/// Returns the proposal for a parameter and a token that belong together: the first pair that is sure, else the first,
/// in the order of the parameters' names and then of the tokens' names.
pub fn cursor(request: &Request<'_>, answer: &Answer<'_>) -> Option<Paging> {
    let names: Vec<&str> = [CURSORS, PAGES, OFFSETS].concat();
    let mut found: Vec<Paging> = Vec::new();
    for parameter in request.named(&names) {
        let mut fields: Vec<(usize, &Field<'_>)> =
            answer.fields.iter().filter_map(|field| Some((rank(parameter, field)?, field))).collect();
        fields.sort_by_key(|(rank, field)| (*rank, field.path.len()));
        found.extend(fields.first().map(|(_, field)| proposal(parameter, field)));
    }
    let at = found.iter().position(|paging| paging.is_sure).unwrap_or_default();
    (at < found.len()).then(|| found.swap_remove(at))
}

fn proposal(parameter: &Parameter<'_>, field: &Field<'_>) -> Paging {
    let (request, response) = (Token::new(parameter.location, &*parameter.key), Token::new("body", field.key()));
    let why = format!("`{}` takes what the answer has in `{}`", parameter.key, field.path.join("."));
    Paging::new(Kind::Cursor, request, response, why).unless(doubt(parameter, field))
}

/// Returns how well a property fits a parameter: the lower the better.
fn rank(parameter: &Parameter<'_>, field: &Field<'_>) -> Option<usize> {
    if !field.is_plain() || (is_url(field) && !is_told_token(field)) {
        return None;
    }
    let (asked, given) = (parameter.name.as_str(), field.name.as_str());
    let is_cursor = CURSORS.contains(&asked);
    // `start` and `nextPageStart`, `offset` and `next_offset`, `page` and `next_page`.
    if given.starts_with("next") && given.len() > "next".len() && given.ends_with(asked) {
        return Some(0);
    }
    if is_cursor && let Some(at) = NEXT_TOKENS.iter().position(|name| *name == given) {
        return Some(1 + at);
    }
    let behind = 1 + NEXT_TOKENS.len();
    // `from` is a time as often as a row.
    let is_next = given == "next" && (is_cursor || (field.is_number() && asked != "from"));
    let is_after = given == "after" && AFTER.contains(&asked) && field.path.len() > 1;
    let is_last = given == "lastid" && AFTER.contains(&asked);
    let is_same = given == asked && (is_cursor || (OFFSETS.contains(&asked) && field.kind == "string"));
    [is_next, is_after, is_last, is_same].iter().position(|fits| *fits).map(|at| behind + at)
}

/// Whether a property's text calls it a token.
fn is_told_token(field: &Field<'_>) -> bool {
    let about = field.description();
    ["cursor", "token", "opaque"].iter().any(|word| about.contains(word))
}

fn doubt(parameter: &Parameter<'_>, field: &Field<'_>) -> Option<&'static str> {
    let (asked, given) = (parameter.name.as_str(), field.name.as_str());
    let about = field.description();
    let is_text = !field.is_number();
    match parameter.location {
        // The engine refuses to page by a header (any-sdk, SetNextPage).
        "header" => return Some("the engine sends no token in a header"),
        // What a page gives is sent as text (engine case `pagination/body-from-body-post`).
        "body" if parameter.is_number() => return Some("the engine sends the token as text"),
        _ => {}
    }
    let is_ambiguous = given == "next" || (given == "nextpage" && PAGES.contains(&asked));
    let tells = |words: &[&str]| words.iter().any(|word| about.contains(word));
    let is_told = tells(&["cursor", "token", "opaque", "offset", "key", "next page"]);
    if is_ambiguous && is_text && !is_told && !parameter.description.contains("cursor") {
        return Some("nothing tells whether this is a token or a URL");
    }
    let is_next = given.contains("next") || NEXT_TOKENS.contains(&given);
    if given == asked && !is_next && given != "after" && !tells(&["next", "more", "subsequent", "remaining"]) {
        return Some("the answer may only repeat the token of the request");
    }
    field.doubt()
}

/// Returns the proposal for an API that takes the identifier of the last row and gives no token. No case shows that the
/// engine finds it.
pub fn by_last_item(request: &Request<'_>, answer: &Answer<'_>) -> Option<Paging> {
    let has_more =
        answer.fields.iter().any(|field| matches!(field.name.as_str(), "hasmore" | "hasnext" | "hasnextpage"));
    let parameter = request.in_query(AFTER).next().filter(|_| has_more)?;
    let list = answer.fields.iter().find(|field| field.kind == "array")?;
    let key = format!("{}[-1].id", list.key());
    let found = Paging::new(Kind::Cursor, Token::new("query", &*parameter.key), Token::new("body", key), "");
    Some(found.unless(Some("the answer has no token, only the identifier of its last row")))
}
