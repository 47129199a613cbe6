//! Case folders: what is generated from a small spec, file by file.
//!
//! `PROVGEN_UPDATE_CASES=1 cargo test` writes what is expected; read the difference before you commit it.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::engine;
use crate::support::{cases, copy, name, provgen, provgen_with_threads, transcript, tree};

const OUTPUT: &str = "output.txt";

fn is_update() -> bool {
    std::env::var_os("PROVGEN_UPDATE_CASES").is_some()
}

/// Compares what a case wrote with its `expected/`, or makes that anew.
pub fn compare(case: &Path, found: &Path, output: &str) {
    let expected = case.join("expected");
    if is_update() {
        let _ = fs::remove_dir_all(&expected);
        copy(found, &expected);
        fs::write(expected.join(OUTPUT), output).expect("write output");
    }
    let mut wanted = tree(&expected);
    let wanted_output = wanted.remove(OUTPUT).unwrap_or_default();
    assert_eq!(String::from_utf8_lossy(&wanted_output), output, "output of {}", name(case));
    let mut found = tree(found);
    for (path, bytes) in wanted {
        let bytes_found = found.remove(&path).unwrap_or_else(|| panic!("{}: {path} is missing", name(case)));
        assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&bytes_found), "{}: {path}", name(case));
    }
    assert!(found.is_empty(), "{}: unexpected {:?}", name(case), found.keys());
}

/// A copy of a case, and what `generate` made of it.
pub struct Generated {
    folder: TempDir,
    /// Its configuration, in the folder where the command ran.
    pub config: String,
    /// The folder that was written.
    pub root: PathBuf,
    /// Exit code, stdout and stderr.
    pub output: String,
}

impl Generated {
    /// The folder where the command ran.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Generates a copy of a case.
pub fn generated(case: &Path) -> Generated {
    let folder = tempfile::tempdir().expect("temporary folder");
    let work = folder.path().join(name(case));
    copy(case, &work);
    let _ = fs::remove_dir_all(work.join("expected"));
    let config = format!("{}/provgen.yaml", name(case));
    let output = transcript(&provgen(folder.path(), &["generate", &config]));
    let root = folder.path().join("generated").join(name(case));
    Generated { folder, config, root, output }
}

#[test]
fn each_case_generates_what_it_expects() {
    for case in cases("generate") {
        let Generated { folder, config, root, output } = generated(&case);
        compare(&case, &root, &output);
        if name(&case) != "as-is" {
            // What is published keeps its faults.
            check_documents(&case, &root);
        }
        check_repeats(&case, folder.path(), &config, &root);
    }
}

/// Over itself, and again from nothing with other numbers of threads.
fn check_repeats(case: &Path, folder: &Path, config: &str, root: &Path) {
    let first = tree(root);
    let again = transcript(&provgen(folder, &["generate", config]));
    assert!(again.contains("(0 written, 0 removed"), "{}: {again}", name(case));
    assert_eq!(provgen(folder, &["generate", config, "--check"]).status.code(), Some(0), "{}: is fresh", name(case));
    for threads in [1, 8] {
        fs::remove_dir_all(root).expect("remove tree");
        provgen_with_threads(folder, &["generate", config], threads);
        assert!(tree(root) == first, "{}: other bytes with {threads} threads", name(case));
    }
}

fn check_documents(case: &Path, root: &Path) {
    let is_lowered = name(case) != "lower-off";
    for (path, bytes) in tree(root).into_iter().filter(|(path, _)| path.contains("/services/")) {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let document: serde_json::Value = yaml_serde::from_str(&text).expect("YAML");
        let problems = engine::check_all(&document);
        assert!(problems.is_empty(), "{}: {path}: {problems:#?}", name(case));
        assert!(engine::check_yaml_1_1_text(&text).is_empty(), "{}: {path}", name(case));
        assert!(engine::unreached_components(&document).is_empty(), "{}: {path}", name(case));
        if is_lowered {
            let problems = engine::check_rows(&document);
            assert!(problems.is_empty(), "{}: {path}: {problems:#?}", name(case));
        }
    }
}

#[test]
fn each_bad_input_gets_one_clear_message_and_leaves_the_output_untouched() {
    for case in cases("bad") {
        let folder = tempfile::tempdir().expect("temporary folder");
        let work = folder.path().join(name(&case));
        copy(&case, &work);
        let old = folder.path().join("generated").join(name(&case)).join("docs");
        fs::create_dir_all(&old).expect("old output");
        fs::write(old.join("old.md"), "old\n").expect("old output");
        let arguments =
            fs::read_to_string(case.join("arguments.txt")).unwrap_or_else(|_| "generate CASE/provgen.yaml".to_owned());
        let arguments = arguments.replace("CASE", name(&case));
        let output = provgen(folder.path(), &arguments.split_whitespace().collect::<Vec<_>>());
        let found = transcript(&output);
        if is_update() {
            fs::write(case.join("expected.txt"), &found).expect("write expectation");
        }
        let expected = fs::read_to_string(case.join("expected.txt")).unwrap_or_default();
        assert_eq!(expected, found, "{}", name(&case));
        let is_failure = output.status.code() != Some(0);
        assert_eq!(
            is_failure,
            tree(&folder.path().join("generated")).len() == 1,
            "{}: the output was touched",
            name(&case)
        );
    }
}
