//! The components of a document, and which of them operations and other components refer to.

use std::collections::BTreeSet;

use indexmap::{IndexMap, IndexSet};
use rayon::prelude::*;

use crate::finding::Finding;
use crate::schema::Id;
use crate::schema::grammar;
use crate::schema::grammar::{Kind, OPERATION_KIND};
use crate::tree::change;
use crate::tree::{Node, Text};

use super::operation::Operation;
use super::references::Faults;
use crate::schema::Resolver;
use crate::schema::component_of;

/// An entry of `components`.
#[derive(Clone, Debug)]
pub struct Component {
    /// The component itself.
    pub node: Node,
    /// The components that it refers to.
    pub edges: Vec<Id>,
    /// Findings about its references.
    pub faults: Vec<Finding>,
}

/// The components of a document in the order of the spec.
#[derive(Default)]
pub struct Components {
    entries: IndexMap<Id, Component>,
    root: Node,
}

impl Components {
    /// Returns the components of a document only to resolve references in: nobody asks which of them are reached.
    pub fn unlinked(root: &Node) -> Self {
        let components = root.get("components").map(|node| (Text::from("components"), node.clone()));
        Components { entries: IndexMap::new(), root: Node::mapping(components.into_iter().collect(), root.mark) }
    }

    /// Returns a resolver for references to these components.
    pub fn resolver(&self) -> Resolver<'_> {
        Resolver::new(&self.root)
    }

    /// Returns a document with only the components, in their current state.
    pub fn tree(&self) -> Node {
        self.root.clone()
    }

    /// Returns all components in the order of the spec.
    pub fn all(&self) -> Vec<(Id, Node)> {
        self.entries.iter().map(|(id, component)| (id.clone(), component.node.clone())).collect()
    }

    /// Replaces the value at a path inside a component, or adds a component. Does nothing if the path does not exist.
    pub fn set(&mut self, id: &Id, path: &[Text], value: Node) {
        let entry = self.entries.entry(id.clone()).or_insert_with(|| Component {
            node: Node::default(),
            edges: Vec::new(),
            faults: Vec::new(),
        });
        change::replace(&mut entry.node, path, value.clone());
        let place = ["components".into(), Text::clone(&id.section), Text::clone(&id.name)];
        let place: Vec<Text> = place.into_iter().chain(path.iter().map(Text::clone)).collect();
        change::replace(&mut self.root, &place, value);
    }

    /// Updates the edges of a component, and adds the faults of the components merged into it.
    pub fn relink(&mut self, id: &Id, sources: impl IntoIterator<Item = Id>) {
        let faults: Vec<Finding> = self.faults(sources);
        let Some(kind) = grammar::component(&id.section) else { return };
        let Some(component) = self.entries.get_mut(id) else { return };
        component.edges = edges(&self.root, &component.node, kind);
        component.faults.extend(faults);
    }

    /// Updates the edges of an operation, and adds the faults of the components merged into it.
    pub fn relink_operation(&self, document: &Node, operation: &mut Operation, sources: impl IntoIterator<Item = Id>) {
        operation.faults.extend(self.faults(sources));
        link(&self.root, document.get("security"), operation);
    }

    fn faults(&self, sources: impl IntoIterator<Item = Id>) -> Vec<Finding> {
        sources.into_iter().filter_map(|id| self.entries.get(&id)).flat_map(|source| source.faults.clone()).collect()
    }

    /// Returns the components that operations refer to, directly or indirectly, in the order of the spec.
    pub fn reached<'a>(&'a self, operations: impl IntoIterator<Item = &'a [Id]>) -> Vec<(&'a Id, &'a Component)> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<&Id> = operations.into_iter().flatten().collect();
        while let Some(id) = waiting.pop() {
            let Some((index, _, component)) = self.entries.get_full(id) else { continue };
            if reached.insert(index) {
                waiting.extend(&component.edges);
            }
        }
        reached.into_iter().filter_map(|index| self.entries.get_index(index)).collect()
    }
}

/// Returns the components of a document, and sets the edges and faults of its operations.
pub fn collect(root: &Node, mut faults: Faults, operations: &mut [Operation]) -> Components {
    let sections =
        root.entries("components").filter_map(|(section, group)| Some((section, grammar::component(section)?, group)));
    let all: Vec<_> = sections
        .flat_map(|(section, kind, group)| {
            group.as_mapping().into_iter().flatten().map(move |entry| (section, kind, entry))
        })
        .collect();
    let entries: Vec<(Id, Component)> = all
        .into_par_iter()
        .map(|(section, kind, (name, node))| {
            let id = Id { section: Text::clone(section), name: Text::clone(name) };
            (id, Component { node: node.clone(), edges: edges(root, node, kind), faults: Vec::new() })
        })
        .collect();
    let mut entries: IndexMap<Id, Component> = entries.into_iter().collect();
    for (id, component) in &mut entries {
        component.faults = faults.components.remove(id).unwrap_or_default();
    }
    let default_security = root.get("security");
    for operation in operations.iter_mut() {
        let key = (Text::clone(&operation.path), operation.verb);
        operation.faults = faults.operations.remove(&key).unwrap_or_default();
    }
    operations.par_iter_mut().for_each(|operation| link(root, default_security, operation));
    Components { entries, ..Components::unlinked(root) }
}

fn link(root: &Node, default_security: Option<&Node>, operation: &mut Operation) {
    operation.edges = edges(root, &operation.node, OPERATION_KIND);
    let security = operation.node.get("security").or(default_security);
    operation.edges.extend(security.into_iter().flat_map(security_schemes));
}

fn security_schemes(requirements: &Node) -> impl Iterator<Item = Id> {
    let names = requirements.as_sequence().unwrap_or_default().iter().filter_map(Node::as_mapping);
    names.flat_map(|names| names.keys()).map(|name| Id::new("securitySchemes", name))
}

fn edges(root: &Node, node: &Node, kind: Kind) -> Vec<Id> {
    let mut edges = IndexSet::new();
    visit(root, node, kind, &mut edges);
    edges.into_iter().collect()
}

fn visit(root: &Node, node: &Node, kind: Kind, edges: &mut IndexSet<Id>) {
    if let (Some(object), Some(reference)) = (kind.object(), node.reference())
        && object.section.is_some()
    {
        edges.extend(component_of(reference).map(|(section, name)| Id::new(section, &name)));
        return;
    }
    match kind {
        Kind::Object(_) | Kind::SchemaOrFlag | Kind::Map(_) => {
            for (key, child) in node.as_mapping().into_iter().flatten() {
                match (key.as_ref(), kind.is_schema()) {
                    ("discriminator", true) => edges.extend(variants(root, child)),
                    _ => visit(root, child, kind.child(key), edges),
                }
            }
        }
        Kind::List(_) => {
            node.as_sequence().into_iter().flatten().for_each(|item| visit(root, item, kind.item(), edges))
        }
        _ => {}
    }
}

/// Returns the schemas in a discriminator's mapping, which names them by reference or by bare name (OpenAPI 3.0,
/// 4.7.25).
fn variants(root: &Node, discriminator: &Node) -> Vec<Id> {
    let targets = discriminator.entries("mapping").filter_map(|(_, target)| target.as_str());
    let ids = targets.map(|target| match component_of(target) {
        Some((section, name)) => Id::new(section, &name),
        None => Id::new("schemas", target),
    });
    let exists = |id: &Id| root.get("components").and_then(|c| c.get(&id.section)?.get(&id.name)).is_some();
    ids.filter(exists).collect()
}
