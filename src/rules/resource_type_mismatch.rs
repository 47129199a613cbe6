//! A resource, its methods or its verbs are of the wrong kind.

use crate::source::node::Node;

use super::{Findings, ServiceContext};

/// Looks for it.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (name, resource) in context.resources() {
        let is_object = |node: &Node| node.as_mapping().is_some();
        if !is_object(resource) {
            findings.add(resource.mark, format!("the resource `{name}` is {}", resource.kind()), "write an object");
        }
        for key in ["methods", "sqlVerbs"] {
            let wrong = resource.get(key).filter(|node| !is_object(node) && !node.is_null());
            findings.report(wrong, "an object");
        }
        resource
            .entries("methods")
            .for_each(|(_, method)| findings.report(Some(method).filter(|node| !is_object(node)), "an object"));
        resource.entries("sqlVerbs").for_each(|(_, list)| {
            findings.report(Some(list).filter(|node| node.as_sequence().is_none() && !node.is_null()), "a list");
        });
    }
}

impl Findings {
    fn report(&mut self, wrong: Option<&Node>, expected: &str) {
        if let Some(node) = wrong {
            self.add(
                node.mark,
                format!("the engine expects {expected} here, and this is {}", node.kind()),
                format!("write {expected}"),
            );
        }
    }
}
