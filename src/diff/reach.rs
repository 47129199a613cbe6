//! Finds the statements that reach a method.

use std::collections::BTreeSet;

use crate::model::{Method, Resource};
use crate::sql::SqlVerb;

use super::table::Direction;

pub type Seat<'a> = (&'a Resource, &'a Method);

/// Whether a method is called by statements that read or write.
pub fn direction(method: &Method) -> Direction {
    let is_read = method.verb == SqlVerb::Select || matches!(method.http_verb, "get" | "head" | "options" | "trace");
    if is_read { Direction::Reads } else { Direction::Writes }
}

/// The verbs that reach a method; EXEC if no other does.
pub fn verbs(resource: &Resource, method: &Method) -> BTreeSet<SqlVerb> {
    let lists = |verb: &SqlVerb| resource.methods_of(*verb).iter().any(|listed| listed.name == method.name);
    let verbs: BTreeSet<SqlVerb> = SqlVerb::LISTED.into_iter().filter(lists).collect();
    if verbs.is_empty() { BTreeSet::from([SqlVerb::Exec]) } else { verbs }
}
