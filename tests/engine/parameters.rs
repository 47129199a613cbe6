//! Checks parameters, and path templates against the parameters that they need.

use std::collections::BTreeSet;

use serde_json::Value;

use super::methods::Operation;
use super::references::dereference;
use super::{Problem, child, is_true, items, problem, text};

const LOCATIONS: &[&str] = &["path", "query", "header", "cookie"];

pub fn check_template(doc: &Value, operation: &Operation<'_>) -> Vec<Problem> {
    let Some(wanted) = placeholders(&operation.path) else {
        let message = "needs a leading slash and balanced braces with a name inside";
        return vec![problem(child("/paths", &operation.path), message)];
    };
    let at = format!("{}/parameters", operation.at);
    let declared = path_parameters(doc, operation);
    let lacking = wanted.iter().filter(|it| !declared.contains(&(it, true)));
    let surplus = declared.iter().filter(|(it, _)| !wanted.contains(it));
    let lacking = lacking.map(|it| format!("no required path parameter {it} on the operation"));
    let surplus = surplus.map(|(it, _)| format!("path parameter {it} is not in the path"));
    lacking.chain(surplus).map(|it| problem(&at, it)).collect()
}

/// Names in the braces of a path, its query part included, as that is part of the template.
fn placeholders(path: &str) -> Option<BTreeSet<&str>> {
    let mut names = BTreeSet::new();
    let mut rest = path.starts_with('/').then_some(path)?;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, next) = after.split_once('}')?;
        if before.contains('}') || name.is_empty() || name.contains('{') {
            return None;
        }
        names.insert(name);
        rest = next;
    }
    (!rest.contains('}')).then_some(names)
}

fn path_parameters<'a>(doc: &'a Value, operation: &Operation<'a>) -> Vec<(&'a str, bool)> {
    parameters(doc, operation.value)
        .filter(|it| text(it, "/in") == Some("path"))
        .filter_map(|it| Some((text(it, "/name")?, is_true(it, "required"))))
        .collect()
}

pub fn parameters<'a>(doc: &'a Value, holder: &'a Value) -> impl Iterator<Item = &'a Value> {
    items(holder.get("parameters")).filter_map(move |it| dereference(doc, it))
}

pub fn check_parameters(doc: &Value, at: &str, holder: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, parameter) in parameters(doc, holder).enumerate() {
        let at = format!("{at}/parameters/{index}");
        problems.extend(parameter_faults(parameter).map(|it| problem(&at, it)));
        if !seen.insert((text(parameter, "/name"), text(parameter, "/in"))) {
            problems.push(problem(&at, "repeats the name and location of another"));
        }
    }
    problems
}

fn parameter_faults(parameter: &Value) -> impl Iterator<Item = &'static str> {
    let has = |key| parameter.get(key).is_some_and(|it| !it.is_null());
    let located = text(parameter, "/in").is_some_and(|it| LOCATIONS.contains(&it));
    let faults = [
        (text(parameter, "/name").is_none(), "has no name"),
        (!located, "is not in path, query, header or cookie"),
        (has("schema") == has("content"), "needs one of schema and content"),
    ];
    faults.into_iter().filter(|(present, _)| *present).map(|(_, fault)| fault)
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::check_path_parameters;
    use crate::engine::sample::{assert_only, id_parameter, put, service, users_at};

    const ONE_USER: &str = "/paths/~1users~1{id}/get/parameters";

    #[track_caller]
    fn assert_parameters(list: Value, at: &str, message: &str) {
        let problems = check_path_parameters(&put(service(), ONE_USER, list));
        assert_only(&problems, at, message);
    }

    #[test]
    fn placeholders_need_a_required_path_parameter_on_the_operation() {
        assert_parameters(json!([]), ONE_USER, "no required path parameter id");
        let optional = json!([{"name": "id", "in": "path", "schema": {}}]);
        assert_parameters(optional, ONE_USER, "no required path parameter id");
        let elsewhere = json!([{"name": "id", "in": "query", "required": true, "schema": {}}]);
        assert_parameters(elsewhere, ONE_USER, "no required path parameter id");
        let shared = put(service(), ONE_USER, json!([]));
        let item = "/paths/~1users~1{id}/parameters";
        let shared = put(shared, item, json!([id_parameter()]));
        assert_only(&check_path_parameters(&shared), ONE_USER, "no required path parameter id");
    }

    #[test]
    fn path_parameters_have_to_be_in_the_path() {
        let other = json!({"name": "key", "in": "path", "required": true, "schema": {}});
        let list = json!([id_parameter(), other]);
        assert_parameters(list, ONE_USER, "path parameter key is not in the path");
    }

    fn moved(path: &str) -> Value {
        let operation = json!({"responses": {}, "parameters": [id_parameter()]});
        let doc = put(service(), &child("/paths", path), json!({"get": operation}));
        let target = format!("#{}/get", child("/paths", path));
        put(doc, &users_at("/methods/get/operation/$ref"), json!(target))
    }

    #[test]
    fn placeholders_in_the_query_part_count_as_well() {
        assert_eq!(check_path_parameters(&moved("/user?id={id}")), []);
        let problems = check_path_parameters(&moved("/users/{id}?at={at}"));
        let at = "/paths/~1users~1{id}?at={at}/get/parameters";
        assert_only(&problems, at, "no required path parameter at");
    }

    #[test]
    fn path_templates_have_to_be_well_formed() {
        for path in ["user/{id}", "/user/{id", "/user/{}/{id}", "/user/id}", "/user/{{id}}"] {
            let problems = check_path_parameters(&moved(path));
            assert_only(&problems, &child("/paths", path), "balanced braces");
        }
    }

    #[test]
    fn parameters_have_a_name_a_location_and_one_type() {
        let at = format!("{ONE_USER}/1");
        let faults = [
            (json!({"in": "query", "schema": {}}), "has no name"),
            (json!({"name": "a", "in": "body", "schema": {}}), "is not in path"),
            (json!({"name": "a", "in": "query"}), "one of schema and content"),
            (json!({"name": "a", "in": "query", "schema": {}, "content": {}}), "one of schema"),
        ];
        for (parameter, message) in faults {
            assert_parameters(json!([id_parameter(), parameter]), &at, message);
        }
        let by_reference = json!({"$ref": "#/components/parameters/Id"});
        assert_parameters(json!([id_parameter(), by_reference]), &at, "repeats the name");
    }

    #[test]
    fn parameters_of_a_path_item_are_checked_once() {
        let list = json!([{"name": "a", "in": "query"}]);
        let problems = check_path_parameters(&put(service(), "/paths/~1users/parameters", list));
        assert_only(&problems, "/paths/~1users/parameters/0", "one of schema and content");
    }
}
