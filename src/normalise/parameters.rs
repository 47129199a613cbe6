//! Moves parameters to the operation, and declares one for every placeholder of a path: the engine would send a literal
//! `{id}` otherwise.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::config::PathParameters;
use crate::finding::{
    Finding, PARAM_DUPLICATE, PARAM_INVALID, PATH_MALFORMED, PATH_PARAM_NAME_TAKEN, PATH_PARAM_NOT_IN_TEMPLATE,
    PATH_PARAM_UNDECLARED, Site,
};
use crate::schema::placeholders;
use crate::tree::{Mapping, Node, Text};

use super::operation::{Operation, verb};
use super::path_items::merged;
use crate::schema::Resolver;
use crate::text::snake_case;

/// Values of `in` (OpenAPI 3.0, 4.7.12).
const LOCATIONS: [&str; 4] = ["path", "query", "header", "cookie"];

/// Returns the operations of a document, each with the parameters of its path item.
pub fn fold(root: &Node, naming: PathParameters, findings: &mut Vec<Finding>) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    let mut templates = HashMap::new();
    for (path, item) in root.entries("paths").filter(|(path, _)| !path.starts_with("x-")) {
        if let Some(what) = defect(path) {
            let message = format!("the path `{path}` {what}; it is left out");
            let help = "correct the path: an invalid path makes every call of the service fail";
            findings.push(Finding::new(&PATH_MALFORMED, Site::Spec(item.mark), message, help));
            continue;
        }
        let item = match merged(root, item) {
            Ok(item) => item,
            Err(finding) => {
                findings.push(*finding);
                continue;
            }
        };
        for (key, node) in item.as_mapping().into_iter().flatten() {
            let Some(verb) = verb(key) else { continue };
            let folder = Folder { resolver: Resolver::new(root), path, verb };
            let node = folder.folded(&item, node, findings);
            let (template, node) = match naming {
                PathParameters::AsIs => (Text::clone(path), node),
                PathParameters::SnakeCase => folder.renamed(node, &mut templates, findings),
            };
            operations.push(Operation { template, ..Operation::new(path, verb, rest_of(&item), node) });
        }
    }
    operations
}

/// Returns the operations of a document as they are; their path items keep the parameters.
pub fn unfolded(root: &Node) -> Vec<Operation> {
    let resolver = Resolver::new(root);
    let items = root.entries("paths").map(|(path, item)| (path, resolver.resolve(item).unwrap_or(item)));
    let operations = items.flat_map(|(path, item)| {
        let rest = item.as_mapping().into_iter().flatten().filter(|(key, _)| verb(key).is_none());
        let rest = Node::mapping(rest.map(|(key, node)| (Text::clone(key), node.clone())).collect(), item.mark);
        let operations = item.as_mapping().into_iter().flatten();
        let operations = operations.filter(|(_, node)| node.as_mapping().is_some());
        let verbs = operations.filter_map(|(key, node)| Some((verb(key)?, node)));
        verbs.map(move |(verb, node)| Operation::new(path, verb, rest.clone(), node.clone()))
    });
    operations.collect()
}

/// Returns why a router would reject a path.
fn defect(path: &str) -> Option<&'static str> {
    let mut is_open = false;
    let mut before = ' ';
    for letter in path.chars() {
        match letter {
            '{' if is_open => return Some("has a brace inside braces"),
            '}' if !is_open => return Some("has a closing brace without an opening one"),
            '}' if before == '{' => return Some("has a placeholder without a name"),
            _ => {}
        }
        is_open = letter == '{' || (is_open && letter != '}');
        before = letter;
    }
    let is_rooted = path.starts_with('/');
    is_open
        .then_some("has an opening brace without a closing one")
        .or((!is_rooted).then_some("does not start with `/`"))
}

fn rest_of(item: &Node) -> Node {
    let is_rest = |key: &str| verb(key).is_none() && key != "parameters";
    let rest = item.as_mapping().into_iter().flatten().filter(|(key, _)| is_rest(key));
    Node::mapping(rest.map(|(key, node)| (Text::clone(key), node.clone())).collect(), item.mark)
}

struct Folder<'a> {
    resolver: Resolver<'a>,
    path: &'a str,
    verb: &'static str,
}

impl Folder<'_> {
    fn folded(&self, item: &Node, operation: &Node, findings: &mut Vec<Finding>) -> Node {
        let mut parameters = self.unique(operation, findings);
        let own: BTreeSet<_> = parameters.iter().filter_map(|parameter| self.identity(parameter)).collect();
        let inherited = self
            .unique(item, findings)
            .into_iter()
            .filter(|parameter| self.identity(parameter).is_none_or(|id| !own.contains(&id)));
        parameters.splice(0..0, inherited.collect::<Vec<_>>());
        self.drop_strangers(&mut parameters, findings);
        self.add_undeclared(operation, &mut parameters, findings);
        self.drop_namesakes(&mut parameters, findings);
        if parameters.is_empty() {
            return operation.without("parameters");
        }
        let mark = operation.get("parameters").unwrap_or(operation).mark;
        self.with_parameters(operation, Node::sequence(parameters, mark))
    }

    /// Puts `parameters` after the descriptive fields, where a reader expects them.
    fn with_parameters(&self, operation: &Node, parameters: Node) -> Node {
        if operation.get("parameters").is_some() {
            return operation.with("parameters", parameters);
        }
        let mut entries = operation.as_mapping().cloned().unwrap_or_default();
        let after =
            ["operationId", "description", "summary", "tags"].iter().filter_map(|key| entries.get_index_of(*key)).max();
        entries.shift_insert(after.map_or(0, |index| index + 1), "parameters".into(), parameters);
        Node::mapping(entries, operation.mark)
    }

    /// Returns the name and location, which make a parameter unique (OpenAPI 3.0, 4.7.10).
    fn identity(&self, parameter: &Node) -> Option<(String, String)> {
        let parameter = self.resolver.resolve(parameter)?;
        Some((parameter.text("name")?.to_owned(), parameter.text("in")?.to_owned()))
    }

    fn unique(&self, holder: &Node, findings: &mut Vec<Finding>) -> Vec<Node> {
        let mut seen = BTreeSet::new();
        let mut unique = Vec::new();
        for parameter in holder.items("parameters") {
            let site = Site::Spec(parameter.mark);
            match self.identity(parameter) {
                Some((name, place)) if !LOCATIONS.contains(&place.as_str()) => {
                    let message = format!(
                        "the parameter `{name}` is in `{place}`, which OpenAPI 3.0 does not support; it is left out"
                    );
                    let help = "use path, query, header or cookie";
                    findings.push(Finding::new(&PARAM_INVALID, site, message, help));
                }
                None if self.resolver.resolve(parameter).is_some() => {
                    let message = "the parameter has no `name` or no `in`; it is left out";
                    findings.push(Finding::new(&PARAM_INVALID, site, message, "add `name` and `in`"));
                }
                Some((name, place)) if !seen.insert((name.clone(), place.clone())) => {
                    let message = format!("the {place} parameter `{name}` is declared twice; the first one counts");
                    findings.push(Finding::new(&PARAM_DUPLICATE, site, message, "remove one of the two"));
                }
                _ => unique.push(parameter.clone()),
            }
        }
        unique
    }

    fn drop_strangers(&self, parameters: &mut Vec<Node>, findings: &mut Vec<Finding>) {
        let names = placeholders(self.path);
        parameters.retain(|parameter| match self.identity(parameter) {
            Some((name, place)) if place == "path" && !names.contains(&name.as_str()) => {
                let message = format!(
                    "the path `{}` has no placeholder for the path parameter `{name}`; it is left out",
                    self.path
                );
                findings.push(Finding::new(
                    &PATH_PARAM_NOT_IN_TEMPLATE,
                    Site::Spec(parameter.mark),
                    message,
                    "remove it, or add it to the path",
                ));
                false
            }
            _ => true,
        });
    }

    fn add_undeclared(&self, operation: &Node, parameters: &mut Vec<Node>, findings: &mut Vec<Finding>) {
        let declared: BTreeSet<_> = parameters.iter().filter_map(|parameter| self.identity(parameter)).collect();
        let mut added = BTreeSet::new();
        for name in placeholders(self.path) {
            if declared.contains(&(name.to_owned(), "path".to_owned())) || !added.insert(name) {
                continue;
            }
            let message =
                format!("the path of {self} has `{name}`, which is not declared; it is treated as a required string");
            let help = "declare it in the operation's `parameters`";
            findings.push(Finding::new(&PATH_PARAM_UNDECLARED, Site::Spec(operation.mark), message, help));
            parameters.push(text_parameter(name, operation));
        }
    }

    /// Keeps one parameter per name, since SQL has one value for it: the path's, else a required one, else the first.
    fn drop_namesakes(&self, parameters: &mut Vec<Node>, findings: &mut Vec<Finding>) {
        let is_required = |node: &Node| self.resolver.resolve(node).is_some_and(|target| target.flag("required"));
        let mut best: BTreeMap<String, (bool, bool, Reverse<usize>, String)> = BTreeMap::new();
        for (index, node) in parameters.iter().enumerate() {
            let Some((name, place)) = self.identity(node) else { continue };
            let rank = (place == "path", is_required(node), Reverse(index), place);
            let known = best.entry(name).or_insert_with(|| rank.clone());
            *known = rank.max(known.clone());
        }
        parameters.retain(|node| {
            let Some((name, place)) = self.identity(node) else { return true };
            let kept = best.get(&name).map_or(&place, |(.., kept)| kept);
            if *kept != place {
                let message = format!(
                    "{self} has `{name}` in the {kept} and in the {place}, but SQL can give only one; the one in \
                     the {place} is left out"
                );
                let help = "rename one of the two with an overlay, or remove it";
                findings.push(Finding::new(&PARAM_DUPLICATE, Site::Spec(node.mark), message, help));
            }
            *kept == place
        });
    }

    /// Returns the path with its placeholders in snake case, and an operation with the same names.
    ///
    /// `templates` holds the original path of each template, so that no two paths become the same.
    fn renamed(
        &self,
        operation: Node,
        templates: &mut HashMap<String, Text>,
        findings: &mut Vec<Finding>,
    ) -> (Text, Node) {
        let (template, renamed) = self.in_snake_case(&operation, findings);
        let owner = templates.entry(template.clone()).or_insert_with(|| self.path.into());
        if **owner == *self.path {
            return (template.into(), renamed);
        }
        let message = format!("{self} would have the same path as `{owner}` in snake case, and keeps its own");
        let help = "set `methods.path_parameters: as_is`";
        findings.push(Finding::new(&PATH_PARAM_NAME_TAKEN, Site::Spec(operation.mark), message, help));
        (self.path.into(), operation)
    }

    fn in_snake_case(&self, operation: &Node, findings: &mut Vec<Finding>) -> (String, Node) {
        let mut path = self.path.to_owned();
        let mut parameters = operation.items("parameters").to_vec();
        for old in placeholders(self.path) {
            let new = snake_case(old);
            if new == old {
                continue;
            }
            if parameters.iter().filter_map(|parameter| self.identity(parameter)).any(|(name, _)| name == new) {
                let message = format!("{self} has both `{new}` and `{old}`; `{old}` keeps its name");
                findings.push(Finding::new(
                    &PATH_PARAM_NAME_TAKEN,
                    Site::Spec(operation.mark),
                    message,
                    "set `methods.path_parameters: as_is`",
                ));
                continue;
            }
            path = path.replace(&format!("{{{old}}}"), &format!("{{{new}}}"));
            parameters.iter_mut().for_each(|parameter| self.rename(parameter, old, &new));
        }
        let mark = operation.get("parameters").unwrap_or(operation).mark;
        let node = if parameters.is_empty() {
            operation.clone()
        } else {
            operation.with("parameters", Node::sequence(parameters, mark))
        };
        (path, node)
    }

    fn rename(&self, parameter: &mut Node, old: &str, new: &str) {
        if self.identity(parameter).is_some_and(|(name, place)| name == old && place == "path")
            && let Some(target) = self.resolver.resolve(parameter)
        {
            *parameter = target.with("name", Node::string(new, target.mark));
        }
    }
}

/// The name of an operation in findings.
impl std::fmt::Display for Folder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{} {}`", self.verb.to_uppercase(), self.path)
    }
}

fn text_parameter(name: &str, operation: &Node) -> Node {
    let text = |value: &str| Node::string(value, operation.mark);
    let schema = Node::mapping(Mapping::from_iter([("type".into(), text("string"))]), operation.mark);
    let entries = [
        ("name".into(), text(name)),
        ("in".into(), text("path")),
        ("required".into(), Node::bool(true, operation.mark)),
        ("schema".into(), schema),
    ];
    Node::mapping(Mapping::from_iter(entries), operation.mark)
}
