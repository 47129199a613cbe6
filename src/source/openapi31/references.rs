//! References between schemas. In OpenAPI 3.0 they lead to components, so that what others refer
//! to in the middle of something becomes a component.

use super::anchors::Anchors;
use super::context::Context;
use super::edit::{replace, replace_by_all_of};
use super::scopes::{Target, descend, identity, resource};
use crate::tree::change::{Change, children};
use crate::tree::pointer;
use crate::tree::{Mapping, Node};

impl Context<'_> {
    /// The text of a `$ref`, if it has to lead elsewhere. What leads nowhere or out of the document
    /// stays: a later stage reports it.
    pub fn reference(&mut self, node: &Node) -> Option<Node> {
        let text = node.as_str().filter(|text| !is_component(text))?;
        let target = self.target(text)?;
        let name = self.hoisted.component(target, text)?;
        Some(Node::string(pointer::reference(["components", "schemas", &name]), node.mark))
    }

    /// The mapping of a discriminator, which may name schemas by reference.
    pub fn discriminator(&mut self, node: &Node) -> Option<Node> {
        children(node, |key, child| match key {
            "mapping" if child.as_mapping().is_some() => children(child, |_, target| match target.as_str() {
                Some(text) if text.starts_with('#') => self.reference(target).into(),
                _ => Change::Keep,
            })
            .into(),
            _ => Change::Keep,
        })
    }

    /// `$dynamicRef`, and `$recursiveRef` of 2019-09, as the references that they are unless
    /// another schema steps in (JSON Schema 2020-12, 8.2.3.2).
    pub fn set_reference(&mut self, schema: &mut Mapping) {
        for key in ["$dynamicRef", "$recursiveRef"] {
            let Some(node) = schema.get(key).cloned() else { continue };
            self.check_dynamic(&node);
            let is_kept = node.as_str().is_some_and(is_component);
            let reference = self.reference(&node).or_else(|| is_kept.then(|| node.clone()));
            match reference {
                Some(reference) if schema.contains_key("$ref") => {
                    let member = Mapping::from_iter([("$ref".into(), reference)]);
                    replace_by_all_of(schema, key, Node::mapping(member, node.mark));
                }
                Some(reference) => replace(schema, key, [("$ref", reference)]),
                None => {
                    self.lose_reference(key, &node);
                    schema.shift_remove(key);
                }
            }
        }
    }

    fn check_dynamic(&mut self, node: &Node) {
        let Some(name) = node.as_str().and_then(|text| text.strip_prefix('#')) else { return };
        if self.anchors().is_ambiguous(name) {
            let message = format!("several schemas have the anchor `{name}`; only one of them is used");
            self.lose(node.mark, message, "refer to the intended schema with `$ref`");
        }
    }

    fn lose_reference(&mut self, key: &str, node: &Node) {
        let name = node.as_str().unwrap_or(node.kind());
        let message = format!("`{key}: {name}` refers to no schema of this document and is left out");
        self.lose(node.mark, message, "refer to a schema of `components` with `$ref`");
    }

    fn anchors(&mut self) -> &Anchors {
        let root = self.root;
        self.anchors.get_or_insert_with(|| Anchors::new(root))
    }

    fn target(&mut self, reference: &str) -> Option<Target> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let fragment = pointer::percent_decoded(fragment);
        let base = if uri.is_empty() { None } else { Some(self.anchors().resource(uri)?.clone()) };
        if fragment.is_empty() {
            return base.or_else(|| self.own_resource());
        }
        if fragment.starts_with('/') {
            return base.map_or_else(|| self.by_pointer(&fragment), |base| base.inside(&fragment));
        }
        let scopes = base.map_or_else(|| self.scopes.clone(), Target::into_scopes);
        self.anchors().anchor(&fragment, &scopes).cloned()
    }

    fn own_resource(&self) -> Option<Target> {
        let node = resource(&self.scopes).or(self.scopes.first())?;
        let outside = self.scopes.iter().take_while(|scope| identity(scope) != identity(node));
        Some(Target { node: node.clone(), scopes: outside.cloned().collect() })
    }

    /// A pointer is relative to the next schema with an `$id`, else to the document; but generators
    /// paste whole schemas with `$defs` and forget the `$id`.
    fn by_pointer(&self, pointer: &str) -> Option<Target> {
        let around = (1..=self.scopes.len()).rev().filter_map(|count| self.scopes.get(..count));
        let mut found = around.filter_map(|scopes| descend(scopes.last()?, scopes, pointer));
        found.next().or_else(|| descend(self.root, &[], pointer))
    }
}

/// Whether a reference names an entry of the components, which keeps its place.
fn is_component(reference: &str) -> bool {
    let path = reference.strip_prefix("#/components/");
    path.is_some_and(|path| !path.starts_with("pathItems/") && path.matches('/').count() == 1)
}
