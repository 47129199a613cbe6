//! The order of methods under a verb. The engine takes the first method whose required parameters
//! are all given, so that the one that asks for more has to come first.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::finding::{Finding, METHOD_UNREACHABLE, Site};
use crate::mapping::SqlVerb;
use crate::source::node::Mark;

use super::{Method, Resource};

/// Smaller ranks come first. The sort is stable, so that ties stay in the order of the spec.
/// Behind the size of the required set stands what the engine adds to it: server variables count
/// for a method with a request body only.
pub fn rank(method: &Method) -> Reverse<(usize, bool)> {
    Reverse((required(method).len(), method.body_schema.is_some()))
}

/// The names that a statement must give for the engine to choose a method.
pub fn required(method: &Method) -> BTreeSet<&str> {
    let parameters = method.required_parameters().map(|parameter| parameter.name.as_str());
    parameters.chain(method.required_body.iter().map(String::as_str)).collect()
}

/// Methods that the engine can never choose, because one before them asks for the same.
pub fn unreachable(resource: &Resource, mark: impl Fn(&Method) -> Mark) -> Vec<Finding> {
    let mut findings = Vec::new();
    for verb in SqlVerb::LISTED {
        let methods = resource.methods_of(verb);
        for (index, method) in methods.iter().enumerate() {
            let wanted = in_full(method);
            let Some(earlier) = methods.iter().take(index).find(|earlier| in_full(earlier).is_subset(&wanted)) else {
                continue;
            };
            let message = format!(
                "{} never reaches the method `{}` of `{}`: `{}` requires the same ({})",
                verb.name().to_uppercase(),
                method.name,
                resource.id,
                earlier.name,
                if wanted.is_empty() {
                    "nothing".to_owned()
                } else {
                    wanted.into_iter().collect::<Vec<_>>().join(", ")
                },
            );
            let help = "give one of them the SQL verb exec, or a resource of its own";
            findings.push(Finding::new(&METHOD_UNREACHABLE, Site::Mapping(mark(method)), message, help));
        }
    }
    findings
}

fn in_full(method: &Method) -> BTreeSet<&str> {
    let mut names = required(method);
    if method.body_schema.is_some() {
        names.extend(method.server_variables.iter().map(|variable| variable.name.as_str()));
    }
    names
}
