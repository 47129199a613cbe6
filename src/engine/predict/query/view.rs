//! Views: queries that a resource brings along.

use std::collections::BTreeSet;

use super::given;
use crate::engine::predict::statement::ast::Query;
use crate::engine::predict::stop::{Step, fail};
use crate::engine::predict::world::Found;
use crate::tree::Node;

/// A view.
pub struct View<'d> {
    /// The query.
    pub ddl: &'d str,
    /// What has to be given to it.
    pub required: BTreeSet<String>,
}

/// Returns the views of a resource that are written for the engine's store.
pub fn views<'d>(found: &Found<'d>) -> Vec<View<'d>> {
    let config = found.resource.node.get("config").and_then(|config| config.get("views"));
    let mut next = config.and_then(|views| views.get("select"));
    let mut views = Vec::new();
    for _ in 0..100 {
        let Some(node) = next else { break };
        let predicate = node.text("predicate").unwrap_or_default();
        if is_for_sqlite(predicate) {
            views.push(View { ddl: node.text("ddl").unwrap_or_default(), required: required(predicate) });
        }
        next = node.get("fallback").filter(|it: &&Node| it.as_mapping().is_some());
    }
    views
}

/// Refuses a view beside methods to select by: the engine looks for its conditions there.
pub fn check(found: &Found<'_>, query: &Query) -> Step<()> {
    let Query::Select(select) = query else { return Ok(()) };
    let mut given = Vec::new();
    select.condition.iter().for_each(|condition| given::collect(condition, false, &mut given));
    match given.first() {
        Some(given) if !found.resource.of_verb("select").is_empty() => {
            fail(format!("could not locate symbol {}", given.name))
        }
        _ => Ok(()),
    }
}

fn is_for_sqlite(predicate: &str) -> bool {
    let words: Vec<&str> = predicate.split_whitespace().collect();
    let at = words.iter().position(|word| *word == "sqlDialect");
    let dialect = at.and_then(|at| words.get(at + 2));
    dialect.is_none_or(|dialect| dialect.trim_matches('"') == "sqlite3")
}

fn required(predicate: &str) -> BTreeSet<String> {
    let list = predicate.split_once("requiredParams").and_then(|(_, rest)| rest.split_once('['));
    let list = list.and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
    list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
