//! The mapping of documents with resources: a row for each method.

use std::collections::HashMap;

use crate::mapping::{MAX_NAME, Row, SKIP, is_reserved};
use crate::place::Mark;
use crate::registry::{Fault, Operation, listed_method, operation};
use crate::schema::grammar::VERBS;
use crate::sql::{SqlVerb, is_identifier};
use crate::tree::Node;

use super::lost::Lost;
use super::order;
use super::published::Service;

/// Returns a row for each method whose operation there is, in an order that keeps that of the lists of verbs.
pub fn rows(services: &[Service]) -> (Vec<Row>, Vec<Lost>) {
    let (mut rows, mut lost) = (Vec::new(), Vec::new());
    for service in services {
        for (name, node) in service.resources() {
            Resource { service, name, node }.rows(&mut rows, &mut lost);
        }
    }
    (rows, lost)
}

struct Resource<'a> {
    service: &'a Service,
    name: &'a str,
    node: &'a Node,
}

impl<'a> Resource<'a> {
    fn rows(&self, rows: &mut Vec<Row>, lost: &mut Vec<Lost>) {
        let methods: HashMap<&str, &Node> = self.node.entries("methods").map(|(name, node)| (&**name, node)).collect();
        let names: Vec<&str> = self.node.entries("methods").map(|(name, _)| &**name).collect();
        let lists: Vec<(SqlVerb, Vec<&str>)> =
            SqlVerb::LISTED.into_iter().map(|verb| (verb, self.list(verb))).collect();
        let orders: Vec<Vec<&str>> = lists.iter().map(|(_, list)| list.clone()).collect();
        for method in order::merged(&names, &orders) {
            let Some(node) = methods.get(method) else { continue };
            let verbs: Vec<&str> =
                lists.iter().filter(|(_, list)| list.contains(&method)).map(|(verb, _)| verb.name()).collect();
            match self.row(method, node, verbs.join("|")) {
                Ok(row) => rows.push(row),
                Err(what) => lost.push(self.lost(method, node.mark, &what)),
            }
        }
    }

    /// Returns the methods of a verb. A verb without a list has those that the engine takes by their names
    /// (provider-format 2.7).
    fn list(&self, verb: SqlVerb) -> Vec<&'a str> {
        match self.node.get("sqlVerbs").and_then(|verbs| verbs.get(verb.name())) {
            Some(list) => list.as_sequence().into_iter().flatten().filter_map(listed_method).collect(),
            None => verb.default_methods().to_vec(),
        }
    }

    fn row(&self, method: &str, node: &Node, verbs: String) -> Result<Row, String> {
        let Operation { path, verb, node: operation, .. } =
            operation(&self.service.document.tree, node).map_err(|fault| told(&fault))?;
        if !VERBS.contains(&verb) {
            return Err(format!("OpenAPI has no HTTP verb `{verb}`"));
        }
        for name in [self.name, method] {
            if !is_identifier(name) || name.len() > MAX_NAME || is_reserved(name) || name == SKIP {
                return Err(format!("`{name}` is no SQL identifier that can be a file"));
            }
        }
        Ok(Row {
            filename: format!("{}.yaml", self.service.key),
            path: path.to_string(),
            verb: verb.to_owned(),
            operation_id: operation.text("operationId").unwrap_or_default().to_owned(),
            resource: self.name.to_owned(),
            method: method.to_owned(),
            sql_verb: if verbs.is_empty() { SqlVerb::Exec.name().to_owned() } else { verbs },
            object_key: node.at_pointer("/response/objectKey").and_then(Node::as_str).unwrap_or_default().to_owned(),
            ..Row::default()
        })
    }

    fn lost(&self, method: &str, mark: Mark, why: &str) -> Lost {
        let place = self.service.place(mark, ["components", crate::engine::RESOURCES, self.name, "methods", method]);
        Lost { place, what: format!("the method `{}.{}.{method}`: {why}", self.service.key, self.name) }
    }
}

fn told(fault: &Fault) -> String {
    match fault {
        Fault::Missing => "it names no operation".to_owned(),
        Fault::Malformed(target) => format!("`{target}` names no operation"),
        Fault::NoPath(path) => format!("the path `{path}` does not exist"),
        Fault::NoVerb(verb) => format!("its path has no HTTP verb `{verb}`"),
    }
}
