//! A token of `pagination` stands in a place where the engine cannot send it.

use crate::engine::pagination::{LOCATIONS, UNSENT, location};
use crate::registry::Document;
use crate::rules::Findings;

use super::pagination;

pub(super) fn check(document: &Document, findings: &mut Findings) {
    for block in pagination::blocks(&document.tree) {
        let Some(place) = location(block, "requestToken").filter(|place| !place.is_empty()) else { continue };
        let is_one_of = |places: &[&str]| places.iter().any(|known| known.eq_ignore_ascii_case(place));
        if !is_one_of(&LOCATIONS) {
            let mark = block.get("requestToken").and_then(|token| token.get("location")).unwrap_or(block).mark;
            let outcome = if is_one_of(&UNSENT) { "alone" } else { "20 times" };
            let message = format!("the engine sends no token in `{place}`, and reads the first page {outcome}");
            findings.add(mark, message, format!("write one of {}", LOCATIONS.join(", ")));
        }
    }
}
