//! Turns parameters into text: the engine sends all values as text, rejects a boolean, and in EXEC a number as well.

use crate::engine::exec;
use crate::schema::{COMPOSITIONS, Resolver};
use crate::tree::{Mapping, Node, Value};

use crate::schema::{Location, Spot};

/// Returns the replacements for the schemas of an operation's boolean parameters in path and query.
pub fn strings(operation: &Node, resolver: Resolver<'_>) -> Vec<(Location, Node)> {
    let parameters = Spot::operation(operation).items("parameters").collect::<Vec<_>>();
    parameters.into_iter().filter_map(|parameter| string(parameter, resolver)).collect()
}

/// Returns the parameters of an operation whose values EXEC refuses, with the replacements for their schemas: all but text,
/// objects and lists (provider-format 3.8).
pub fn untexted<'a>(operation: &'a Node, resolver: Resolver<'a>) -> impl Iterator<Item = (&'a Node, (Location, Node))> {
    let parameters = Spot::operation(operation).items("parameters").collect::<Vec<_>>();
    parameters.into_iter().filter_map(move |parameter| {
        let parameter = parameter.resolve(resolver)?;
        let schema = parameter.child("schema")?;
        let target = resolver.resolve(schema.node)?;
        (!exec::takes(Some(target))).then(|| (parameter.node, (schema.location, plain(target))))
    })
}

/// Text instead of a number or of alternatives.
fn plain(schema: &Node) -> Node {
    let mut entries = schema.as_mapping().cloned().unwrap_or_default();
    entries.retain(|key, _| !COMPOSITIONS.contains(&&**key) && **key != *"format");
    entries.insert("type".into(), Node::string("string", schema.mark));
    for key in ["default", "example", "enum"] {
        if let Some(value) = entries.get_mut(key) {
            *value = all_spelled(value);
        }
    }
    Node::mapping(entries, schema.mark)
}

fn all_spelled(node: &Node) -> Node {
    match &node.value {
        Value::Sequence(items) => Node::sequence(items.iter().map(spelled).collect(), node.mark),
        _ => spelled(node),
    }
}

fn string<'a>(parameter: Spot<'a>, resolver: Resolver<'a>) -> Option<(Location, Node)> {
    let parameter = parameter.resolve(resolver)?;
    let is_url = matches!(parameter.node.text("in"), Some("path" | "query"));
    let schema = parameter.child("schema").filter(|_| is_url)?;
    let target = resolver.resolve(schema.node)?;
    (target.text("type") == Some("boolean")).then(|| (schema.location, as_string(target)))
}

fn as_string(schema: &Node) -> Node {
    let mut entries = schema.as_mapping().cloned().unwrap_or_default();
    let text = |text: &str| Node::string(text, schema.mark);
    let given = schema.get("enum").and_then(Node::as_sequence);
    let values = given.map_or_else(|| vec![text("true"), text("false")], |given| given.iter().map(spelled).collect());
    entries.insert("type".into(), text("string"));
    entries.insert("enum".into(), Node::sequence(values, schema.mark));
    for key in ["default", "example"] {
        if let Some(value) = entries.get_mut(key) {
            *value = spelled(value);
        }
    }
    Node::mapping(without_format(entries), schema.mark)
}

fn spelled(value: &Node) -> Node {
    match &value.value {
        Value::Bool(flag) => Node::string(flag.to_string(), value.mark),
        Value::Number(number) => Node::string(&**number, value.mark),
        _ => value.clone(),
    }
}

fn without_format(mut entries: Mapping) -> Mapping {
    entries.shift_remove("format");
    entries
}
