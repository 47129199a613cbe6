//! Checks the paths of products, alone and against each other.

use std::collections::BTreeMap;
use std::path::{Component, Path};

/// Lists the files that provgen owns.
pub(super) const LEDGER: &str = "provgen.sum";
/// Lists the files that a run creates, replaces or removes; exists only while it runs.
pub(super) const PENDING: &str = "provgen.sum.pending";
/// Holds new files until they are renamed into place.
pub(super) const TEMP: &str = ".provgen-tmp";

/// Why a path is invalid for a file of a tree, if it is.
pub(super) fn flaw(path: &str) -> Option<&'static str> {
    if path.contains('\\') {
        Some("it has a backslash")
    } else if path.chars().any(char::is_control) {
        Some("it has a control character")
    } else if path.starts_with('/') {
        Some("it is absolute")
    } else if !path.split('/').all(is_name) {
        Some("it has an empty, `.` or `..` segment")
    } else if is_reserved(path) {
        Some("the name is reserved for provgen's own records")
    } else {
        None
    }
}

/// The first collision of paths on any file system.
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

/// `Path` decides, because what leaves a folder depends on the system, like `C:x` on Windows.
fn is_name(part: &str) -> bool {
    Path::new(part).components().eq([Component::Normal(part.as_ref())])
}

fn is_reserved(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or(path).to_lowercase();
    [LEDGER, PENDING, TEMP].contains(&first.as_str())
}
