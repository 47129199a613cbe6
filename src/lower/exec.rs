//! Prepares methods that only EXEC reaches: parameters and bodies that it can send, and answers that it can read.
//!
//! Before any call, EXEC refuses values of parameters that are no text, numbers in a body unless they are declared as
//! `float64`, and bodies that lack a required property; it crashes on an answer without a property for each required
//! name (provider-format 3.8).

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::exec;
use crate::engine::media_type::is_json;
use crate::engine::request::{BODY_NUMBER, body_name};
use crate::mapping::MappedMethod;
use crate::schema::grammar::{self, Kind};
use crate::schema::{Id, Location, REQUIRED, Spot, component_of};
use crate::sql::SqlVerb;
use crate::tree::change::{self, Change};
use crate::tree::{Mapping, Node, Text, pointer};

use super::{Edit, Stage, booleans};

impl Stage<'_> {
    /// Prepares the methods of a resource. `listed` are operations that another verb reaches as well, in any resource.
    pub(super) fn execs(&mut self, owner: &str, methods: &mut [MappedMethod], listed: &BTreeSet<usize>) {
        let own: Vec<usize> =
            methods.iter().filter(|it| it.verb == SqlVerb::Exec).map(|method| method.operation).collect();
        let own: Vec<usize> = own.into_iter().filter(|index| !listed.contains(index)).collect();
        let required: BTreeSet<String> = own.iter().flat_map(|index| self.untexted(*index)).collect();
        for method in methods.iter() {
            self.as_text(method.operation, |name| required.contains(name));
        }
        own.iter().for_each(|index| self.as_text(*index, |_| true));
        own.into_iter().for_each(|index| self.loosen_body(index));
        let required: BTreeSet<String> = methods.iter().flat_map(|method| self.required(method)).collect();
        for method in methods.iter_mut().filter(|method| method.verb == SqlVerb::Exec) {
            self.answer(owner, method, &required);
        }
    }

    /// Returns the names of required parameters whose values EXEC refuses.
    fn untexted(&self, index: usize) -> BTreeSet<String> {
        let Some(operation) = self.operation(index) else { return BTreeSet::new() };
        let found = booleans::untexted(&operation.node, self.engine().resolver);
        found.filter(|(parameter, _)| parameter.flag("required")).map(|(parameter, _)| name_of(parameter)).collect()
    }

    /// Makes text of parameters: siblings that require one name have to agree on its type.
    fn as_text(&mut self, index: usize, is_meant: impl Fn(&str) -> bool) {
        let Some(operation) = self.operation(index) else { return };
        let found: Vec<_> = booleans::untexted(&operation.node, self.engine().resolver)
            .filter(|(parameter, _)| is_meant(&name_of(parameter)))
            .map(|(_, edit)| edit)
            .collect();
        for (location, node) in found {
            self.counts.exec += 1;
            self.apply(index, Edit { location, node, sources: BTreeSet::new() });
        }
    }

    /// Takes `required` out of a body and declares its numbers as EXEC wants them, in copies of the components that
    /// others use.
    fn loosen_body(&mut self, index: usize) {
        let found = || {
            let resolver = self.engine().resolver;
            let body = Spot::operation(&self.operation(index)?.node).child("requestBody")?.resolve(resolver)?;
            let content = self.engine().body(&self.operation(index)?.node).filter(|it| is_json(it.media_type))?;
            Some((body.node.clone(), content.media_type.to_owned(), content.schema?.node.clone()))
        };
        let Some((body, media_type, schema)) = found() else { return };
        let copies = self.copies(&schema);
        let Some(schema) = loosened(&schema, schema_kind(), &copies) else { return };
        for (name, copy) in &copies {
            let node = self.engine().resolver.schema(name).map(|node| loosened(node, schema_kind(), &copies));
            self.add_schema(copy, node.flatten().unwrap_or_default());
        }
        let mut node = body;
        change::replace(&mut node, &["content".into(), media_type.into(), "schema".into()], schema);
        self.counts.exec += 1;
        let location = Location { component: None, path: vec!["requestBody".into()] };
        self.apply(index, Edit { location, node, sources: BTreeSet::new() });
    }

    /// Returns the component schemas below a schema that have to change, each with the name of its copy.
    fn copies(&mut self, schema: &Node) -> BTreeMap<Text, Text> {
        let changed = self.changed_below(schema);
        for name in &changed {
            if !self.exec_copies.contains_key(name) {
                let copy = self.free_name(&format!("{name}_exec"));
                self.add_schema(&copy, Node::default());
                self.exec_copies.insert(Text::clone(name), copy.into());
            }
        }
        let known = self.exec_copies.iter().filter(|(name, _)| changed.contains(*name));
        known.map(|(name, copy)| (Text::clone(name), Text::clone(copy))).collect()
    }

    /// Returns the component schemas below a schema that have to change.
    fn changed_below(&self, schema: &Node) -> BTreeSet<Text> {
        let resolver = self.engine().resolver;
        let mut edges: BTreeMap<Text, Vec<Text>> = BTreeMap::new();
        let mut changed: BTreeSet<Text> = BTreeSet::new();
        let mut waiting = references(schema);
        while let Some(name) = waiting.pop() {
            let Some(node) = resolver.schema(&name).filter(|_| !edges.contains_key(&name)) else { continue };
            let below = references(node);
            waiting.extend(below.iter().cloned());
            if loosened(node, schema_kind(), &BTreeMap::new()).is_some() {
                changed.insert(Text::clone(&name));
            }
            edges.insert(name, below);
        }
        loop {
            let further = |(name, below): &(&Text, &Vec<Text>)| {
                !changed.contains(*name) && below.iter().any(|name| changed.contains(name))
            };
            let further: Vec<Text> = edges.iter().filter(further).map(|(name, _)| Text::clone(name)).collect();
            if further.is_empty() {
                break;
            }
            changed.extend(further);
        }
        changed
    }

    /// Returns the names that a statement for a method must give.
    fn required(&self, method: &MappedMethod) -> BTreeSet<String> {
        let Some(operation) = self.operation(method.operation) else { return BTreeSet::new() };
        let resolver = self.engine().resolver;
        let parameters = super::columns::parameters(&operation.node, resolver)
            .filter(|(_, _, it)| it.flag("required") && !it.flag("allowEmptyValue"))
            .map(|(name, _, _)| name.to_owned());
        let body = self.engine().body(&operation.node).and_then(|content| content.schema?.resolve(resolver));
        let body: Vec<String> = body
            .iter()
            .flat_map(|schema| schema.node.items("required"))
            .filter_map(Node::as_str)
            .map(|name| body_name(name, self.body_names(method)))
            .collect();
        parameters.chain(self.server_variables(operation)).chain(body).collect()
    }

    /// Gives an answer that would crash EXEC, or that it refuses, a schema in its place: a list of its rows, in which
    /// the engine takes any name for found.
    fn answer(&mut self, owner: &str, method: &mut MappedMethod, required: &BTreeSet<String>) {
        self.compose_row(method);
        let resolver = self.engine().resolver;
        let names: BTreeSet<&str> = required.iter().map(String::as_str).collect();
        let found = self.found_rows(method, |rows, _| {
            let row = rows.schema.node;
            match !rows.is_list && exec::refusal(row).is_some() {
                true => Some(result_row(row)),
                false if rows.is_list || exec::missing(names, row, resolver).is_empty() => None,
                false => Some(rows.at.node.clone()),
            }
        });
        let Some(row) = found.flatten() else { return };
        let mark = row.mark;
        let name = self.free_name(&format!("{owner}_{}_answer", method.name));
        let entries = [("type".into(), Node::string("array", mark)), ("items".into(), row)];
        self.add_schema(&name, Node::mapping(Mapping::from_iter(entries), mark));
        self.used.entry(method.operation).or_default().push(Id::new("schemas", &name));
        self.counts.exec += 1;
        method.object_key = None;
        method.answer = Some(name.into());
    }

    /// Merges the schema of an answer's row, so that EXEC shows its properties under their own names.
    fn compose_row(&mut self, method: &MappedMethod) {
        let found = self.found_rows(method, |rows, _| (rows.schema.location.clone(), rows.schema.node.clone()));
        if let Some((location, schema)) = found {
            self.compose(method.operation, location, &schema);
        }
    }
}

fn name_of(parameter: &Node) -> String {
    parameter.text("name").unwrap_or_default().to_owned()
}

fn schema_kind() -> Kind {
    grammar::component("schemas").unwrap_or(Kind::Data)
}

/// Returns the names of the component schemas that a schema refers to.
pub(super) fn references(node: &Node) -> Vec<Text> {
    let mut found = Vec::new();
    collect(node, schema_kind(), &mut found);
    found
}

fn collect(node: &Node, kind: Kind, found: &mut Vec<Text>) {
    if let (true, Some(reference)) = (kind.is_schema(), node.reference()) {
        let name = component_of(reference).filter(|(section, _)| *section == "schemas").map(|(_, name)| name);
        found.extend(name.map(|name| Text::from(&*name)));
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

/// Returns a schema without `required`, with numbers as EXEC wants them, and with references to the copies of others;
/// nothing if it stays.
fn loosened(node: &Node, kind: Kind, copies: &BTreeMap<Text, Text>) -> Option<Node> {
    if let (true, Some(reference)) = (kind.is_schema(), node.reference()) {
        let (_, name) = component_of(reference).filter(|(section, _)| *section == "schemas")?;
        let copy = copies.get(&*name)?;
        return Some(node.with("$ref", Node::string(pointer::fragment(["components", "schemas", copy]), node.mark)));
    }
    match kind {
        Kind::Object(_) | Kind::SchemaOrFlag if kind.is_schema() => {
            let changed = change::children(node, |key, child| match key {
                "required" => Change::Drop,
                "type" if matches!(child.as_str(), Some("integer" | "number")) => {
                    Change::Set(Node::string(BODY_NUMBER, child.mark))
                }
                _ => loosened(child, kind.child(key), copies).into(),
            })?;
            // Pages and examples go on to say what the API requires.
            let required = node.get("required").filter(|required| required.as_sequence().is_some());
            match required {
                Some(required) => Some(changed.with(REQUIRED, required.clone())),
                None => Some(changed),
            }
        }
        Kind::Object(_) | Kind::SchemaOrFlag => {
            change::children(node, |key, child| loosened(child, kind.child(key), copies).into())
        }
        Kind::Map(_) => change::children(node, |key, child| loosened(child, kind.child(key), copies).into()),
        Kind::List(_) => change::children(node, |_, child| loosened(child, kind.item(), copies).into()),
        _ => None,
    }
}

/// Returns the row of an answer that has no columns.
fn result_row(schema: &Node) -> Node {
    let object = |entries: Vec<(Text, Node)>| Node::mapping(Mapping::from_iter(entries), schema.mark);
    let text = |text: &str| Node::string(text, schema.mark);
    let result = object(vec![("type".into(), text("string"))]);
    let properties = object(vec![("result".into(), result)]);
    object(vec![("type".into(), text("object")), ("properties".into(), properties)])
}
