//! Checks that object keys lead from a response to rows.

use serde_json::Value;

use super::methods::{Method, Operation, overriding_schema, response_of};
use super::references::dereference;
use super::{Problem, items, members, problem, text};

const DEFAULT_MEDIA_TYPES: &[&str] = &["application/json", "application/xml", "application/octet-stream"];

pub fn check_object_key(doc: &Value, method: &Method<'_>, operation: &Operation<'_>) -> Option<Problem> {
    let key = text(method.value, "/response/objectKey")?;
    let at = format!("{}/response/objectKey", method.at);
    let Some((schema, media_type)) = response_schema(doc, method, operation) else {
        return Some(problem(at, format!("{key}: the response has no schema")));
    };
    match find_row(doc, schema, key, media_type) {
        None => Some(problem(at, format!("{key} does not resolve"))),
        Some(row) if is_array(row) && row.get("items").is_none() => {
            Some(problem(at, format!("{key} leads to an array without items")))
        }
        Some(_) => None,
    }
}

/// An overriding schema is looked up with the overriding media type, never with the original.
pub fn response_schema<'a>(
    doc: &'a Value,
    method: &Method<'a>,
    operation: &Operation<'a>,
) -> Option<(&'a Value, &'a str)> {
    let overriding = text(method.value, "/response/overrideMediaType");
    if let Some(schema) = overriding_schema(doc, method, "/response/schema_override") {
        return Some((schema, overriding.unwrap_or_default()));
    }
    let content = response_of(doc, method, operation)?.get("content")?;
    let given = text(method.value, "/response/mediaType");
    let (media_type, media) = chosen_media(content, given)?;
    Some((media.get("schema")?, overriding.unwrap_or(media_type)))
}

pub fn chosen_media<'a>(content: &'a Value, given: Option<&'a str>) -> Option<(&'a str, &'a Value)> {
    match given {
        Some(media_type) => Some((media_type, content.get(media_type)?)),
        None => DEFAULT_MEDIA_TYPES.iter().find_map(|it| Some((*it, content.get(it)?))),
    }
}

pub fn find_row<'a>(doc: &'a Value, schema: &'a Value, key: &str, media_type: &str) -> Option<&'a Value> {
    let root = dereference(doc, schema)?;
    if key.starts_with('$') {
        let json = media_type.contains("json");
        return json.then(|| follow_json_path(doc, root, key)).flatten();
    }
    if key.starts_with('/') && media_type.contains("xml") {
        return follow_xml_path(doc, root, key);
    }
    if is_array(root) {
        return Some(root);
    }
    property(doc, root, &|name, _| name == key).filter(|it| is_array(it))
}

fn follow_json_path<'a>(doc: &'a Value, root: &'a Value, key: &str) -> Option<&'a Value> {
    let mut pieces = key.split('.');
    // `$[*]` does not resolve at the root.
    if pieces.next() != Some("$") {
        return None;
    }
    pieces.try_fold(root, |node, piece| match piece.strip_suffix("[*]") {
        Some("") => each(doc, node),
        Some(name) => each(doc, named(doc, node, name)?),
        None => named(doc, node, piece),
    })
}

fn named<'a>(doc: &'a Value, node: &'a Value, name: &str) -> Option<&'a Value> {
    let found = (!is_array(node)).then(|| property(doc, node, &|key, _| key == name));
    found.flatten().or_else(|| second(doc, node, "", name, &mut Seen::default()))
}

#[derive(Default)]
struct Seen<'a> {
    names: Vec<&'a str>,
    parts: Vec<&'a Value>,
}

/// A property of a composition that another member has as well goes by the name of its schema and its own.
fn second<'a>(doc: &'a Value, at: &'a Value, of: &str, wanted: &str, seen: &mut Seen<'a>) -> Option<&'a Value> {
    if seen.parts.iter().any(|it| std::ptr::eq(*it, at)) {
        return None;
    }
    seen.parts.push(at);
    let mut parts = compositions(at).peekable();
    if parts.peek().is_some() {
        return parts.find_map(|part| {
            let name = text(part, "/$ref").and_then(|it| it.rsplit('/').next()).unwrap_or_default();
            second(doc, dereference(doc, part)?, name, wanted, seen)
        });
    }
    for (key, value) in members(at.get("properties")) {
        if seen.names.contains(&key.as_str()) && format!("{of}_{key}") == wanted {
            return dereference(doc, value);
        }
        seen.names.push(key);
    }
    None
}

fn each<'a>(doc: &'a Value, node: &'a Value) -> Option<&'a Value> {
    let inner = match is_array(node) {
        true => node.get("items"),
        false => node.get("additionalProperties"),
    };
    dereference(doc, inner.filter(|it| it.is_object())?)
}

fn follow_xml_path<'a>(doc: &'a Value, root: &'a Value, key: &str) -> Option<&'a Value> {
    let mut steps = key.split('/').filter(|it| !it.is_empty());
    // The first step names the root element, which an object schema stands for already.
    if !is_array(root) {
        steps.next();
    }
    steps.try_fold(root, |node, step| match step {
        "*" if is_array(node) => each(doc, node),
        "*" => Some(node),
        name => property(doc, node, &|key, schema| key == name || text(schema, "/xml/name") == Some(name)),
    })
}

pub fn is_array(schema: &Value) -> bool {
    match schema.get("type").and_then(Value::as_str) {
        Some(kind) => kind == "array",
        None => schema.get("items").is_some(),
    }
}

/// Finds a property as the engine does for object keys: with any composition present, own
/// properties are invisible.
pub fn property<'a>(doc: &'a Value, schema: &'a Value, wanted: &dyn Fn(&str, &Value) -> bool) -> Option<&'a Value> {
    let mut pending = vec![schema];
    let mut seen: Vec<&Value> = Vec::new();
    while let Some(next) = pending.pop().and_then(|it| dereference(doc, it)) {
        if seen.iter().any(|it| std::ptr::eq(*it, next)) {
            continue;
        }
        seen.push(next);
        let mut parts = compositions(next).peekable();
        if parts.peek().is_none() {
            let mut own = members(next.get("properties"));
            if let Some((_, found)) = own.find(|(key, value)| wanted(key, value)) {
                return dereference(doc, found);
            }
        }
        pending.extend(parts);
    }
    None
}

pub fn compositions(schema: &Value) -> impl Iterator<Item = &Value> {
    let keywords = ["allOf", "oneOf", "anyOf"];
    keywords.into_iter().flat_map(|it| items(schema.get(it)))
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::sample::{assert_only, put, service, users_at};
    use crate::engine::{check_resources, child};

    #[track_caller]
    fn assert_key(doc: &Value, key: &str, resolves: bool) {
        let pointer = users_at("/methods/list/response/objectKey");
        let problems = check_resources(&put(doc.clone(), &pointer, json!(key)));
        match resolves {
            true => assert_eq!(problems, [], "{key}"),
            false => assert_only(&problems, &pointer, "does not resolve"),
        }
    }

    #[test]
    fn object_keys_resolve_against_the_response_schema() {
        let doc = service();
        for key in ["$", "$.value", "$.value[*]", "$.value.[*].email", "value"] {
            assert_key(&doc, key, true);
        }
        for key in ["$.rows", "$[*]", "$.value.email", "$.value[0]", "rows", "/value/*"] {
            assert_key(&doc, key, false);
        }
        let map = json!({"additionalProperties": {"type": "object"}});
        let doc = put(doc, "/components/schemas/UserList/properties/value", map);
        assert_key(&doc, "$.value[*]", true);
        assert_key(&doc, "value", false);
    }

    #[test]
    fn compositions_hide_own_properties_from_object_keys() {
        let member = json!([{"properties": {"rows": {"type": "array", "items": {}}}}]);
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let pointer = child("/components/schemas/UserList", keyword);
            let doc = put(service(), &pointer, member.clone());
            assert_key(&doc, "$.rows", true);
            assert_key(&doc, "$.value", false);
        }
        let itself = json!([{"$ref": "#/components/schemas/UserList"}]);
        let cycle = put(service(), "/components/schemas/UserList/allOf", itself);
        assert_key(&cycle, "$.value", false);
    }

    #[test]
    fn a_root_array_is_the_row_list_for_any_bare_key() {
        let list = json!({"type": "array", "items": {"type": "object"}});
        let doc = put(service(), "/components/schemas/UserList", list);
        assert_key(&doc, "items", true);
        assert_key(&doc, "$", true);
        assert_key(&doc, "$.items", false);
    }

    #[test]
    fn an_object_key_needs_a_schema_and_items() {
        let key = users_at("/methods/list/response/objectKey");
        let value = "/components/schemas/UserList/properties/value";
        let bare = put(service(), value, json!({"type": "array"}));
        assert_only(&check_resources(&bare), &key, "without items");
        let media = "/paths/~1users/get/responses/200/content/application~1json";
        let empty = put(service(), media, json!({}));
        assert_only(&check_resources(&empty), &key, "has no schema");
    }

    #[test]
    fn xml_keys_follow_element_names() {
        let pointer = "/paths/~1users/get/responses/200/content";
        let users = json!({"type": "array", "xml": {"name": "User"}, "items": {"type": "object"}});
        let schema = json!({"type": "object", "properties": {"users": users}});
        let doc = put(service(), pointer, json!({"text/xml": {"schema": schema}}));
        let media_type = users_at("/methods/list/response/mediaType");
        let doc = put(doc, &media_type, json!("text/xml"));
        assert_key(&doc, "/Users/users", true);
        assert_key(&doc, "/Users/User/*", true);
        assert_key(&doc, "/Users/Group/*", false);
        assert_key(&doc, "$.users", false);
    }

    #[test]
    fn an_overriding_schema_needs_its_media_type() {
        let target = json!({"$ref": "#/components/schemas/User"});
        let pointer = users_at("/methods/list/response/schema_override");
        let doc = put(service(), &pointer, target);
        assert_key(&doc, "$.email", false);
        let media_type = users_at("/methods/list/response/overrideMediaType");
        let doc = put(doc, &media_type, json!("application/json"));
        assert_key(&doc, "$.email", true);
    }
}
