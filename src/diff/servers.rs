//! Compares the servers of a service and their variables.

use std::collections::BTreeMap;

use crate::engine::ServerVariable;
use crate::model::{Method, Service};

use super::change::{Change, Scope, quoted};
use super::matching::operation;
use super::reach::direction;
use super::roots::{Roots, own};
use super::table::{self, Level};

pub fn compare(old: &Service, new: &Service, scope: &Scope, changes: &mut Vec<Change>) {
    let Roots { urls: [was, now], are_split_anew } = Roots::new(old, new);
    changes.extend(turned("requests", (was, now), scope).filter(|_| !are_split_anew));
    let (before, after) = (variables(old), variables(new));
    for (name, variable) in &before {
        match after.get(name) {
            None => {
                let text = format!("the server variable `{name}` was removed");
                changes.push(scope.change(&table::SERVER_VARIABLE_REMOVED, text).about(*name));
            }
            Some(now) => changes.extend(default(variable, now, scope)),
        }
    }
    let is_new = |(name, _): &(&&str, &&ServerVariable)| !before.contains_key(*name);
    changes.extend(after.iter().filter(is_new).map(|(_, variable)| added(variable, new, scope)));
}

/// Compares the servers of two methods, unless both send requests where all other methods do, or where they sent them.
pub fn of_method(old: &Method, new: &Method, roots: &Roots, scope: &Scope) -> Option<Change> {
    let [old_root, new_root] = &roots.urls;
    let ends = (own(old).or_else(|| old_root.clone()), own(new).or_else(|| new_root.clone()));
    let is_told = match roots.are_split_anew {
        true => operation(old) != operation(new),
        false => (&ends.0, &ends.1) == (old_root, new_root),
    };
    let what = format!("requests of `{}`", new.name);
    let is_news = !is_told && !roots.same_request(old, new);
    turned(&what, ends, scope).filter(|_| is_news).map(|change| change.for_statements(direction(new)))
}

fn turned(what: &str, (before, after): (Option<String>, Option<String>), scope: &Scope) -> Option<Change> {
    let spelled = |url: &Option<String>| url.as_ref().map_or_else(|| "nowhere".to_owned(), |url| quoted(url));
    (before != after).then(|| {
        let text = format!("{what} now go to {} (was {})", spelled(&after), spelled(&before));
        scope.change(&table::SERVER_CHANGED, text).between(before, after)
    })
}

fn default(old: &ServerVariable, new: &ServerVariable, scope: &Scope) -> Option<Change> {
    let spelled = |variable: &ServerVariable| match variable.default.as_str() {
        "" => "none".to_owned(),
        default => quoted(default),
    };
    (old.default != new.default).then(|| {
        let text =
            format!("the default of the server variable `{}` is now {} (was {})", new.name, spelled(new), spelled(old));
        let given = |variable: &ServerVariable| Some(variable.default.clone()).filter(|default| !default.is_empty());
        let level = if new.default.is_empty() { Level::Breaking } else { Level::Risky };
        let change = scope.change(&table::SERVER_VARIABLE_CHANGED, text).about(&new.name);
        change.between(given(old), given(new)).weighing(level)
    })
}

/// A change about a new variable, which must be given if a method requires it.
fn added(variable: &ServerVariable, service: &Service, scope: &Scope) -> Change {
    let is_asked = |method: &Method| method.required_keys().contains(variable.name.as_str());
    let change = |text: String| scope.change(&table::SERVER_VARIABLE_ADDED, text).about(&variable.name);
    let name = &variable.name;
    if variable.default.is_empty() {
        return change(format!("every statement must now give the server variable `{name}`")).weighing(Level::Breaking);
    }
    if methods(service).any(is_asked) {
        let text = format!("statements with a request body must now give the server variable `{name}`");
        return change(text).weighing(Level::Breaking);
    }
    change(format!("statements may now give the server variable `{name}` (default `{}`)", variable.default))
}

pub fn variables(service: &Service) -> BTreeMap<&str, &ServerVariable> {
    let mut variables = BTreeMap::new();
    for variable in methods(service).flat_map(|method| &method.server_variables) {
        variables.entry(variable.name.as_str()).or_insert(variable);
    }
    variables
}

fn methods(service: &Service) -> impl Iterator<Item = &Method> {
    service.resources.iter().flat_map(|resource| &resource.methods)
}
