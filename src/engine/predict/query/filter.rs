//! The condition of a query as it runs over rows: what is given to methods holds.

use std::collections::BTreeSet;

use crate::engine::predict::statement::ast::{Comparison, Expr, Kind, Literal};
use crate::engine::predict::statement::print::{Names, expr as printed};
use crate::engine::predict::stop::{Step, fail};

/// The names that a condition may use.
#[derive(Default)]
pub struct Scope {
    /// Columns: table and name.
    pub columns: BTreeSet<(String, String)>,
    /// What servers take.
    pub servers: BTreeSet<(String, String)>,
    /// What has to be given to methods.
    pub required: BTreeSet<(String, String)>,
    /// What may be given to methods.
    pub optional: BTreeSet<(String, String)>,
}

fn has(names: &BTreeSet<(String, String)>, table: &str, name: &str) -> bool {
    names.iter().any(|known| is_meant(known, table, name))
}

/// Whether a name is meant: it is the same, or its last dotted part.
fn is_meant((known_table, known): &(String, String), table: &str, name: &str) -> bool {
    let is_end = || known.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
    (table.is_empty() || table == known_table) && (known == name || table.is_empty() && is_end())
}

fn take(names: &mut BTreeSet<(String, String)>, table: &str, name: &str) -> bool {
    match names.iter().find(|known| is_meant(known, table, name)).cloned() {
        Some(known) => names.remove(&known),
        None => false,
    }
}

/// Rewrites a condition.
pub fn rewrite(expr: &Expr, scope: &mut Scope) -> Step<Expr> {
    match expr {
        Expr::And(left, right) => both(left, right, scope, Expr::And),
        Expr::Or(left, right) => both(left, right, scope, Expr::Or),
        Expr::Is(..) => Ok(expr.clone()),
        Expr::Compare(comparison) => compare(comparison, scope),
        other => fail(format!("unsupported constraint in anysdk filter: {}", printed(other, Names::Bare))),
    }
}

fn both(left: &Expr, right: &Expr, scope: &mut Scope, join: fn(Box<Expr>, Box<Expr>) -> Expr) -> Step<Expr> {
    let left = rewrite(left, scope);
    let right = rewrite(right, scope);
    Ok(join(Box::new(left?), Box::new(right?)))
}

fn compare(comparison: &Comparison, scope: &mut Scope) -> Step<Expr> {
    let whole = Expr::Compare(Box::new(comparison.clone()));
    let is_scalar = |expr: &Expr| matches!(expr, Expr::Literal(_) | Expr::Bool(_) | Expr::Null);
    if is_scalar(&comparison.left) && is_scalar(&comparison.right) {
        return Ok(whole);
    }
    let Expr::Column(column) = &comparison.left else {
        return match (&comparison.left, &comparison.right) {
            (Expr::Function(_), _) | (_, Expr::Function(_)) => Ok(whole),
            _ => fail(format!("unexpected: {}", printed(&whole, Names::Bare))),
        };
    };
    let (table, name) = (column.table.text(), column.name.as_str());
    let is_server = has(&scope.servers, &table, name);
    let is_column = has(&scope.columns, &table, name) && !is_server;
    let is_required = take(&mut scope.required, &table, name);
    let is_optional = take(&mut scope.optional, &table, name);
    let is_given = is_required || is_optional;
    if !is_column && !is_server && !is_given {
        return fail(format!("could not locate symbol {name}"));
    }
    if is_column && !is_given {
        let right = match &comparison.right {
            Expr::Bool(value) => Expr::Literal(Literal { kind: Kind::Text, text: value.to_string() }),
            other => other.clone(),
        };
        return Ok(Expr::Compare(Box::new(Comparison { right, ..comparison.clone() })));
    }
    let one = || Expr::Literal(Literal { kind: Kind::Int, text: "1".to_owned() });
    let operator = if comparison.operator.eq_ignore_ascii_case("in") { "=" } else { comparison.operator };
    Ok(Expr::Compare(Box::new(Comparison { left: one(), operator, right: one(), escape: comparison.escape.clone() })))
}
