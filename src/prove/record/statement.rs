//! A statement of a case with what it came to.

use std::collections::BTreeMap;
use std::env;

use serde::Serialize;

use super::super::process::Observed;
use crate::engine::predict::{Kind, Request};
use crate::standin::Asked;

/// How many rows of a query are kept.
const MOST_ROWS: usize = 3;

/// How many requests are kept in full, and how many of more.
const MOST_REQUESTS: (usize, usize) = (6, 3);

/// How much of a message is kept.
const LONGEST_MESSAGE: usize = 400;

/// Headers of the connection and of the client, which no provider decides about.
const UNTOLD: [&str; 7] =
    ["Accept-Encoding", "Connection", "Content-Length", "Host", "Proxy-Connection", "Transfer-Encoding", "User-Agent"];

/// Words of statements that send their requests in any order.
const UNORDERED: [&str; 3] = ["IN", "JOIN", "UNION"];

/// A statement with what it came to.
#[derive(Serialize)]
pub struct Statement {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    columns: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    message: String,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_count: Option<usize>,
    requests: Vec<Sent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row_count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Vec<Vec<Option<String>>>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    sorted: bool,
    sql: String,
}

/// A request.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Sent {
    body: String,
    headers: BTreeMap<String, String>,
    url: String,
    verb: String,
}

impl Statement {
    /// Creates it from what was observed.
    pub fn new(sql: &str, observed: &Observed) -> Self {
        let has_table = observed.kind == Kind::Rows;
        let sorted = is_unordered(sql);
        let mut rows = observed.rows.clone();
        let mut requests: Vec<Sent> = observed.exchanges.iter().map(|exchange| sent(&exchange.asked)).collect();
        if sorted {
            rows.sort();
            requests.sort();
        }
        let row_count = (is_query(sql) && rows.len() > MOST_ROWS).then_some(rows.len());
        rows.truncate(row_count.map_or(rows.len(), |_| MOST_ROWS));
        let request_count = (requests.len() > MOST_REQUESTS.0).then_some(requests.len());
        requests.truncate(request_count.map_or(requests.len(), |_| MOST_REQUESTS.1));
        let outcome = match observed.kind {
            Kind::Rows => "rows",
            Kind::Done => "ok",
            Kind::Error => "error",
            Kind::Panic => "panic",
        };
        Statement {
            columns: if has_table { observed.columns.clone() } else { Vec::new() },
            message: message(&observed.message),
            outcome,
            request_count,
            requests,
            row_count: row_count.filter(|_| has_table),
            rows: has_table.then_some(rows),
            sorted,
            sql: sql.to_owned(),
        }
    }
}

fn sent(asked: &Asked) -> Sent {
    let mut request = Request::default();
    asked.headers.iter().for_each(|(name, value)| request.set_header(name, value.as_str()));
    let headers = request.headers.into_iter().filter(|(name, _)| !UNTOLD.contains(&name.as_str()));
    Sent {
        body: String::from_utf8_lossy(&asked.body).into_owned(),
        headers: headers.collect(),
        url: asked.target.clone(),
        verb: asked.verb.clone(),
    }
}

/// Returns the lines of a message, each once, without folders of this machine, and cut in the middle.
fn message(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let whole = without_folders(&lines.join(" | "));
    let letters: Vec<char> = whole.chars().collect();
    match letters.len().checked_sub(LONGEST_MESSAGE) {
        None | Some(0) => whole,
        Some(_) => {
            let half = LONGEST_MESSAGE / 2;
            let before: String = letters.iter().take(half).collect();
            let after: String = letters.iter().skip(letters.len() - half).collect();
            format!("{before} ... {after}")
        }
    }
}

/// Replaces the paths of temporary files.
fn without_folders(text: &str) -> String {
    let folder = env::temp_dir().to_string_lossy().into_owned();
    let is_end = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | ',' | ':' | ';' | ')');
    let mut parts = text.split(folder.as_str());
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        result.push_str("PATH");
        result.push_str(part.find(is_end).and_then(|end| part.get(end..)).unwrap_or_default());
    }
    result
}

fn is_query(sql: &str) -> bool {
    sql.split_whitespace().next().is_some_and(|verb| verb.eq_ignore_ascii_case("select"))
}

fn is_unordered(sql: &str) -> bool {
    let mut words = sql.split(|letter: char| !letter.is_alphanumeric());
    is_query(sql) && words.any(|word| UNORDERED.iter().any(|unordered| word.eq_ignore_ascii_case(unordered)))
}
