//! What tests share: temporary copies, runs of the command, and the files that unit tests use as well.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

mod files;
#[path = "../../src/properties.rs"]
mod properties;

pub use files::{assert_valid, cases, corpus, name, reports, repository, tree};
pub use properties::config as property_config;

/// A file of the reference data for a test that has run over `tests/corpus` without it.
pub fn corpus_as_well(relative: &str) -> Option<PathBuf> {
    files::reference(relative, "skipped in part")
}

/// Copies a folder with what is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("create folder");
    for entry in fs::read_dir(from).expect("read folder") {
        let entry = entry.expect("entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            fs::copy(entry.path(), target).map(drop).expect("copy file")
        }
    }
}

/// Variables by which a program that runs the tests, such as a hook of git, leads git and the command elsewhere.
const FOREIGN: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GITHUB_ACTIONS", "GITHUB_WORKSPACE"];

/// A command in a folder, which finds its repository by that folder alone.
fn in_folder(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    for name in FOREIGN {
        command.env_remove(name);
    }
    command
}

/// Runs git in a folder, as nobody in particular and with the settings of nobody.
pub fn git(folder: &Path, arguments: &[&str]) {
    let mut command = in_folder("git", folder);
    command.env("GIT_CONFIG_GLOBAL", "").env("GIT_CONFIG_NOSYSTEM", "1");
    command.args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(arguments);
    let output = command.output().expect("git");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Runs the command in a folder.
pub fn provgen(folder: &Path, arguments: &[&str]) -> Output {
    provgen_with_threads(folder, arguments, 2)
}

/// Runs the command in a folder with a number of threads.
pub fn provgen_with_threads(folder: &Path, arguments: &[&str], threads: usize) -> Output {
    provgen_command(folder).args(arguments).env("RAYON_NUM_THREADS", threads.to_string()).output().expect("run provgen")
}

/// The command in a folder, to add to.
pub fn provgen_command(folder: &Path) -> Command {
    in_folder(env!("CARGO_BIN_EXE_provgen"), folder)
}

/// Exit code, stdout and stderr as one text.
pub fn transcript(output: &Output) -> String {
    let code = output.status.code().expect("provgen ended by itself");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!stderr.contains("panicked"), "{stderr}");
    format!("exit code: {code}\n--- stdout\n{stdout}--- stderr\n{stderr}")
}

/// The folder of our own APIs and registries.
pub fn own() -> PathBuf {
    repository().join("tests/corpus")
}

/// The folders of `tests/corpus` that hold a `provgen.yaml`, sorted. There must be some.
pub fn providers() -> Vec<PathBuf> {
    let entries = fs::read_dir(own()).unwrap_or_else(|error| panic!("{}: {error}", own().display()));
    let folders = entries.map(|entry| entry.expect("entry").path());
    let mut folders: Vec<PathBuf> = folders.filter(|path| path.join("provgen.yaml").is_file()).collect();
    folders.sort();
    assert!(folders.len() >= 6, "{folders:?}");
    folders
}

/// Registry roots: our own, and that of published providers where the reference data is present.
pub fn registries() -> Vec<PathBuf> {
    [own().join("registry")].into_iter().chain(corpus_as_well("registry")).collect()
}

/// API documents with their paths: our own, and those of vendors where the reference data is present.
pub fn documents() -> Vec<(PathBuf, Vec<u8>)> {
    let is_document = |path: &str| {
        let file = path.rsplit('/').next().unwrap_or_default();
        path.contains("services/") || file.starts_with("openapi") || file.starts_with("swagger")
    };
    let own = documents_in(&own(), is_document);
    assert!(own.len() >= 17, "{} documents", own.len());
    let published = corpus_as_well("registry/src").map(|root| documents_in(&root, |path| path.contains("/services/")));
    let specs = corpus_as_well("specs").map(|root| documents_in(&root, |_| true));
    let of_vendors: Vec<_> = [published, specs].into_iter().flatten().flatten().collect();
    assert!(of_vendors.is_empty() || of_vendors.len() > 200, "{} documents", of_vendors.len());
    own.into_iter().chain(of_vendors).collect()
}

fn documents_in(root: &Path, is_document: impl Fn(&str) -> bool) -> Vec<(PathBuf, Vec<u8>)> {
    let files = tree(root).into_iter().filter(|(path, _)| is_document(path));
    files.map(|(path, bytes)| (root.join(path), bytes)).collect()
}
