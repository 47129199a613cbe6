//! Prepares methods that only EXEC reaches: parameters and bodies that it can send, and answers that it can read.
//!
//! Before any call, EXEC refuses values of parameters that are no text, numbers in a body unless they are declared as
//! `float64`, and bodies that lack a required property; it crashes on an answer without a property for each required
//! name (provider-format 3.8).

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::exec;
use crate::engine::request::{BODY_NUMBER, body_name};
use crate::mapping::{MappedMethod, MappedService};
use crate::schema::grammar::Kind;
use crate::schema::{Id, Location, REQUIRED, Spot};
use crate::sql::SqlVerb;
use crate::tree::change::{self, Change};
use crate::tree::{Mapping, Node, Text, pointer};

use super::graph::{Graph, schema_kind, schema_of};
use super::{Edit, Stage, all_methods, booleans};

impl Stage<'_> {
    /// Prepares the methods that only EXEC reaches, once it is known which those are. An operation that another verb
    /// reaches as well keeps its parameters and its body.
    pub(super) fn execs(&mut self, services: &mut BTreeMap<String, MappedService>) {
        let of = |is_meant: fn(&MappedMethod) -> bool| -> BTreeSet<usize> {
            all_methods(services).filter(|method| is_meant(method)).map(|method| method.operation).collect()
        };
        let listed = of(|method| method.verb != SqlVerb::Exec);
        let own: BTreeSet<usize> = of(|method| method.verb == SqlVerb::Exec).difference(&listed).copied().collect();
        self.copy_components(&own);
        own.iter().for_each(|index| self.loosen_body(*index));
        for (service, mapped) in services {
            for (resource, methods) in &mut mapped.resources {
                self.execs_of(&format!("{service}_{resource}"), methods, &own);
            }
        }
    }

    fn execs_of(&mut self, owner: &str, methods: &mut [MappedMethod], own: &BTreeSet<usize>) {
        let operations = || methods.iter().map(|method| method.operation);
        let names: BTreeSet<String> =
            operations().filter(|index| own.contains(index)).flat_map(|index| self.untexted(index)).collect();
        for index in operations() {
            self.as_text(index, |name| own.contains(&index) || names.contains(name));
        }
        let required: BTreeSet<String> = methods.iter().flat_map(|method| self.required(method)).collect();
        let is_open = |method: &&mut MappedMethod| method.verb == SqlVerb::Exec && !method.is_given(&["response"]);
        for method in methods.iter_mut().filter(is_open) {
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

    /// Copies the components of bodies that have to change, because others use them as well.
    fn copy_components(&mut self, operations: &BTreeSet<usize>) {
        let resolver = self.document.components.resolver();
        let bodies: Vec<_> = operations.iter().filter_map(|index| Some(self.body_schema(*index)?.1.node)).collect();
        let graph = Graph::below(bodies, resolver);
        let nothing = BTreeMap::new();
        let is_changed =
            |name: &&Text| resolver.schema(name).is_some_and(|it| loosened(it, schema_kind(), &nothing).is_some());
        for name in graph.above(graph.names().filter(is_changed)) {
            let copy = self.free_name(&format!("{name}_exec"));
            self.add_schema(&copy, Node::default());
            self.exec_copies.insert(name, copy.into());
        }
        for (name, copy) in self.exec_copies.clone() {
            let node = self.engine().resolver.schema(&name);
            let node = node.and_then(|node| loosened(node, schema_kind(), &self.exec_copies));
            self.add_schema(&copy, node.unwrap_or_default());
        }
    }

    /// Takes `required` out of a body and declares its numbers as EXEC wants them.
    fn loosen_body(&mut self, index: usize) {
        let found = || {
            let (media_type, schema) = self.body_schema(index)?;
            let schema = loosened(schema.node, schema_kind(), &self.exec_copies)?;
            let body = Spot::operation(&self.operation(index)?.node).child("requestBody")?;
            let mut node = body.resolve(self.engine().resolver)?.node.clone();
            change::replace(&mut node, &["content".into(), media_type.into(), "schema".into()], schema);
            Some(node)
        };
        let Some(node) = found() else { return };
        self.counts.exec += 1;
        let location = Location { component: None, path: vec!["requestBody".into()] };
        self.apply(index, Edit { location, node, sources: BTreeSet::new() });
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

/// Returns a schema without `required`, with numbers as EXEC wants them, and with references to the copies of others;
/// nothing if it stays.
fn loosened(node: &Node, kind: Kind, copies: &BTreeMap<Text, Text>) -> Option<Node> {
    if let (true, Some(reference)) = (kind.is_schema(), node.reference()) {
        let copy = copies.get(&schema_of(reference)?)?;
        return Some(node.with("$ref", Node::string(pointer::reference(["components", "schemas", copy]), node.mark)));
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
