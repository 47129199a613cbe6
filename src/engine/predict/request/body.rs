//! Parts what a statement gives into parameters, what the server takes, and the body.

use std::collections::BTreeMap;

use super::transpose;
use crate::engine::Release;
use crate::engine::predict::arguments::{Argument, Arguments};
use crate::engine::predict::method::{BodyNaming, Method, Place};
use crate::engine::predict::schema::Schema;
use crate::engine::predict::stop::{Step, fail};
use crate::engine::predict::value::Value;

/// How deep values are looked into.
const MAX_DEPTH: usize = 60;

/// What a request is made of.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// Parameters of the path.
    pub path: BTreeMap<String, String>,
    /// Parameters of the query.
    pub query: BTreeMap<String, String>,
    /// Headers.
    pub headers: BTreeMap<String, String>,
    /// What the server takes.
    pub server: BTreeMap<String, String>,
    /// The body; nothing if no value was given for it.
    pub body: BTreeMap<String, Value>,
}

/// Parts arguments.
pub fn split(method: &Method<'_>, arguments: &Arguments) -> Step<Parts> {
    let mut parts = Parts::default();
    let mut tree = Value::Object(BTreeMap::new());
    let schema = method.body_schema();
    for (name, argument) in arguments {
        if let Some(param) = method.operation_param(name) {
            match param.place {
                Place::Path => drop(parts.path.insert(param.name, unpacked(argument))),
                Place::Query => parts.query.extend(transpose::pairs(method, &param.name, argument)?),
                Place::Header => drop(parts.headers.insert(param.name, unpacked(argument))),
                _ => continue,
            }
            look_up(schema, name)?;
            continue;
        }
        if let Some(schema) = schema {
            base(method, &mut parts.body)?;
            if let Some(property) = method.body_property(name)? {
                let known = schema.property(&property)?;
                let mut value = body_value(argument, known.as_ref().is_some_and(|it| it.is_text_only));
                if let Some(known) = known.filter(|it| method.source.release >= Release::AnySdk055 && !it.is_text_only)
                {
                    value = coerced(value, &known, 0)?;
                }
                place(&mut tree, &keys(method, &property), value)?;
                continue;
            }
        }
        parts.server.insert(name.clone(), argument.display());
        look_up(schema, name)?;
    }
    let Value::Object(values) = tree else { return Ok(parts) };
    let properties = match schema {
        Some(schema) => schema.all_properties()?,
        None => BTreeMap::new(),
    };
    for (key, value) in values {
        let is_text_only = properties.get(&key).is_some_and(|it| it.is_text_only);
        let value = match value {
            Value::Object(_) if is_text_only => Value::Text(value.to_json()),
            value if is_text_only => Value::Text(value.display()),
            value => value,
        };
        parts.body.insert(key, value);
    }
    check_names(method, &parts)?;
    Ok(parts)
}

/// Looks for the name of a parameter in the body as well, which does not end where the body holds itself through a
/// composition in a property.
fn look_up(schema: Option<&Schema<'_>>, name: &str) -> Step<()> {
    match schema {
        Some(schema) => schema.find(name).map(drop),
        None => Ok(()),
    }
}

/// The text of a parameter: that in `JSON(..)` is unpacked.
fn unpacked(argument: &Argument) -> String {
    match argument {
        Argument::Call(name, Some(text), _) if name == "json" => text.clone(),
        other => other.display(),
    }
}

fn base(method: &Method<'_>, body: &mut BTreeMap<String, Value>) -> Step<()> {
    let base = method.request.as_ref().map_or("", |request| request.text("base"));
    if base.is_empty() {
        return Ok(());
    }
    match Value::parse(base) {
        Some(Value::Object(values)) => body.extend(values),
        Some(Value::Null) => {}
        _ => return fail("error unmarshalling base request"),
    }
    Ok(())
}

fn keys(method: &Method<'_>, property: &str) -> Vec<String> {
    let parent = match method.body_naming() {
        BodyNaming::Naive(parent) => parent,
        _ => "",
    };
    let parents = parent.split('.').filter(|part| !part.is_empty());
    parents.chain(property.split('.')).map(str::to_owned).collect()
}

fn body_value(argument: &Argument, is_text_only: bool) -> Value {
    match argument {
        Argument::Value(Value::Text(text)) if !is_text_only => match Value::parse(text) {
            Some(value @ (Value::Object(_) | Value::List(_) | Value::Null)) => value,
            _ => Value::Text(text.clone()),
        },
        Argument::Value(value) => value.clone(),
        Argument::Call(name, Some(text), _) if name == "string" => Value::Text(text.clone()),
        Argument::Call(_, _, printed) => Value::Text(printed.clone()),
    }
}

/// A value as its schema has it, which newer releases see to.
fn coerced(value: Value, schema: &Schema<'_>, depth: usize) -> Step<Value> {
    if depth > MAX_DEPTH {
        return Ok(value);
    }
    let misfit = |text: &str| fail(format!("cannot coerce '{text}' to {}", schema.kind()));
    match (value, schema.kind()) {
        (Value::Text(text), "boolean") => text.parse().map(Value::Bool).or_else(|_| misfit(&text)),
        (Value::Text(text), "integer") => text.parse().map(Value::Int).or_else(|_| misfit(&text)),
        (Value::Text(text), "number") => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Float(number)),
            _ => misfit(&text),
        },
        (value @ (Value::Int(_) | Value::Float(_) | Value::Bool(_)), "string") => Ok(Value::Text(value.display())),
        (Value::List(items), _) => match schema.own_items() {
            Some(below) => {
                Ok(Value::List(items.into_iter().map(|item| coerced(item, &below, depth + 1)).collect::<Step<_>>()?))
            }
            None => Ok(Value::List(items)),
        },
        (Value::Object(entries), _) => {
            let properties = schema.all_properties()?;
            let entry = |(name, value): (String, Value)| match properties.get(&name) {
                Some(property) => Ok((name, coerced(value, property, depth + 1)?)),
                None => Ok((name, value)),
            };
            Ok(Value::Object(entries.into_iter().map(entry).collect::<Step<_>>()?))
        }
        (value, _) => Ok(value),
    }
}

fn place(tree: &mut Value, keys: &[String], value: Value) -> Step<()> {
    let Some((first, rest)) = keys.split_first() else { return Ok(()) };
    let Value::Object(entries) = tree else { return fail("brick map key path is not a map") };
    if rest.is_empty() {
        entries.insert(first.clone(), value);
        return Ok(());
    }
    if first.is_empty() {
        return fail("brick map key path cannot have empty key");
    }
    place(entries.entry(first.clone()).or_insert_with(|| Value::Object(BTreeMap::new())), rest, value)
}

/// Refuses names that mean two things, which only those in the body can.
fn check_names(method: &Method<'_>, parts: &Parts) -> Step<()> {
    let mut seen: Vec<&String> =
        parts.headers.keys().chain(parts.path.keys()).chain(parts.query.keys()).chain(parts.server.keys()).collect();
    seen.sort();
    let is_twice = |pair: &[&String]| pair.first() == pair.last();
    let mut twice = seen.windows(2).find(|pair| is_twice(pair)).and_then(|pair| pair.first()).map(|it| (*it).clone());
    for key in parts.body.keys() {
        let Some(name) = method.body_name(key) else { continue };
        if seen.contains(&&name) {
            twice = Some(name);
        }
    }
    match twice {
        Some(name) => fail(format!("parameter name = '{name}' repeated, cannot convert to flat map")),
        None => Ok(()),
    }
}
