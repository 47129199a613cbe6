//! Examples of EXEC, with the body as JSON, for methods that no other verb reaches.

use serde_json::{Map, Value as Json};

use crate::engine::media_type::is_json;
use crate::model::Method;
use crate::sql;
use crate::sql::SqlVerb;

use super::example::Example;
use super::insert::must_have_body;
use super::subject::{Given, Subject};
use super::value::text;

/// The example of a method; `None` if its body cannot be written as JSON.
pub fn example(subject: &Subject<'_>, method: &Method) -> Option<Example> {
    let body = body(subject, method);
    let needs_body =
        method.body_attributes().iter().any(|attribute| attribute.required) || must_have_body(subject, method);
    if body.is_none() && needs_body {
        return None;
    }
    let sql = statement(subject, method, &subject.keys(method), body.as_ref());
    Some(subject.example(method, SqlVerb::Exec, sql))
}

/// The statement that gives parameters and a body.
pub fn statement(subject: &Subject<'_>, method: &Method, keys: &[Given], body: Option<&Json>) -> String {
    let given = keys.iter().cloned().chain(required_of_body(method, body));
    let variables: Vec<String> =
        given.map(|(name, value)| format!("{}={}", sql::variable(&name), text(&value))).collect();
    let hint = if shows_rows(method) { "/*+ SHOWRESULTS */ " } else { "" };
    let mut parts = vec![format!("EXEC {hint}{}", subject.procedure(method))];
    parts.extend((!variables.is_empty()).then(|| variables.join(",\n  ")));
    parts.extend(body.map(|body| format!("@@json={}", text(body))));
    parts.join("\n  ") + ";"
}

/// The required properties of the body, which the engine asks for by name though `@@json` has them, and then takes from
/// there (provider-format 3.8).
fn required_of_body(method: &Method, body: Option<&Json>) -> Vec<Given> {
    let attributes = method.body_attributes().into_iter().filter(|it| method.required_body.contains(&it.name));
    attributes.filter_map(|it| Some((it.name, body?.get(&**it.property)?.clone()))).collect()
}

/// Whether the engine can show rows of the answer. Without the hint, it says no more than that it has called.
pub fn shows_rows(method: &Method) -> bool {
    let media_type = method.response.as_ref().and_then(|response| response.media_type.as_deref());
    method.fields.is_some() && media_type.is_some_and(is_json)
}

pub fn body(subject: &Subject<'_>, method: &Method) -> Option<Json> {
    let schema = method.body_schema.as_ref()?;
    method.request_media_type.as_deref().filter(|it| is_json(it))?;
    if let Some(example) = whole_example(subject, method) {
        return Some(example);
    }
    let body = subject.body(method);
    if body.is_empty() {
        let value = subject.values.of_schema("value", schema);
        // A placeholder is not valid JSON.
        let has_shape = value.is_array() || value.as_object().is_some_and(|entries| !entries.is_empty());
        return has_shape.then_some(value);
    }
    Some(Json::Object(body.into_iter().map(|(attribute, value)| (attribute.property.to_string(), value)).collect()))
}

/// The example body in the API document if it has all required properties, without properties that the schema lacks.
fn whole_example(subject: &Subject<'_>, method: &Method) -> Option<Json> {
    let example = subject.body_example(method)?;
    let attributes = method.body_attributes();
    let mut json = subject.values.fitting("value", example, method.body_schema.as_ref()?)?;
    if let Some(entries) = json.as_object_mut().filter(|_| !attributes.is_empty()) {
        entries.retain(|name, _| attributes.iter().any(|attribute| **attribute.property == **name));
        let has = |name: &str| entries.contains_key(name);
        if !attributes.iter().filter(|attribute| attribute.required).all(|attribute| has(attribute.property)) {
            return None;
        }
    }
    Some(json).filter(|json| *json != Json::Object(Map::new()))
}
