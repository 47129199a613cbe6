//! Reads operations and parameters with the types of the `openapiv3` crate.
//!
//! The crate drops unknown keys and rejects a whole document for one field. So it gets each item separately, with only
//! the keys that the model needs.

use openapiv3::ParameterData;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};

use crate::tree::{Node, Value};

use super::Parameter;

/// Reads the description of an operation.
pub fn operation(node: &Node) -> Result<openapiv3::Operation, serde_json::Error> {
    let mut view = view(node, &["description"]);
    view.insert("responses".to_owned(), json!({}));
    typed(view)
}

/// Reads a resolved parameter. The crate is slow, and only needed to say what is wrong with one.
pub fn parameter(node: &Node) -> Result<Parameter, serde_json::Error> {
    if let Some(parameter) = plain(node) {
        return Ok(parameter);
    }
    let mut view = view(node, &["name", "in", "required", "allowEmptyValue"]);
    view.insert("schema".to_owned(), json!({}));
    let typed: openapiv3::Parameter = typed(view)?;
    let (location, data) = parts(&typed);
    let required = data.required && !node.flag("allowEmptyValue");
    Ok(Parameter { name: data.name.clone(), location, required, node: node.clone() })
}

/// A parameter whose fields have the right types.
fn plain(node: &Node) -> Option<Parameter> {
    let location = node.text("in")?;
    let location = ["path", "query", "header", "cookie"].into_iter().find(|known| *known == location)?;
    let flag = |key: &str| match node.get(key).map(|node| &node.value) {
        None => Some(false),
        Some(Value::Bool(flag)) => Some(*flag),
        Some(_) => None,
    };
    let required = flag("required")? && !flag("allowEmptyValue")?;
    Some(Parameter { name: node.text("name")?.to_owned(), location, required, node: node.clone() })
}

fn parts(parameter: &openapiv3::Parameter) -> (&'static str, &ParameterData) {
    use openapiv3::Parameter::{Cookie, Header, Path, Query};
    match parameter {
        Path { parameter_data, .. } => ("path", parameter_data),
        Query { parameter_data, .. } => ("query", parameter_data),
        Header { parameter_data, .. } => ("header", parameter_data),
        Cookie { parameter_data, .. } => ("cookie", parameter_data),
    }
}

fn view(node: &Node, keys: &[&str]) -> Map<String, Json> {
    let entry = |key: &&str| Some(((*key).to_owned(), serde_json::to_value(node.get(key)?).ok()?));
    keys.iter().filter_map(entry).collect()
}

fn typed<T: DeserializeOwned>(view: Map<String, Json>) -> Result<T, serde_json::Error> {
    serde_json::from_value(Json::Object(view))
}
