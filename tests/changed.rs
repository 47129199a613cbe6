//! Which files count as changed since a commit: the same as for git, but for filters, which are not run.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{git, provgen, provgen_command, transcript};

/// A clone that holds providers called `a` to `e`, all committed as `before`.
fn clone() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let root = folder.path().join("clone");
    for name in ["a", "b", "c", "d", "e"] {
        write(&root.join(format!("src/{name}/v1/provider.yaml")), &provider(name));
        write(&root.join(format!("src/{name}/v1/more.yaml")), "a: 1\nb: 2\n");
    }
    git(&root, &["init", "-q"]);
    commit(&root, "before");
    (folder, root)
}

fn provider(name: &str) -> String {
    let about = format!("id: {name}\nname: {name}\nversion: v1\ntitle: X\ndescription: X\nproviderServices: {{}}\n");
    about + "config: {auth: {type: an unknown one}}\n"
}

fn commit(root: &Path, name: &str) {
    git(root, &["add", "."]);
    git(root, &["commit", "-q", "-m", name]);
    git(root, &["tag", name]);
}

fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().expect("a parent")).expect("create folder");
    fs::write(file, text).expect("write");
}

/// The letters of the providers that are checked.
fn checked(root: &Path) -> String {
    let told = transcript(&provgen(root, &["validate", ".", "--changed-since", "before", "--max", "0"]));
    assert!(told.starts_with("exit code: "), "{told}");
    assert!(!told.starts_with("exit code: 2"), "{told}");
    ["a", "b", "c", "d", "e"].into_iter().filter(|name| told.contains(&format!("src/{name}/v1/"))).collect()
}

#[test]
fn line_ends_are_no_change_and_other_bytes_are() {
    let (_folder, root) = clone();
    let more = |name: &str| root.join(format!("src/{name}/v1/more.yaml"));
    write(&more("a"), "a: 1\r\nb: 2\r\n");
    write(&more("b"), "a: 1\r\r\nb: 2\n");
    write(&more("c"), "a: 1\nb: 3\n");
    write(&more("d"), &"x".repeat(1 << 20));
    write(&more("e"), "a: 1\r\nb: 2\n\r");
    assert_eq!(checked(&root), "bcde");
    let long = |end: &str| format!("{}{end}", "x".repeat(65_535)).repeat(3);
    write(&more("b"), &long("\n"));
    git(&root, &["add", "."]);
    git(&root, &["commit", "-q", "-m", "long"]);
    git(&root, &["tag", "-f", "before"]);
    write(&more("b"), &long("\r\n"));
    assert_eq!(checked(&root), "");
}

#[test]
fn links_are_compared_by_where_they_lead() {
    let (_folder, root) = clone();
    for name in ["a", "b", "c"] {
        symlink("more.yaml", root.join(format!("src/{name}/v1/link.yaml"))).expect("link");
    }
    git(&root, &["tag", "-d", "before"]);
    commit(&root, "before");
    assert_eq!(checked(&root), "");
    let link = |name: &str| root.join(format!("src/{name}/v1/link.yaml"));
    fs::remove_file(link("a")).expect("remove");
    symlink("provider.yaml", link("a")).expect("link");
    fs::remove_file(link("b")).expect("remove");
    write(&link("b"), "more.yaml");
    fs::remove_file(link("c")).expect("remove");
    symlink("more.yaml", link("c")).expect("link");
    fs::remove_file(root.join("src/d/v1/more.yaml")).expect("remove");
    symlink("/dev/zero", root.join("src/d/v1/more.yaml")).expect("link");
    assert_eq!(checked(&root), "abd");
}

#[test]
fn ignored_files_count_as_unchanged() {
    let (_folder, root) = clone();
    write(&root.join(".gitignore"), "*.log\n/src/b/**/new/\n");
    write(&root.join("src/c/.gitignore"), "!keep.log\n");
    write(&root.join(".git/info/exclude"), "secret\n");
    commit(&root, "ignores");
    git(&root, &["tag", "-f", "before"]);
    write(&root.join("src/a/v1/x.log"), "x");
    write(&root.join("src/b/v1/new/x.yaml"), "x");
    write(&root.join("src/c/v1/keep.log"), "x");
    write(&root.join("src/d/v1/secret"), "x");
    write(&root.join("src/e/v1/tracked.log"), "x");
    git(&root, &["add", "-f", "src/e/v1/tracked.log"]);
    assert_eq!(checked(&root), "ce");
    write(&root.join("home/.gitconfig"), "[core]\nexcludesFile = ~/mine\n");
    write(&root.join("home/mine"), "own.yaml\n");
    write(&root.join("src/c/v1/own.yaml"), "x");
    fs::remove_file(root.join("src/c/.gitignore")).expect("remove");
    git(&root, &["commit", "-q", "-a", "-m", "no exception"]);
    let mut command = provgen_command(&root);
    command.args(["validate", "src/c", "--changed-since", "HEAD"]).env("HOME", root.join("home"));
    let told = transcript(&command.output().expect("run provgen"));
    assert!(told.contains("no provider differs"), "{told}");
}

#[test]
fn what_only_the_index_says_counts() {
    let (_folder, root) = clone();
    git(&root, &["rm", "-q", "--cached", "src/a/v1/more.yaml"]);
    git(&root, &["update-index", "--skip-worktree", "src/b/v1/more.yaml", "src/c/v1/more.yaml"]);
    fs::remove_file(root.join("src/b/v1/more.yaml")).expect("remove");
    write(&root.join("src/c/v1/more.yaml"), "x");
    write(&root.join("src/d/v1/more.yaml"), "x");
    git(&root, &["add", "src/d"]);
    write(&root.join("src/d/v1/more.yaml"), "a: 1\nb: 2\n");
    fs::set_permissions(root.join("src/e/v1/more.yaml"), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .expect("make executable");
    assert_eq!(checked(&root), "ac");
    fs::remove_file(root.join(".git/index")).expect("remove");
    assert_eq!(checked(&root), "abcde");
}

#[test]
fn a_sparse_checkout_is_unchanged() {
    let (_folder, root) = clone();
    for folder in ["pages", "src/a/v1/more"] {
        write(&root.join(folder).join("x.yaml"), "x: 1\n");
    }
    git(&root, &["tag", "-d", "before"]);
    commit(&root, "before");
    git(&root, &["sparse-checkout", "set", "--cone", "--sparse-index", "src/a/v1", "src/b"]);
    git(&root, &["sparse-checkout", "set", "--no-cone", "--no-sparse-index", "src", "!/src/a/v1/more"]);
    assert!(!root.join("src/a/v1/more").exists());
    assert_eq!(checked(&root), "");
    git(&root, &["sparse-checkout", "set", "--cone", "--sparse-index", "src/b", "src/c"]);
    assert!(!root.join("src/a").exists());
    assert_eq!(checked(&root), "");
    write(&root.join("src/b/v1/more.yaml"), "x");
    assert_eq!(checked(&root), "b");
}

/// What `git worktree add` and `git submodule add` make: a file called `.git`.
#[test]
fn other_work_trees_of_git_are_repositories() {
    let (folder, root) = clone();
    git(&root, &["worktree", "add", "-q", "../beside"]);
    let beside = folder.path().join("beside");
    assert_eq!(checked(&beside), "");
    write(&beside.join("src/b/v1/more.yaml"), "x");
    assert_eq!((checked(&beside), checked(&root)), ("b".to_owned(), String::new()));
    let told = transcript(&provgen(&beside, &["diff", "before:src", "src"]));
    assert!(told.starts_with("exit code: 0\n"), "{told}");

    let whole = folder.path().join("whole");
    fs::create_dir(&whole).expect("create folder");
    git(&whole, &["init", "-q"]);
    git(&whole, &["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../clone", "module"]);
    commit(&whole, "before");
    let module = whole.join("module");
    git(&module, &["fetch", "-q", "--tags"]);
    assert!(module.join(".git").is_file());
    write(&module.join("src/c/v1/more.yaml"), "x");
    assert_eq!(checked(&module), "c");
}

/// A provider in a submodule has changed where another commit is recorded for that.
#[test]
fn the_commit_of_a_submodule_counts() {
    let (folder, inner) = clone();
    let root = folder.path().join("whole");
    write(&root.join("src/x/v1/provider.yaml"), &provider("x"));
    git(&root, &["init", "-q"]);
    for name in ["a", "b"] {
        let path = format!("src/{name}");
        git(&root, &["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../clone", &path]);
        git(&root.join(&path), &["mv", "src/a/v1", "v1"]);
        git(&root.join(&path), &["commit", "-q", "-m", "one"]);
    }
    commit(&root, "before");
    assert_eq!(checked(&root), "");
    git(&root.join("src/b"), &["commit", "-q", "--allow-empty", "-m", "two"]);
    git(&root, &["add", "src/b"]);
    assert_eq!(checked(&root), "b");
    drop(inner);
}

#[test]
fn expressions_name_commits() {
    let (folder, root) = clone();
    git(folder.path(), &["clone", "-q", "clone", "downstream"]);
    let downstream = folder.path().join("downstream");
    write(&downstream.join("src/b/v1/more.yaml"), "x");
    git(&downstream, &["commit", "-q", "-a", "-m", "more"]);
    for expression in ["@{upstream}", "@{u}", "HEAD~1", "HEAD^", "HEAD@{1}", "origin", "refs/tags/before"] {
        let arguments = ["validate", ".", "--changed-since", expression, "--max", "0"];
        let told = transcript(&provgen(&downstream, &arguments));
        assert!(told.contains("src/b/v1/") && !told.contains("src/a/v1/"), "{expression}: {told}");
    }
    drop(root);
}

#[test]
fn clones_that_lack_objects_are_compared_or_say_so() {
    let (folder, root) = clone();
    git(&root, &["config", "uploadpack.allowFilter", "true"]);
    git(&root, &["tag", "-d", "before"]);
    for (name, text) in [("before", "a: 1\n"), ("after", "a: 2\n")] {
        write(&root.join("src/a/v1/more.yaml"), text);
        commit(&root, name);
    }
    let url = format!("file://{}", root.display());
    let cloned = |name: &str, option: &str| {
        git(folder.path(), &["clone", "-q", option, &url, name]);
        folder.path().join(name)
    };
    let blobless = cloned("blobless", "--filter=blob:none");
    assert_eq!(checked(&blobless), "a");
    let said = |root: &Path, arguments: &[&str]| transcript(&provgen(root, arguments));
    let missing = said(&blobless, &["diff", "before:src", "src"]);
    assert!(missing.starts_with("exit code: 2\n--- stdout\n--- stderr\nerror: the clone at "), "{missing}");
    assert!(missing.contains("help: fetch what is missing: git fetch --refetch --no-filter"), "{missing}");
    let treeless = cloned("treeless", "--filter=tree:0");
    let missing = said(&treeless, &["validate", ".", "--changed-since", "before"]);
    assert!(missing.starts_with("exit code: 2\n--- stdout\n--- stderr\nerror: the clone at "), "{missing}");
    let shallow = cloned("shallow", "--depth=1");
    let missing = said(&shallow, &["validate", ".", "--changed-since", "before"]);
    assert!(missing.contains("unknown commit `before`"), "{missing}");
    git(&shallow, &["fetch", "-q", "--depth=1", "origin", "tag", "before"]);
    assert_eq!(checked(&shallow), "a");
}
