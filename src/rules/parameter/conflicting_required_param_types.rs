//! Two methods that return the same row schema require the same parameter with different types.

use std::collections::HashMap;

use crate::model::Method;
use crate::place::Mark;
use crate::rules::{Findings, ResourceContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    let row = |method: &&Method| method.row_schema.as_ref().map(|row| row.mark);
    let selected: Vec<Mark> = context.resource.methods_of(SqlVerb::Select).iter().filter_map(row).collect();
    let mut known: HashMap<(Mark, &str), (&str, &str)> = HashMap::new();
    for method in &context.resource.methods {
        let is_shared = |mark: &Mark| context.service.schema_name(*mark).is_some() && selected.contains(mark);
        let Some(row) = row(&method).filter(is_shared) else { continue };
        for parameter in method.required_parameters() {
            let Some(kind) = context.service.type_of(&parameter.node) else { continue };
            let (first, by) = *known.entry((row, &parameter.name)).or_insert((kind, &method.name));
            if first != kind {
                let message = format!(
                    "`{}` has the type {kind} in `{}`, but {first} in `{by}`, which returns the same row schema",
                    parameter.name, method.name
                );
                findings.add(parameter.node.mark, message, "use the same type in both operations");
            }
        }
    }
}
