//! Checks the order of methods behind a verb: which one the engine chooses for the names that a statement gives.

use std::collections::BTreeSet;

use serde_json::Value;

use super::methods::{Method, Operation, operation_of, overriding_schema, request_content};
use super::object_keys::{chosen_media, compositions};
use super::parameters::parameters;
use super::references::dereference;
use super::{Problem, RESOURCES, child, is_true, items, members, problem, text};

pub fn check_order(doc: &Value, resource: &str, at: &str, names: &[&str]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut ahead: Vec<(&str, BTreeSet<String>)> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let own = required_names(doc, resource, name);
        let less = |it: &BTreeSet<String>| it.is_subset(&own) && *it != own;
        if let Some((other, _)) = ahead.iter().find(|(_, it)| less(it)) {
            let message = format!("{name} is never chosen, {other} needs less");
            problems.push(problem(format!("{at}/{index}"), message));
        }
        ahead.push((name, own));
    }
    problems
}

/// What a statement must give for the engine to choose a method.
pub fn required_names(doc: &Value, resource: &str, name: &str) -> BTreeSet<String> {
    let at = format!("{}/methods", child(RESOURCES, resource));
    let Some(value) = doc.pointer(&child(&at, name)) else {
        return BTreeSet::new();
    };
    let method = Method { at, value };
    let Some(operation) = operation_of(doc, &method) else {
        return BTreeSet::new();
    };
    let mut names = required_parameters(doc, &operation);
    names.extend(required_synthetic_parameters(value));
    if let Some(schema) = body_schema(doc, &method, &operation) {
        names.extend(required_body_names(doc, value, schema));
        names.extend(server_variables(doc, value, &operation));
    }
    names
}

fn required_parameters(doc: &Value, operation: &Operation<'_>) -> BTreeSet<String> {
    let own = parameters(doc, operation.value);
    let all = own.chain(parameters(doc, operation.item));
    all.filter(|it| is_required(it)).filter_map(|it| text(it, "/name").map(str::to_owned)).collect()
}

fn is_required(parameter: &Value) -> bool {
    is_true(parameter, "required") && !is_true(parameter, "allowEmptyValue")
}

fn required_synthetic_parameters(method: &Value) -> impl Iterator<Item = String> {
    members(method.get("parameters")).filter(|(_, it)| is_required(it)).map(|(key, _)| key.clone())
}

fn body_schema<'a>(doc: &'a Value, method: &Method<'a>, operation: &Operation<'a>) -> Option<&'a Value> {
    let overriding = overriding_schema(doc, method, "/request/schema_override");
    if overriding.is_some() {
        return overriding;
    }
    let given = text(method.value, "/request/mediaType");
    let (_, media) = chosen_media(request_content(doc, operation)?, given)?;
    dereference(doc, media.get("schema")?)
}

/// Only what the schema itself requires; it may stand in a member of its composition, if it has no own properties.
fn required_body_names(doc: &Value, method: &Value, schema: &Value) -> Vec<String> {
    let translation = text(method, "/config/requestBodyTranslate/algorithm");
    let naive = translation.is_some_and(|it| it.starts_with("naive"));
    let prefix = if naive { "" } else { "data__" };
    let required = items(schema.get("required")).filter_map(Value::as_str);
    required.filter(|it| has_property(doc, schema, it, 0)).map(|it| format!("{prefix}{it}")).collect()
}

fn has_property(doc: &Value, schema: &Value, name: &str, depth: usize) -> bool {
    let own = schema.get("properties").and_then(Value::as_object).filter(|own| !own.is_empty());
    match own {
        Some(own) => own.contains_key(name),
        None if depth > 50 => false,
        None => compositions(schema)
            .any(|member| dereference(doc, member).is_some_and(|it| has_property(doc, it, name, depth + 1))),
    }
}

pub fn server_variables(doc: &Value, method: &Value, operation: &Operation<'_>) -> Vec<String> {
    let holders = [operation.value, operation.item, method, doc];
    let first = holders.iter().find_map(|it| items(it.get("servers")).next());
    let variables = members(first.and_then(|it| it.get("variables")));
    variables.map(|(name, _)| name.clone()).collect()
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::check_method_order;
    use crate::engine::sample::{assert_only, drop_member, put, service, shadowed, users_at};

    #[track_caller]
    fn assert_shadowed(doc: &Value, at: &str) {
        assert_only(&check_method_order(doc), &users_at(at), "is never chosen");
    }

    #[test]
    fn a_method_behind_one_that_needs_less_is_never_chosen() {
        assert_shadowed(&shadowed(), "/sqlVerbs/select/1");
    }

    #[test]
    fn equal_sets_shadow_nothing() {
        let limit = "/paths/~1users/get/parameters/0";
        let required = put(shadowed(), &format!("{limit}/required"), json!(true));
        assert_eq!(check_method_order(&required), []);
        let same = put(required, &format!("{limit}/name"), json!("id"));
        assert_eq!(check_method_order(&same), []);
    }

    #[test]
    fn required_parameters_that_may_be_empty_do_not_count() {
        let limit = "/paths/~1users/get/parameters/0";
        let doc = put(shadowed(), &format!("{limit}/required"), json!(true));
        let doc = put(doc, &format!("{limit}/allowEmptyValue"), json!(true));
        assert_shadowed(&doc, "/sqlVerbs/select/1");
    }

    /// Two methods behind one insert: without a body, then with one.
    fn inserts() -> Value {
        let pointer = users_at("/methods/touch");
        let touch = json!({"operation": {"$ref": "#/paths/~1users/put"}});
        let doc = put(service(), "/paths/~1users/put", json!({"responses": {}}));
        let doc = put(doc, &pointer, touch);
        put(doc, &users_at("/sqlVerbs/insert/0"), json!({"$ref": format!("#{pointer}")}))
    }

    fn names(doc: &Value, method: &str) -> Vec<String> {
        required_names(doc, "users", method).into_iter().collect()
    }

    #[test]
    fn required_sets_hold_body_names_and_server_variables() {
        assert_shadowed(&inserts(), "/sqlVerbs/insert/1");
        assert_eq!(names(&inserts(), "touch"), Vec::<String>::new());
        assert_eq!(names(&inserts(), "create"), ["data__email", "tenant"]);
        assert_eq!(names(&inserts(), "get"), ["id"]);
    }

    #[test]
    fn required_sets_follow_media_type_and_translation() {
        let method = users_at("/methods/create");
        let unset = drop_member(service(), &format!("{method}/request"));
        assert_eq!(names(&unset, "create"), ["data__email", "tenant"]);
        let absent = put(service(), &format!("{method}/request/mediaType"), json!("text/csv"));
        assert_eq!(names(&absent, "create"), Vec::<String>::new());
        let naive = json!({"requestBodyTranslate": {"algorithm": "naive_body"}});
        let naive = put(service(), &format!("{method}/config"), naive);
        assert_eq!(names(&naive, "create"), ["email", "tenant"]);
    }

    #[test]
    fn required_sets_hold_shared_and_synthetic_parameters() {
        let header = json!({"name": "Agent", "in": "header", "required": true, "schema": {}});
        let doc = put(service(), "/paths/~1users/parameters", json!([header]));
        let doc = put(doc, &users_at("/methods/list/parameters"), json!({"at": {"required": true}}));
        assert_eq!(names(&doc, "list"), ["Agent", "at"]);
        let servers = json!([{"url": "https://{zone}/", "variables": {"zone": {}}}]);
        let doc = put(doc, "/paths/~1users/servers", servers);
        assert_eq!(names(&doc, "create"), ["Agent", "data__email", "zone"]);
    }
}
