//! What conditions give to methods.

use std::collections::BTreeSet;

use crate::engine::predict::arguments::{Argument, Arguments};
use crate::engine::predict::statement::ast::{Column, Expr, Kind};
use crate::engine::predict::value::Value;

/// How many calls one condition may ask for.
const MAX_CALLS: usize = 5_000;

/// A value that a condition gives to a name.
#[derive(Clone, Debug)]
pub struct Given {
    /// The table that the name belongs to; empty if it says none.
    pub table: String,
    /// The name.
    pub name: String,
    /// The value.
    pub value: Expr,
    /// Whether the condition is that of a join.
    pub is_join: bool,
}

/// Collects what a condition gives.
pub fn collect(expr: &Expr, is_join: bool, found: &mut Vec<Given>) {
    match expr {
        Expr::And(left, right) | Expr::Or(left, right) | Expr::Xor(left, right) => {
            collect(left, is_join, found);
            collect(right, is_join, found);
        }
        Expr::Not(inner) => collect(inner, is_join, found),
        Expr::Compare(comparison) => {
            let (left, right) = (&comparison.left, &comparison.right);
            if let Expr::Column(column) = left
                && is_value(right)
            {
                set(found, column, right, is_join);
            }
            if let Expr::Column(column) = right
                && matches!(left, Expr::Column(_) | Expr::Function(_) | Expr::Literal(_))
            {
                set(found, column, left, is_join);
            }
        }
        _ => {}
    }
}

fn is_value(expr: &Expr) -> bool {
    matches!(expr, Expr::Literal(_) | Expr::Bool(_) | Expr::Column(_) | Expr::Function(_) | Expr::Tuple(_))
}

/// Sets what a name is given, in place of what it was given before.
fn set(found: &mut Vec<Given>, column: &Column, value: &Expr, is_join: bool) {
    let table = column.table.text();
    found.retain(|known| known.table != table || known.name != column.name || known.is_join != is_join);
    found.push(Given { table, name: column.name.clone(), value: value.clone(), is_join });
}

/// Returns what is given to a table.
pub fn of_table<'g>(all: &'g [Given], alias: &str, name: &str) -> Vec<&'g Given> {
    all.iter().filter(|given| given.table.is_empty() || given.table == alias || given.table == name).collect()
}

/// Returns the names that are given.
pub fn names(given: &[&Given]) -> BTreeSet<String> {
    given.iter().map(|given| given.name.clone()).collect()
}

/// Makes arguments of what is given to names: one set for each of the values in a list.
pub fn arguments(given: &[&Given], taken: &dyn Fn(&str) -> Option<String>) -> Vec<Arguments> {
    let mut sets = vec![Arguments::new()];
    for given in given {
        let Some(name) = taken(&given.name) else { continue };
        let values = values(&given.value);
        if values.is_empty() {
            continue;
        }
        let with = |set: &Arguments, value: &Argument| {
            let mut set = set.clone();
            set.insert(name.clone(), value.clone());
            set
        };
        sets = sets.iter().flat_map(|set| values.iter().map(move |value| with(set, value))).take(MAX_CALLS).collect();
    }
    sets
}

fn values(expr: &Expr) -> Vec<Argument> {
    match expr {
        Expr::Tuple(items) => items.iter().flat_map(values).collect(),
        Expr::Literal(literal) if literal.kind == Kind::Int => {
            let number = literal.text.parse().map(Value::Int);
            vec![Argument::Value(number.unwrap_or_else(|_| Value::Text(literal.text.clone())))]
        }
        Expr::Literal(literal) => vec![Argument::text(literal.text.clone())],
        Expr::Bool(value) => vec![Argument::text(value.to_string())],
        Expr::Column(column) => vec![Argument::text(column.name.clone())],
        Expr::Function(function) if function.name.eq_ignore_ascii_case("json") => vec![Argument::call(function)],
        _ => Vec::new(),
    }
}
