//! Templates of GraphQL queries and of their cursors, which have the functions of Go alone (any-sdk,
//! `NewStandardGQLReaderFull`).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use gotmpl::Template;

use super::data::item;
use super::faults::{Fault, told};
use super::functions::{functions, is_of_go};
use super::parse::{NAME, parse};
use super::run::{MAX_ROUNDS, MAX_TEXT, execute, failed};
use crate::engine::predict::value::Value;

/// Returns what is wrong with the template of a query as it is written: the engine fails before it sends anything.
pub fn query_faults(template: &str) -> Vec<Fault> {
    told(parse(template, &is_of_go))
}

/// Writes a query with values by their names.
///
/// # Errors
/// Why the template is not read, or stops.
pub fn fill(template: &str, values: &BTreeMap<String, Value>) -> Result<String, String> {
    if let Some(fault) = query_faults(template).first() {
        return Err(format!("template: {NAME}:{}: {}", fault.line, fault.message));
    }
    let functions = functions("", MAX_TEXT, &Arc::new(AtomicBool::new(false)));
    let read = Template::new(NAME).funcs(functions).max_range_iters(MAX_ROUNDS).parse(template);
    let read = read.map_err(|error| failed(&error))?;
    match execute(&read, &item(&Value::Object(values.clone()))) {
        (_, Some(error)) => Err(failed(&error)),
        (text, None) => Ok(text),
    }
}
