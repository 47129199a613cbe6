//! An operation has two parameters with the same name.

use std::collections::BTreeMap;

use crate::rules::{Findings, MethodContext};

const HELP: &str = "rename or remove one of the two: SQL can give only one";

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    let mut places: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, place, node) in context.declared(operation.node) {
        if let Some(first) = places.insert(name, place) {
            let message = match first == place {
                true => format!("`{name}` is declared twice in the {place}"),
                false => format!("`{name}` is declared in the {first} and in the {place}"),
            };
            findings.add(node.mark, message, HELP);
        }
    }
    for (name, place, node) in context.declared(operation.item) {
        let own = places.get(name).filter(|own| **own != place && node.flag("required"));
        if let Some(own) = own {
            let message = format!("`{name}` is declared in the {own}, and on the path item in the {place}");
            findings.add(node.mark, message, HELP);
        }
    }
}
