//! Which component schemas refer to which.

use std::collections::{BTreeSet, HashMap};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, Reversed};

use crate::schema::grammar::{self, Kind};
use crate::schema::{Resolver, component_of};
use crate::tree::{Node, Text};

/// The component schemas below some schemas, with an edge for each reference.
pub struct Graph {
    graph: DiGraph<Text, ()>,
    places: HashMap<Text, NodeIndex>,
}

impl Graph {
    /// Returns the graph below schemas. Each component is looked at once, however many lead to it.
    pub fn below<'n>(schemas: impl IntoIterator<Item = &'n Node>, resolver: Resolver<'n>) -> Self {
        let mut found = Graph { graph: DiGraph::new(), places: HashMap::new() };
        let mut waiting: Vec<Text> = schemas.into_iter().flat_map(references).collect();
        let mut looked_at = BTreeSet::new();
        while let Some(name) = waiting.pop() {
            let Some(node) = resolver.schema(&name).filter(|_| looked_at.insert(Text::clone(&name))) else { continue };
            let from = found.place(&name);
            for below in references(node) {
                let to = found.place(&below);
                found.graph.add_edge(from, to, ());
                waiting.push(below);
            }
        }
        found
    }

    fn place(&mut self, name: &Text) -> NodeIndex {
        *self.places.entry(Text::clone(name)).or_insert_with(|| self.graph.add_node(Text::clone(name)))
    }

    /// Returns the names of the components.
    pub fn names(&self) -> impl Iterator<Item = &Text> {
        self.graph.node_weights()
    }

    /// Returns the components that refer to one of some others, directly or not, and those themselves.
    pub fn above<'t>(&self, targets: impl IntoIterator<Item = &'t Text>) -> BTreeSet<Text> {
        let reversed = Reversed(&self.graph);
        let mut walk = Dfs::empty(reversed);
        walk.stack.extend(targets.into_iter().filter_map(|name| self.places.get(name)));
        let mut found = BTreeSet::new();
        while let Some(place) = walk.next(reversed) {
            found.extend(self.graph.node_weight(place).cloned());
        }
        found
    }

    /// Returns the components that hold themselves, each with the number of its cycle: those of one number hold each
    /// other.
    pub fn cycles(&self) -> HashMap<&Text, usize> {
        let holds_itself = |places: &[NodeIndex]| {
            places.len() > 1 || places.iter().any(|place| self.graph.contains_edge(*place, *place))
        };
        let cycles = kosaraju_scc(&self.graph).into_iter().filter(|places| holds_itself(places)).enumerate();
        let names = cycles.flat_map(|(number, places)| places.into_iter().map(move |place| (place, number)));
        names.filter_map(|(place, number)| Some((self.graph.node_weight(place)?, number))).collect()
    }
}

/// Returns the names of the component schemas that a schema refers to.
pub fn references(schema: &Node) -> Vec<Text> {
    let mut found = Vec::new();
    collect(schema, schema_kind(), &mut found);
    found
}

/// Returns the kind of a schema.
pub fn schema_kind() -> Kind {
    grammar::component("schemas").unwrap_or(Kind::Data)
}

fn collect(node: &Node, kind: Kind, found: &mut Vec<Text>) {
    if let (true, Some(reference)) = (kind.is_schema(), node.reference()) {
        found.extend(schema_of(reference));
        return;
    }
    match kind {
        Kind::Object(_) | Kind::SchemaOrFlag | Kind::Map(_) => {
            node.as_mapping().into_iter().flatten().for_each(|(key, child)| collect(child, kind.child(key), found));
        }
        Kind::List(_) => node.as_sequence().into_iter().flatten().for_each(|child| collect(child, kind.item(), found)),
        _ => {}
    }
}

/// Returns the name of the component schema that a reference names.
pub fn schema_of(reference: &str) -> Option<Text> {
    let (section, name) = component_of(reference)?;
    (section == "schemas").then(|| Text::from(name))
}
