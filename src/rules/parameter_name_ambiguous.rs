//! An operation has two parameters of one name.

use std::collections::BTreeMap;

use super::{Findings, MethodContext};

/// Looks for it.
pub fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Ok(operation) = &context.operation else { return };
    let mut places: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, place, node) in context.declared(operation.node) {
        if let Some(first) = places.insert(name, place) {
            let message = match first == place {
                true => format!("`{name}` is declared twice, both times for the {place}"),
                false => format!("`{name}` is a parameter of the {first} and of the {place}"),
            };
            findings.add(node.mark, message, "SQL can give one of the two only: rename or remove the other");
        }
    }
}
