//! Formats of `diff`: several at once, files, what `generate` and its pages say of the same changes.

use std::fs;

use tempfile::TempDir;

use crate::diff::{case, path};
use crate::support::{cases, copy, name, provgen, transcript, tree};

/// What `diff` says of a case in which a column is gone, and the folder that it ran in.
fn said(arguments: &[&str]) -> (String, TempDir) {
    let (base, rev) = case("column-removed");
    let here = tempfile::tempdir().expect("temporary folder");
    let told = transcript(&provgen(here.path(), &[&["diff", path(&base), path(&rev)], arguments].concat()));
    (told, here)
}

#[test]
fn several_formats_go_to_files_and_to_stdout() {
    let (told, here) =
        said(&["--format", "json=c.json", "--format=markdown=c.md", "--format", "text=c.txt", "--format", "github"]);
    assert!(told.contains("\n::error title=breaking[column-removed]::shop.store.users: the column"), "{told}");
    assert!(told.ends_with("--- stderr\nfound: 1 breaking\n"), "{told}");
    let read = |name: &str| fs::read_to_string(here.path().join(name)).expect("a file");
    assert!(read("c.json").starts_with('{') && read("c.md").starts_with("## ") && read("c.txt").starts_with("shop."));
}

#[test]
fn the_log_takes_text_and_annotations_and_no_two_others() {
    let (told, _) = said(&["--format", "text", "--format", "github"]);
    assert!(told.starts_with("exit code: 1") && told.contains("\nfound: 1 breaking\n::error "), "{told}");
    for mixed in [["json", "markdown"], ["text=a", "json=a"], ["json", "json"]] {
        let (told, _) = said(&["--format", mixed[0], "--format", mixed[1]]);
        assert!(told.starts_with("exit code: 2") && told.contains("two results would be written to"), "{told}");
    }
    let (told, _) = said(&["--format", "sarif"]);
    assert!(told.contains("unknown format `sarif`; known formats are text, json, github, markdown"), "{told}");
}

#[test]
fn the_bump_has_stdout_to_itself() {
    let (told, here) = said(&["--semver", "--format", "json=c.json"]);
    assert_eq!(told, "exit code: 1\n--- stdout\nmajor\n--- stderr\n");
    assert!(here.path().join("c.json").is_file());
    let (told, _) = said(&["--semver", "--format", "json"]);
    assert!(told.starts_with("exit code: 2") && told.contains("give each format a file"), "{told}");
}

/// What is published against what is built, written down once: pages then stay as they are.
#[test]
fn pages_show_what_diff_has_written() {
    let case = cases("generate").into_iter().find(|case| name(case) == "guide-changes").expect("a case");
    let root = tempfile::tempdir().expect("temporary folder");
    let inputs = root.path().join("specs/depot");
    copy(&case, &inputs);
    let run = |arguments: &[&str]| transcript(&provgen(root.path(), arguments));
    assert!(run(&["generate", "depot"]).starts_with("exit code: 0"));
    copy(&root.path().join("generated/depot"), &root.path().join("published"));
    let spec = fs::read_to_string(inputs.join("openapi.yaml")).expect("read");
    fs::write(inputs.join("openapi.yaml"), spec.replace("size: {type: integer}", "width: {type: number}"))
        .expect("write");
    let told = run(&["diff", "published", "specs/depot", "--format", "json=specs/depot/changes.json"]);
    assert!(told.contains("found: 2 breaking, 2 compatible"), "{told}");
    let page = || {
        fs::read_to_string(root.path().join("generated/depot/docs/providers/depot/land/land/index.md")).expect("read")
    };
    run(&["generate", "depot"]);
    let section =
        "## Changed in this version\n\n- **Breaking:** the column `size` was removed\n- the column `width` was added";
    assert!(page().contains(section), "{}", page());
    let before = tree(&root.path().join("generated"));
    assert!(run(&["generate", "depot", "--check"]).starts_with("exit code: 0"));
    run(&["generate", "depot"]);
    assert_eq!(tree(&root.path().join("generated")), before);
}

/// What `generate` counts is what `diff` finds between the tree before and after, whatever of it is read.
#[test]
fn generate_counts_what_diff_finds() {
    let case = cases("generate").into_iter().find(|case| name(case) == "guide-changes").expect("a case");
    for (from, to) in [
        ("tags: [boxes]", "tags: [crates]"),
        ("  /land:\n", "  /fields:\n"),
        (
            "operationId: listBoxes",
            "operationId: listBoxes\n      parameters: [{name: q, in: query, required: true, schema: {type: string}}]",
        ),
        ("size: {type: integer}", "width: {type: number}"),
        ("version: '2'", "version: '3'"),
    ] {
        let root = tempfile::tempdir().expect("temporary folder");
        let inputs = root.path().join("specs/depot");
        copy(&case, &inputs);
        let run = |arguments: &[&str]| transcript(&provgen(root.path(), arguments));
        run(&["generate", "depot"]);
        copy(&root.path().join("generated/depot"), &root.path().join("before"));
        for file in ["openapi.yaml", "mapping.csv"] {
            let text = fs::read_to_string(inputs.join(file)).expect("read");
            fs::write(
                inputs.join(file),
                text.replace(from, to).replace("/land,", if from.contains("land") { "/fields," } else { "/land," }),
            )
            .expect("write");
        }
        // What is older than the tree is read late, and only where it changes.
        if from.starts_with("tags") || from.starts_with("size") {
            for file in fs::read_dir(&inputs).expect("folder").map(|entry| entry.expect("entry").path()) {
                let file = fs::File::options().append(true).open(file);
                let _ = file.map(|file| file.set_modified(std::time::SystemTime::UNIX_EPOCH).expect("a time"));
            }
        }
        let told = run(&["generate", "depot"]);
        let line =
            told.lines().find_map(|line| line.strip_prefix("depot: ")?.split_once(" change")).unwrap_or_default().0;
        let found = run(&["diff", "before", "generated/depot"]);
        let found = found.lines().find_map(|line| line.strip_prefix("found: ")).expect("totals");
        let counts: Vec<&str> =
            found.split(", ").filter(|part| !part.contains("documentation") && !part.contains("no changes")).collect();
        assert_eq!(line, counts.join(", "), "{from}: {told}");
        assert_eq!(line.is_empty(), from.starts_with("version"), "{from}: {told}");
    }
}
