//! A view selects from itself.

use crate::rules::{Findings, ResourceContext};
use crate::sql::statement::Reading;
use crate::sql::view;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for (ddl, node) in view::alternatives(context.node).filter_map(view::ddl) {
        let Ok(reading) = Reading::of(&view::filled(ddl)) else { continue };
        for table in reading.tables.iter().filter(|table| !table.is_function) {
            let path: Vec<&str> = table.path.iter().map(|name| name.text.as_str()).collect();
            if path.join(".") == context.resource.id {
                let message = format!("the view `{}` selects from itself", context.resource.id);
                findings.add(node.mark, message, "select from another resource, or rename the view");
            }
        }
    }
}
