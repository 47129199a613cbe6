//! What an entry of `settings` gives, in the engine's own terms (provider-format 1.3 and 2.5).

use crate::engine::block::Part;
use crate::engine::predict::GRAPHQL;
use crate::tree::{Mapping, Node, Text, pointer};

/// Keys that are shorter in a configuration, with those of the engine.
const TOKENS: [(&str, &str); 3] =
    [("request", "requestToken"), ("response", "responseToken"), ("terminator", "responseTerminator")];
const TOKEN: [(&str, &str); 1] = [("in", "location")];
const CLAUSE: [(&str, &str); 3] = [("param", "paramName"), ("max", "maxValue"), ("value", "paramValue")];

/// The blocks of a method that have keys of their own.
const BLOCKS: [&str; 4] = ["request", "response", "config", "operation"];

/// Returns the parts that an entry gives. `text` returns the content of a file that it names.
pub fn of_entry(entry: &Node, text: &impl Fn(&str) -> String) -> Vec<Part> {
    entry.as_mapping().into_iter().flatten().flat_map(|(key, value)| of_key(key, value, text)).collect()
}

fn of_key(key: &str, value: &Node, text: &impl Fn(&str) -> String) -> Vec<Part> {
    match key {
        "for" | "at" => Vec::new(),
        "pagination" => vec![Part::new(&["config", key], pagination(value))],
        "push_down" => clauses(value),
        "retry" => vec![Part::new(&["config", key], value.clone())],
        "queryParamTranspose" | "requestTranslate" | "requestBodyTranslate" => {
            vec![Part::new(&["config", key], algorithm(value))]
        }
        "graphql" => vec![Part::new(&[GRAPHQL], text_of(value, ("query_file", "query"), text))],
        "request" | "response" => each(&[key], value, |name, value| message_part(key, name, value, text)),
        "extra" => value.as_mapping().into_iter().flatten().flat_map(|(key, value)| extra(key, value)).collect(),
        _ => vec![Part::new(&[key], value.clone())],
    }
}

/// The parts of the entries of an object, or the one that takes it away.
fn each(path: &[&str], object: &Node, part: impl Fn(&str, &Node) -> Part) -> Vec<Part> {
    match object.as_mapping() {
        Some(entries) => entries.iter().map(|(name, value)| part(name, value)).collect(),
        None => vec![Part::new(path, object.clone())],
    }
}

fn clauses(value: &Node) -> Vec<Part> {
    let path = ["config", crate::engine::pushdown::KEY];
    each(&path, value, |name, clause| Part::new(&[path[0], path[1], name], renamed(clause, &CLAUSE)))
}

fn pagination(value: &Node) -> Node {
    let Some(entries) = value.as_mapping() else { return value.clone() };
    let token = |(key, token): (&Text, &Node)| (Text::clone(key), renamed(token, &TOKEN));
    renamed(&Node::mapping(entries.iter().map(token).collect(), value.mark), &TOKENS)
}

/// Returns an object with the engine's names for its keys, in the same order.
fn renamed(object: &Node, names: &[(&str, &str)]) -> Node {
    let Some(entries) = object.as_mapping() else { return object.clone() };
    let name = |key: &Text| {
        names.iter().find(|(own, _)| **own == **key).map_or(Text::clone(key), |(_, name)| Text::from(*name))
    };
    Node::mapping(entries.iter().map(|(key, node)| (name(key), node.clone())).collect(), object.mark)
}

fn algorithm(value: &Node) -> Node {
    match value.is_null() {
        true => value.clone(),
        false => object(value, [("algorithm", value.clone())]),
    }
}

fn message_part(block: &str, name: &str, value: &Node, text: &impl Fn(&str) -> String) -> Part {
    match name {
        "schema" => Part::new(&[block, "schema_override"], schema(value)),
        "async_schema" => Part::new(&[block, "async_schema_override"], schema(value)),
        "transform" => Part::new(&[block, name], text_of(value, ("body_file", "body"), text)),
        _ => Part::new(&[block, name], value.clone()),
    }
}

fn schema(name: &Node) -> Node {
    let Some(text) = name.as_str() else { return name.clone() };
    let target = pointer::fragment(["components", "schemas", text]);
    object(name, [("$ref", Node::string(target, name.mark))])
}

/// Puts a text in place of the file that has it.
fn text_of(value: &Node, (of_file, of_text): (&str, &str), text: &impl Fn(&str) -> String) -> Node {
    let Some(file) = value.get(of_file) else { return value.clone() };
    let content = Node::string(text(file.as_str().unwrap_or_default()), file.mark);
    let mut rest = value.without(of_file);
    rest.mark = value.mark;
    rest.with(of_text, content)
}

fn extra(key: &str, value: &Node) -> Vec<Part> {
    match BLOCKS.contains(&key) {
        true => each(&[key], value, |name, value| Part::new(&[key, name], value.clone())),
        false => vec![Part::new(&[key], value.clone())],
    }
}

fn object<const N: usize>(at: &Node, entries: [(&str, Node); N]) -> Node {
    Node::mapping(Mapping::from_iter(entries.map(|(key, node)| (Text::from(key), node))), at.mark)
}
