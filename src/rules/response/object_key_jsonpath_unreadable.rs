//! An object key that begins with `$` has names that SELECT cannot read.

use crate::engine::object_key::unreadable_step;
use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some((key, mark)) = context.object_key().filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    if let Some(step) = unreadable_step(key) {
        let message = format!("SELECT of `{}` cannot read `{step}` in the object key `{key}`", context.name);
        findings.add(mark, message, "write the name alone, without `$.`, if it is a list at the top of the response");
    }
}
