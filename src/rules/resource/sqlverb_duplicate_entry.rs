//! The list of an SQL verb contains a method twice.

use crate::rules::{Findings, ResourceContext};

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for (verb, list) in &context.resource.verbs {
        for (place, index) in list.iter().enumerate() {
            let is_again = list.iter().take(place).any(|earlier| earlier == index);
            let Some(method) = context.resource.methods.get(*index).filter(|_| is_again) else { continue };
            let message = format!("{} lists `{}` twice", verb.name(), method.name);
            findings.add(context.listed(verb.name(), place), message, "remove one of the two entries");
        }
    }
}
