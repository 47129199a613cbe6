//! What `DESCRIBE METHOD` tells of a method.

use std::collections::BTreeMap;

use super::method::{Method, Param, Place};
use super::schema::Schema;
use super::stop::{Step, Stop};
use super::value::Value;
use crate::tree::{Node, Value as Scalar};

/// How deep shapes go.
const MAX_DEPTH: usize = 64;

/// How many schemas one shape may hold.
const MAX_NODES: usize = 20_000;

/// A field that a method takes or gives.
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: String,
    /// Whether it is taken or given.
    pub place: &'static str,
    /// What it holds; empty for plain values.
    pub shape: String,
    /// Its description.
    pub description: String,
}

/// Returns the fields of a method: what has to be given, what may be, what comes back.
pub fn fields(method: &Method<'_>) -> Step<Vec<Field>> {
    let mut required = method.required()?;
    let mut optional = method.optional()?;
    let listed = method.request.as_ref().and_then(|request| request.node).map(|node| node.items("required"));
    if method.body_schema().is_some() {
        for name in listed.unwrap_or_default().iter().filter_map(Node::as_str) {
            let Some(name) = method.body_name(name) else { continue };
            if let Some(param) = optional.remove(&name) {
                required.insert(name, param);
            }
        }
    }
    let mut fields = Vec::new();
    for (params, place) in [(required, "input_required"), (optional, "input_optional")] {
        for (name, param) in params {
            if !fields.iter().any(|known: &Field| known.name == name) {
                fields.push(input(name, &param, place)?);
            }
        }
    }
    fields.extend(outputs(method)?);
    Ok(fields)
}

fn input(name: String, param: &Param<'_>, place: &'static str) -> Step<Field> {
    let kind = match (&param.place, &param.schema) {
        (Place::Body, Some(schema)) => schema.kind(),
        _ => param.kind(),
    };
    let (shape, description) = match &param.schema {
        Some(schema) => (shape(schema)?, schema.description()),
        None => (String::new(), ""),
    };
    Ok(Field { name, kind: kind.to_owned(), place, shape, description: description.to_owned() })
}

fn outputs(method: &Method<'_>) -> Step<Vec<Field>> {
    let schema = match method.row_schema() {
        Ok(schema) => schema,
        Err(Stop::Error(_)) => match method.answer_schema() {
            Some((schema, _)) => schema.clone(),
            None => return Ok(Vec::new()),
        },
        Err(panic) => return Err(panic),
    };
    let schema = if schema.kind() == "array" { schema.item().unwrap_or(schema) } else { schema };
    let output = |(name, property): (String, Schema<'_>)| {
        Ok(Field {
            name,
            kind: kind_of(&property).to_owned(),
            place: "output",
            shape: shape(&property)?,
            description: property.description().to_owned(),
        })
    };
    schema.all_properties()?.into_iter().map(output).collect()
}

fn kind_of<'d>(schema: &Schema<'d>) -> &'d str {
    match schema.kind() {
        "" if !schema.properties.is_empty() => "object",
        kind => kind,
    }
}

fn shape(schema: &Schema<'_>) -> Step<String> {
    if !matches!(kind_of(schema), "object" | "array") && !schema.is_composed() {
        return Ok(String::new());
    }
    let mut walk = Walk { open: Vec::new(), count: 0 };
    Ok(walk.shape(schema, 0)?.to_json())
}

struct Walk<'d> {
    open: Vec<(&'d Node, &'d str)>,
    count: usize,
}

impl<'d> Walk<'d> {
    fn shape(&mut self, schema: &Schema<'d>, depth: usize) -> Step<Value> {
        let text = |text: &str| Value::Text(text.to_owned());
        let mut entries = BTreeMap::from([("type".to_owned(), text(kind_of(schema)))]);
        self.count += 1;
        if depth >= MAX_DEPTH || self.count > MAX_NODES {
            entries.insert("x-stackql-truncated".to_owned(), Value::Bool(true));
            return Ok(Value::Object(entries));
        }
        let is_open = |(node, path): &&(&'d Node, &'d str)| {
            std::ptr::eq(*node, schema.node()) || !path.is_empty() && *path == schema.path
        };
        if let Some((_, path)) = self.open.iter().find(is_open) {
            entries.insert("x-stackql-cycle-ref".to_owned(), text(path));
            return Ok(Value::Object(entries));
        }
        self.open.push((schema.node(), schema.path));
        let node = self.node(schema, depth);
        self.open.pop();
        node
    }

    fn node(&mut self, schema: &Schema<'d>, depth: usize) -> Step<Value> {
        let is_folded = schema.has_all_of() && schema.properties.is_empty() && schema.items.is_none();
        let whole = if is_folded { schema.merged()? } else { schema.clone() };
        let mut entries = BTreeMap::new();
        if !kind_of(&whole).is_empty() {
            entries.insert("type".to_owned(), Value::Text(kind_of(&whole).to_owned()));
        }
        let own = whole.node();
        for key in ["format", "description"] {
            if let Some(text) = own.text(key).filter(|text| !text.is_empty()) {
                entries.insert(key.to_owned(), Value::Text(text.to_owned()));
            }
        }
        for key in ["default", "enum", "required"] {
            let value = own.get(key).map(value).filter(|it| !matches!(it, Value::Null));
            if let Some(value) = value.filter(|it| !matches!(it, Value::List(items) if items.is_empty())) {
                entries.insert(key.to_owned(), value);
            }
        }
        for key in ["readOnly", "writeOnly", "deprecated"] {
            if own.flag(key) {
                entries.insert(key.to_owned(), Value::Bool(true));
            }
        }
        if !whole.properties.is_empty() {
            let mut properties = BTreeMap::new();
            for (name, property) in whole.own_properties() {
                properties.insert(name, self.shape(&property, depth + 1)?);
            }
            entries.insert("properties".to_owned(), Value::Object(properties));
        }
        for (key, below) in [("items", whole.own_items()), ("additionalProperties", whole.own_additional())] {
            if let Some(below) = below {
                entries.insert(key.to_owned(), self.shape(&below, depth + 1)?);
            }
        }
        for (key, members) in schema.compositions() {
            if members.is_empty() || key == "allOf" && is_folded {
                continue;
            }
            let members: Vec<Value> =
                members.iter().map(|member| self.shape(member, depth + 1)).collect::<Step<_>>()?;
            entries.insert(key.to_owned(), Value::List(members));
        }
        Ok(Value::Object(entries))
    }
}

fn value(node: &Node) -> Value {
    match &node.value {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(*value),
        Scalar::Number(number) => Value::Float(number.parse().unwrap_or_default()),
        Scalar::String(text) => Value::Text(text.to_string()),
        Scalar::Sequence(items) => Value::List(items.iter().map(value).collect()),
        Scalar::Mapping(entries) => {
            Value::Object(entries.iter().map(|(key, node)| (key.to_string(), value(node))).collect())
        }
    }
}
