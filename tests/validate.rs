//! `provgen validate` and `provgen prove`: what they print and write in each format, and what a policy makes of findings.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

use crate::support::{assert_valid, cases, copy, git, name, provgen, reports, repository, transcript, tree};

/// Expected files hold the name of the version in its place.
fn without_version(text: &str) -> String {
    text.replace(&format!("\"{}\"", env!("CARGO_PKG_VERSION")), "\"VERSION\"")
}

/// What a case prints, and the files that it writes.
fn outcome(case: &Path, folder: &Path) -> (String, BTreeMap<String, String>) {
    copy(case, folder);
    let _ = fs::remove_dir_all(folder.join("expected"));
    // Git keeps no empty folder, and provgen makes none.
    fs::create_dir(folder.join("out")).expect("create folder");
    let before = tree(folder);
    let arguments = fs::read_to_string(case.join("arguments.txt")).expect("arguments.txt");
    let output = provgen(folder, &arguments.split_whitespace().collect::<Vec<_>>());
    let mut files = tree(folder);
    files.retain(|path, bytes| before.get(path) != Some(bytes));
    let text = |(path, bytes)| (path, without_version(&String::from_utf8(bytes).expect("UTF-8")));
    (without_version(&transcript(&output)), files.into_iter().map(text).collect())
}

#[test]
fn each_case_prints_and_writes_what_it_expects() {
    for case in cases("validate").into_iter().chain(cases("prove")) {
        let folder = tempfile::tempdir().expect("temporary folder");
        let (printed, files) = outcome(&case, folder.path());
        let expected = case.join("expected");
        if std::env::var_os("PROVGEN_UPDATE_CASES").is_some() {
            fs::write(case.join("expected.txt"), &printed).expect("write transcript");
            let _ = fs::remove_dir_all(&expected);
            for (path, text) in &files {
                fs::create_dir_all(expected.join(path).parent().expect("parent")).expect("folder");
                fs::write(expected.join(path), text).expect("write file");
            }
        }
        assert_eq!(fs::read_to_string(case.join("expected.txt")).unwrap_or_default(), printed, "{}", name(&case));
        let wanted = tree(&expected).into_iter();
        let wanted: BTreeMap<_, _> =
            wanted.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"))).collect();
        assert_eq!(wanted, files, "{}", name(&case));
        let here = folder.path().to_string_lossy().into_owned();
        let all = files.values().chain([&printed]);
        assert!(all.into_iter().all(|text| !text.contains(&here)), "{}: an absolute path", name(&case));
    }
}

/// The JSON Schema of a file, as the command prints it.
pub fn schema_of(subject: &str) -> Json {
    let output = provgen(repository(), &["schema", subject]);
    serde_json::from_slice(&output.stdout).expect("a schema")
}

#[test]
fn each_json_report_follows_its_schema() {
    let schema = schema_of("report");
    for report in reports("report.json") {
        assert_valid(&schema, &serde_json::from_str(&report).expect("JSON"));
    }
}

#[test]
fn fingerprints_and_baselines_survive_lines_above() {
    let case = repository().join("tests/cases/validate/formats");
    let folder = tempfile::tempdir().expect("temporary folder");
    copy(&case, folder.path());
    let prints = || {
        let output = provgen(folder.path(), &["validate", ".", "--format", "json"]);
        let report: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("findings").clone();
        let of = |key: &str| findings.iter().map(|it| it[key].to_string()).collect::<Vec<_>>();
        (of("fingerprint"), of("line"))
    };
    let (before, lines_before) = prints();
    assert!(before.len() > 3);
    provgen(folder.path(), &["validate", ".", "--write-baseline", "known.json"]);
    for file in ["provider.yaml", "services/store.yaml"] {
        let file = folder.path().join("src/shop/v00.00.00000").join(file);
        let text = fs::read_to_string(&file).expect("read");
        fs::write(&file, format!("# One more line.\n\n{text}")).expect("write");
    }
    let (after, lines_after) = prints();
    assert_eq!(before, after);
    assert_ne!(lines_before, lines_after);
    let output = provgen(folder.path(), &["validate", ".", "--baseline", "known.json", "--fail-on", "warning"]);
    assert_eq!(output.status.code(), Some(0), "{}", transcript(&output));
}

/// The baseline names files from its own folder, and the policy is found from below.
#[test]
fn a_run_from_a_folder_below_finds_the_same() {
    let folder = tempfile::tempdir().expect("temporary folder");
    copy(&repository().join("tests/cases/validate/policy-ignore"), folder.path());
    let below = folder.path().join("src/shop");
    let output = provgen(&below, &["validate", ".", "--fail-on", "warning"]);
    assert_eq!(output.status.code(), Some(0), "{}", transcript(&output));
    fs::remove_file(folder.path().join("provgen-validate.yaml")).expect("remove policy");
    provgen(folder.path(), &["validate", ".", "--write-baseline", "known.json"]);
    let output = provgen(&below, &["validate", ".", "--baseline", "../../known.json", "--fail-on", "warning"]);
    assert_eq!(output.status.code(), Some(0), "{}", transcript(&output));
}

#[test]
fn annotations_come_by_themselves_in_github_actions_only() {
    let case = repository().join("tests/cases/validate/text-and-annotations");
    let run = |value: Option<&str>, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_provgen"));
        command.current_dir(&case).args(["validate", "."]).args(arguments).env_remove("GITHUB_ACTIONS");
        command.envs(value.map(|value| ("GITHUB_ACTIONS", value)));
        String::from_utf8(command.output().expect("run provgen").stdout).expect("UTF-8")
    };
    let in_actions = run(Some("true"), &[]);
    assert!(in_actions.contains("\n::error file=") && in_actions.starts_with("error["), "{in_actions}");
    assert!(!run(None, &[]).contains("::error"));
    assert!(!run(Some("true"), &["--format", "text"]).contains("::error"));
}

/// A repository of two providers, the second of which has changed.
fn clone_with_changes(folder: &Path) -> impl Fn(&[&str]) + '_ {
    copy(&repository().join("tests/cases/validate/baseline-write/src"), &folder.join("src"));
    let git = move |arguments: &[&str]| crate::support::git(folder, arguments);
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "first"]);
    git
}

#[test]
fn only_providers_that_differ_from_a_commit_are_checked() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let git = clone_with_changes(folder.path());
    let checked = |from: &str, path: &str| {
        let output =
            provgen(&folder.path().join(from), &["validate", path, "--changed-since", "HEAD", "--format", "json"]);
        let report: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        let files = report["findings"].as_array().expect("findings").iter();
        let mut names: Vec<String> = files.map(|it| it["file"].as_str().expect("file").to_owned()).collect();
        names.dedup();
        names
    };
    assert!(checked(".", ".").is_empty(), "nothing has changed");
    let store = "src/store/v00.00.00000";
    fs::write(folder.path().join(store).join("services/new one.yaml"), "a: 1\n").expect("write");
    assert_eq!(checked(".", "."), [format!("{store}/provider.yaml")], "a new file");
    fs::remove_file(folder.path().join(store).join("services/new one.yaml")).expect("remove");
    let service = folder.path().join(store).join("services/store.yaml");
    fs::write(&service, fs::read_to_string(&service).expect("read") + "# more\n").expect("write");
    assert_eq!(checked(".", "."), [format!("{store}/provider.yaml")], "a file that differs");
    assert_eq!(checked("src", "."), ["store/v00.00.00000/provider.yaml"], "from below");
    assert!(checked(".", "src/shop").is_empty());
    git(&["add", "."]);
    assert_eq!(checked(".", "."), [format!("{store}/provider.yaml")], "a staged file");
    let index = fs::read(folder.path().join(".git/index")).expect("index");
    checked(".", ".");
    assert_eq!(fs::read(folder.path().join(".git/index")).expect("index"), index);
    git(&["commit", "-q", "-m", "second"]);
    assert!(checked(".", ".").is_empty(), "all is committed");
    fs::remove_file(&service).expect("remove");
    assert_eq!(checked(".", "."), [format!("{store}/provider.yaml")], "a file that is gone");
}

/// The hook for pre-commit runs before the first commit as well.
#[test]
fn before_the_first_commit_everything_is_new() {
    let folder = tempfile::tempdir().expect("temporary folder");
    copy(&repository().join("tests/cases/validate/baseline-write/src"), &folder.path().join("src"));
    git(folder.path(), &["init", "-q"]);
    let whole = transcript(&provgen(folder.path(), &["validate", "."]));
    let since = || transcript(&provgen(folder.path(), &["validate", ".", "--changed-since", "HEAD"]));
    assert_eq!(since(), whole);
    git(folder.path(), &["add", "."]);
    assert_eq!(since(), whole);
    assert!(whole.contains("src/store/"), "{whole}");
}

#[test]
fn what_main_has_changed_since_a_branch_left_it_is_not_checked() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let git = clone_with_changes(folder.path());
    let add = |provider: &str| {
        let file = folder.path().join("src").join(provider).join("v00.00.00000/services/new.yaml");
        fs::write(file, "a: 1\n").expect("write");
        git(&["add", "."]);
        git(&["commit", "-q", "-m", provider]);
    };
    git(&["branch", "-m", "main"]);
    git(&["checkout", "-q", "-b", "topic"]);
    add("shop");
    git(&["checkout", "-q", "main"]);
    add("store");
    git(&["checkout", "-q", "topic"]);
    let said = |reference: &str| {
        transcript(&provgen(folder.path(), &["validate", "src", "--changed-since", reference, "--max", "0"]))
    };
    let since_main = said("main");
    assert!(since_main.contains("src/shop/") && !since_main.contains("src/store/"), "{since_main}");
    git(&["checkout", "-q", "--orphan", "alone"]);
    git(&["commit", "-q", "-m", "alone"]);
    let unrelated = said("main");
    assert!(unrelated.contains("src/shop/") && unrelated.contains("src/store/"), "no commit is shared: {unrelated}");
}

/// Whoever removes a provider has nothing left to check, which is no mistake; a wrong path is one.
#[test]
fn providers_that_are_gone_are_no_error() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let git = clone_with_changes(folder.path());
    let said = |from: &str, path: &str| {
        let from = folder.path().join(from);
        transcript(&provgen(&from, &["validate", path, "--changed-since", "HEAD"]))
    };
    let remove = |path: &str| fs::remove_dir_all(folder.path().join(path)).expect("remove");
    let nothing = "exit code: 0\n--- stdout\nfound: 0 fatal, 0 errors, 0 warnings, 0 ignored\n--- stderr\n\
                   nothing to check: no provider differs from `HEAD`\n";
    remove("src/store");
    for (from, path) in [("", "."), ("", "src"), ("", "src/store"), ("src", "store/v00.00.00000"), ("src", "./store/")]
    {
        assert_eq!(said(from, path), nothing, "{path}");
    }
    assert_eq!(said("", "src/store/v00.00.00000/services/store.yaml"), nothing);
    remove("src");
    for path in [".", "src", "src/shop"] {
        assert_eq!(said("", path), nothing, "{path}");
    }
    for path in ["scr", "src/shopp", ".git"] {
        assert!(said("", path).starts_with("exit code: 2\n"), "{path}");
    }
    git(&["commit", "-q", "-a", "-m", "gone"]);
    assert_eq!(said("", "."), nothing, "a repository without providers");
    for folder_of in ["notes", "far/below/a/provider"] {
        fs::create_dir_all(folder.path().join(folder_of)).expect("folder");
    }
    assert!(said("", "notes").contains("no provider.yaml found in or below notes"), "{}", said("", "notes"));
    fs::write(folder.path().join("far/below/a/provider/provider.yaml"), "x").expect("write");
    git(&["add", "."]);
    assert!(said("", ".").starts_with("exit code: 2\n"), "a provider in the wrong place: {}", said("", "."));
}

#[test]
fn what_git_cannot_say_is_a_clear_error() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let _git = clone_with_changes(folder.path());
    let said = |reference: &str, folder: &Path| {
        transcript(&provgen(folder, &["validate", "src", &format!("--changed-since={reference}")]))
    };
    let outside = tempfile::tempdir().expect("temporary folder");
    copy(&folder.path().join("src"), &outside.path().join("src"));
    let broken = tempfile::tempdir().expect("temporary folder");
    copy(&folder.path().join("src"), &broken.path().join("src"));
    fs::create_dir(broken.path().join(".git")).expect("create folder");
    let all = [
        said("none", folder.path()),
        said("--output=x", folder.path()),
        said("", folder.path()),
        said("HEAD", outside.path()),
        said("HEAD", broken.path()).replace(&*broken.path().to_string_lossy(), "ROOT"),
    ];
    assert!(all.iter().all(|said| said.starts_with("exit code: 2\n--- stdout\n--- stderr\nerror: ")), "{all:#?}");
    insta::assert_snapshot!(all.join("\n"));
}
