//! What SELECT makes of the responses: columns, or a reason why there are none.

use std::collections::BTreeSet;

use serde_json::Value;

use super::choice::{required_names, server_variables};
use super::methods::{Method, Operation, methods, operation_of};
use super::object_keys::{chosen_media, compositions, find_row, is_array, property, response_schema};
use super::references::dereference;
use super::{Problem, RESOURCES, items, members, problem, text};

/// A method that SELECT uses.
pub struct Select {
    /// Its resource and its name.
    pub name: (String, String),
    /// Path and verb of its operation.
    pub operation: (String, String),
    /// Its object key, if it has one.
    pub object_key: Option<String>,
    /// Whether a template comes between the response and the rows.
    pub is_transformed: bool,
    /// The columns of its rows, or what keeps the engine from making any.
    pub columns: Result<Vec<String>, &'static str>,
}

/// The methods of a document that SELECT uses.
pub fn selects(doc: &Value) -> Vec<Select> {
    let listed: BTreeSet<&str> = members(doc.pointer(RESOURCES))
        .flat_map(|(_, resource)| items(resource.pointer("/sqlVerbs/select")))
        .filter_map(|entry| text(entry, "/$ref")?.strip_prefix('#'))
        .collect();
    let used = methods(doc).into_iter().filter(|method| listed.contains(method.at.as_str()));
    used.filter_map(|method| select(doc, &method)).collect()
}

/// The schema of a row of a method.
pub fn row_schema<'a>(doc: &'a Value, resource: &str, name: &str) -> Option<&'a Value> {
    let at = format!("{RESOURCES}/{resource}/methods/{name}");
    let method = Method { value: doc.pointer(&at)?, at };
    let operation = operation_of(doc, &method)?;
    row(doc, &method, &operation).ok()
}

/// The operation of a method: itself, and its path item.
pub fn operation<'a>(doc: &'a Value, resource: &str, name: &str) -> Option<(&'a Value, &'a Value)> {
    let at = format!("{RESOURCES}/{resource}/methods/{name}");
    let operation = operation_of(doc, &Method { value: doc.pointer(&at)?, at })?;
    Some((operation.value, operation.item))
}

fn select(doc: &Value, method: &Method<'_>) -> Option<Select> {
    let operation = operation_of(doc, method)?;
    let (resource, name) = method.at.strip_prefix(RESOURCES)?.strip_prefix('/')?.split_once("/methods/")?;
    Some(Select {
        name: (resource.to_owned(), name.to_owned()),
        operation: (operation.path.clone(), operation.at.rsplit('/').next()?.to_owned()),
        object_key: text(method.value, "/response/objectKey").map(str::to_owned),
        is_transformed: method.value.pointer("/response/transform").is_some(),
        columns: row(doc, method, &operation).and_then(|row| tabulate(doc, row, 0)),
    })
}

/// What keeps SELECT from working: rows that make no columns, and columns that SQLite takes for one.
pub fn check_rows(doc: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for select in selects(doc) {
        let (resource, name) = &select.name;
        let at = format!("{RESOURCES}/{resource}/methods/{name}");
        match &select.columns {
            Err(reason) => problems.push(problem(at, *reason)),
            Ok(columns) => problems.extend(clash(doc, resource, name, columns).map(|it| problem(at, it))),
        }
    }
    problems
}

/// Parameters and server variables are columns as well, unless one is there by that very name.
fn clash(doc: &Value, resource: &str, name: &str, columns: &[String]) -> Option<String> {
    let at = format!("{RESOURCES}/{resource}/methods/{name}");
    let method = Method { value: doc.pointer(&at)?, at };
    let mut all: Vec<String> = columns.to_vec();
    let variables = operation_of(doc, &method).map(|operation| server_variables(doc, method.value, &operation));
    for added in required_names(doc, resource, name).into_iter().chain(variables.unwrap_or_default()) {
        if !all.contains(&added) {
            all.push(added);
        }
    }
    let mut seen = BTreeSet::new();
    all.into_iter().find(|it| !seen.insert(it.to_ascii_lowercase())).map(|it| format!("duplicate column name {it}"))
}

fn row<'a>(doc: &'a Value, method: &Method<'a>, operation: &Operation<'a>) -> Result<&'a Value, &'static str> {
    let (schema, media_type) = response_schema(doc, method, operation).ok_or("no response body")?;
    let root = dereference(doc, schema).ok_or("no response body")?;
    let list = match text(method.value, "/response/objectKey") {
        Some(key) => find_row(doc, schema, key, media_type).ok_or("the object key does not resolve")?,
        None => property(doc, root, &|key, _| key == "items").filter(|it| is_array(it)).unwrap_or(root),
    };
    match list.get("items").filter(|_| is_array(list)) {
        Some(items) => dereference(doc, items).ok_or("items lead nowhere"),
        None if is_array(list) => Err("array without items"),
        None => Ok(list),
    }
}

fn tabulate(doc: &Value, row: &Value, depth: usize) -> Result<Vec<String>, &'static str> {
    let kind = row.get("type").and_then(Value::as_str);
    let own: Vec<String> = members(row.get("properties")).map(|(key, _)| key.clone()).collect();
    match (own.is_empty(), kind) {
        _ if depth > 50 => Err("a composition without end"),
        (false, kind) if kind != Some("array") => Ok(own),
        (_, Some("array")) => Err("rows are lists"),
        (_, Some("string")) => Ok(vec!["column_anon".to_owned()]),
        (_, None | Some("object")) => merged(doc, row, depth),
        _ => Err("rows are scalars"),
    }
}

fn merged(doc: &Value, row: &Value, depth: usize) -> Result<Vec<String>, &'static str> {
    let mut columns: Vec<String> = Vec::new();
    for member in compositions(row) {
        let name = text(member, "/$ref").and_then(|it| it.rsplit('/').next()).unwrap_or_default();
        let target = dereference(doc, member).ok_or("a member leads nowhere")?;
        for column in tabulate(doc, target, depth + 1)? {
            let taken = columns.contains(&column);
            columns.push(if taken { format!("{name}_{column}") } else { column });
        }
    }
    if columns.is_empty() { Err("rows without columns") } else { Ok(columns) }
}

/// The schema that an operation of any document answers success with, and its media type.
pub fn success_schema<'a>(doc: &'a Value, operation: &'a Value) -> Option<&'a Value> {
    let responses = operation.get("responses")?;
    let key = members(Some(responses)).map(|(key, _)| key).filter(|key| key.starts_with('2')).min()?;
    let content = dereference(doc, responses.get(key)?)?.get("content")?;
    chosen_media(content, None)?.1.get("schema")
}

mod tests {
    use serde_json::json;

    use super::*;

    fn outcome(schema: Value, response: Value) -> String {
        let content = json!({"application/json": {"schema": schema}});
        let mut method = json!({"operation": {"$ref": "#/paths/~1a/get"}});
        method["response"] = response;
        let parameters = json!([{"name": "Id", "in": "query", "required": true, "schema": {"type": "string"}}]);
        let methods = json!({"get": method});
        let verbs = json!({"select": [{"$ref": "#/components/x-stackQL-resources/a/methods/get"}]});
        let doc = json!({
            "paths": {"/a": {"get": {"parameters": parameters, "responses": {"200": {"content": content}}}}},
            "components": {"x-stackQL-resources": {"a": {"methods": methods, "sqlVerbs": verbs}}},
        });
        let problems: Vec<String> = check_rows(&doc).iter().map(ToString::to_string).collect();
        let columns = selects(&doc).remove(0).columns.unwrap_or_default();
        format!("{} {}", columns.join(" "), problems.join(" ").rsplit(": ").next().unwrap_or_default())
    }

    #[test]
    fn rows_make_columns_or_none() {
        let object = |name: &str| json!({"type": "object", "properties": {name: {}}});
        let cases = [
            (object("name"), json!({}), "name "),
            (json!({"type": "array", "items": object("name")}), json!({}), "name "),
            (json!({"oneOf": [object("a"), object("a")]}), json!({}), "a _a "),
            (json!({"oneOf": [object("a")], "properties": {"own": {}}}), json!({}), "own "),
            (json!({"type": "array", "items": {"type": "string"}}), json!({}), "column_anon "),
            (json!({"type": "array", "items": {"type": "integer"}}), json!({}), " rows are scalars"),
            (json!({"type": "array"}), json!({}), " array without items"),
            (json!({"type": "object"}), json!({}), " rows without columns"),
            (object("id"), json!({}), "id duplicate column name Id"),
            (object("list"), json!({"objectKey": "$.none"}), " the object key does not resolve"),
        ];
        for (schema, response, expected) in cases {
            assert_eq!(outcome(schema.clone(), response), expected, "{schema}");
        }
    }
}
