//! An optional name moves a statement from a method to one before it.

use std::collections::BTreeSet;

use crate::model::Method;
use crate::rules::{Findings, ResourceContext};
use crate::sql::SqlVerb;
use crate::text::listed;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for verb in SqlVerb::LISTED {
        let methods = context.resource.methods_of(verb);
        for (index, method) in methods.iter().enumerate() {
            let (own, offered) = (method.required_keys(), offered(method, verb));
            let is_captured = |names: &BTreeSet<&str>| !names.is_subset(&own) && names.is_subset(&offered);
            let earlier = methods.iter().take(index).filter(|earlier| earlier.name != method.name);
            for earlier in earlier.filter(|earlier| is_captured(&earlier.required_keys())) {
                let names = earlier.required_keys();
                let names: Vec<&str> = names.difference(&own).copied().collect();
                let message = format!(
                    "{} with {} of `{}` goes to `{}`",
                    verb.name().to_uppercase(),
                    listed(&names),
                    method.name,
                    earlier.name
                );
                let help = "do not offer the name where it is optional, or give one of the two a resource of its own";
                findings.add(context.listed(verb.name(), index), message, help);
            }
        }
    }
}

/// All names that a statement may give to a method.
fn offered(method: &Method, verb: SqlVerb) -> BTreeSet<&str> {
    let mut names = method.required_keys();
    names.extend(method.optional_parameters().map(|parameter| parameter.name.as_str()));
    let has_columns = !matches!(verb, SqlVerb::Select | SqlVerb::Delete) && method.body_names.is_some();
    if has_columns {
        let properties = method.body_schema.iter().flat_map(|schema| schema.entries("properties"));
        names.extend(properties.map(|(name, _)| &**name));
    }
    names
}
