//! Takes out of requests what no statement can give: cookies, headers that OpenAPI ignores, and values that only the
//! server sets.
//!
//! A cookie parameter, even an optional one, costs the engine the method (provider-format 3.2). A header that OpenAPI
//! ignores would become a key, with a secret in it. A property that is
//! required decides which method a statement reaches, also if it is read-only (provider-format 2.7, 3.2).

use std::collections::BTreeSet;

use crate::schema::access::is_only;
use crate::schema::{Spot, is_ignored};
use crate::tree::change::{self, Change};
use crate::tree::{Node, Text};

use super::{Edit, Owner, Stage};

impl Stage<'_> {
    pub(super) fn request(&mut self, index: usize) {
        self.drop_parameters(index);
        self.drop_required(index);
    }

    fn drop_parameters(&mut self, index: usize) {
        let Some(operation) = self.operation(index) else { return };
        let resolver = self.engine().resolver;
        let is_dropped = |node: &Node| {
            let parameter = resolver.resolve(node).unwrap_or(node);
            let [location, name] = ["in", "name"].map(|key| parameter.text(key).unwrap_or_default());
            location == "cookie" || is_ignored(location, name)
        };
        let parameters = operation.node.get("parameters");
        let kept = parameters.and_then(|list| {
            change::children(list, |_, node| if is_dropped(node) { Change::Drop } else { Change::Keep })
        });
        let Some(kept) = kept else { return };
        self.counts.requests += 1;
        self.changed.entry(Owner::Operation(index)).or_default();
        if let Some(operation) = self.document.operations.get_mut(index) {
            operation.node = operation.node.with("parameters", kept);
        }
    }

    fn drop_required(&mut self, index: usize) {
        let found = || {
            let resolver = self.engine().resolver;
            let schema = self.engine().body(&self.operation(index)?.node)?.schema?.resolve(resolver)?;
            let names = read_only(&schema, |node| is_only("readOnly", node, resolver));
            (!names.is_empty()).then(|| {
                let asked = |name: &&Node| name.as_str().is_none_or(|name| !names.contains(name));
                let list = schema.node.items("required").iter().filter(asked).cloned().collect();
                let node = schema.node.with("required", Node::sequence(list, schema.node.mark));
                (schema.location.clone(), node)
            })
        };
        let Some((location, node)) = found() else { return };
        self.counts.requests += 1;
        self.apply(index, Edit { location, node, sources: BTreeSet::new() });
    }
}

/// Returns the required properties of a body that are read-only.
fn read_only(schema: &Spot<'_>, is_read_only: impl Fn(&Node) -> bool) -> BTreeSet<Text> {
    let required: BTreeSet<&str> = schema.node.items("required").iter().filter_map(Node::as_str).collect();
    let properties = schema.node.entries("properties");
    let found = properties.filter(|(name, node)| required.contains(&***name) && is_read_only(node));
    found.map(|(name, _)| Text::clone(name)).collect()
}
