//! Paging by numbers of pages, and by numbers of rows.

use crate::schema::shape::literal;

use super::answer::{Answer, Field};
use super::names::{NUMBERS, OFFSETS, PAGES, TOTALS, folded};
use super::plan::{Kind, Paging, Token};
use super::request::{Parameter, Request};

/// Returns the proposal for numbered pages. The engine needs the current page and the number of pages, both in the body
/// (provider-format 3.7, engine cases `pagination/page-number` and `pagination/page-number-from-headers`).
pub fn page_number(request: &Request<'_>, answer: &Answer<'_>) -> Option<Paging> {
    let parameter = request.named(PAGES).find(|parameter| !matches!(parameter.kind, "object" | "array" | "boolean"))?;
    let current = first(answer, NUMBERS);
    let total = first(answer, TOTALS);
    let key = |field: Option<&Field<'_>>| Token::new("body", field.map(Field::key).unwrap_or_default());
    let doubt = match (current, total) {
        _ if parameter.location == "header" => Some("the engine sends no token in a header"),
        _ if parameter.location == "body" => Some("the engine sends the number of the page as text"),
        (Some(current), Some(total)) => current.doubt().or(total.doubt()).or_else(|| from_zero(parameter)),
        (None, Some(_)) => Some("the answer does not have the number of its page"),
        (_, None) => Some("the answer does not have the number of pages"),
    };
    if (current.is_none() || total.is_none()) && (answer.is_thing || !is_numeric(parameter)) {
        return None;
    }
    let why = "the answer has the number of its page and of all pages";
    let found = Paging::new(Kind::PageNumber, Token::new(parameter.location, &*parameter.key), key(current), why);
    let terminator = total.map(|total| Token::new("body", total.key()));
    Some(Paging { algorithm: Some("page_number"), terminator, ..found.unless(doubt) })
}

/// Returns the number with the first of several names.
fn first<'r, 'a>(answer: &'r Answer<'a>, names: &[&str]) -> Option<&'r Field<'a>> {
    let is_of_page = |field: &&Field<'_>| {
        let is_plain = !matches!(field.name.as_str(), "number" | "current");
        is_plain || field.parent().contains("pag") || answer.fields.iter().any(|it| it.name == "totalpages")
    };
    let mut numbers =
        answer.fields.iter().filter(|field| field.is_number() || field.kind.is_empty()).filter(is_of_page);
    let all: Vec<&Field<'a>> = numbers.by_ref().collect();
    names.iter().find_map(|name| all.iter().copied().find(|field| field.name == *name))
}

fn is_numeric(parameter: &Parameter<'_>) -> bool {
    parameter.is_number() || parameter.kind.is_empty() || folded(&parameter.key) != "page"
}

/// Why a page after the last would be asked for: there are as many pages as the number of the last, plus one.
fn from_zero(parameter: &Parameter<'_>) -> Option<&'static str> {
    let is_zero = |key: &str| parameter.shape.get(key).is_some_and(|node| literal(node) == "0");
    let is_told =
        ["zero-based", "0-based", "starts at 0", "starting at 0", "starts from 0", "starting from 0", "zero based"];
    let about = &parameter.description;
    let is_from_zero = is_zero("minimum") || is_zero("default") || is_told.iter().any(|told| about.contains(told));
    is_from_zero.then_some("pages are counted from zero, so the engine asks for one too many")
}

/// Returns the proposal for numbered rows, which no setting alone can follow: what the answer has is the number that was
/// asked for, and the engine does not add to it (any-sdk, `page`).
pub fn offset(request: &Request<'_>, answer: &Answer<'_>) -> Option<Paging> {
    let is_of_rows = |parameter: &&Parameter<'_>| {
        parameter.is_number() || parameter.kind.is_empty() || matches!(parameter.name.as_str(), "offset" | "skip")
    };
    let parameter = request.named(OFFSETS).find(is_of_rows).filter(|_| !answer.is_thing)?;
    let same = answer.fields.iter().find(|field| field.name == parameter.name && field.is_plain());
    let response = Token::new("body", same.map(Field::key).unwrap_or_default());
    let found = Paging::new(Kind::Offset, Token::new(parameter.location, &*parameter.key), response, "");
    Some(found.unless(Some("the engine does not count rows, a transform of the answer has to")))
}
