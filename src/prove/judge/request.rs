//! Compares a request with what the statement gave.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::examples::Given;
use crate::finding::{PROVE_BODY_DIFFERS, PROVE_PARAMETER_LOST};
use crate::model::Method;
use crate::prove::plan::Statement;
use crate::standin::{Asked, Exchange};
use crate::tree::pointer::percent_decoded;

use super::failure::Failure;
use super::told::shortened;
use super::values::agrees_loosely;

/// Returns what a request lacks of what the statement gave.
pub fn check(statement: &Statement<'_>, method: &Method, exchange: &Exchange) -> Option<Failure> {
    let lost = statement.given.iter().find_map(|given| lost(method, given, &exchange.asked));
    lost.or_else(|| body(statement.body.as_ref()?, &exchange.asked))
}

/// A parameter that was given, and is not where it belongs.
fn lost(method: &Method, (name, value): &Given, asked: &Asked) -> Option<Failure> {
    let text = spelled(value);
    let location = method.parameters.iter().find(|it| it.name == *name).map_or("server", |it| it.location);
    let is_sent = match location {
        "query" => query(&asked.target).any(|(key, sent)| key == *name && sent == text),
        "header" => asked.headers.iter().any(|(key, sent)| key.eq_ignore_ascii_case(name) && *sent == text),
        "path" | "server" => percent_decoded(&asked.target).contains(&text),
        _ => true,
    };
    (!is_sent).then(|| {
        let message = format!("the {location} parameter `{name}` is not sent as `{}`", shortened(&text));
        Failure::new(&PROVE_PARAMETER_LOST, message)
    })
}

/// The text that stands for a value in a request.
fn spelled(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn query(target: &str) -> impl Iterator<Item = (Cow<'_, str>, String)> {
    let (_, query) = target.split_once('?').unwrap_or_default();
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (percent_decoded(key), percent_decoded(&value.replace('+', " ")).into_owned())
    })
}

/// A body that differs from the one that the statement means.
fn body(meant: &Json, asked: &Asked) -> Option<Failure> {
    let sent: Json = match serde_json::from_slice(&asked.body) {
        Ok(sent) => sent,
        // XML and the like are checked by the API alone.
        Err(_) if !asked.body.is_empty() => return None,
        Err(_) => return Some(Failure::new(&PROVE_BODY_DIFFERS, "the body is not sent")),
    };
    let (Some(meant), Some(sent)) = (meant.as_object(), sent.as_object()) else { return None };
    let different = meant.iter().find(|(key, value)| sent.get(*key).is_none_or(|sent| !agrees_loosely(value, sent)));
    different.map(|(key, value)| {
        let got = sent
            .get(key)
            .map_or_else(|| "left out".to_owned(), |it| format!("sent as `{}`", shortened(&it.to_string())));
        let message = format!("the property `{key}` of the body is {got}, not `{}`", shortened(&value.to_string()));
        Failure::new(&PROVE_BODY_DIFFERS, message)
    })
}
