//! Files that unit tests and integration tests share: case folders, reports in them, the reference data.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
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

/// The files of cases in `tests/cases/validate` that have this name.
pub fn reports(file: &str) -> Vec<String> {
    let reports: Vec<String> = cases("validate")
        .iter()
        .filter_map(|case| fs::read_to_string(case.join("expected/out").join(file)).ok())
        .collect();
    assert!(reports.len() > 2, "there are too few of {file}");
    reports
}

/// A report follows a schema.
pub fn assert_valid(schema: &serde_json::Value, report: &serde_json::Value) {
    let validator = jsonschema::validator_for(schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(report).map(|it| format!("{it} at {}", it.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// The files below a folder by relative path, with `/`.
pub fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(root, root, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.expect("entry").path()) {
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let relative = path.strip_prefix(root).expect("below root").to_string_lossy().replace('\\', "/");
            files.insert(relative, fs::read(&path).expect("read file"));
        }
    }
}

/// A file of the reference data, which stands beside a checkout of this repository where there is
/// one. Without it the test says that it is skipped, and fails if `PROVGEN_REQUIRE_CORPUS` is 1.
pub fn corpus(relative: &str) -> Option<PathBuf> {
    reference(relative, "skipped")
}

/// A file of the reference data; without it, says that a test is `otherwise`: skipped, or skipped in part.
pub fn reference(relative: &str, otherwise: &str) -> Option<PathBuf> {
    let path = repository().parent()?.join("shared").join(relative);
    if path.exists() {
        return Some(path);
    }
    let is_required = std::env::var_os("PROVGEN_REQUIRE_CORPUS").is_some_and(|value| value == "1");
    assert!(!is_required, "PROVGEN_REQUIRE_CORPUS=1, but there is no {relative}");
    // Not `eprintln!`: what it says in a test that passes is swallowed.
    let _ = writeln!(std::io::stderr(), "{otherwise}: the reference data has no {relative} here");
    None
}
