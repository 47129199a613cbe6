//! `allOf` beside properties: the engine sees the properties and ignores the rest, so that what the
//! members bring is moved into the schema.

use std::collections::HashSet;
use std::sync::Arc;

use crate::finding::{ALL_OF_KEPT, Finding, Site};
use crate::source::change;
use crate::source::grammar::{DOCUMENT_KIND, Kind};
use crate::source::node::{Mapping, Node, Text};

use super::references::{Resolver, component_of};

/// How many schemas are merged into one. Real documents stay below ten.
const MAX_MERGED: usize = 100;

/// What a member says besides properties: alternatives, which cannot be merged.
const ALTERNATIVES: [&str; 4] = ["oneOf", "anyOf", "not", "discriminator"];

/// The document with `allOf` merged wherever a schema also has properties or `type: object`. What is
/// merged in comes as the spec has it: properties of properties are no columns, and merging them in
/// turn would double the document with each level.
///
/// A schema that is made of too many others stays and is reported.
pub fn merge(root: &Node, findings: &mut Vec<Finding>) -> Node {
    let mut merger = Merger { resolver: Resolver::new(root), findings };
    merger.walk(root, DOCUMENT_KIND).unwrap_or_else(|| root.clone())
}

struct Merger<'a> {
    resolver: Resolver<'a>,
    findings: &'a mut Vec<Finding>,
}

impl Merger<'_> {
    fn walk(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        let walked = match kind {
            Kind::Object(_) | Kind::SchemaOrFlag | Kind::Map(_) => {
                change::children(node, |key, child| self.walk(child, kind.child(key)).into())
            }
            Kind::List(_) => change::children(node, |_, child| self.walk(child, kind.item()).into()),
            _ => None,
        };
        let schema = walked.as_ref().unwrap_or(node);
        let is_candidate = kind.is_schema() && is_own_object(schema);
        let merged = is_candidate.then(|| self.merged(schema)).flatten();
        merged.or(walked)
    }

    fn merged(&mut self, node: &Node) -> Option<Node> {
        let mut merged = Merged::default();
        for member in node.items("allOf") {
            if self.collect(member, &mut merged).is_err() {
                let message = format!(
                    "this `allOf` leads to more than {MAX_MERGED} schemas; it stays, and the engine ignores it"
                );
                let help = "write the properties out in one schema";
                self.findings.push(Finding::new(&ALL_OF_KEPT, Site::Spec(node.mark), message, help));
                return None;
            }
        }
        let has_properties = !merged.inherited.is_empty() || node.entries("properties").next().is_some();
        has_properties.then(|| merged.into_schema(node))
    }

    fn collect(&self, member: &Node, merged: &mut Merged) -> Result<(), TooMany> {
        if let Some((_, name)) = member.reference().and_then(component_of)
            && !merged.names.insert(name)
        {
            return Ok(());
        }
        if merged.names.len() > MAX_MERGED {
            return Err(TooMany);
        }
        let Some(target) = self.resolver.resolve(member) else {
            merged.residue.push(member.clone());
            return Ok(());
        };
        target.items("allOf").iter().try_for_each(|nested| self.collect(nested, merged))?;
        merged.add(target);
        Ok(())
    }
}

/// A schema is made of too many others.
struct TooMany;

fn is_own_object(node: &Node) -> bool {
    node.get("allOf").is_some() && (node.get("properties").is_some() || node.text("type") == Some("object"))
}

#[derive(Default)]
struct Merged {
    names: HashSet<String>,
    inherited: Mapping,
    required: Vec<Node>,
    residue: Vec<Node>,
}

impl Merged {
    fn add(&mut self, target: &Node) {
        for (key, property) in target.entries("properties") {
            inherit(&mut self.inherited, key, property);
        }
        // What only the API writes cannot be asked of an INSERT, and was not before the merge.
        let is_written = |name: &&Node| {
            let property = target.get("properties").and_then(|properties| properties.get(name.as_str()?));
            !property.is_some_and(|property| property.flag("readOnly"))
        };
        self.required.extend(target.items("required").iter().filter(is_written).cloned());
        let alternatives = target.as_mapping().into_iter().flatten().filter(|(key, _)| ALTERNATIVES.contains(&&***key));
        let alternatives: Mapping = alternatives.map(|(key, node)| (Text::clone(key), node.clone())).collect();
        if alternatives.keys().any(|key| &**key != "discriminator") {
            self.residue.push(Node::mapping(alternatives, target.mark));
        }
    }

    /// Inherited properties stand first, as in the members' order; own ones win.
    fn into_schema(mut self, node: &Node) -> Node {
        for (key, property) in node.entries("properties") {
            inherit(&mut self.inherited, key, property);
        }
        let mark = node.get("properties").unwrap_or(node).mark;
        let mut schema = node.with("properties", Node::mapping(self.inherited, mark));
        let mut required = node.items("required").to_vec();
        for name in self.required {
            if !required.contains(&name) {
                required.push(name);
            }
        }
        if !required.is_empty() {
            schema = schema.with("required", Node::sequence(required, node.get("required").unwrap_or(node).mark));
        }
        schema = match self.residue.is_empty() {
            true => schema.without("allOf"),
            false => schema.with("allOf", Node::sequence(self.residue, node.mark)),
        };
        if schema.get("type").is_some() { schema } else { schema.with("type", Node::string("object", node.mark)) }
    }
}

/// The later property wins; where both are written out as the same type, it keeps what only the
/// earlier one says, and has the properties of both.
fn inherit(properties: &mut Mapping, key: &Text, later: &Node) {
    let combined = match properties.get(key) {
        Some(earlier) if can_combine(earlier, later) => combine(earlier, later),
        _ => later.clone(),
    };
    properties.insert(Arc::clone(key), combined);
}

fn can_combine(earlier: &Node, later: &Node) -> bool {
    let is_written_out = earlier.reference().is_none() && later.reference().is_none();
    is_written_out && (later.get("type").is_none() || earlier.text("type") == later.text("type"))
}

fn combine(earlier: &Node, later: &Node) -> Node {
    let mut combined = later.as_mapping().cloned().unwrap_or_default();
    for (keyword, value) in earlier.as_mapping().into_iter().flatten() {
        let both = match (keyword.as_ref(), combined.get(keyword)) {
            ("properties", Some(own)) => union(value, own),
            ("required", Some(own)) => names_of_both(value, own),
            (_, Some(_)) => continue,
            (_, None) => value.clone(),
        };
        combined.insert(Text::clone(keyword), both);
    }
    Node::mapping(combined, later.mark)
}

fn union(earlier: &Node, later: &Node) -> Node {
    let mut properties = earlier.as_mapping().cloned().unwrap_or_default();
    properties.extend(later.as_mapping().into_iter().flatten().map(|(key, node)| (Text::clone(key), node.clone())));
    Node::mapping(properties, later.mark)
}

fn names_of_both(earlier: &Node, later: &Node) -> Node {
    let mut names = later.as_sequence().unwrap_or_default().to_vec();
    names.extend(
        earlier
            .as_sequence()
            .into_iter()
            .flatten()
            .filter(|name| !later.as_sequence().is_some_and(|names| names.contains(name)))
            .cloned(),
    );
    Node::sequence(names, later.mark)
}
