//! Checks the names of resources and the lists of their SQL verbs.

use serde_json::Value;

use super::{Problem, RESOURCES, child, items, members, problem, text};

const SQL_VERBS: &[&str] = &["select", "insert", "update", "delete", "replace"];

pub fn check_resource_names(name: &str, resource: &Value) -> Vec<Problem> {
    let at = child(RESOURCES, name);
    let mut problems = Vec::new();
    if text(resource, "/name") != Some(name) {
        problems.push(problem(format!("{at}/name"), "differs from the key"));
    }
    let id = text(resource, "/id").unwrap_or_default();
    let segments = id.split('.').collect::<Vec<_>>();
    if !matches!(segments[..], [_, _, last] if last == name) {
        let message = format!("{id} is not <provider>.<service>.{name}");
        problems.push(problem(format!("{at}/id"), message));
    }
    problems
}

/// Without methods (a resource made of views) there is nothing to map.
pub fn check_verbs(name: &str, resource: &Value) -> Vec<Problem> {
    if members(resource.get("methods")).next().is_none() {
        return Vec::new();
    }
    let at = format!("{}/sqlVerbs", child(RESOURCES, name));
    let verbs = resource.get("sqlVerbs").unwrap_or(&Value::Null);
    let mut problems = absent_verbs(verbs, &at);
    for (verb, list) in members(Some(verbs)) {
        problems.extend(check_verb(name, resource, &child(&at, verb), list));
        if !SQL_VERBS.contains(&verb.as_str()) && verb != "exec" {
            problems.push(problem(child(&at, verb), "is never read"));
        }
    }
    problems
}

fn absent_verbs(verbs: &Value, at: &str) -> Vec<Problem> {
    let absent = SQL_VERBS.iter().filter(|it| !verbs[**it].is_array());
    absent.map(|it| problem(child(at, it), "has no list, so defaults by method name apply")).collect()
}

fn check_verb(name: &str, resource: &Value, at: &str, list: &Value) -> Vec<Problem> {
    let own = format!("#{}/methods/", child(RESOURCES, name));
    let mut problems = Vec::new();
    for (index, entry) in items(Some(list)).enumerate() {
        let at = format!("{at}/{index}/$ref");
        let target = text(entry, "/$ref").unwrap_or_default();
        match verb_target(entry) {
            Some(method) if resource["methods"].get(method).is_none() => {
                problems.push(problem(at, format!("{target}: no such method in the resource")));
            }
            Some(method) if target == format!("{own}{method}") => {}
            _ => problems.push(problem(at, format!("{target} is not {own}<method>"))),
        }
    }
    problems
}

/// The engine looks at the last two segments alone.
pub fn verb_target(entry: &Value) -> Option<&str> {
    let (before, method) = text(entry, "/$ref")?.rsplit_once('/')?;
    before.ends_with("/methods").then_some(method)
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::json;

    use crate::engine::check_resources;
    use crate::engine::sample::{USERS, assert_only, assert_resource, drop_member, put, service, users_at};

    #[test]
    fn verbs_have_to_be_there_and_resolve() {
        let target = |name: &str| json!(format!("#{USERS}/methods/{name}"));
        assert_resource("/sqlVerbs/select/0/$ref", target("gone"), "no such method");
        let foreign = "#/components/x-stackQL-resources/groups/methods/get";
        assert_resource("/sqlVerbs/select/0/$ref", json!(foreign), "is not #");
        assert_resource("/sqlVerbs/select/0/$ref", json!("get"), "is not #");
        assert_resource("/sqlVerbs/upsert", json!([]), "is never read");
        let replace = users_at("/sqlVerbs/replace");
        let without = drop_member(service(), &replace);
        assert_only(&check_resources(&without), &replace, "has no list");
        let views = json!({"id": "a.b.users", "name": "users", "config": {"views": {}}});
        assert_eq!(check_resources(&put(service(), USERS, views)), []);
    }

    #[test]
    fn resources_are_called_like_their_key() {
        assert_resource("/name", json!("Users"), "differs");
        assert_resource("/id", json!("directory.users"), "is not");
    }
}
