//! `allOf` beside properties: the engine sees the properties and ignores the rest, so that what the
//! members bring is moved into the schema.

use std::sync::Arc;

use crate::finding::{ALL_OF_KEPT, Finding, Site};
use crate::source::change;
use crate::source::grammar::{DOCUMENT_KIND, Kind};
use crate::source::node::{Mapping, Node, Text};

use super::references::{Resolver, component_of};

/// How many schemas are merged into one, or into each other. Real documents stay below ten.
const MAX_MERGED: usize = 100;

/// Keywords of a member that speak of the member alone.
const OF_THE_MEMBER: [&str; 11] = [
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "properties",
    "required",
    "discriminator",
    "title",
    "description",
    "example",
    "examples",
];

/// The document with `allOf` merged wherever a schema also has properties or `type: object`.
/// One that would be merged into itself stays; so does one that is made of too many others, and is reported.
pub fn merge(root: &Node, findings: &mut Vec<Finding>) -> Node {
    let mut merger = Merger { resolver: Resolver::new(root), findings };
    merger.walk(root, DOCUMENT_KIND, &mut Vec::new()).unwrap_or_else(|| root.clone())
}

struct Merger<'a> {
    resolver: Resolver<'a>,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Merger<'a> {
    /// `inside` names the schemas that were merged into what is being walked: a schema that would
    /// be merged into itself keeps its `allOf`.
    fn walk(&mut self, node: &Node, kind: Kind, inside: &mut Vec<String>) -> Option<Node> {
        match kind {
            Kind::Object(_) | Kind::SchemaOrFlag if kind.is_schema() => self.schema(node, kind, inside),
            Kind::Object(_) | Kind::Map(_) => {
                change::children(node, |key, child| self.walk(child, kind.child(key), inside).into())
            }
            Kind::List(_) => change::children(node, |_, child| self.walk(child, kind.item(), inside).into()),
            _ => None,
        }
    }

    fn schema(&mut self, node: &Node, kind: Kind, inside: &mut Vec<String>) -> Option<Node> {
        let depth = inside.len();
        let merged = is_own_object(node).then(|| self.merged(node, inside)).flatten();
        let schema = merged.as_ref().unwrap_or(node);
        let walked = change::children(schema, |key, child| self.walk(child, kind.child(key), inside).into());
        inside.truncate(depth);
        walked.or(merged)
    }

    fn merged(&mut self, node: &Node, inside: &mut Vec<String>) -> Option<Node> {
        let mut names = Vec::new();
        let mut merged = Merged { properties: own_properties(node), ..Merged::default() };
        for member in node.items("allOf") {
            match self.collect(member, inside, &mut names, &mut merged) {
                Ok(()) => {}
                Err(Stop::Itself) => return None,
                Err(Stop::TooMany) => return self.unmerged(node),
            }
        }
        inside.append(&mut names);
        merged.has_properties().then(|| merged.into_schema(node))
    }

    fn unmerged(&mut self, node: &Node) -> Option<Node> {
        let message =
            format!("this `allOf` leads to more than {MAX_MERGED} schemas; it stays, and the engine ignores it");
        let help = "write the properties out in one schema";
        self.findings.push(Finding::new(&ALL_OF_KEPT, Site::Spec(node.mark), message, help));
        None
    }

    /// Adds a member.
    fn collect(
        &self,
        member: &Node,
        inside: &[String],
        names: &mut Vec<String>,
        merged: &mut Merged,
    ) -> Result<(), Stop> {
        if let Some((_, name)) = member.reference().and_then(component_of) {
            if inside.contains(&name) {
                return Err(Stop::Itself);
            }
            if inside.len() + names.len() >= MAX_MERGED {
                return Err(Stop::TooMany);
            }
            if names.contains(&name) {
                return Ok(());
            }
            names.push(name);
        }
        let Some(target) = self.resolver.resolve(member) else {
            merged.residue.push(member.clone());
            return Ok(());
        };
        for nested in target.items("allOf") {
            self.collect(nested, inside, names, merged)?;
        }
        merged.add(target, member);
        Ok(())
    }
}

/// Why a schema cannot be merged.
enum Stop {
    /// It would be merged into itself: what contains it has its properties already.
    Itself,
    TooMany,
}

fn is_own_object(node: &Node) -> bool {
    node.get("allOf").is_some() && (node.get("properties").is_some() || node.text("type") == Some("object"))
}

fn own_properties(node: &Node) -> Mapping {
    node.get("properties").and_then(Node::as_mapping).cloned().unwrap_or_default()
}

#[derive(Default)]
struct Merged {
    properties: Mapping,
    inherited: Mapping,
    required: Vec<Node>,
    others: Mapping,
    /// Alternatives, which cannot be merged.
    residue: Vec<Node>,
}

impl Merged {
    fn add(&mut self, target: &Node, member: &Node) {
        if ["oneOf", "anyOf", "not"].iter().any(|key| target.get(key).is_some()) {
            self.residue.push(member.clone());
        }
        for (key, property) in target.entries("properties") {
            inherit(&mut self.inherited, key, property);
        }
        // What only the API writes cannot be asked of an INSERT, and was not before the merge.
        let is_written = |name: &&Node| {
            let property = target.get("properties").and_then(|properties| properties.get(name.as_str()?));
            !property.is_some_and(|property| property.flag("readOnly"))
        };
        self.required.extend(target.items("required").iter().filter(is_written).cloned());
        for (key, value) in target.as_mapping().into_iter().flatten() {
            if !OF_THE_MEMBER.contains(&&**key) && !key.starts_with("x-") {
                self.others.insert(Text::clone(key), value.clone());
            }
        }
    }

    fn has_properties(&self) -> bool {
        !self.properties.is_empty() || !self.inherited.is_empty()
    }

    /// Own keywords win; inherited properties stand first, as in the members' order.
    fn into_schema(mut self, node: &Node) -> Node {
        let own = std::mem::take(&mut self.properties);
        for (key, property) in &own {
            inherit(&mut self.inherited, key, property);
        }
        let mut schema = Mapping::new();
        for (key, value) in node.as_mapping().into_iter().flatten() {
            schema.insert(Text::clone(key), value.clone());
        }
        let mark = node.get("properties").unwrap_or(node).mark;
        schema.insert("properties".into(), Node::mapping(std::mem::take(&mut self.inherited), mark));
        for (key, value) in std::mem::take(&mut self.others) {
            schema.entry(key).or_insert(value);
        }
        self.set_required(node, &mut schema);
        match self.residue.is_empty() {
            true => schema.shift_remove("allOf"),
            false => schema.insert("allOf".into(), Node::sequence(self.residue, node.mark)),
        };
        schema.entry("type".into()).or_insert_with(|| Node::string("object", node.mark));
        Node::mapping(schema, node.mark)
    }

    fn set_required(&self, node: &Node, schema: &mut Mapping) {
        let mut required: Vec<Node> = Vec::new();
        for name in node.items("required").iter().chain(&self.required) {
            if !required.contains(name) {
                required.push(name.clone());
            }
        }
        if !required.is_empty() {
            let mark = node.get("required").unwrap_or(node).mark;
            schema.insert("required".into(), Node::sequence(required, mark));
        }
    }
}

fn can_combine(earlier: &Node, later: &Node) -> bool {
    let is_written_out = earlier.reference().is_none() && later.reference().is_none();
    is_written_out && (later.get("type").is_none() || earlier.text("type") == later.text("type"))
}

/// The later property wins; where both are written out, it keeps what only the earlier one says.
fn inherit(properties: &mut Mapping, key: &Text, later: &Node) {
    let combined = match properties.get(key) {
        Some(earlier) if can_combine(earlier, later) => {
            let mut combined = later.as_mapping().cloned().unwrap_or_default();
            for (keyword, value) in earlier.as_mapping().into_iter().flatten() {
                combined.entry(Text::clone(keyword)).or_insert_with(|| value.clone());
            }
            Node::mapping(combined, later.mark)
        }
        _ => later.clone(),
    };
    properties.insert(Arc::clone(key), combined);
}
