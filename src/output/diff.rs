//! A unified diff of one file, of bounded length.

use std::str;

use similar::TextDiff;

/// Larger files are not diffed: it takes long and nobody reads it.
const LARGEST: usize = 5_000_000;

const LINES: usize = 400;

/// A unified diff from the bytes on disk to the new ones.
pub(super) fn unified(name: &str, old: &[u8], new: &[u8]) -> String {
    let fresh = format!("{name} (generated)");
    match (text(old), text(new)) {
        (Some(old), Some(new)) => {
            let diff = TextDiff::from_lines(old, new).unified_diff().context_radius(3).header(name, &fresh).to_string();
            cut(diff)
        }
        _ => format!("--- {name}\n+++ {fresh}\nthe bytes differ: {} on disk, {} generated\n", old.len(), new.len()),
    }
}

fn text(bytes: &[u8]) -> Option<&str> {
    (bytes.len() <= LARGEST).then(|| str::from_utf8(bytes).ok()).flatten()
}

fn cut(mut diff: String) -> String {
    let ends = diff.match_indices('\n').map(|(end, _)| end + 1);
    let hidden = ends.clone().count().saturating_sub(LINES);
    if let (1.., Some(end)) = (hidden, ends.clone().nth(LINES - 1)) {
        diff.truncate(end);
        let lines = if hidden == 1 { "line" } else { "lines" };
        diff.push_str(&format!("... {hidden} more {lines} of this diff\n"));
    }
    diff
}
