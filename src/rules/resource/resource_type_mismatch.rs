//! A resource, or a part of it that the engine decodes, has the wrong type.

use crate::engine::RESOURCES;
use crate::engine::config::blocks;
use crate::engine::resource::{CONFIG_TYPES, Decoded, METHOD_TYPES, RESOURCE_TYPES};
use crate::rules::{Findings, ServiceContext};
use crate::tree::Node;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let all = context.tree().get("components").and_then(|components| components.get(RESOURCES));
    findings.expect(all, Decoded::Object);
    for (name, resource) in context.resources() {
        if resource.as_mapping().is_none() {
            findings.add(resource.mark, format!("the resource `{name}` is {}", resource.kind()), "use an object");
        }
        findings.expect_all(resource, &RESOURCE_TYPES);
        for (_, method) in resource.entries("methods") {
            match method.as_mapping() {
                Some(_) => findings.expect_all(method, &METHOD_TYPES),
                None => findings.report(method, Decoded::Object),
            }
        }
        resource.entries("sqlVerbs").for_each(|(_, list)| findings.expect(Some(list), Decoded::List));
    }
    for (_, config) in blocks(context.tree()).filter(|(_, config)| config.as_mapping().is_some()) {
        findings.expect_all(config, &CONFIG_TYPES);
    }
}

impl Findings {
    fn expect_all(&mut self, holder: &Node, table: &[(&str, Decoded)]) {
        table.iter().for_each(|(pointer, expected)| self.expect(holder.at_pointer(pointer), *expected));
    }

    fn expect(&mut self, node: Option<&Node>, expected: Decoded) {
        if let Some(node) = node.filter(|node| !expected.takes(node)) {
            self.report(node, expected);
        }
    }

    fn report(&mut self, node: &Node, expected: Decoded) {
        let name = expected.name();
        let message = format!("the engine expects {name} here, but this is {}", node.kind());
        self.add(node.mark, message, format!("use {name}"));
    }
}
