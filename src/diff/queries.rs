//! Finds queries that reach another method. The engine takes the first method whose keys are all given, so that a new
//! method, another order or another key can redirect an unchanged query.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Method, Resource};
use crate::sql::SqlVerb;

use super::change::{Change, Scope, named};
use super::reach::{Seat, direction, verbs};
use super::table::{self, Direction, Level};

/// A query that reaches another method.
#[derive(Clone, Debug)]
pub struct Shift<'a> {
    /// The verb of the query.
    pub verb: SqlVerb,
    /// The keys that it must give.
    pub keys: BTreeSet<&'a str>,
    /// The old method.
    pub base: &'a Method,
    /// The new method.
    pub rev: &'a Method,
}

/// Reports queries that reach another method. Queries that reach none are explained by the changes of their method.
pub fn compare(
    old: &Resource,
    new: &Resource,
    partners: &BTreeMap<&str, &str>,
    scope: &Scope,
    changes: &mut Vec<Change>,
) {
    for shift in SqlVerb::LISTED.into_iter().flat_map(|verb| shifts(old, new, verb)) {
        let partner = partners.get(shift.base.name.as_str()).copied();
        let known = names(old, shift.verb);
        if partner != Some(shift.rev.name.as_str()) && shift.keys.iter().all(|key| known.contains(*key)) {
            let partner = new.methods.iter().find(|method| Some(method.name.as_str()) == partner);
            changes.push(moved(&shift, partner, scope));
        }
    }
}

/// All pairs of old and new methods that some query reaches, each with the smallest such query. A query with more keys
/// is covered too: it reaches one of these pairs.
pub fn shifts<'a>(old: &'a Resource, new: &'a Resource, verb: SqlVerb) -> Vec<Shift<'a>> {
    let (before, after) = (old.methods_of(verb), new.methods_of(verb));
    let wanted = |list: &[&'a Method]| list.iter().map(|it| (it.name.as_str(), it.required_keys())).collect::<Vec<_>>();
    if wanted(&before) == wanted(&after) {
        return Vec::new();
    }
    let mut shifts = Vec::new();
    for base in &before {
        for rev in &after {
            let keys: BTreeSet<&str> = base.required_keys().union(&rev.required_keys()).copied().collect();
            let is_chosen = |resource: &'a Resource, method: &Method| {
                resource.chosen(verb, keys.iter().copied()).is_some_and(|chosen| std::ptr::eq(chosen, method))
            };
            if is_chosen(old, base) && is_chosen(new, rev) {
                shifts.push(Shift { verb, keys, base, rev });
            }
        }
    }
    shifts
}

/// The new method that the smallest query of a method reaches, if only SELECT reached the old method and the new one
/// knows all names in the query.
pub fn answers<'a>((old, method): Seat<'a>, new: &'a Resource) -> Option<&'a Method> {
    let is_read = verbs(old, method) == BTreeSet::from([SqlVerb::Select]);
    let keys = method.required_keys();
    let reached = new.chosen(SqlVerb::Select, keys.iter().copied()).filter(|_| is_read)?;
    let known = known(reached);
    keys.iter().all(|key| known.contains(*key)).then_some(reached)
}

/// The names that queries with a verb may use: inputs and columns of its methods.
fn names(resource: &Resource, verb: SqlVerb) -> BTreeSet<String> {
    resource.methods_of(verb).into_iter().flat_map(known).collect()
}

fn known(method: &Method) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = method.required_keys().into_iter().map(str::to_owned).collect();
    names.extend(method.parameters.iter().map(|parameter| parameter.name.clone()));
    names.extend(method.body_attributes().into_iter().map(|attribute| attribute.name));
    names.extend(method.server_variables.iter().map(|variable| variable.name.clone()));
    names.extend(method.fields.iter().flatten().map(|field| field.name.clone()));
    names
}

/// A redirected query is breaking if it writes or loses columns, otherwise risky.
fn moved(shift: &Shift<'_>, partner: Option<&Method>, scope: &Scope) -> Change {
    let Shift { verb, keys, base, rev } = shift;
    let given = if keys.is_empty() { String::new() } else { format!(" with {}", named(keys.iter().copied())) };
    let missing = missing(base, partner, rev);
    let mut text = format!("{}{given} now reaches `{}` (was `{}`)", verb.name().to_uppercase(), rev.name, base.name);
    if *verb == SqlVerb::Select && !missing.is_empty() {
        text.push_str(&format!("; the new method has no {}", named(missing.iter().copied())));
    }
    let is_harmless = *verb == SqlVerb::Select && missing.is_empty();
    let level = if is_harmless { Level::Risky } else { Level::Breaking };
    let direction = if *verb == SqlVerb::Select { Direction::Reads } else { direction(rev) };
    let change = scope.change(&table::QUERY_MOVED, text).weighing(level).for_statements(direction);
    let item = format!("{}({})", verb.name(), keys.iter().copied().collect::<Vec<_>>().join(", "));
    change.about(item).between(Some(base.name.clone()), Some(rev.name.clone()))
}

/// Columns that the new method lacks, except those that are reported as removed.
fn missing<'a>(base: &'a Method, partner: Option<&Method>, rev: &Method) -> Vec<&'a str> {
    let has = |method: &Method, name: &str| method.fields.iter().flatten().any(|field| field.name == name);
    let is_told = |name: &str| partner.is_some_and(|partner| partner.fields.is_some() && !has(partner, name));
    let names = base.fields.iter().flatten().map(|field| field.name.as_str());
    names.filter(|name| !has(rev, name) && !is_told(name)).collect()
}
