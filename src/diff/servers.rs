//! Where the requests of a service go, and what of that a statement gives.

use std::collections::BTreeMap;

use crate::model::{Method, ServerVariable, Service};

use super::change::{Change, Scope};
use super::table::{self, Level};

/// Compares the servers of two services.
pub fn compare(old: &Service, new: &Service, scope: &Scope, changes: &mut Vec<Change>) {
    let url = |service: &Service| Some(service.api.root.items("servers").first()?.text("url")?.to_owned());
    let (before, after) = (url(old), url(new));
    if before != after {
        let spelled =
            |url: &Option<String>| url.as_ref().map_or_else(|| "nowhere".to_owned(), |url| format!("`{url}`"));
        let text = format!("requests go to {}, and went to {}", spelled(&after), spelled(&before));
        changes.push(scope.change(&table::SERVER_CHANGED, text).between(before, after));
    }
    let (before, after) = (variables(old), variables(new));
    for (name, variable) in &before {
        match after.get(name) {
            None => {
                let text = format!("the server variable `{name}` is gone");
                changes.push(scope.change(&table::SERVER_VARIABLE_REMOVED, text).about(*name));
            }
            Some(now) => changes.extend(default(variable, now, scope)),
        }
    }
    let is_new = |(name, _): &(&&str, &&ServerVariable)| !before.contains_key(*name);
    changes.extend(after.iter().filter(is_new).map(|(_, variable)| added(variable, new, scope)));
}

fn default(old: &ServerVariable, new: &ServerVariable, scope: &Scope) -> Option<Change> {
    let spelled = |variable: &ServerVariable| match variable.default.as_str() {
        "" => "none".to_owned(),
        default => format!("`{default}`"),
    };
    (old.default != new.default).then(|| {
        let text =
            format!("the default of the server variable `{}` is {}, and was {}", new.name, spelled(new), spelled(old));
        let given = |variable: &ServerVariable| Some(variable.default.clone()).filter(|default| !default.is_empty());
        let level = if new.default.is_empty() { Level::Breaking } else { Level::Risky };
        let change = scope.change(&table::SERVER_VARIABLE_CHANGED, text).about(&new.name);
        change.between(given(old), given(new)).weighing(level)
    })
}

/// A variable has to be given if it has no default, and wherever there is a request body.
fn added(variable: &ServerVariable, service: &Service, scope: &Scope) -> Change {
    let is_asked = |method: &Method| method.required_keys().contains(variable.name.as_str());
    let change = |text: String| scope.change(&table::SERVER_VARIABLE_ADDED, text).about(&variable.name);
    let name = &variable.name;
    if variable.default.is_empty() {
        return change(format!("every statement must give the server variable `{name}`")).weighing(Level::Breaking);
    }
    if methods(service).any(is_asked) {
        let text = format!("statements with a request body must give the server variable `{name}`");
        return change(text).weighing(Level::Breaking);
    }
    change(format!("statements may give the server variable `{name}`, which is `{}` by default", variable.default))
}

/// The variables of all methods of a service.
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
