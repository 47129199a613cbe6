//! Tests runs that are killed between any two steps, or while they write a file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::{TempDir, tempdir};

use super::plan::Plan;
use super::step::{self, Step};
use super::tree::Tree;
use super::{Product, Written, check, path, write};
use crate::error::Error;

type Files = BTreeMap<&'static str, &'static str>;

/// Bytes by path relative to the root; `None` for folders.
type Snapshot = BTreeMap<String, Option<Vec<u8>>>;

fn products(files: &Files) -> Vec<Product> {
    files.iter().map(|(path, text)| Product { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() }).collect()
}

fn snapshot(root: &Path) -> Snapshot {
    let mut found = Snapshot::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let place = entry.path();
            let relative = place.strip_prefix(root).unwrap_or(&place).to_string_lossy().replace('\\', "/");
            if place.is_dir() {
                found.insert(relative, None);
                open.push(place);
            } else {
                found.insert(relative, fs::read(&place).ok());
            }
        }
    }
    found
}

fn folder() -> TempDir {
    tempdir().unwrap()
}

fn written(root: &Path, files: &Files) -> Written {
    write(root, &products(files)).unwrap()
}

fn fresh(files: &Files) -> Snapshot {
    let root = folder();
    written(root.path(), files);
    snapshot(root.path())
}

/// Runs the first steps of a write, and half of the next one if it fills a file. Returns the number of all steps.
fn killed(root: &Path, files: &Files, after: impl FnOnce(usize) -> usize) -> usize {
    let products = products(files);
    let run = || -> Result<usize, Error> {
        let tree = Tree::read(root, &products)?;
        let steps = Plan::new(&tree)?.steps;
        let after = after(steps.len());
        for step in steps.iter().take(after) {
            step.run()?;
        }
        if let Some(Step::Fill { temp, bytes, .. }) = steps.get(after) {
            fs::write(temp, bytes.split_at(bytes.len() / 2).0).unwrap();
        }
        Ok(steps.len())
    };
    run().unwrap_or_else(|error| panic!("{error}: {}", error.help()))
}

/// Asserts that every file is as before or as the killed run was to write it.
fn assert_old_or_new(before: &Snapshot, root: &Path, files: &Files) {
    let after = snapshot(root);
    for (place, bytes) in &after {
        let Some(bytes) = bytes else { continue };
        let is_ours = place.starts_with(path::TEMP) || place.starts_with(path::LEDGER);
        let is_old = before.get(place).and_then(Option::as_ref) == Some(bytes);
        let is_new = files.get(place.as_str()).is_some_and(|text| text.as_bytes() == bytes);
        assert!(is_ours || is_old || is_new, "{place} is neither old nor new");
    }
    for place in before.keys().filter(|place| files.contains_key(place.as_str())) {
        assert!(after.contains_key(place), "{place} is neither old nor new: it is gone");
    }
}

fn assert_repaired(root: &Path, files: &Files) {
    let first = written(root, files);
    let (edited, kept, adopted) = (&first.overwritten_edits, &first.kept_edits, &first.adopted);
    assert!(edited.is_empty() && kept.is_empty() && adopted.is_empty(), "{first:?}");
    assert_eq!(first.written.len() + first.unchanged, files.len());
    assert_eq!(snapshot(root), fresh(files));
    assert_eq!(written(root, files), Written { unchanged: files.len(), ..Written::default() });
}

fn old() -> Files {
    Files::from([("a.md", "a"), ("gone.md", "gone"), ("x/b.md", "b"), ("x/y/gone.md", "gone"), ("z/z/gone.md", "gone")])
}

fn new() -> Files {
    Files::from([("a.md", "changed"), ("x/b.md", "b"), ("x/new.md", "new"), ("deep/er/new.md", "new")])
}

#[test]
fn a_run_killed_after_any_step_is_repaired_by_the_next() {
    let endings = [old(), new(), Files::from([("x/other.md", "other"), ("x/new.md", "b")]), Files::new()];
    for ending in endings {
        let mut after = 0;
        loop {
            let root = folder();
            written(root.path(), &old());
            let before = snapshot(root.path());
            let steps = killed(root.path(), &new(), |_| after);
            assert_old_or_new(&before, root.path(), &new());
            assert_repaired(root.path(), &ending);
            if after == steps {
                break;
            }
            after += 1;
        }
        assert!(after > 10, "{after} steps are too few to be all");
    }
}

#[test]
fn what_the_user_wrote_survives_a_run_killed_after_any_step() {
    let mut after = 0;
    loop {
        let root = folder();
        let mine = [("x/y/gone.md", "edited"), ("x/mine.md", "mine"), ("z/mine.md", "mine")];
        written(root.path(), &old());
        for (place, text) in mine {
            fs::write(root.path().join(place), text).unwrap();
        }
        let steps = killed(root.path(), &new(), |_| after);
        written(root.path(), &new());
        let mut expected = fresh(&new());
        expected.extend(["x/y", "z"].map(|folder| (folder.to_owned(), None)));
        expected.extend(mine.map(|(place, text)| (place.to_owned(), Some(text.as_bytes().to_vec()))));
        assert_eq!(snapshot(root.path()), expected, "after {after} of {steps} steps");
        if after == steps {
            break;
        }
        after += 1;
    }
}

#[test]
fn a_file_the_killed_run_never_wrote_is_not_its_own() {
    let root = folder();
    let is_pending = |root: &Path| root.join(path::PENDING).exists();
    for after in 0.. {
        killed(root.path(), &new(), |_| after);
        if is_pending(root.path()) {
            break;
        }
    }
    let mine = root.path().join("a.md");
    fs::write(&mine, "mine").unwrap();
    let error = write(root.path(), &products(&new())).expect_err("it was overwritten");
    assert!(error.to_string().contains("`a.md` (a file)"), "{error}");
    assert_eq!(written(root.path(), &Files::new()), Written::default());
    assert_eq!(snapshot(root.path()), Snapshot::from([("a.md".to_owned(), Some(b"mine".to_vec()))]));
}

#[test]
fn the_pending_ledger_alone_tells_what_was_and_what_will_be() {
    let root = folder();
    written(root.path(), &old());
    let last_move = |steps: usize| steps - 3;
    killed(root.path(), &Files::from([("b.md", "b"), ("a.md", "a")]), last_move);
    fs::remove_file(root.path().join(path::LEDGER)).unwrap();
    fs::write(root.path().join("gone.md"), "gone").unwrap();
    assert_eq!(check(root.path(), &[]).unwrap().extra, [path::TEMP, "a.md", "b.md", "gone.md", path::PENDING]);
    assert_repaired(root.path(), &new());
}

#[test]
fn a_step_that_fails_names_its_place_and_cleans_up() {
    let root = folder();
    written(root.path(), &old());
    let products = products(&new());
    let run = || -> Result<(), Error> {
        let tree = Tree::read(root.path(), &products)?;
        let plan = Plan::new(&tree)?;
        // Somebody created a folder there after the plan was made.
        fs::create_dir_all(root.path().join("x/new.md/in the way")).unwrap();
        step::run_all(root.path(), &plan.steps)
    };
    match run() {
        Err(Error::Io { action: "write", path, .. }) => assert_eq!(path, root.path().join("x/new.md")),
        other => panic!("{other:?}"),
    }
    assert!(!root.path().join(path::TEMP).exists());
    assert!(root.path().join(path::PENDING).exists());
    fs::remove_dir_all(root.path().join("x/new.md")).unwrap();
    assert_repaired(root.path(), &new());
}

/// Paths without collisions in any combination.
const PATHS: &[&str] = &["a.md", "b.md", "x/a.md", "x/b.md", "x/y/a.md", "x/y/b.md", "z/w/q.md", "z/v.md"];

const TEXTS: &[&str] = &["", "1", "2\n"];

fn files() -> impl Strategy<Value = Files> {
    prop::collection::btree_map(prop::sample::select(PATHS), prop::sample::select(TEXTS), 0..8)
}

proptest! {
    #![proptest_config(crate::properties::config(200))]

    #[test]
    fn any_number_of_killed_runs_is_repaired(
        first in files(),
        runs in prop::collection::vec((files(), any::<Index>()), 1..5),
        last in files(),
    ) {
        let root = folder();
        written(root.path(), &first);
        for (files, after) in &runs {
            let before = snapshot(root.path());
            killed(root.path(), files, |steps| after.index(steps + 1));
            assert_old_or_new(&before, root.path(), files);
        }
        assert_repaired(root.path(), &last);
    }
}
