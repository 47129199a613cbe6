//! A method is listed under several SQL verbs.

use std::collections::BTreeMap;

use crate::rules::{Findings, ResourceContext};

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    let mut verbs: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (verb, list) in &context.resource.verbs {
        for index in list {
            let known = verbs.entry(*index).or_default();
            if !known.contains(&verb.name()) {
                known.push(verb.name());
            }
        }
    }
    for (index, verbs) in verbs.into_iter().filter(|(_, verbs)| verbs.len() > 1) {
        let Some(method) = context.resource.methods.get(index) else { continue };
        let mark =
            context.node.get("methods").and_then(|methods| methods.get(&method.name)).unwrap_or(context.node).mark;
        findings.add(
            mark,
            format!("`{}` is listed under {}", method.name, verbs.join(" and ")),
            "keep it in one list, unless you need both",
        );
    }
}
