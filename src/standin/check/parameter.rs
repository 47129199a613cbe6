//! The parameters of an operation, and what they may be.

use serde_json::Value as Json;

use crate::schema::Resolver;
use crate::standin::Fault;
use crate::tree::Node;

use super::schema::{Problem, Validator};
use super::sent::Sent;
use super::written::Written;

/// A parameter of an operation.
pub struct Parameter {
    /// How it is written.
    pub written: Written,
    is_required: bool,
    may_be_empty: bool,
    validator: Validator,
}

impl Parameter {
    /// Reads a parameter. Returns nothing for what is none.
    pub fn of(resolver: Resolver<'_>, node: &Node) -> Option<Self> {
        let node = resolver.resolve(node)?;
        let written = Written::of(resolver, node)?;
        let schema = node.entries("content").next().map_or(node, |(_, media)| media).get("schema");
        Some(Parameter {
            written,
            is_required: node.flag("required"),
            may_be_empty: node.flag("allowEmptyValue"),
            validator: Validator::new(resolver, schema.unwrap_or(&Node::default())),
        })
    }

    /// Returns what is wrong with the parameter in a request.
    pub fn faults(&self, sent: &Sent<'_>) -> Vec<Fault> {
        let candidates = match sent.candidates(&self.written) {
            Ok(candidates) => candidates,
            Err(why) => return vec![self.fault(&why)],
        };
        match candidates.first() {
            None if self.is_required => vec![self.fault("is required, and missing")],
            Some(Json::String(text)) if self.may_be_empty && text.is_empty() => Vec::new(),
            _ => self.problems(&candidates).iter().map(|problem| self.fault(&told(problem))).collect(),
        }
    }

    /// Returns what is wrong with the one of several values that is meant: that with the fewest problems.
    fn problems(&self, candidates: &[Json]) -> Vec<Problem> {
        let problems = candidates.iter().map(|value| self.validator.problems(value));
        problems.min_by_key(Vec::len).unwrap_or_default()
    }

    fn fault(&self, why: &str) -> Fault {
        let Written { name, location, .. } = &self.written;
        let message = format!("the {} parameter `{name}` {why}", location.word());
        Fault { kind: "parameter", at: name.clone(), message }
    }
}

fn told(problem: &Problem) -> String {
    match &*problem.at {
        "" => format!("is invalid: {}", problem.message),
        at => format!("is invalid at `{at}`: {}", problem.message),
    }
}
