//! Replaces path parameters by constants, or removes their segments, as the configuration says.

use std::collections::{HashMap, HashSet};

use crate::config::{ConfigFile, Paths};
use crate::finding::{CONFIG_UNUSED, Finding, PATH_TAKEN, Site};
use crate::place::Mark;
use crate::schema::{Resolver, placeholders};
use crate::tree::{Node, Text, pointer};

use super::{Document, Operation};

/// Writes constants into the paths of a document, and removes the parameters that stood there. The mapping goes on to name
/// operations by the paths that the document has.
pub fn fix(document: &mut Document, paths: &Paths) -> Vec<Finding> {
    if paths.fix.is_empty() && paths.drop.is_empty() {
        return Vec::new();
    }
    let resolver = document.components.resolver();
    let left: Vec<Finding> =
        document.operations.iter_mut().flat_map(|operation| fix_operation(operation, paths, resolver)).collect();
    [taken(&document.operations), left].concat()
}

/// Reports parameters of the configuration that no path of any document has.
pub fn unused<'d>(documents: impl Iterator<Item = &'d Document>, config: &ConfigFile) -> Vec<Finding> {
    let paths = &config.config.paths;
    let operations = documents.flat_map(|document| &document.operations);
    let known: HashSet<&str> = operations.flat_map(|operation| placeholders(&operation.path)).collect();
    let fixed = paths.fix.keys().map(|name| (format!("/paths/fix/{}", pointer::escape(name)), name));
    let dropped = paths.drop.iter().enumerate().map(|(index, name)| (format!("/paths/drop/{index}"), name));
    let report = |(pointer, name): (String, &String)| {
        let message = format!("no path has the parameter `{name}`");
        Finding::new(&CONFIG_UNUSED, Site::Config(config.mark(&pointer)), message, "correct or remove the entry")
    };
    fixed.chain(dropped).filter(|(_, name)| !known.contains(name.as_str())).map(report).collect()
}

/// Changes the path of an operation. Reports what stays in it.
fn fix_operation(operation: &mut Operation, paths: &Paths, resolver: Resolver<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Placeholders may have other names by now.
    let renamed: Vec<String> = placeholders(&operation.template).into_iter().map(str::to_owned).collect();
    let named: Vec<(String, String)> =
        placeholders(&operation.path).into_iter().map(str::to_owned).zip(renamed).collect();
    for (name, now) in named {
        let template = match (paths.fix.get(&name), paths.drop.contains(&name)) {
            (Some(constant), _) => operation.template.replace(&format!("{{{now}}}"), constant),
            (None, true) => without(&operation.template, &now),
            (None, false) => continue,
        };
        operation.template = template.into();
        let is_left = placeholders(&operation.template).contains(&now.as_str());
        match is_left {
            true => findings.push(left(operation, &name)),
            false => operation.node = without_parameter(&operation.node, &now, resolver),
        }
    }
    findings
}

/// Removes the segments that are a placeholder. One that is part of a segment stays.
fn without(template: &str, name: &str) -> String {
    let (path, query) = template.split_once('?').map_or((template, None), |(path, query)| (path, Some(query)));
    let segment = format!("{{{name}}}");
    let kept: Vec<&str> = path.split('/').filter(|it| *it != segment).collect();
    let path = if kept.len() < 2 { "/".to_owned() } else { kept.join("/") };
    query.map_or(path.clone(), |query| format!("{path}?{query}"))
}

fn without_parameter(operation: &Node, name: &str, resolver: Resolver<'_>) -> Node {
    let Some(parameters) = operation.get("parameters") else { return operation.clone() };
    let is_it = |parameter: &&Node| {
        resolver.resolve(parameter).is_some_and(|it| it.text("name") == Some(name) && it.text("in") == Some("path"))
    };
    let kept: Vec<Node> = parameters.as_sequence().into_iter().flatten().filter(|it| !is_it(it)).cloned().collect();
    match kept.is_empty() {
        true => operation.without("parameters"),
        false => operation.with("parameters", Node::sequence(kept, parameters.mark)),
    }
}

/// Reports a placeholder that was to go and is only a part of its segment.
fn left(operation: &Operation, name: &str) -> Finding {
    let message = format!("`{name}` is only a part of a segment of `{}`, and stays", operation.path);
    Finding::new(&CONFIG_UNUSED, Site::Spec(operation.node.mark), message, "give it a value under `paths.fix`")
}

/// Reports paths that have become the same: the document could only have one of them.
fn taken(operations: &[Operation]) -> Vec<Finding> {
    let mut owners: HashMap<Text, (Text, Mark)> = HashMap::new();
    let mut reported: HashSet<&Text> = HashSet::new();
    let mut findings = Vec::new();
    for operation in operations {
        let own = (Text::clone(&operation.path), operation.item.mark);
        let (owner, mark) = owners.entry(Text::clone(&operation.template)).or_insert(own);
        if *owner == operation.path || !reported.insert(&operation.path) {
            continue;
        }
        let message = format!(
            "the path `{}` would become `{}`, as `{owner}` on line {} does",
            operation.path,
            operation.template,
            mark.line()
        );
        let help = "correct `paths` in provgen.yaml, or remove one of the two paths with an overlay";
        findings.push(Finding::new(&PATH_TAKEN, Site::Spec(operation.item.mark), message, help));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_segments_are_removed() {
        for (template, expected) in [
            ("/{v}/a", "/a"),
            ("/a/{v}", "/a"),
            ("/{v}", "/"),
            ("/a/{v}.json", "/a/{v}.json"),
            ("/{v}/{v}/a?x={v}", "/a?x={v}"),
        ] {
            assert_eq!(without(template, "v"), expected);
        }
    }
}
