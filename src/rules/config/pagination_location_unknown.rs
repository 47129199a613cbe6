//! A token of `pagination` stands in a place that the engine does not know.

use crate::engine::pagination::{LOCATIONS, location};
use crate::registry::Document;
use crate::rules::Findings;

use super::pagination;

pub(super) fn check(document: &Document, findings: &mut Findings) {
    for block in pagination::blocks(&document.tree) {
        let Some(place) = location(block, "requestToken").filter(|place| !place.is_empty()) else { continue };
        if !LOCATIONS.iter().any(|known| known.eq_ignore_ascii_case(place)) {
            let mark = block.get("requestToken").and_then(|token| token.get("location")).unwrap_or(block).mark;
            let message = format!("the engine sends no token in `{place}`, and reads the first page 20 times");
            findings.add(mark, message, format!("write one of {}", LOCATIONS.join(", ")));
        }
    }
}
