//! A path of a `projection_map` begins with a place that the engine does not know.

use crate::rules::{Findings, MethodContext};

use super::projection_maps;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for odd in projection_maps::of(context).into_iter().filter_map(|(_, odd)| odd) {
        let path = odd.as_str().unwrap_or_default();
        let message = format!("no statement can call `{}`: the engine does not know the path `{path}`", context.name);
        findings.add(odd.mark, message, "remove `projection_map`, which has no effect with any path");
    }
}
