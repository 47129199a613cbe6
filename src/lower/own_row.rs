//! Gives methods rows of their own, where what these need would change the rows of others, or request bodies.

use std::collections::BTreeSet;

use crate::engine::Rows;
use crate::mapping::MappedMethod;
use crate::schema::{COMPOSITIONS, Id, Location, Resolver, Spot, Walk};
use crate::tree::change;
use crate::tree::{Mapping, Node, Text, pointer};

use super::{Edit, Stage, columns};

impl Stage<'_> {
    /// Takes properties out of a method's row. A component stays as it is for others: the response of the method gets a
    /// schema that leads to a new one.
    pub(super) fn shorten_row(&mut self, method: &MappedMethod, dropped: &BTreeSet<Text>) {
        let found = |rows: &Rows<'_>, _: &str| {
            (rows.schema.location.clone(), rows.at.location.clone(), columns::without(rows.schema.node, dropped))
        };
        let Some((location, at, row)) = self.found_rows(method, found) else { return };
        let index = method.operation;
        let shared = location.component.as_ref().map(|id| format!("{}_row", id.name));
        let key = (location, dropped.clone());
        let known = self.own_rows.get(&key).cloned();
        let name = known.clone().or_else(|| Some(self.free_name(&shared?).into()));
        let own = name.and_then(|name| Some((self.response_with(index, &at, &name)?, name)));
        let Some((edit, name)) = own else {
            return self.apply(index, Edit { location: key.0, node: row, sources: BTreeSet::new() });
        };
        if known.is_none() {
            self.add_schema(&name, row);
        }
        self.used.entry(index).or_default().push(Id::new("schemas", &name));
        self.own_rows.insert(key, name);
        self.apply(index, edit);
    }

    /// The response of an operation with a reference to a component at the place of its rows.
    fn response_with(&self, index: usize, at: &Location, name: &str) -> Option<Edit> {
        let resolver = self.engine().resolver;
        let operation = &self.operation(index)?.node;
        let (key, content) = self.engine().response(operation)?;
        let content = content?;
        let schema = led_to(&content.schema?, at, name, resolver, &mut Walk::default())?;
        let response = Spot::operation(operation).entry("responses", key)?.resolve(resolver)?;
        let mut node = response.node.clone();
        change::replace(&mut node, &["content".into(), content.media_type.into(), "schema".into()], schema);
        let location = Location { component: None, path: vec!["responses".into(), key.into()] };
        Some(Edit { location, node, sources: BTreeSet::new() })
    }
}

/// A schema in which a reference to a component stands at a place, with the components on the way to it in place of the
/// references to them; nothing if the place is not in it.
fn led_to(schema: &Spot<'_>, at: &Location, name: &str, resolver: Resolver<'_>, walk: &mut Walk) -> Option<Node> {
    if schema.location == *at {
        let target = Node::string(pointer::reference(["components", "schemas", name]), schema.node.mark);
        return Some(Node::mapping(Mapping::from_iter([("$ref".into(), target)]), schema.node.mark));
    }
    let schema = schema.clone().resolve(resolver).filter(|schema| walk.enter(schema.node))?;
    let node = schema.node;
    let mut below = |child: &Spot<'_>| led_to(child, at, name, resolver, walk);
    if let Some(items) = schema.child("items").and_then(|items| below(&items)) {
        return Some(node.with("items", items));
    }
    for (property, _) in node.entries("properties") {
        if let Some(found) = schema.entry("properties", property).and_then(|child| below(&child)) {
            return Some(node.with("properties", node.get("properties")?.with(property, found)));
        }
    }
    for keyword in COMPOSITIONS {
        let members: Vec<Spot<'_>> = schema.items(keyword).collect();
        if let Some((place, found)) = members.iter().enumerate().find_map(|(place, it)| Some((place, below(it)?))) {
            let mut nodes: Vec<Node> = members.into_iter().map(|member| member.node.clone()).collect();
            *nodes.get_mut(place)? = found;
            return Some(node.with(keyword, Node::sequence(nodes, node.get(keyword)?.mark)));
        }
    }
    None
}
