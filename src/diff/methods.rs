//! Compares a method in two states.

use std::collections::BTreeSet;

use crate::model::{Method, Resource, Shadowed, shadowed};
use crate::sql::SqlVerb;

use super::change::{Change, Scope, deprecation, named};
use super::inputs::Pair;
use super::matching::operation;
use super::reach::{Seat, direction, verbs};
use super::sides::Sides;
use super::table::{self, Level, METHOD_RENAMED};
use super::{inputs, queries, servers, settings};

/// Compares two methods and their inputs.
pub fn compare<'a>(old: Seat<'a>, new: Seat<'a>, sides: &Sides<'a>, scope: &Scope, changes: &mut Vec<Change>) {
    changes.extend(name(old, new, scope));
    changes.extend(verb(old, new, scope));
    let answers = queries::answers(old, new.0);
    let (old, new) = (old.1, new.1);
    if operation(old) != operation(new) && !sides.roots.same_request(old, new) {
        let spelled = |method: &Method| format!("{} {}", method.http_verb.to_uppercase(), method.path);
        let text = format!("`{}` now calls `{}` (was `{}`)", new.name, spelled(new), spelled(old));
        let change = scope.change(&table::METHOD_OPERATION_CHANGED, text).for_statements(direction(new));
        changes.push(change.between(Some(spelled(old)), Some(spelled(new))));
    }
    let is_deprecated = |method: &Method| method.operation.flag("deprecated");
    if is_deprecated(old) != is_deprecated(new) {
        let text = format!("`{}` is {}", new.name, deprecation(is_deprecated(new)));
        changes.push(scope.change(&table::METHOD_DEPRECATION_CHANGED, text).for_statements(direction(new)));
    }
    if old.description != new.description {
        let text = format!("the description of `{}` changed", new.name);
        changes.push(scope.change(&table::METHOD_DESCRIPTION_CHANGED, text).for_statements(direction(new)));
    }
    changes.extend(servers::of_method(old, new, &sides.roots, scope));
    settings::of_method(old, new, scope, changes);
    inputs::compare(&Pair { old, new, answers }, sides, scope, changes);
}

pub fn removed(resource: &Resource, method: &Method, scope: &Scope) -> Change {
    let reach = reach(resource, method, "reached");
    let text = format!("the method `{}`, which {reach}, was removed", method.name);
    let scope = scope.method(&method.name, &method.name);
    scope.change(&table::METHOD_REMOVED, text).for_statements(direction(method))
}

pub fn added(resource: &Resource, method: &Method, scope: &Scope) -> Change {
    let reach = reach(resource, method, "reaches");
    let text = format!("the method `{}`, which {reach}, was added", method.name);
    let scope = scope.method(&method.name, &method.name);
    scope.change(&table::METHOD_ADDED, text).for_statements(direction(method))
}

/// Reports a renamed method that only EXEC reaches: other verbs do not name methods.
fn name((resource, old): Seat<'_>, (_, new): Seat<'_>, scope: &Scope) -> Option<Change> {
    let is_named = verbs(resource, old) == BTreeSet::from([SqlVerb::Exec]);
    (old.name != new.name).then(|| {
        let (level, reach) =
            if is_named { (Level::Breaking, "; only EXEC reached it") } else { (METHOD_RENAMED.level, "") };
        let text = format!("the method `{}` was renamed to `{}`{reach}", old.name, new.name);
        scope.change(&METHOD_RENAMED, text).for_statements(direction(new)).weighing(level)
    })
}

/// Reports changed verbs. EXEC reaches every method, so a new verb takes nothing away.
fn verb((old_in, old): Seat<'_>, (new_in, new): Seat<'_>, scope: &Scope) -> Option<Change> {
    let (before, after) = (verbs(old_in, old), verbs(new_in, new));
    if before == after {
        return None;
    }
    let is_kept = before.iter().all(|verb| *verb == SqlVerb::Exec || after.contains(verb));
    let (was, now) = (spelled(&before), spelled(&after));
    let text = format!("{now} now reaches `{}` (was {was}){}", new.name, reason(old, new, &after));
    let change = scope.change(&table::METHOD_VERB_CHANGED, text).for_statements(direction(new));
    let level = if is_kept { Level::Compatible } else { Level::Breaking };
    Some(change.between(Some(was), Some(now)).weighing(level))
}

/// Why only EXEC is left, if known.
fn reason(old: &Method, new: &Method, verbs: &BTreeSet<SqlVerb>) -> String {
    let is_left = *verbs == BTreeSet::from([SqlVerb::Exec]);
    match &new.request_media_type {
        Some(media_type) if is_left && old.can_send_body() && !new.can_send_body() => {
            format!(": the engine cannot send a `{media_type}` body")
        }
        _ if is_left && old.fields.is_some() && new.fields.is_none() => ": its response no longer has rows".to_owned(),
        _ => String::new(),
    }
}

fn spelled(verbs: &BTreeSet<SqlVerb>) -> String {
    verbs.iter().map(|verb| verb.name().to_uppercase()).collect::<Vec<_>>().join(" and ")
}

/// Which statements reach a method. None does by a verb if an earlier method requires no other keys.
fn reach(resource: &Resource, method: &Method, word: &str) -> String {
    let keys = given(method);
    let verbs = verbs(resource, method);
    let hidden: Vec<Shadowed<'_>> =
        shadowed(resource).into_iter().filter(|shadowed| shadowed.method.name == method.name).collect();
    match hidden.first() {
        Some(Shadowed { by, .. }) if hidden.len() == verbs.len() => {
            format!("only EXEC {word}{keys} because `{}` comes before it", by.name)
        }
        _ => format!("{} {word}{keys}", spelled(&verbs)),
    }
}

fn given(method: &Method) -> String {
    let keys = method.required_keys();
    if keys.is_empty() { String::new() } else { format!(" with {}", named(keys)) }
}
