//! A resource, or something in it that the engine decodes, is of the wrong kind.

use crate::engine::RESOURCES;
use crate::tree::{Node, Value};

use super::{Findings, ServiceContext};

/// What the engine expects. Where it expects text, it takes any scalar for it.
#[derive(Clone, Copy)]
enum Expected {
    Text,
    Object,
    List,
}

use Expected::{List, Object, Text};

const OF_RESOURCE: [(&str, Expected); 9] = [
    ("/id", Text),
    ("/name", Text),
    ("/title", Text),
    ("/methods", Object),
    ("/sqlVerbs", Object),
    ("/config", Object),
    ("/config/pagination", Object),
    ("/config/views", Object),
    ("/config/views/select", Object),
];

const OF_METHOD: [(&str, Expected); 22] = [
    ("/request", Object),
    ("/request/mediaType", Text),
    ("/request/default", Text),
    ("/request/base", Text),
    ("/request/nativeCasing", Text),
    ("/request/required", List),
    ("/request/schema_override", Object),
    ("/request/transform", Object),
    ("/response", Object),
    ("/response/mediaType", Text),
    ("/response/openAPIDocKey", Text),
    ("/response/objectKey", Text),
    ("/response/overrideMediaType", Text),
    ("/response/schema_override", Object),
    ("/response/transform", Object),
    ("/config", Object),
    ("/config/pagination", Object),
    ("/config/requestBodyTranslate", Object),
    ("/servers", List),
    ("/parameters", Object),
    ("/request/projection_map", Object),
    ("/response/projection_map", Object),
];

/// Looks for it.
pub fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    let all = context.tree().get("components").and_then(|components| components.get(RESOURCES));
    findings.expect(all, Object);
    for (name, resource) in context.resources() {
        if resource.as_mapping().is_none() {
            findings.add(resource.mark, format!("the resource `{name}` is {}", resource.kind()), "write an object");
        }
        findings.expect_all(resource, &OF_RESOURCE);
        for (_, method) in resource.entries("methods") {
            match method.as_mapping() {
                Some(_) => findings.expect_all(method, &OF_METHOD),
                None => findings.report(method, Object),
            }
        }
        resource.entries("sqlVerbs").for_each(|(_, list)| findings.expect(Some(list), List));
    }
}

impl Expected {
    fn is_met(self, node: &Node) -> bool {
        match self {
            Text => !matches!(node.value, Value::Mapping(_) | Value::Sequence(_)),
            Object => node.is_null() || node.as_mapping().is_some(),
            List => node.is_null() || node.as_sequence().is_some(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Text => "text",
            Object => "an object",
            List => "a list",
        }
    }
}

impl Findings {
    fn expect_all(&mut self, holder: &Node, table: &[(&str, Expected)]) {
        table.iter().for_each(|(pointer, expected)| self.expect(holder.at_pointer(pointer), *expected));
    }

    fn expect(&mut self, node: Option<&Node>, expected: Expected) {
        if let Some(node) = node.filter(|node| !expected.is_met(node)) {
            self.report(node, expected);
        }
    }

    fn report(&mut self, node: &Node, expected: Expected) {
        let name = expected.name();
        let message = format!("the engine expects {name} here, and this is {}", node.kind());
        self.add(node.mark, message, format!("write {name}"));
    }
}
