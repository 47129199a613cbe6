//! The statement of a view is no SELECT that can be parsed.

use crate::mapping::SqlVerb;
use crate::statement::Reading;

use super::{Findings, ResourceContext, views};

/// Looks for it.
pub fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for (ddl, node) in views::alternatives(context.node).filter_map(views::ddl) {
        let problem = match Reading::of(&views::filled(ddl)) {
            Ok(reading) if reading.verb == SqlVerb::Select => continue,
            Ok(_) => "it is no SELECT".to_owned(),
            Err(fault) => {
                let place = format!("line {}, column {}", fault.mark.line, fault.mark.column);
                if fault.mark.line == 0 { fault.message } else { format!("{} ({place} of it)", fault.message) }
            }
        };
        let message = format!("the statement of the view `{}` cannot run: {problem}", context.name);
        findings.add(node.mark, message, "correct the statement");
    }
}
