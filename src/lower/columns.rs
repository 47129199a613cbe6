//! Name collisions: columns that SQLite treats as one because they differ only in case, and properties of a request
//! body that a parameter hides.

use std::collections::{BTreeMap, BTreeSet};

use crate::normalise::Operation;
use crate::schema::{Resolver, placeholders};
use crate::tree::{Node, Text};

use crate::schema::Spot;

/// Returns the properties of a row whose names differ from another column only in case. Of two, one that is not
/// deprecated stays, else the first; required parameters are columns as well.
pub fn duplicates<'r>(row: &'r Node, required: &[String]) -> Vec<&'r Text> {
    let mut kept: BTreeMap<String, (&Text, &Node)> = BTreeMap::new();
    let mut dropped = Vec::new();
    for (name, property) in row.entries("properties") {
        let folded = name.to_ascii_lowercase();
        let is_parameter = required.iter().any(|it| **it != **name && it.eq_ignore_ascii_case(name));
        match kept.get(&folded) {
            _ if is_parameter => dropped.push(name),
            Some((first, deprecated)) if deprecated.flag("deprecated") && !property.flag("deprecated") => {
                dropped.push(first);
                kept.insert(folded, (name, property));
            }
            Some(_) => dropped.push(name),
            None => drop(kept.insert(folded, (name, property))),
        }
    }
    dropped
}

pub fn without(row: &Node, names: &BTreeSet<Text>) -> Node {
    let kept = row.entries("properties").filter(|(name, _)| !names.contains(*name));
    let kept = kept.map(|(name, node)| (name.clone(), node.clone())).collect();
    let asked = |name: &&Node| name.as_str().is_none_or(|name| !names.contains(name));
    let mark = row.get("properties").unwrap_or(row).mark;
    let shorter = row.with("properties", Node::mapping(kept, mark));
    match row.get("required") {
        Some(required) => {
            let names = row.items("required").iter().filter(asked).cloned().collect();
            shorter.with("required", Node::sequence(names, required.mark))
        }
        None => shorter,
    }
}

/// Returns the name, location and resolved node of each parameter of an operation.
pub fn parameters<'a>(
    operation: &'a Node,
    resolver: Resolver<'a>,
) -> impl Iterator<Item = (&'a str, &'a str, &'a Node)> {
    let parameters = operation.items("parameters").iter().filter_map(move |parameter| resolver.resolve(parameter));
    parameters.filter_map(|it| Some((it.text("name")?, it.text("in")?, it)))
}

/// Renames a path parameter in all operations of a path, which changes no request. Changes nothing and returns `false`
/// if another path or parameter already has that name.
pub fn rename_path_parameter(operations: &mut [Operation], resolver: Resolver<'_>, index: usize, new: &str) -> bool {
    let Some(path) = operations.get(index).map(|operation| operation.template.clone()) else { return false };
    let old = placeholders(&path).into_iter().find(|old| old.eq_ignore_ascii_case(new));
    let Some(old) = old.map(str::to_owned).filter(|old| old != new) else { return false };
    let template: Text = path.replace(&format!("{{{old}}}"), &format!("{{{new}}}")).into();
    let is_of_path = |operation: &Operation| operation.template == path;
    let has_new = |operation: &Operation| parameters(&operation.node, resolver).any(|(name, _, _)| name == new);
    if operations.iter().any(|it| it.template == template || (is_of_path(it) && has_new(it))) {
        return false;
    }
    for operation in operations.iter_mut().filter(|it| is_of_path(it)) {
        operation.template = template.clone();
        operation.node = with_renamed(&operation.node, resolver, &old, new);
    }
    true
}

fn with_renamed(operation: &Node, resolver: Resolver<'_>, old: &str, new: &str) -> Node {
    let parameters = Spot::operation(operation).items("parameters").map(|parameter| {
        let target = resolver.resolve(parameter.node).filter(|it| it.text("name") == Some(old));
        match target.filter(|it| it.text("in") == Some("path")) {
            Some(target) => target.with("name", Node::string(new, target.mark)),
            None => parameter.node.clone(),
        }
    });
    let mark = operation.get("parameters").unwrap_or(operation).mark;
    operation.with("parameters", Node::sequence(parameters.collect(), mark))
}
