//! The names that schemas give themselves: `$id`, `$anchor` and `$dynamicAnchor` (JSON Schema
//! 2020-12, 8.2).

use std::collections::HashMap;

use super::positions;
use super::scopes::{Identity, Target, identity, is_resource, resource};
use crate::schema::grammar::{DOCUMENT_KIND, Kind};
use crate::tree::{Node, Text, Value};

/// All names of a document.
#[derive(Default)]
pub struct Anchors {
    anchors: HashMap<(Text, Near), Target>,
    /// How many schemas have a name.
    counts: HashMap<Text, usize>,
    resources: HashMap<Text, Target>,
}

/// How near an anchor is to a reference.
#[derive(PartialEq, Eq, Hash)]
enum Near {
    /// Also in the outermost schema, in which generators take names for unique without an `$id`.
    Root(Option<Identity>, Option<Identity>),
    /// In the same schema with an `$id`, in which names are unique, or in none.
    Resource(Option<Identity>),
    Anywhere,
}

impl Near {
    fn of(scopes: &[Node]) -> [Near; 3] {
        let resource = resource(scopes).map(identity);
        [Near::Root(resource, scopes.first().map(identity)), Near::Resource(resource), Near::Anywhere]
    }
}

impl Anchors {
    /// The names of a document.
    pub fn new(root: &Node) -> Self {
        let mut anchors = Anchors::default();
        anchors.visit(root, DOCUMENT_KIND, &mut Vec::new());
        anchors
    }

    /// The schema with an anchor; of several, the one that is nearest to a reference inside of some
    /// schemas.
    pub fn anchor(&self, name: &str, scopes: &[Node]) -> Option<&Target> {
        Near::of(scopes).into_iter().find_map(|near| self.anchors.get(&(name.into(), near)))
    }

    /// Whether several schemas have the anchor, so that a dynamic reference can lead to any.
    pub fn is_ambiguous(&self, name: &str) -> bool {
        self.counts.get(name).is_some_and(|count| *count > 1)
    }

    /// The schema with an `$id`.
    pub fn resource(&self, uri: &str) -> Option<&Target> {
        self.resources.get(uri)
    }

    fn visit(&mut self, node: &Node, kind: Kind, scopes: &mut Vec<Node>) {
        if kind.is_schema() {
            return self.visit_schema(node, kind, scopes);
        }
        match (kind, &node.value) {
            (Kind::Object(_) | Kind::Map(_), Value::Mapping(entries)) => {
                entries.iter().for_each(|(key, child)| self.visit(child, positions::child(kind, key), scopes));
            }
            (Kind::List(item), Value::Sequence(items)) => {
                items.iter().for_each(|child| self.visit(child, *item, scopes));
            }
            _ => {}
        }
    }

    fn visit_schema(&mut self, node: &Node, kind: Kind, scopes: &mut Vec<Node>) {
        let Some(entries) = node.as_mapping() else { return };
        let is_scope = scopes.is_empty() || is_resource(entries);
        if is_scope {
            scopes.push(node.clone());
        }
        self.name(node, scopes);
        entries.iter().for_each(|(key, child)| self.visit(child, positions::child(kind, key), scopes));
        if is_scope {
            scopes.pop();
        }
    }

    fn name(&mut self, node: &Node, scopes: &[Node]) {
        let target = || Target { node: node.clone(), scopes: scopes.to_vec() };
        if let Some(id) = node.text("$id") {
            self.resources.insert(id.trim_end_matches('#').into(), target());
        }
        for name in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(|key| node.text(key)) {
            *self.counts.entry(name.into()).or_default() += 1;
            for near in Near::of(scopes) {
                self.anchors.entry((name.into(), near)).or_insert_with(target);
            }
        }
    }
}
