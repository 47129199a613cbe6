//! Checks that methods lead to an operation, and to its request body and response.

use serde_json::Value;

use super::object_keys::check_object_key;
use super::references::dereference;
use super::{Problem, RESOURCES, child, code, members, problem, text};

const HTTP_VERBS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "connect"];

pub struct Method<'a> {
    pub at: String,
    pub value: &'a Value,
}

pub struct Operation<'a> {
    pub at: String,
    pub path: String,
    pub item: &'a Value,
    pub value: &'a Value,
}

pub fn resources(doc: &Value) -> impl Iterator<Item = (&String, &Value)> {
    members(doc.pointer(RESOURCES))
}

pub fn methods(doc: &Value) -> Vec<Method<'_>> {
    let mut found = Vec::new();
    for (name, resource) in resources(doc) {
        let at = format!("{}/methods", child(RESOURCES, name));
        found.extend(members(resource.get("methods")).map(|(key, value)| Method { at: child(&at, key), value }));
    }
    found
}

pub fn operation_of<'a>(doc: &'a Value, method: &Method<'a>) -> Option<Operation<'a>> {
    let (path, verb) = operation_address(method.value)?;
    if !HTTP_VERBS.contains(&verb.as_str()) {
        return None;
    }
    let item = dereference(doc, doc.get("paths")?.get(&path)?)?;
    let value = item.get(&verb).filter(|it| it.is_object())?;
    Some(Operation { at: format!("{}/{verb}", child("/paths", &path)), path, item, value })
}

/// Only `~1` is decoded in the path of an operation, and the verb may be in any case.
fn operation_address(method: &Value) -> Option<(String, String)> {
    let target = text(method, "/operation/$ref")?;
    let (path, verb) = match text(method, "/path/$ref") {
        Some(path) => (path.strip_prefix("#/paths/")?, target),
        None => target.strip_prefix("#/paths/")?.rsplit_once('/')?,
    };
    Some((path.replace("~1", "/"), verb.to_ascii_lowercase()))
}

pub fn check_method(doc: &Value, method: &Method<'_>) -> Vec<Problem> {
    let Some(operation) = operation_of(doc, method) else {
        let at = format!("{}/operation/$ref", method.at);
        return vec![problem(at, "leads to no operation")];
    };
    let mut problems = check_overrides(doc, method);
    problems.extend(check_request(doc, method, &operation));
    problems.extend(check_response(doc, method, &operation));
    problems.extend(check_object_key(doc, method, &operation));
    problems
}

pub const OVERRIDES: &[&str] =
    &["/request/schema_override", "/response/schema_override", "/response/async_schema_override"];

fn check_overrides(doc: &Value, method: &Method<'_>) -> Vec<Problem> {
    let given = OVERRIDES.iter().filter(|it| method.value.pointer(it).is_some());
    let lost = given.filter(|it| overriding_schema(doc, method, it).is_none());
    lost.map(|it| problem(format!("{}{it}/$ref", method.at), "leads to no schema")).collect()
}

pub fn overriding_schema<'a>(doc: &'a Value, method: &Method<'a>, pointer: &str) -> Option<&'a Value> {
    let target = text(method.value.pointer(pointer)?, "/$ref")?;
    let name = target.strip_prefix("#/components/schemas/")?;
    dereference(doc, doc.pointer("/components/schemas")?.get(name)?)
}

fn check_request(doc: &Value, method: &Method<'_>, operation: &Operation<'_>) -> Option<Problem> {
    let media_type = text(method.value, "/request/mediaType")?;
    let content = request_content(doc, operation);
    let found = content.and_then(|it| it.get(media_type)).is_some();
    let at = format!("{}/request/mediaType", method.at);
    (!found).then(|| problem(at, format!("the operation takes no {media_type} body")))
}

pub fn request_content<'a>(doc: &'a Value, operation: &Operation<'a>) -> Option<&'a Value> {
    dereference(doc, operation.value.get("requestBody")?)?.get("content")
}

fn check_response(doc: &Value, method: &Method<'_>, operation: &Operation<'_>) -> Option<Problem> {
    let key = code(method.value, "/response/openAPIDocKey");
    let media_type = text(method.value, "/response/mediaType");
    let response = response_of(doc, method, operation);
    if let Some(key) = key.filter(|_| response.is_none()) {
        let at = format!("{}/response/openAPIDocKey", method.at);
        return Some(problem(at, format!("the operation has no {key} response")));
    }
    let content = response.and_then(|it| it.get("content"));
    let at = format!("{}/response/mediaType", method.at);
    match (media_type?, content) {
        (_, content) if members(content).next().is_none() => Some(problem(at, "the response has no content at all")),
        (it, Some(content)) if content.get(it).is_none() => {
            Some(problem(at, format!("the response has no {it} content")))
        }
        _ => None,
    }
}

pub fn response_of<'a>(doc: &'a Value, method: &Method<'a>, operation: &Operation<'a>) -> Option<&'a Value> {
    let responses = operation.value.get("responses")?;
    let key = code(method.value, "/response/openAPIDocKey");
    let key = key.unwrap_or_else(|| default_response(responses));
    dereference(doc, responses.get(key)?)
}

fn default_response(responses: &Value) -> String {
    let numeric = |key: &str| key.parse::<u16>().is_ok_and(|it| it < 300);
    let codes = members(Some(responses)).map(|(key, _)| key.as_str());
    let lowest = codes.filter(|it| numeric(it)).min();
    lowest.unwrap_or("default").to_owned()
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::check_resources;
    use crate::engine::sample::{assert_only, assert_resource, drop_member, json_content, put, service, users_at};

    #[test]
    fn operations_have_to_resolve() {
        for target in [
            "#/paths/~1users/put",
            "#/paths/~1groups/get",
            "#/paths/~1users/parameters",
            "/users/get",
            "#/paths/~1users~1%7Bid%7D/get",
        ] {
            assert_resource("/methods/list/operation/$ref", json!(target), "no operation");
        }
        let pointer = users_at("/methods/list/operation/$ref");
        let upper = put(service(), &pointer, json!("#/paths/~1users/GET"));
        assert_eq!(check_resources(&upper), []);
    }

    #[test]
    fn request_media_types_have_to_exist() {
        let xml = json!("application/xml");
        assert_resource("/methods/create/request/mediaType", xml, "takes no");
        let request = json!({"mediaType": "application/json"});
        let doc = put(service(), &users_at("/methods/list/request"), request);
        let at = users_at("/methods/list/request/mediaType");
        assert_only(&check_resources(&doc), &at, "takes no application/json body");
    }

    #[test]
    fn response_keys_and_media_types_have_to_exist() {
        assert_resource("/methods/create/response/openAPIDocKey", json!("204"), "no 204 response");
        assert_resource("/methods/create/response/openAPIDocKey", json!(204), "no 204 response");
        assert_resource("/methods/create/response/mediaType", json!("a/b"), "no content at all");
        let pointer = users_at("/methods/list/response/mediaType");
        let problems = check_resources(&put(service(), &pointer, json!("text/csv")));
        assert_eq!(problems[0], problem(pointer, "the response has no text/csv content"));
    }

    #[test]
    fn empty_content_is_told_apart_from_a_wrong_media_type() {
        let content = "/paths/~1users/post/responses/201/content";
        let pointer = users_at("/methods/create/response/mediaType");
        let doc = put(service(), &pointer, json!("a/b"));
        for (content, message) in [
            (put(doc.clone(), content, json!({})), "no content at all"),
            (put(doc, content, json_content("User")), "no a/b content"),
        ] {
            assert_only(&check_resources(&content), &pointer, message);
        }
    }

    #[test]
    fn without_a_response_key_the_lowest_success_is_taken() {
        let key = users_at("/methods/list/response/openAPIDocKey");
        let responses = "/paths/~1users/get/responses";
        let doc = drop_member(service(), &key);
        assert_eq!(check_resources(&doc), []);
        let lower = put(doc.clone(), &child(responses, "199"), json!({}));
        assert_eq!(check_resources(&lower).len(), 2);
        let found = doc.pointer(responses).map(|it| it["200"].clone());
        let default = put(doc, responses, json!({"404": {}, "default": found}));
        assert_eq!(check_resources(&default), []);
    }

    #[test]
    fn overriding_schemas_have_to_exist() {
        let gone = json!({"$ref": "#/components/schemas/Gone"});
        for block in OVERRIDES {
            let pointer = users_at(&format!("/methods/create{block}"));
            let problems = check_resources(&put(service(), &pointer, gone.clone()));
            assert_only(&problems, &format!("{pointer}/$ref"), "no schema");
        }
    }
}
