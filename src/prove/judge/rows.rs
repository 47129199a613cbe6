//! Compares a printed table with what the API answered.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use serde_json_path::JsonPath;

use crate::engine::media_type::is_json;
use crate::finding::{PROVE_COLUMNS_DIFFER, PROVE_ROWS_DIFFER, PROVE_VALUES_DIFFER};
use crate::model::Method;
use crate::prove::Observed;
use crate::prove::plan::{Purpose, Statement};
use crate::sql::SqlVerb;
use crate::standin::Exchange;

use super::failure::Failure;
use super::told::shortened;
use super::values::is_printed;

/// Returns what is wrong with the table that a query prints.
pub fn check(statement: &Statement<'_>, method: &Method, observed: &Observed) -> Option<Failure> {
    if statement.verb != Some(SqlVerb::Select) || statement.purpose == Purpose::Example {
        return None;
    }
    let answered = all(method, &observed.exchanges);
    let count = answered.as_ref().map(|rows| rows.len().min(statement.limit.unwrap_or(usize::MAX)));
    if let Some(failure) = count.and_then(|count| counted(count, observed)) {
        return Some(failure);
    }
    if observed.rows.is_empty() {
        return None;
    }
    columns(method, observed).or_else(|| values(method, answered.as_deref().unwrap_or_default(), observed))
}

fn counted(count: usize, observed: &Observed) -> Option<Failure> {
    let printed = observed.rows.len();
    (printed != count).then(|| {
        let pages = observed.exchanges.len();
        let message = format!("the API answers {count} rows in {pages} requests, the engine prints {printed}");
        Failure::new(&PROVE_ROWS_DIFFER, message)
    })
}

/// Columns that the provider says there are, and that are not printed.
fn columns(method: &Method, observed: &Observed) -> Option<Failure> {
    let printed: BTreeSet<&str> = observed.columns.iter().map(String::as_str).collect();
    let missing: Vec<&str> = method
        .fields
        .iter()
        .flatten()
        .map(|field| field.name.as_str())
        .filter(|name| !printed.contains(name))
        .collect();
    let first = missing.first()?;
    let rest = if missing.len() > 1 { format!(" and {} others", missing.len() - 1) } else { String::new() };
    Some(Failure::new(&PROVE_COLUMNS_DIFFER, format!("the column `{first}`{rest} is not printed")))
}

/// The first column whose values differ from those of the API.
fn values(method: &Method, answered: &[Json], observed: &Observed) -> Option<Failure> {
    for field in method.fields.iter().flatten() {
        let Some(at) = observed.columns.iter().position(|name| *name == field.name) else { continue };
        for (row, printed) in answered.iter().zip(&observed.rows) {
            let Some(value) = row.get(&field.name) else { continue };
            let printed = printed.get(at).and_then(Option::as_deref);
            if !is_printed(value, printed) {
                let (value, printed) = (shortened(&value.to_string()), shortened(printed.unwrap_or("NULL")));
                let message =
                    format!("the API answers `{value}` for the column `{}`, the engine prints `{printed}`", field.name);
                return Some(Failure::new(&PROVE_VALUES_DIFFER, message));
            }
        }
    }
    None
}

/// The rows of all answers; none where it cannot be said what they are.
fn all(method: &Method, exchanges: &[Exchange]) -> Option<Vec<Json>> {
    if method.transform.is_some() || method.response_override.is_some() {
        return None;
    }
    let mut rows = Vec::new();
    for exchange in exchanges {
        let response = &exchange.answered.response;
        response.header("Content-Type").filter(|it| is_json(it))?;
        rows.extend(items(method.object_key.as_deref(), serde_json::from_slice(&response.body).ok()?)?);
    }
    Some(rows)
}

/// The rows of one answer, at its object key (provider-format 3.1).
fn items(key: Option<&str>, body: Json) -> Option<Vec<Json>> {
    let found = match key {
        None | Some("") => vec![body],
        Some(path) if path.starts_with('$') => {
            let path = JsonPath::parse(path).ok()?;
            path.query(&body).all().into_iter().cloned().collect()
        }
        Some(name) => vec![body.get(name)?.clone()],
    };
    Some(found.into_iter().flat_map(spread).filter(|row| !row.is_null()).collect())
}

fn spread(value: Json) -> Vec<Json> {
    match value {
        Json::Array(items) => items,
        other => vec![other],
    }
}
