//! What other repositories use in their CI: the action and the hook for pre-commit.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

use crate::support::{copy, git, provgen, repository, transcript};
use crate::validate::schema_of;

fn yaml(file: &str) -> Json {
    let text = fs::read_to_string(repository().join(file)).expect("read");
    yaml_serde::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn texts<'a>(at: &'a Json, pointer: &str) -> &'a str {
    at.pointer(pointer).and_then(Json::as_str).unwrap_or_else(|| panic!("{pointer} in {at:#}"))
}

/// Flags such as `--fail-on` in a text.
fn flags(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.filter(|word| word.starts_with("--") && word.len() > 2).map(str::to_owned).collect()
}

fn assert_known(command: &str, text: &str) {
    let help = String::from_utf8(provgen(repository(), &[command, "--help"]).stdout).expect("UTF-8");
    let known = flags(&help);
    let used = flags(text);
    assert!(used.len() > 1 && used.iter().all(|flag| known.contains(flag)), "{used:?} of {known:?}");
}

#[test]
fn the_action_uses_flags_and_inputs_that_exist() {
    let action = yaml("action.yml");
    assert_eq!(texts(&action, "/runs/using"), "composite");
    let steps = action["runs"]["steps"].as_array().expect("steps");
    assert!(steps.iter().all(|step| step["shell"] == "bash"));
    assert!(texts(&steps[0], "/run").contains("cargo install"));
    let inputs = action["inputs"].as_object().expect("inputs");
    let mut used: BTreeSet<String> = BTreeSet::from(["prove".to_owned()]);
    for (step, command) in steps[1..].iter().zip(["validate", "prove"]) {
        assert_known(command, texts(step, "/run"));
        assert!(texts(step, "/run").contains(&format!("/provgen\" {command} ")), "{command}");
        for (variable, value) in step["env"].as_object().expect("env") {
            let value = value.as_str().expect("text");
            used.insert(value.trim_start_matches("${{ inputs.").trim_end_matches(" }}").to_owned());
            assert!(texts(step, "/run").contains(&format!("${variable}")), "{variable}");
        }
    }
    assert_eq!(texts(&steps[2], "/if"), "inputs.prove == 'true'");
    assert_eq!(used, inputs.keys().cloned().collect());
    for step in steps {
        assert!(!texts(step, "/run").contains("${{"), "what an input says would be run");
    }
}

/// Runs the first step with a `cargo` that tells how it was called.
#[cfg(unix)]
#[test]
fn the_action_builds_provgen_where_the_next_step_runs_it() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let at = |name: &str| folder.path().join(name);
    for name in ["bin", "work", "my action"] {
        fs::create_dir(at(name)).expect("folder");
    }
    let script = "#!/bin/sh\npwd -P > \"$TOLD\"\nfor it in \"$@\"; do echo \"$it\" >> \"$TOLD\"; done\n";
    fs::write(at("bin/cargo"), script).expect("write");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(at("bin/cargo"), mode).expect("permissions");
    let mut command = Command::new("bash");
    let action = yaml("action.yml");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", texts(&action, "/runs/steps/0/run")]);
    command.current_dir(at("work")).env("PATH", format!("{}:/usr/bin:/bin", at("bin").display()));
    command.env("GITHUB_ACTION_PATH", at("my action")).env("RUNNER_TEMP", at("my temp")).env("TOLD", at("told"));
    assert!(command.status().expect("run bash").success());
    let root = at("my temp/provgen").to_string_lossy().into_owned();
    let place = at("my action").canonicalize().expect("a folder").to_string_lossy().into_owned();
    let wanted = [&*place, "install", "--quiet", "--locked", "--path", ".", "--root", &*root];
    assert_eq!(fs::read_to_string(at("told")).expect("read").lines().collect::<Vec<_>>(), wanted);
    assert!(texts(&action, "/runs/steps/1/run").contains("\"$RUNNER_TEMP/provgen/bin/provgen\" validate"));
}

/// No word of the README claims to know who owns the repository as long as Cargo.toml does not.
#[test]
fn the_readme_and_the_package_name_the_same_repository() {
    let readme = fs::read_to_string(repository().join("README.md")).expect("read");
    let package = env!("CARGO_PKG_REPOSITORY").trim_start_matches("https://github.com/").to_owned();
    let named = if package.is_empty() { "OWNER/provgen".to_owned() } else { package };
    assert!(readme.contains(&format!("uses: {named}@")) && readme.contains(&format!("https://github.com/{named}\n")));
    assert_eq!(readme.contains("OWNER, here and below, stands for"), named.starts_with("OWNER/"));
}

#[test]
fn the_hooks_use_flags_that_exist() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hooks = hooks.as_array().expect("hooks");
    for (hook, command) in hooks.iter().zip(["validate", "prove"]) {
        for key in ["id", "name", "description", "entry", "language"] {
            texts(hook, &format!("/{key}"));
        }
        assert!(texts(hook, "/entry").starts_with(&format!("provgen {command} ")));
        assert_known(command, texts(hook, "/entry"));
        assert_eq!((&hook["always_run"], &hook["pass_filenames"]), (&Json::Bool(true), &Json::Bool(false)));
    }
    assert_eq!(hooks.len(), 2);
}

/// A repository with a registry in its first commit, which some files are then removed from.
fn with_removed(folder: &Path, removed: &str) {
    copy(&repository().join("tests/cases/validate/clean/src"), &folder.join("src"));
    fs::write(folder.join("notes.txt"), "x").expect("write");
    for arguments in
        [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "first"], &["rm", "-q", "-r", removed]]
    {
        git(folder, arguments);
    }
}

/// What commits that only remove files remove, and whether the rest is valid.
const REMOVALS: [(&str, bool); 4] = [
    ("src/shop/v00.00.00000/services/store.yaml", false),
    ("src/shop/v00.00.00000/provider.yaml", true),
    ("src", true),
    ("notes.txt", true),
];

/// Runs what the hook says, as pre-commit does: the words of the entry, the arguments, and no file names.
#[test]
fn the_hook_checks_a_commit_that_only_removes_files() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let given = hooks[0]["args"].as_array().expect("arguments").iter().map(|word| word.as_str().expect("text"));
    let words: Vec<&str> = texts(&hooks[0], "/entry").split(' ').skip(1).chain(given).collect();
    for (removed, is_valid) in REMOVALS {
        let folder = tempfile::tempdir().expect("temporary folder");
        with_removed(folder.path(), removed);
        let told = transcript(&provgen(folder.path(), &words));
        assert_eq!(told.starts_with("exit code: 0\n"), is_valid, "{removed}: {told}");
        assert_eq!(told.contains("service-ref-missing-file"), !is_valid, "{removed}: {told}");
    }
    let empty = tempfile::tempdir().expect("temporary folder");
    git(empty.path(), &["init", "-q"]);
    let told = transcript(&provgen(empty.path(), &words));
    assert!(told.starts_with("exit code: 0\n"), "a repository without providers: {told}");
}

/// Runs pre-commit itself on staged removals, with the hook or with an earlier one that asked for certain files.
#[cfg(unix)]
#[test]
fn pre_commit_runs_the_hook_on_a_commit_that_only_removes_files() {
    if Command::new("pre-commit").arg("--version").output().is_err() {
        assert!(std::env::var_os("PROVGEN_REQUIRE_PRE_COMMIT").is_none(), "pre-commit is not on the PATH");
        eprintln!("skipped: pre-commit is not on the PATH");
        return;
    }
    let mut hook = yaml(".pre-commit-hooks.yaml")[0].clone();
    hook["language"] = "system".into();
    let command = env!("CARGO_BIN_EXE_provgen");
    hook["entry"] = texts(&hook, "/entry").replacen("provgen", command, 1).into();
    let mut with_files = hook.clone();
    with_files.as_object_mut().expect("a hook").remove("always_run");
    with_files["files"] = r"(^|/)(provider\.yaml|services/[^/]+\.yaml)$".into();
    for (removed, is_valid) in REMOVALS {
        let folder = tempfile::tempdir().expect("temporary folder");
        with_removed(folder.path(), removed);
        let passes = |hook: &Json| {
            let settings = serde_json::json!({"repos": [{"repo": "local", "hooks": [hook]}]});
            fs::write(folder.path().join(".pre-commit-config.yaml"), settings.to_string()).expect("write");
            git(folder.path(), &["add", ".pre-commit-config.yaml"]);
            let mut run = Command::new("pre-commit");
            run.arg("run").current_dir(folder.path()).env("PRE_COMMIT_HOME", folder.path().join(".git/cache"));
            let output = run.output().expect("pre-commit");
            (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
        };
        let (passed, told) = passes(&hook);
        assert_eq!(passed, is_valid, "{removed}: {told}");
        let (passed, told) = passes(&with_files);
        assert!(passed && told.contains("no files to check"), "{removed}: {told}");
    }
}

#[test]
fn the_readme_shows_inputs_and_the_hook_as_they_are() {
    let readme = fs::read_to_string(repository().join("README.md")).expect("read");
    let blocks: Vec<&str> =
        readme.split("```yaml\n").skip(1).filter_map(|it| it.split_once("\n```")).map(|it| it.0).collect();
    let parsed = |sign: &str| -> Json {
        let block = blocks.iter().find(|block| block.contains(sign)).unwrap_or_else(|| panic!("no block with {sign}"));
        yaml_serde::from_str(block).expect("YAML")
    };
    let inputs = yaml("action.yml")["inputs"].clone();
    let steps = parsed("upload-sarif")["jobs"]["providers"]["steps"].clone();
    let step =
        steps.as_array().expect("steps").iter().find(|step| step["with"].get("sarif").is_some()).expect("a step");
    assert!(step["with"].as_object().expect("inputs").keys().all(|input| inputs.get(input).is_some()), "{step:#}");
    assert_eq!(parsed("repos:")["repos"][0]["hooks"][0]["id"], yaml(".pre-commit-hooks.yaml")[0]["id"]);
    let policy = blocks.iter().find(|block| block.contains("ignore:")).expect("a policy");
    let folder = tempfile::tempdir().expect("temporary folder");
    copy(&repository().join("tests/cases/validate/clean/src"), &folder.path().join("src"));
    fs::write(folder.path().join("provgen-validate.yaml"), policy).expect("write");
    let told = transcript(&provgen(folder.path(), &["validate", "."]));
    assert!(told.starts_with("exit code: 0\n"), "a policy that cannot be read: {told}");
    let schema = jsonschema::validator_for(&schema_of("policy")).expect("a schema");
    assert!(schema.is_valid(&yaml_serde::from_str(policy).expect("YAML")));
    assert!(!schema.is_valid(&serde_json::json!({"rules": {"null-node": "of"}})));
}

/// Runs the step of the action as GitHub would, with a path that a shell would take apart.
#[cfg(unix)]
#[test]
fn the_action_runs_and_writes_what_it_promises() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let work = folder.path().join("work");
    let cases = repository().join("tests/cases/validate");
    copy(&cases.join("formats/src"), &work.join("a $(touch pwned) b/src"));
    copy(&cases.join("clean/src"), &work.join("clean/src"));
    let bin = folder.path().join("provgen/bin");
    fs::create_dir_all(&bin).expect("folder");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_provgen"), bin.join("provgen")).expect("link");
    let action = yaml("action.yml");
    let run = |path: &str, sarif: &str| {
        let mut command = Command::new("bash");
        // As GitHub starts a step with `shell: bash`.
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", texts(&action, "/runs/steps/1/run")]);
        for (name, input) in action["inputs"].as_object().expect("inputs") {
            let variable = format!("INPUT_{}", name.to_uppercase().replace('-', "_"));
            command.env(variable, input["default"].as_str().expect("default"));
        }
        command.current_dir(&work).env("INPUT_PATH", path).env("INPUT_SARIF", sarif);
        command.env("GITHUB_WORKSPACE", &work);
        command.env("RUNNER_TEMP", folder.path()).env("GITHUB_STEP_SUMMARY", folder.path().join("summary.md"));
        command.output().expect("run bash")
    };
    let summary = |folder: &Path| fs::read_to_string(folder.join("summary.md")).expect("summary");
    let bad = run("a $(touch pwned) b\nclean", "out.sarif");
    assert_eq!(bad.status.code(), Some(1), "{}", String::from_utf8_lossy(&bad.stderr));
    assert!(String::from_utf8_lossy(&bad.stdout).contains("::error file=a $(touch pwned) b/src/shop/"));
    assert!(summary(folder.path()).starts_with("## provgen validate fails"));
    assert!(fs::read_to_string(work.join("out.sarif")).expect("log").contains("\"2.1.0\""));
    assert!(!work.join("pwned").exists());
    assert_eq!(run("clean", "").status.code(), Some(0));
    assert!(summary(folder.path()).starts_with("## provgen validate passes"));
}
