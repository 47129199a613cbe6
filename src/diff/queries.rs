//! Which method a query reaches. The engine takes the first whose keys are all given, so that a new one, another
//! order or another key can move queries that nobody has touched.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Method, Resource};
use crate::sql::SqlVerb;

use super::change::{Change, Scope, named};
use super::reach::{Seat, direction, verbs};
use super::table::{self, Direction, Level};

/// A query with the method that it reached and the one that it reaches.
#[derive(Clone, Debug)]
pub struct Shift<'a> {
    /// Its verb.
    pub verb: SqlVerb,
    /// The least that it gives.
    pub keys: BTreeSet<&'a str>,
    /// What it reached.
    pub base: &'a Method,
    /// What it reaches.
    pub rev: &'a Method,
}

/// Reports queries that reach another method. One that reaches none is explained by what became of its method: it is
/// gone, asks for more, or has another verb.
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

/// The method that queries reached and the one that they reach, for every such pair that there is, with the fewest
/// keys for it. Whatever else a query gives, the pair that it meets is one of these: methods that come before with
/// fewer keys come before here as well.
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

/// What answers the least query of a method in a new state, if SELECT alone reached it and the query names nothing that is
/// unknown there.
pub fn answers<'a>((old, method): Seat<'a>, new: &'a Resource) -> Option<&'a Method> {
    let is_read = verbs(old, method) == BTreeSet::from([SqlVerb::Select]);
    let keys = method.required_keys();
    let reached = new.chosen(SqlVerb::Select, keys.iter().copied()).filter(|_| is_read)?;
    let known = known(reached);
    keys.iter().all(|key| known.contains(*key)).then_some(reached)
}

/// What queries with a verb could name: what its methods take and give.
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

/// A query that writes does something else now; one that reads may miss columns.
fn moved(shift: &Shift<'_>, partner: Option<&Method>, scope: &Scope) -> Change {
    let Shift { verb, keys, base, rev } = shift;
    let given = if keys.is_empty() { String::new() } else { format!(" with {}", named(keys.iter().copied())) };
    let missing = missing(base, partner, rev);
    let mut text = format!("{}{given} reaches `{}`, and reached `{}`", verb.name().to_uppercase(), rev.name, base.name);
    if *verb == SqlVerb::Select && !missing.is_empty() {
        text.push_str(&format!("; it has no {}", named(missing.iter().copied())));
    }
    let is_harmless = *verb == SqlVerb::Select && missing.is_empty();
    let level = if is_harmless { Level::Risky } else { Level::Breaking };
    let direction = if *verb == SqlVerb::Select { Direction::Reads } else { direction(rev) };
    let change = scope.change(&table::QUERY_MOVED, text).weighing(level).for_statements(direction);
    let item = format!("{}({})", verb.name(), keys.iter().copied().collect::<Vec<_>>().join(", "));
    change.about(item).between(Some(base.name.clone()), Some(rev.name.clone()))
}

/// Columns of the method before that the other lacks, unless they are told as gone from it.
fn missing<'a>(base: &'a Method, partner: Option<&Method>, rev: &Method) -> Vec<&'a str> {
    let has = |method: &Method, name: &str| method.fields.iter().flatten().any(|field| field.name == name);
    let is_told = |name: &str| partner.is_some_and(|partner| partner.fields.is_some() && !has(partner, name));
    let names = base.fields.iter().flatten().map(|field| field.name.as_str());
    names.filter(|name| !has(rev, name) && !is_told(name)).collect()
}
