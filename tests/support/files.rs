//! Files that unit tests and integration tests share: case folders.

use std::fs;
use std::path::{Path, PathBuf};

/// The repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folders in `tests/cases/<kind>`, sorted. There must be some.
pub fn cases(kind: &str) -> Vec<PathBuf> {
    let folder = repository().join("tests/cases").join(kind);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut cases: Vec<PathBuf> =
        entries.map(|entry| entry.expect("entry").path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "no case in {}", folder.display());
    cases
}

/// The name of a case.
pub fn name(case: &Path) -> &str {
    case.file_name().and_then(|name| name.to_str()).expect("a case has a name")
}
