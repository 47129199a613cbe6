//! `provgen map`: each case is completed as it expects. What the rules propose for APIs is tested beside them.

use std::fs;
use std::path::Path;

use crate::support;

#[test]
fn each_case_is_completed_as_expected() {
    for case in support::cases("map") {
        let folder = tempfile::tempdir().expect("temporary folder");
        let name = support::name(&case);
        let work = folder.path().join(name);
        support::copy(&case, &work);
        let config = format!("{name}/provgen.yaml");
        let arguments = fs::read_to_string(case.join("arguments.txt")).unwrap_or_default();
        let arguments: Vec<&str> = ["map", &config].into_iter().chain(arguments.split_whitespace()).collect();
        let output = support::transcript(&support::provgen(folder.path(), &arguments));
        let mapping = work.join("mapping.csv");
        let completed = fs::read(&mapping).expect("mapping");
        expect(&case.join("expected.txt"), output.as_bytes());
        expect(&case.join("expected.csv"), &completed);
        support::provgen(folder.path(), &arguments);
        assert!(fs::read(&mapping).expect("mapping") == completed, "{name}: a second run changed the mapping");
        let generated = support::transcript(&support::provgen(folder.path(), &["generate", &config]));
        assert!(generated.starts_with("exit code: 0") && !generated.contains("error["), "{name}: {generated}");
        let is_done = !arguments.contains(&"--check") && !completed.windows(7).any(|text| text == b"guessed");
        let check = support::provgen(folder.path(), &["map", &config, "--check"]);
        assert_eq!(check.status.code(), Some(if is_done { 0 } else { 1 }), "{name}");
        assert!(fs::read(&mapping).expect("mapping") == completed, "{name}: --check wrote something");
    }
}

/// `PROVGEN_UPDATE_CASES=1 cargo test` writes what is expected.
fn expect(path: &Path, found: &[u8]) {
    if std::env::var_os("PROVGEN_UPDATE_CASES").is_some() {
        fs::write(path, found).expect("write expectation");
    }
    let expected = fs::read(path).unwrap_or_default();
    assert_eq!(String::from_utf8_lossy(&expected), String::from_utf8_lossy(found), "{}", path.display());
}
