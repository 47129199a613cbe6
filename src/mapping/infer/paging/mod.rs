//! Recognises how an operation pages and which parameter limits a page, as far as the engine can follow it.
//!
//! A setting that is wrong reads the first page again, or none after it, without a word. So a rule says how sure it is,
//! and by what it knows. A wrong guess about a next URL costs nothing: the engine finds none and ends after the first
//! page (engine cases `pagination/link-relative` and `pagination/url-in-body-relative`).

mod answer;
mod cursor;
mod limit;
mod link;
pub mod names;
mod next_url;
mod number;
mod plan;
mod request;
#[cfg(test)]
mod tests;

use crate::normalise::Operation;
use crate::schema::Resolver;

use answer::Answer;
use request::Request;

pub use limit::{Limit, limit};
pub use plan::{Kind, Paging, Token};

/// Returns the parameter of the query that asks for a page.
pub fn page_parameter(operation: &Operation, resolver: Resolver<'_>) -> Option<String> {
    let request = Request::of(operation, resolver);
    let asked = [names::CURSORS, names::PAGES, names::OFFSETS].concat();
    request.in_query(&asked).next().map(|parameter| parameter.key.clone())
}

/// Returns how an operation with a list in its answer pages: by the first rule that is sure, else by the first that has
/// a proposal. What the answer itself declares goes before what only its texts say.
pub fn paging(operation: &Operation, resolver: Resolver<'_>) -> Option<Paging> {
    if !matches!(operation.verb, "get" | "post") {
        return None;
    }
    if let Some(found) = next_url::graph_ql(&operation.node) {
        return Some(found);
    }
    let answer = Answer::of(&operation.node, resolver).filter(|answer| answer.has_list)?;
    let request = Request::of(operation, resolver);
    let is_get = operation.verb == "get";
    let rules: [&dyn Fn() -> Option<Paging>; 8] = [
        &|| next_url::odata(&answer).filter(|_| is_get),
        &|| link::declared(&answer).filter(|_| is_get),
        &|| cursor::cursor(&request, &answer),
        &|| next_url::next_url(&request, &answer).filter(|_| is_get),
        &|| number::page_number(&request, &answer),
        &|| link::told(&request, &answer).filter(|_| is_get),
        &|| cursor::by_last_item(&request, &answer),
        &|| number::offset(&request, &answer),
    ];
    let mut unsure = None;
    for found in rules.iter().filter_map(|rule| rule()) {
        if found.is_sure {
            return Some(found);
        }
        unsure = unsure.or(Some(found));
    }
    unsure
}
