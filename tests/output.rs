//! The output stage: what it writes, what it leaves alone, what it refuses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

use provgen::{Error, Product, Staleness, Written, check, write};
use tempfile::{TempDir, tempdir};

const LEDGER: &str = "provgen.sum";

/// A root in a folder of its own, so that what is written beside it is seen.
struct Place {
    folder: TempDir,
    root: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempdir().unwrap();
        let root = folder.path().join("generated/okta");
        Place { folder, root }
    }

    /// With these products written.
    fn with(files: &[(&str, &str)]) -> Self {
        let place = Place::new();
        place.write(files);
        place
    }

    fn write(&self, files: &[(&str, &str)]) -> Written {
        write(&self.root, &products(files)).unwrap_or_else(|error| panic!("{error}: {}", error.help()))
    }

    /// The error of a write, and proof that it changed nothing.
    fn refusal(&self, files: &[(&str, &str)]) -> Error {
        let before = snapshot(self.folder.path());
        let error = write(&self.root, &products(files)).expect_err("it was written");
        assert_eq!(snapshot(self.folder.path()), before, "{error}");
        error
    }

    /// The result of a check, and proof that it changed nothing.
    fn check(&self, files: &[(&str, &str)]) -> Staleness {
        let before = snapshot(self.folder.path());
        let staleness = check(&self.root, &products(files)).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(snapshot(self.folder.path()), before);
        staleness
    }

    fn edit(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let file = self.root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    fn has(&self, path: &str) -> bool {
        self.root.join(path).symlink_metadata().is_ok()
    }
}

fn products(files: &[(&str, &str)]) -> Vec<Product> {
    files.iter().map(|(path, text)| Product { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() }).collect()
}

/// Every file, folder and link with its bytes, its target and its time.
fn snapshot(folder: &Path) -> BTreeMap<PathBuf, (SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let metadata = path.symlink_metadata().unwrap();
            let bytes = if metadata.is_symlink() {
                fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes()
            } else if metadata.is_dir() {
                open.push(path.clone());
                Vec::new()
            } else {
                fs::read(&path).unwrap()
            };
            found.insert(path, (metadata.modified().unwrap(), bytes));
        }
    }
    found
}

/// The files and folders of a root.
fn listing(root: &Path) -> Vec<String> {
    let relative = |path: &PathBuf| path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
    snapshot(root).keys().map(relative).collect()
}

fn input(error: &Error) -> (String, PathBuf, u32) {
    let place = error.place().unwrap_or_else(|| panic!("no place: {error}"));
    assert!(!error.help().is_empty());
    (error.to_string(), place.file.clone(), place.mark.line())
}

mod writing {
    use super::*;

    #[test]
    fn products_and_a_ledger_of_them_are_written() {
        let place = Place::new();
        let written = place.write(&[("src/b.yaml", "b\n"), ("a.md", "a\n")]);
        assert_eq!(written, Written { written: vec!["a.md".into(), "src/b.yaml".into()], ..Written::default() });
        assert_eq!(listing(&place.root), ["a.md", LEDGER, "src", "src/b.yaml"]);
        assert_eq!(place.read("src/b.yaml"), "b\n");
        assert_eq!(
            place.read(LEDGER),
            "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7  a.md\n\
             0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f  src/b.yaml\n"
        );
    }

    #[test]
    fn the_order_of_products_does_not_matter() {
        let place = Place::with(&[("a", "1"), ("b/c", "2"), ("b.d", "3")]);
        let turned = Place::with(&[("b.d", "3"), ("b/c", "2"), ("a", "1")]);
        assert_eq!(place.read(LEDGER), turned.read(LEDGER));
        assert_eq!(
            turned.write(&[("a", "1"), ("b/c", "2"), ("b.d", "3")]),
            Written { unchanged: 3, ..Written::default() }
        );
    }

    #[test]
    fn sha256sum_verifies_the_ledger() {
        let place = Place::with(&[("a.md", "a"), ("with space/ü.md", "")]);
        let run = || Command::new("sha256sum").args(["--strict", "-c", LEDGER]).current_dir(&place.root).output();
        let Ok(output) = run() else {
            eprintln!("SKIPPED sha256sum_verifies_the_ledger: there is no sha256sum");
            return;
        };
        assert!(output.status.success(), "{output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 2);
        place.edit("a.md", "b");
        assert!(!run().unwrap().status.success());
    }

    #[test]
    fn a_second_run_touches_nothing() {
        let files = [("a.md", "a"), ("x/b.md", "b")];
        let place = Place::with(&files);
        let before = snapshot(place.folder.path());
        assert_eq!(place.write(&files), Written { unchanged: 2, ..Written::default() });
        assert_eq!(snapshot(place.folder.path()), before);
    }

    #[test]
    fn only_what_differs_is_written() {
        let place = Place::with(&[("a.md", "a"), ("b.md", "b")]);
        let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        for path in ["a.md", "b.md", LEDGER] {
            File::open(place.root.join(path)).unwrap().set_modified(old).unwrap();
        }
        let written = place.write(&[("a.md", "a"), ("b.md", "changed")]);
        assert_eq!(written, Written { written: vec!["b.md".into()], unchanged: 1, ..Written::default() });
        let is_old = |path: &str| place.root.join(path).metadata().unwrap().modified().unwrap() == old;
        assert!(is_old("a.md") && !is_old("b.md") && !is_old(LEDGER));
    }

    #[test]
    fn a_file_that_was_deleted_is_written_again() {
        let place = Place::with(&[("a.md", "a"), ("b.md", "b")]);
        fs::remove_file(place.root.join("a.md")).unwrap();
        let ledger = place.root.join(LEDGER);
        let old = ledger.metadata().unwrap().modified().unwrap();
        let written = place.write(&[("a.md", "a"), ("b.md", "b")]);
        assert_eq!(written, Written { written: vec!["a.md".into()], unchanged: 1, ..Written::default() });
        assert_eq!(ledger.metadata().unwrap().modified().unwrap(), old);
    }

    #[test]
    fn no_products_and_no_root_is_nothing_to_do() {
        let place = Place::new();
        assert_eq!(place.write(&[]), Written::default());
        assert_eq!(snapshot(place.folder.path()), BTreeMap::new());
    }

    #[test]
    fn leftovers_of_a_killed_run_are_cleared_away() {
        let place = Place::with(&[("a.md", "a")]);
        place.edit(".provgen-tmp/7", "half");
        place.edit("provgen.sum.pending", place.read(LEDGER));
        assert_eq!(place.check(&[("a.md", "a")]).extra, [".provgen-tmp", "provgen.sum.pending"]);
        assert_eq!(place.write(&[("a.md", "a")]), Written { unchanged: 1, ..Written::default() });
        assert_eq!(listing(&place.root), ["a.md", LEDGER]);
    }

    #[cfg(unix)]
    #[test]
    fn files_are_replaced_not_rewritten() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let place = Place::with(&[("a.md", "a")]);
        let file = place.root.join("a.md");
        fs::hard_link(&file, place.folder.path().join("other name")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
        place.write(&[("a.md", "b")]);
        assert_eq!(fs::read_to_string(place.folder.path().join("other name")).unwrap(), "a");
        let by_umask = place.folder.path().join("by umask");
        File::create(&by_umask).unwrap();
        assert_eq!(file.metadata().unwrap().mode(), by_umask.metadata().unwrap().mode());
    }
}

mod ownership {
    use super::*;

    #[test]
    fn what_is_no_longer_produced_goes_with_its_folders() {
        let place = Place::with(&[("a.md", "a"), ("x/y/z/b.md", "b"), ("x/c.md", "c"), ("v/d.md", "d")]);
        place.edit("v/mine.md", "mine");
        let written = place.write(&[("a.md", "a"), ("x/c.md", "c")]);
        let removed = vec!["v/d.md".into(), "x/y/z/b.md".into()];
        assert_eq!(written, Written { removed, unchanged: 2, ..Written::default() });
        assert_eq!(listing(&place.root), ["a.md", LEDGER, "v", "v/mine.md", "x", "x/c.md"]);
        assert!(!place.read(LEDGER).contains("b.md"));
    }

    #[test]
    fn with_the_last_product_the_ledger_goes_and_the_root_stays() {
        let place = Place::with(&[("x/a.md", "a")]);
        assert_eq!(place.check(&[]).extra, [LEDGER, "x/a.md"]);
        assert_eq!(place.write(&[]).removed, ["x/a.md"]);
        assert_eq!(listing(&place.root), [""; 0]);
        assert!(place.root.is_dir());
        assert!(place.check(&[]).is_fresh());
    }

    #[test]
    fn an_edit_of_what_is_produced_is_overwritten_and_named() {
        let place = Place::with(&[("a.md", "a"), ("b.md", "b")]);
        place.edit("a.md", "edited");
        let written = place.write(&[("a.md", "a"), ("b.md", "b")]);
        let a = vec!["a.md".to_owned()];
        assert_eq!(written, Written { written: a.clone(), overwritten_edits: a, unchanged: 1, ..Written::default() });
        assert_eq!(place.read("a.md"), "a");
    }

    #[test]
    fn an_edit_that_foresaw_the_product_is_no_edit() {
        let place = Place::with(&[("a.md", "a")]);
        place.edit("a.md", "b");
        assert_eq!(place.write(&[("a.md", "b")]), Written { unchanged: 1, ..Written::default() });
        assert!(place.check(&[("a.md", "b")]).is_fresh());
    }

    #[test]
    fn an_edit_of_what_is_no_longer_produced_is_kept_and_from_then_on_the_users() {
        let place = Place::with(&[("a.md", "a"), ("x/b.md", "b")]);
        place.edit("x/b.md", "edited");
        let kept = Written { kept_edits: vec!["x/b.md".into()], unchanged: 1, ..Written::default() };
        assert_eq!(place.write(&[("a.md", "a")]), kept);
        assert_eq!(place.write(&[("a.md", "a")]), Written { unchanged: 1, ..Written::default() });
        assert_eq!(place.read("x/b.md"), "edited");
        assert!(place.refusal(&[("x/b.md", "b")]).to_string().contains("`x/b.md` (a file)"));
    }

    #[test]
    fn a_foreign_file_with_the_same_bytes_is_adopted() {
        let place = Place::new();
        place.edit("a.md", "a");
        place.edit("b.md", "b");
        let written = place.write(&[("a.md", "a")]);
        assert_eq!(written, Written { adopted: vec!["a.md".into()], ..Written::default() });
        assert_eq!(place.write(&[]).removed, ["a.md"]);
        assert_eq!(listing(&place.root), ["b.md"]);
    }

    #[test]
    fn foreign_files_in_the_way_are_all_named_before_anything_changes() {
        let place = Place::with(&[("old.md", "old"), ("kept.md", "1")]);
        place.edit("b.md", "mine");
        place.edit("x/a.md", "mine");
        let error = place.refusal(&[("x/a.md", "a"), ("b.md", "b"), ("kept.md", "2"), ("c.md", "c")]);
        let message = "provgen would have to replace what it did not write: `b.md` (a file), `x/a.md` (a file)";
        assert_eq!(input(&error), (message.into(), place.root.join("b.md"), 0));
        assert!(error.help().contains("delete"), "{}", error.help());
    }

    /// On a file system that ignores case both names are one file, here played by two equal files.
    #[test]
    fn a_change_of_case_does_not_lose_the_file() {
        for text in ["old", "new"] {
            let place = Place::with(&[("Docs/Users.md", "old")]);
            place.edit("docs/users.md", "old");
            let written = place.write(&[("docs/users.md", text)]);
            assert_eq!(written.written, ["docs/users.md"]);
            assert_eq!(written.removed, ["Docs/Users.md"]);
            assert_eq!(place.read("docs/users.md"), text);
        }
    }
}

mod refusals {
    use super::*;

    #[test]
    fn a_ledger_that_provgen_did_not_write_is_refused() {
        let sum = "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7";
        let good = format!("{sum}  a.md\n");
        let place = Place::with(&[("a.md", "a\n")]);
        place.edit("../../victim", "a\n");
        let bad: &[(String, &str)] = &[
            ("<<<<<<< HEAD\n".into(), "is not a SHA-256, two spaces"),
            ("\n".into(), "is not a SHA-256, two spaces"),
            (format!("{sum} *b\n"), "is not a SHA-256, two spaces"),
            (format!("{}  b\n", sum.to_uppercase()), "lower-case hex"),
            (format!("{sum}0  b\n"), "lower-case hex"),
            (format!("{sum}  b"), "is truncated"),
            (format!("{sum}  \n"), "segment"),
            (format!("{sum}  ../../victim\n"), "segment"),
            (format!("{sum}  x/../../../victim\n"), "segment"),
            (format!("{sum}  x//b\n"), "segment"),
            (format!("{sum}  ./b\n"), "segment"),
            (format!("{sum}  x/\n"), "segment"),
            (format!("{sum}  {}\n", place.folder.path().join("victim").display()), "absolute"),
            (format!("{sum}  x\\b\n"), "backslash"),
            (format!("{sum}  b\0\n"), "control character"),
            (format!("{sum}  b\r\n"), "control character"),
            (format!("{sum}  a.md\n"), "listed twice"),
            (format!("{sum}  provgen.sum\n"), "own records"),
            (format!("{sum}  .PROVGEN-tmp/0\n"), "own records"),
        ];
        for name in [LEDGER, "provgen.sum.pending"] {
            for (line, expected) in bad {
                place.edit(name, format!("{good}{line}"));
                let error = place.refusal(&[]);
                let (message, file, at) = input(&error);
                assert!(
                    message.contains(&format!("line 2 of `{name}`")) && message.contains(expected),
                    "{line}: {message}"
                );
                assert_eq!((file, at), (place.root.join(name), 2), "{line}");
                assert!(check(&place.root, &[]).is_err(), "{line}");
            }
            place.edit(name, [good.as_bytes(), b"\xff\n"].concat());
            assert!(place.refusal(&[]).to_string().contains("not UTF-8"));
            fs::remove_file(place.root.join(name)).unwrap();
        }
    }

    #[test]
    fn only_the_pending_ledger_may_know_several_contents_of_a_file() {
        let place = Place::with(&[("a.md", "a")]);
        let two = format!("{}{}  a.md\n", place.read(LEDGER), "0".repeat(64));
        place.edit("provgen.sum.pending", &two);
        assert!(place.check(&[("a.md", "a")]).changed.is_empty());
        place.edit(LEDGER, &two);
        assert!(place.refusal(&[("a.md", "a")]).to_string().contains("`a.md` is listed twice"));
    }

    #[test]
    fn products_that_cannot_be_files_are_refused() {
        for path in [
            "",
            "/etc/a",
            "../a",
            "x/../a",
            "x//a",
            "a/",
            "./a",
            "x\\a",
            "a\nb",
            "a\0",
            "provgen.sum",
            "Provgen.sum.pending",
        ] {
            let place = Place::with(&[("old.md", "old")]);
            let error = place.refusal(&[("good.md", "good"), (path, "bad")]);
            assert!(error.to_string().contains("cannot be written"), "{path:?}: {error}");
        }
    }

    #[test]
    fn products_that_cannot_stand_side_by_side_are_refused() {
        let pairs = [
            ("a.md", "a.md", "two files"),
            ("a", "a/b", "a file and a folder"),
            ("x/a/b", "x/a", "a file and a folder"),
            ("a.md", "A.md", "only in case"),
            ("x/a.md", "X/b.md", "only in case"),
            ("ü.md", "Ü.md", "only in case"),
        ];
        for (one, other, expected) in pairs {
            let place = Place::with(&[("old.md", "old")]);
            let error = place.refusal(&[(one, "1"), ("good.md", "good"), (other, "2")]);
            assert!(error.to_string().contains(expected), "{one} {other}: {error}");
            assert!(check(&place.root, &products(&[(one, "1"), (other, "2")])).is_err());
        }
        assert_eq!(Place::new().write(&[("a.md", ""), ("a", ""), ("x/a", ""), ("x/b", "")]).written.len(), 4);
    }

    #[test]
    fn a_folder_where_a_file_should_be_and_the_reverse_are_refused() {
        let place = Place::with(&[("old.md", "old")]);
        place.edit("a.md/inside", "mine");
        place.edit("x", "mine");
        let error = place.refusal(&[("a.md", "a"), ("x/b.md", "b"), ("x/c.md", "c")]);
        let expected = "provgen would have to replace what it did not write: `a.md` (a folder), `x` (a file where a folder should be)";
        assert_eq!(error.to_string(), expected);
        assert!(check(&place.root, &products(&[("a.md", "a")])).is_err());
    }

    #[test]
    fn what_the_user_put_in_the_place_of_a_stale_file_stays() {
        let place = Place::with(&[("a.md", "a"), ("x/b.md", "b")]);
        fs::remove_file(place.root.join("a.md")).unwrap();
        place.edit("a.md/inside", "mine");
        fs::remove_dir_all(place.root.join("x")).unwrap();
        place.edit("x", "mine");
        assert_eq!(place.check(&[]).extra, ["a.md", LEDGER]);
        assert_eq!(place.write(&[]), Written { kept_edits: vec!["a.md".into()], ..Written::default() });
        assert_eq!(listing(&place.root), ["a.md", "a.md/inside", "x"]);
    }

    #[test]
    fn books_that_are_no_books_are_refused() {
        for (name, inside) in [(LEDGER, true), ("provgen.sum.pending", true), (".provgen-tmp", false)] {
            let place = Place::new();
            place.edit(&if inside { format!("{name}/inside") } else { name.to_owned() }, "mine");
            let (message, file, _) = input(&place.refusal(&[("a.md", "a")]));
            assert!(message.starts_with(&format!("`{name}` is a f")), "{message}");
            assert_eq!(file, place.root.join(name));
        }
    }

    #[test]
    fn a_root_that_is_a_file_or_below_one_is_an_error_with_its_path() {
        let folder = tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "mine").unwrap();
        for root in [file.clone(), file.join("okta")] {
            for result in [write(&root, &products(&[("a.md", "a")])).map(drop), check(&root, &[]).map(drop)] {
                match result {
                    Err(Error::Io { action: "read", path, .. }) => assert_eq!(path, root),
                    other => panic!("{other:?}"),
                }
            }
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_root_that_cannot_be_created_is_an_error_with_its_path() {
        let root = Path::new("/proc/provgen/okta");
        match write(root, &products(&[("a.md", "a")])) {
            Err(Error::Io { action: "create", path, .. }) => assert_eq!(path, root),
            other => panic!("{other:?}"),
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_written_is_an_error_with_its_path() {
        use std::os::unix::fs::PermissionsExt;
        let place = Place::with(&[("x/a.md", "a"), ("x/b.md", "b")]);
        let set_mode = |mode| fs::set_permissions(place.root.join("x"), fs::Permissions::from_mode(mode)).unwrap();
        set_mode(0o555);
        if File::create(place.root.join("x/probe")).is_ok() {
            eprintln!("SKIPPED a_folder_that_cannot_be_written_is_an_error_with_its_path: root writes everywhere");
            return;
        }
        let error = write(&place.root, &products(&[("x/a.md", "new")])).unwrap_err();
        set_mode(0o755);
        assert!(matches!(&error, Error::Io { path, .. } if *path == place.root.join("x/b.md")), "{error}");
        assert!(!place.has(".provgen-tmp"));
        assert_eq!(place.write(&[("x/a.md", "new")]).overwritten_edits, [""; 0]);
        assert_eq!(listing(&place.root), [LEDGER, "x", "x/a.md"]);
    }
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A folder outside of the root, with a file that looks like a product.
    fn outside(place: &Place) -> PathBuf {
        let outside = place.folder.path().join("outside");
        fs::create_dir_all(&outside).unwrap();
        fs::write(outside.join("b.md"), "b").unwrap();
        outside
    }

    #[test]
    fn the_root_may_be_a_link_to_a_folder() {
        let place = Place::new();
        let outside = outside(&place);
        fs::create_dir_all(place.root.parent().unwrap()).unwrap();
        symlink(&outside, &place.root).unwrap();
        assert_eq!(place.write(&[("a.md", "a")]).written, ["a.md"]);
        assert_eq!(listing(&outside), ["a.md", "b.md", LEDGER]);
        assert!(place.root.is_symlink());
    }

    #[test]
    fn a_root_that_is_a_link_to_nowhere_is_an_error() {
        let place = Place::new();
        fs::create_dir_all(place.root.parent().unwrap()).unwrap();
        symlink("nowhere", &place.root).unwrap();
        assert!(matches!(place.refusal(&[("a.md", "a")]), Error::Io { path, .. } if path == place.root));
    }

    #[test]
    fn a_linked_folder_is_refused_for_what_is_written() {
        let place = Place::with(&[("a.md", "a")]);
        symlink(outside(&place), place.root.join("x")).unwrap();
        let error = place.refusal(&[("a.md", "new"), ("x/b.md", "b"), ("x/y/c.md", "c")]);
        assert_eq!(error.to_string(), "provgen would have to replace what it did not write: `x` (a symbolic link)");
        assert!(check(&place.root, &products(&[("a.md", "a"), ("x/b.md", "b")])).is_err());
    }

    #[test]
    fn a_linked_folder_is_refused_for_what_is_removed() {
        let place = Place::with(&[("a.md", "a"), ("x/b.md", "b")]);
        fs::remove_dir_all(place.root.join("x")).unwrap();
        symlink(outside(&place), place.root.join("x")).unwrap();
        let error = place.refusal(&[("a.md", "new")]);
        assert!(error.to_string().contains("`x` (a symbolic link)"), "{error}");
    }

    #[test]
    fn a_link_where_a_file_should_be_is_refused_even_with_the_right_bytes() {
        let place = Place::with(&[("a.md", "a")]);
        symlink(outside(&place).join("b.md"), place.root.join("b.md")).unwrap();
        symlink("nowhere", place.root.join("c.md")).unwrap();
        let message = place.refusal(&[("b.md", "b"), ("c.md", "c")]).to_string();
        assert!(message.contains("`b.md` (a symbolic link), `c.md` (a symbolic link)"), "{message}");
    }

    #[test]
    fn a_link_in_the_place_of_a_stale_file_stays() {
        let place = Place::with(&[("a.md", "a"), ("b.md", "b")]);
        fs::remove_file(place.root.join("b.md")).unwrap();
        symlink(outside(&place).join("b.md"), place.root.join("b.md")).unwrap();
        assert_eq!(place.write(&[("a.md", "a")]).kept_edits, ["b.md"]);
        assert!(place.has("b.md") && place.folder.path().join("outside/b.md").exists());
    }

    #[test]
    fn linked_books_are_refused() {
        for name in [LEDGER, "provgen.sum.pending", ".provgen-tmp"] {
            let place = Place::with(&[("a.md", "a")]);
            if name == LEDGER {
                fs::remove_file(place.root.join(name)).unwrap();
            }
            symlink(outside(&place), place.root.join(name)).unwrap();
            let message = place.refusal(&[("a.md", "new")]).to_string();
            assert!(message.starts_with(&format!("`{name}` is a symbolic link")), "{message}");
        }
    }
}

mod checking {
    use super::*;

    #[test]
    fn a_tree_just_written_is_fresh() {
        let files = [("a.md", "a"), ("x/b.md", "b")];
        assert!(Place::with(&files).check(&files).is_fresh());
    }

    #[test]
    fn nothing_and_a_root_that_is_missing_is_fresh() {
        let place = Place::new();
        assert!(place.check(&[]).is_fresh());
        assert_eq!(place.check(&[("a.md", "a")]).missing, ["a.md", LEDGER]);
    }

    #[test]
    fn changed_missing_and_extra_files_are_named() {
        let place = Place::with(&[
            ("a.md", "a\n"),
            ("gone.md", "gone"),
            ("old.md", "old"),
            ("edited.md", "1"),
            ("same.md", ""),
            ("z.md", "z"),
        ]);
        fs::remove_file(place.root.join("gone.md")).unwrap();
        place.edit("edited.md", "2");
        place.edit("mine.md", "mine");
        let staleness =
            place.check(&[("a.md", "b\n"), ("gone.md", "gone"), ("new.md", "new"), ("same.md", ""), ("z.md", "")]);
        let changed: Vec<_> = staleness.changed.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(changed, ["a.md", LEDGER, "z.md"]);
        assert_eq!(staleness.missing, ["gone.md", "new.md"]);
        assert_eq!(staleness.extra, ["edited.md", "old.md"]);
        assert!(!staleness.is_fresh());
    }

    #[test]
    fn each_kind_of_staleness_alone_is_not_fresh() {
        let place = Place::with(&[("a.md", "a")]);
        place.edit("a.md", "edited");
        assert!(!place.check(&[("a.md", "a")]).is_fresh());
        fs::remove_file(place.root.join("a.md")).unwrap();
        assert!(!place.check(&[("a.md", "a")]).is_fresh());
        place.write(&[("a.md", "a")]);
        fs::remove_file(place.root.join(LEDGER)).unwrap();
        assert_eq!(place.check(&[("a.md", "a")]), Staleness { missing: vec![LEDGER.into()], ..Staleness::default() });
        place.edit(LEDGER, "");
        let diff = &place.check(&[("a.md", "a")]).changed;
        assert!(matches!(&diff[..], [only] if only.path == LEDGER && only.diff.contains("\n+ca978112")), "{diff:?}");
    }

    fn diff(old: impl AsRef<[u8]>, new: &str) -> String {
        let place = Place::with(&[("x/a.md", "")]);
        place.edit("x/a.md", old);
        let staleness = place.check(&[("x/a.md", new)]);
        let diff = &staleness.changed.iter().find(|file| file.path == "x/a.md").unwrap().diff;
        diff.replace(&format!("{}", place.root.display()), "generated/okta")
    }

    #[test]
    fn a_diff_has_three_lines_of_context() {
        let expected = "--- generated/okta/x/a.md\n+++ generated/okta/x/a.md (generated)\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n";
        assert_eq!(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"), expected);
    }

    #[test]
    fn a_diff_shows_a_missing_line_break() {
        let expected = "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n";
        assert!(diff("a", "a\n").ends_with(expected), "{}", diff("a", "a\n"));
        assert!(diff("a\n", "a").ends_with("+a\n\\ No newline at end of file\n"));
    }

    #[test]
    fn bytes_that_are_no_text_or_too_many_are_said_to_differ() {
        let expected = "--- generated/okta/x/a.md\n+++ generated/okta/x/a.md (generated)\nthe bytes differ: 2 on disk, 1 generated\n";
        assert_eq!(diff(b"\xff\n", "a"), expected);
        let large = "a\n".repeat(2_500_001);
        assert!(diff(&large, "a").ends_with("the bytes differ: 5000002 on disk, 1 generated\n"));
        assert!(diff("a", &large).ends_with("the bytes differ: 1 on disk, 5000002 generated\n"));
    }

    #[test]
    fn a_long_diff_is_cut_and_says_so() {
        let lines = |count: usize| "a\n".repeat(count);
        // Two lines of header and one of place.
        assert_eq!(diff("", &lines(397)).lines().count(), 400);
        assert!(diff("", &lines(397)).ends_with("\n+a\n"));
        assert!(diff("", &lines(398)).ends_with("\n+a\n... 1 more line of this diff\n"));
        assert_eq!(diff("", &lines(500)).lines().count(), 401);
        assert!(diff("", &lines(500)).ends_with("... 103 more lines of this diff\n"));
    }

    #[test]
    fn two_large_files_without_a_common_line_are_compared_in_time() {
        let lines = |word: &str| (0..100_000).map(|number| format!("{word}: {number}\n")).collect::<String>();
        let start = std::time::Instant::now();
        assert!(diff(lines("old"), &lines("new")).ends_with("more lines of this diff\n"));
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}

#[cfg(unix)]
mod killing {
    use super::*;

    const ROOT: &str = "PROVGEN_TEST_ROOT";

    fn tree(text: &str) -> Vec<Product> {
        let file =
            |number: usize| Product { path: format!("{}/{text}{number}", number % 7), bytes: text.as_bytes().to_vec() };
        let shared =
            |number: usize| Product { path: format!("{}/both{number}", number % 5), bytes: text.as_bytes().to_vec() };
        (0..60).map(file).chain((0..60).map(shared)).collect()
    }

    /// Not a test of its own: the process that the next one kills.
    #[test]
    fn the_one_that_is_killed() {
        let Some(root) = std::env::var_os(ROOT) else { return };
        loop {
            for text in ["old", "new"] {
                write(Path::new(&root), &tree(text)).unwrap();
            }
        }
    }

    /// The name of the test above, in whichever crate this file is compiled.
    fn victim() -> String {
        let (_, module) = module_path!().split_once("::").unwrap();
        format!("{module}::the_one_that_is_killed")
    }

    #[test]
    fn a_process_killed_at_any_moment_leaves_a_tree_that_the_next_repairs() {
        let place = Place::new();
        for round in 0..25 {
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", &victim(), "--nocapture"])
                .env(ROOT, &place.root)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            thread::sleep(Duration::from_micros(15_000 + 1_237 * round));
            child.kill().unwrap();
            assert_eq!(child.wait().unwrap().code(), None, "it failed before it was killed");
            let written = write(&place.root, &tree("new")).unwrap();
            assert_eq!((written.overwritten_edits, written.kept_edits, written.adopted), Default::default());
            let fresh = Place::new();
            write(&fresh.root, &tree("new")).unwrap();
            assert_eq!(listing(&place.root), listing(&fresh.root));
            assert!(check(&place.root, &tree("new")).unwrap().is_fresh());
        }
    }
}
