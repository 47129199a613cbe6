//! An operation has two parameters with the same name.

use std::collections::BTreeMap;

use crate::rules::{Findings, MethodContext};

const HELP: &str = "SQL can give one of the two only: rename or remove the other";

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    let mut places: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, place, node) in context.declared(operation.node) {
        if let Some(first) = places.insert(name, place) {
            let message = match first == place {
                true => format!("`{name}` is declared twice, both times for the {place}"),
                false => format!("`{name}` is a parameter of the {first} and of the {place}"),
            };
            findings.add(node.mark, message, HELP);
        }
    }
    for (name, place, node) in context.declared(operation.item) {
        let own = places.get(name).filter(|own| **own != place && node.flag("required"));
        if let Some(own) = own {
            let message = format!("`{name}` is a parameter of the {own}, and for all of its path one of the {place}");
            findings.add(node.mark, message, HELP);
        }
    }
}
