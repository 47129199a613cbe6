//! The composition of a row schema contains a cycle.

use std::collections::HashSet;
use std::ptr;

use crate::place::Mark;
use crate::rules::{Findings, MethodContext};
use crate::schema::{Resolver, composition};
use crate::tree::Node;

/// Maximum nesting of compositions.
const MAX_DEPTH: usize = 200;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(row) = context.method.and_then(|method| method.row_schema.as_ref()) else { return };
    let mut walk = Walk { resolver: context.service.resolver(), inside: Vec::new(), done: HashSet::new() };
    if let Some(mark) = walk.cycle(row) {
        let message = format!("the composition of the row schema of `{}` contains a cycle", context.name);
        findings.add(mark, message, "give one of the schemas in the cycle properties of its own");
    }
}

/// Nodes are told apart by their address: an overlay can put one, with its mark, to several places.
struct Walk<'a> {
    resolver: Resolver<'a>,
    inside: Vec<*const Node>,
    done: HashSet<*const Node>,
}

impl<'a> Walk<'a> {
    /// Returns where a composition contains a schema that it is part of.
    fn cycle(&mut self, schema: &'a Node) -> Option<Mark> {
        let members = schema.items(composition(schema)?);
        let has_own = schema.entries("properties").next().is_some();
        if has_own || self.inside.len() >= MAX_DEPTH || !self.done.insert(ptr::from_ref(schema)) {
            return None;
        }
        self.inside.push(ptr::from_ref(schema));
        for member in members {
            let Some(target) = self.resolver.resolve(member) else { continue };
            if self.inside.contains(&ptr::from_ref(target)) && target.entries("properties").next().is_none() {
                return Some(member.mark);
            }
            if let Some(mark) = self.cycle(target) {
                return Some(mark);
            }
        }
        self.inside.pop();
        None
    }
}
