//! Which paths may be those of a tree, alone and side by side.

use std::collections::BTreeMap;
use std::path::{Component, Path};

/// The files that provgen owns.
pub(super) const LEDGER: &str = "provgen.sum";
/// The files that a run is about to create, replace or remove; there only while it runs.
pub(super) const PENDING: &str = "provgen.sum.pending";
/// New files wait here until they are renamed into place.
pub(super) const TEMP: &str = ".provgen-tmp";

/// Why a path cannot be that of a file of a tree; none if it can.
pub(super) fn flaw(path: &str) -> Option<&'static str> {
    if path.contains('\\') {
        Some("it has a backslash")
    } else if path.chars().any(char::is_control) {
        Some("it has a control character")
    } else if path.starts_with('/') {
        Some("it is absolute")
    } else if !path.split('/').all(is_name) {
        Some("it is not a chain of plain names")
    } else if is_reserved(path) {
        Some("provgen keeps its books under this name")
    } else {
        None
    }
}

/// Why these paths cannot be files of one tree, on any file system; none if they can.
pub(super) fn clash<'a>(paths: impl IntoIterator<Item = &'a str>) -> Option<(&'a str, String)> {
    let mut seen: BTreeMap<String, (&str, bool)> = BTreeMap::new();
    for path in paths {
        for (part, is_file) in folders(path).map(|folder| (folder, false)).chain([(path, true)]) {
            match seen.insert(part.to_lowercase(), (part, is_file)) {
                Some((other, _)) if other != part => {
                    return Some((path, format!("`{part}` and `{other}` differ only in case")));
                }
                Some((_, true)) if is_file => return Some((path, format!("there are two files `{part}`"))),
                Some((_, was_file)) if was_file != is_file => {
                    return Some((path, format!("`{part}` is a file and a folder")));
                }
                _ => {}
            }
        }
    }
    None
}

/// The folders above a file, outermost first.
pub(super) fn folders(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.match_indices('/').filter_map(|(end, _)| path.get(..end))
}

/// Asks `Path` as well, because what leaves a folder depends on the system: `C:x` does on Windows.
fn is_name(part: &str) -> bool {
    Path::new(part).components().eq([Component::Normal(part.as_ref())])
}

fn is_reserved(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or(path).to_lowercase();
    [LEDGER, PENDING, TEMP].contains(&first.as_str())
}
