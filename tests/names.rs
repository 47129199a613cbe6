//! What `provgen validate` calls the files of its findings, wherever it runs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

use crate::support::{copy, repository};

/// What a run calls files in each format, and its fingerprints.
#[derive(Debug, PartialEq)]
struct Run {
    shown: BTreeSet<String>,
    uris: BTreeSet<String>,
    annotated: BTreeSet<String>,
    prints: Vec<String>,
}

fn run(folder: &Path, path: &str, workspace: Option<&Path>) -> Run {
    let report = |format: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_provgen"));
        command.current_dir(folder).args(["validate", path, "--format", format]);
        command.env_remove("GITHUB_ACTIONS").env_remove("GITHUB_WORKSPACE");
        command.envs(workspace.map(|folder| ("GITHUB_WORKSPACE", folder)));
        String::from_utf8(command.output().expect("run provgen").stdout).expect("UTF-8")
    };
    let json: Json = serde_json::from_str(&report("json")).expect("JSON");
    let sarif: Json = serde_json::from_str(&report("sarif")).expect("JSON");
    let texts = |list: &Json, pointer: &str| -> Vec<String> {
        let text = |it: &Json| it.pointer(pointer).and_then(Json::as_str).expect("text").to_owned();
        list.as_array().expect("a list").iter().map(text).collect()
    };
    let annotations = report("github");
    let file = |line: &str| line.split_once(" file=")?.1.split(',').next().map(str::to_owned);
    let shown: BTreeSet<String> = texts(&json["findings"], "/file").into_iter().collect();
    let text = report("text");
    assert!(shown.iter().all(|file| text.contains(&format!("> {file}:"))), "{shown:?}: {text}");
    assert!(text.contains(" | "), "no excerpt, though each file can be opened by its name: {text}");
    Run {
        shown,
        uris: texts(&sarif["runs"][0]["results"], "/locations/0/physicalLocation/artifactLocation/uri")
            .into_iter()
            .collect(),
        annotated: annotations.lines().filter_map(file).collect(),
        prints: texts(&json["findings"], "/fingerprint"),
    }
}

/// The two files with faults, below a folder.
fn files(folder: &str) -> BTreeSet<String> {
    ["provider.yaml", "services/store.yaml"].map(|file| format!("{folder}shop/v00.00.00000/{file}")).into()
}

/// A folder `repo` with a registry in it, below a temporary one.
fn registry() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    copy(&repository().join("tests/cases/validate/formats/src"), &folder.path().join("repo/registry/src"));
    folder
}

#[test]
fn people_read_names_that_they_can_open_and_github_names_from_the_root() {
    let folder = registry();
    let (outside, root) = (folder.path(), folder.path().join("repo"));
    fs::create_dir(root.join(".git")).expect("folder");
    fs::create_dir(outside.join("other")).expect("folder");
    let absolute = root.join("registry").to_string_lossy().into_owned();
    let cases = [
        (root.clone(), "registry", "registry/src/".to_owned()),
        (root.clone(), "./registry/src/../src", "registry/src/".to_owned()),
        (root.join("registry"), ".", "src/".to_owned()),
        (root.join("registry/src"), "..", String::new()),
        (root.join("registry/src/shop"), "../shop", "v".to_owned()),
        (root.clone(), &absolute, "registry/src/".to_owned()),
        (outside.to_owned(), "repo/registry", "repo/registry/src/".to_owned()),
        (outside.join("other"), "../repo/registry", "../repo/registry/src/".to_owned()),
        (outside.join("other"), &absolute, format!("{absolute}/src/")),
    ];
    let first = run(&root, "registry", None);
    assert_eq!((&first.uris, &first.annotated), (&files("registry/src/"), &files("registry/src/")));
    assert!(first.prints.len() > 3);
    for (from, path, shown) in cases {
        let all = run(&from, path, None);
        let wanted =
            if shown == "v" { files("").iter().map(|it| it.replace("shop/", "")).collect() } else { files(&shown) };
        assert_eq!(all.shown, wanted, "{path} from {}", from.display());
        assert_eq!(Run { shown: first.shown.clone(), ..all }, first, "{path} from {}", from.display());
    }
}

#[test]
fn without_git_names_start_at_the_workspace_or_the_registry() {
    let folder = registry();
    let root = folder.path().join("repo");
    let checkout = folder.path().join("checkout");
    fs::create_dir_all(checkout.join(".git")).expect("folder");
    let in_workspace = run(&root.join("registry"), ".", Some(&root));
    assert_eq!((in_workspace.uris, in_workspace.annotated), (files("registry/src/"), files("registry/src/")));
    let alone = run(&root.join("registry"), ".", None);
    assert_eq!((&alone.uris, &alone.annotated), (&files("src/"), &files("src/")));
    let beside_checkout = run(&checkout, "../repo/registry", None);
    assert_eq!((&beside_checkout.uris, &beside_checkout.prints), (&alone.uris, &alone.prints));
    for (from, path) in
        [("repo/registry/src", "shop"), ("", "repo"), ("repo/registry/src/shop/v00.00.00000", "provider.yaml")]
    {
        let path = if path == "repo" { "repo/registry" } else { path };
        let elsewhere = run(&folder.path().join(from), path, Some(Path::new("/nowhere")));
        assert_eq!(Run { shown: alone.shown.clone(), ..elsewhere }, alone, "{path} from {from}");
    }
}

#[test]
fn a_link_to_a_registry_does_not_hide_its_checkout() {
    let folder = registry();
    let root = folder.path().join("repo");
    fs::create_dir(root.join(".git")).expect("folder");
    std::os::unix::fs::symlink(root.join("registry"), folder.path().join("link")).expect("link");
    let linked = run(folder.path(), "link", None);
    assert_eq!((linked.shown, linked.uris), (files("link/src/"), files("registry/src/")));
    fs::create_dir(folder.path().join(".git")).expect("folder");
    fs::remove_dir(root.join(".git")).expect("remove");
    assert_eq!(run(folder.path(), "link", None).uris, files("repo/registry/src/"));
}
