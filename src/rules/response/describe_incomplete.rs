//! A method for SELECT has columns that the first one of its resource does not have.

use std::collections::BTreeSet;

use crate::model::Method;
use crate::rules::{Findings, ResourceContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    let selects = context.resource.methods_of(SqlVerb::Select);
    let Some(first) = selects.first() else { return };
    let described = columns(first);
    for (index, method) in selects.iter().enumerate().skip(1) {
        let hidden: Vec<&str> = columns(method).difference(&described).copied().collect();
        if !hidden.is_empty() {
            let message = format!(
                "`DESCRIBE` shows the columns of `{}`, but not those of `{}`: {}",
                first.name,
                method.name,
                hidden.join(", ")
            );
            findings.add(
                context.listed("select", index),
                message,
                "if both return the same rows, give them the same row schema",
            );
        }
    }
}

fn columns(method: &Method) -> BTreeSet<&str> {
    method.fields.iter().flatten().map(|field| field.name.as_str()).collect()
}
