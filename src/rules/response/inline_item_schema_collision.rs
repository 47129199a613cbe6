//! Two methods for SELECT of a resource have different row schemas, and neither schema has a name.

use std::collections::BTreeSet;

use crate::model::Method;
use crate::rules::{Findings, ResourceContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    let selects = context.resource.methods_of(SqlVerb::Select);
    let mut inline = selects.iter().enumerate().filter_map(|(index, method)| {
        let row = method.row_schema.as_ref().filter(|row| context.service.schema_name(row.mark).is_none())?;
        let columns = columns(method);
        // Rows without columns have no table.
        (!columns.is_empty()).then_some((index, *method, row.mark, columns))
    });
    let Some((_, first, _, shape)) = inline.next() else { return };
    for (index, method, ..) in inline.filter(|(.., columns)| *columns != shape) {
        let message = format!(
            "the rows of `{}` and `{}` have different unnamed schemas, but share a table",
            first.name, method.name
        );
        let help = "move the row schemas to `components.schemas`";
        findings.add(context.listed("select", index), message, help);
    }
}

fn columns(method: &Method) -> BTreeSet<&str> {
    method.fields.iter().flatten().map(|field| field.name.as_str()).collect()
}
