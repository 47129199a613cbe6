//! The answers of an API as rules, of which the first that fits a request answers it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::engine::predict::{Response, pairs, unescape};
use crate::standin::Exchange;

/// Answers requests that fit.
#[derive(Clone, Serialize)]
pub struct Rule {
    body: String,
    headers: BTreeMap<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    path: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    query: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    sent_has: String,
    status: u16,
    verb: String,
}

/// Returns the rules that answer requests as they were answered. Those that ask for more of a request stand first. Of
/// several answers to the same request the first counts: rules have no memory.
pub fn rules(exchanges: &[Exchange]) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for rule in exchanges.iter().map(rule) {
        if !rules.iter().any(|known| known.is_for_same(&rule)) {
            rules.push(rule);
        }
    }
    rules.sort_by_key(|rule| std::cmp::Reverse((rule.query.len(), rule.sent_has.len())));
    rules
}

impl Rule {
    fn is_for_same(&self, other: &Rule) -> bool {
        let request = |rule: &Rule| {
            (rule.verb.clone(), rule.host.clone(), rule.path.clone(), rule.query.clone(), rule.sent_has.clone())
        };
        request(self) == request(other)
    }
}

fn rule(exchange: &Exchange) -> Rule {
    let target = exchange.asked.target.as_str();
    let (host, rest) = match target.split_once("://") {
        Some((_, rest)) => {
            let (host, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
            (Some(host.to_owned()), rest)
        }
        None => (None, target),
    };
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let response = &exchange.answered.response;
    Rule {
        body: String::from_utf8_lossy(&response.body).into_owned(),
        headers: headers(response),
        host,
        path: unescape(path).unwrap_or_else(|| path.to_owned()),
        query: pairs(query).into_iter().collect(),
        sent_has: String::from_utf8_lossy(&exchange.asked.body).into_owned(),
        status: response.status,
        verb: exchange.asked.verb.clone(),
    }
}

/// Returns the headers of a response: a text, or a list for one that was sent several times.
fn headers(response: &Response) -> BTreeMap<String, Value> {
    let values = |name: &str| match response.header_values(name).as_slice() {
        [value] => json!(value),
        values => json!(values),
    };
    response.headers.iter().map(|(name, _)| (name.clone(), values(name))).collect()
}
