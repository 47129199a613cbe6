//! A checkout is not trusted: whatever its repository says, nothing of it runs, and what is broken is one clear error.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::{copy, git, provgen_command, repository, transcript};

/// A clone with a provider that has changed since the commit `before`, beside a file that only planted commands make.
struct Checkout {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Checkout {
    fn new() -> Self {
        let checkout = Checkout { folder: tempfile::tempdir().expect("temporary folder"), variables: Vec::new() };
        let root = checkout.root();
        copy(&repository().join("tests/cases/validate/baseline-write/src"), &root.join("src"));
        checkout.write("src/.gitattributes", "* filter=x diff=x\n");
        checkout.git(&["init", "-q"]);
        checkout.git(&["add", "."]);
        checkout.git(&["commit", "-q", "-m", "before"]);
        checkout.git(&["tag", "before"]);
        // As old as the index: git cannot tell by the time whether the file has changed, and has to read it.
        let service = root.join("src/store/v00.00.00000/services/store.yaml");
        let text = fs::read_to_string(&service).expect("read");
        fs::write(&service, text.replace("200", "201")).expect("write");
        checkout
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("clone")
    }

    fn elsewhere(&self) -> PathBuf {
        self.folder.path().join("elsewhere")
    }

    fn git(&self, arguments: &[&str]) {
        fs::create_dir_all(self.root()).expect("create folder");
        git(&self.root(), arguments);
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("create folder");
        fs::write(path, text).expect("write");
    }

    fn set(&mut self, name: &'static str, value: &str) {
        self.variables.push((name, value.to_owned()));
    }

    fn marker(&self) -> PathBuf {
        self.folder.path().join("ran")
    }

    /// A command that leaves the marker, whatever it is called with.
    fn command(&self) -> String {
        let file = self.folder.path().join("command");
        self.program(&file);
        file.to_string_lossy().into_owned()
    }

    fn program(&self, file: &Path) {
        fs::create_dir_all(file.parent().expect("a parent")).expect("create folder");
        fs::write(file, format!("#!/bin/sh\ntouch '{}'\n", self.marker().display())).expect("write");
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).expect("make executable");
    }

    /// Another repository, whose filter leaves the marker.
    fn other_repository(&self) -> PathBuf {
        let other = self.elsewhere();
        copy(&self.root(), &other);
        let config = format!("[core]\nrepositoryformatversion = 0\n[filter \"x\"]\nclean = {}\n", self.command());
        fs::write(other.join(".git/config"), config).expect("write");
        other
    }

    /// What both ways to read a commit tell, each in the folder of the registry.
    fn told(&self) -> [String; 2] {
        [["validate", ".", "--changed-since", "before"].as_slice(), &["diff", "before:.", "."]].map(|arguments| {
            let mut command = provgen_command(&self.root().join("src"));
            command.args(arguments).env("GIT_TERMINAL_PROMPT", "0").envs(self.variables.iter().cloned());
            transcript(&command.stdin(Stdio::null()).output().expect("run provgen"))
        })
    }
}

/// What is done to a checkout before it is read.
type Act = fn(&mut Checkout);

/// What a repository may say, and whether it can be read all the same.
const KINDS: &[(&str, bool, Act)] = &[
    ("an embedded bare repository", true, |it| {
        let (inner, src) = (it.elsewhere(), it.root().join("src"));
        let [git_dir, work_tree] =
            [("--git-dir", &inner), ("--work-tree", &src)].map(|(option, path)| format!("{option}={}", path.display()));
        it.git(&["init", "-q", "--bare", &inner.to_string_lossy()]);
        for arguments in [["add", ".", "-f"].as_slice(), &["commit", "-q", "-m", "x"], &["tag", "before"]] {
            git(&src, &[&[git_dir.as_str(), &work_tree], arguments].concat());
        }
        for part in ["objects", "refs"] {
            copy(&inner.join(part), &src.join(part));
        }
        for part in ["HEAD", "index"] {
            fs::copy(inner.join(part), src.join(part)).expect("copy");
        }
        let core = "[core]\nrepositoryformatversion = 0\nbare = false\nworktree = .\n";
        it.write("src/config", &format!("{core}[filter \"x\"]\nclean = {}\n", it.command()));
        let service = src.join("store/v00.00.00000/services/store.yaml");
        fs::write(&service, fs::read(&service).expect("read")).expect("write");
    }),
    ("a clean filter", true, |it| it.git(&["config", "filter.x.clean", &it.command()])),
    ("a smudge filter", true, |it| it.git(&["config", "filter.x.smudge", &it.command()])),
    ("a process filter", true, |it| it.git(&["config", "filter.x.process", &it.command()])),
    ("an included filter", true, |it| {
        it.write(".git/more", &format!("[filter \"x\"]\nclean = {}\n", it.command()));
        it.git(&["config", "include.path", "more"]);
    }),
    ("textconv", true, |it| it.git(&["config", "diff.x.textconv", &it.command()])),
    ("a diff command of a kind of file", true, |it| it.git(&["config", "diff.x.command", &it.command()])),
    ("an external diff", true, |it| it.git(&["config", "diff.external", &it.command()])),
    ("fsmonitor", true, |it| it.git(&["config", "core.fsmonitor", &it.command()])),
    ("hooks", true, |it| {
        for hook in ["post-index-change", "reference-transaction", "post-checkout", "fsmonitor-watchman"] {
            it.program(&it.folder.path().join("hooks").join(hook));
            it.program(&it.root().join(".git/hooks").join(hook));
        }
        it.git(&["config", "core.hooksPath", &it.folder.path().join("hooks").to_string_lossy()]);
        let _ = fs::remove_file(it.marker());
    }),
    ("aliases", true, |it| {
        for name in ["diff", "ls-files", "rev-parse", "cat-file", "ls-tree", "merge-base"] {
            it.git(&["config", &format!("alias.{name}"), &format!("!{}", it.command())]);
        }
    }),
    ("pagers and editors", true, |it| {
        for name in ["core.pager", "pager.diff", "core.editor", "core.askPass", "gpg.program"] {
            it.git(&["config", name, &it.command()]);
        }
    }),
    ("a missing object of a promisor", false, |it| {
        it.git(&["config", "core.repositoryFormatVersion", "1"]);
        it.git(&["config", "extensions.partialClone", "origin"]);
        it.git(&["config", "remote.origin.url", "ssh://host.invalid/x"]);
        it.git(&["config", "remote.origin.promisor", "true"]);
        for name in ["core.sshCommand", "core.gitProxy", "remote.origin.uploadpack"] {
            it.git(&["config", name, &it.command()]);
        }
        it.git(&["config", "credential.helper", &format!("!{}", it.command())]);
        lose(it, "before^{tree}");
    }),
    ("alternates", true, |it| {
        let other = it.other_repository();
        fs::remove_dir_all(it.root().join(".git/objects")).expect("remove");
        it.write(".git/objects/info/alternates", &format!("{}\n", other.join(".git/objects").display()));
    }),
    ("alternates that are nowhere", true, |it| it.write(".git/objects/info/alternates", "/nowhere\n")),
    ("alternates that go in circles", false, |it| it.write(".git/objects/info/alternates", "../objects\n")),
    ("a file called .git", true, |it| {
        let other = it.other_repository();
        fs::remove_dir_all(it.root().join(".git")).expect("remove");
        it.write(".git", &format!("gitdir: {}\n", other.join(".git").display()));
    }),
    ("a link called .git", true, |it| {
        let other = it.other_repository();
        fs::remove_dir_all(it.root().join(".git")).expect("remove");
        std::os::unix::fs::symlink(other.join(".git"), it.root().join(".git")).expect("link");
    }),
    ("another work tree", true, |it| {
        let other = it.other_repository();
        it.git(&["config", "core.worktree", &other.to_string_lossy()]);
        it.git(&["config", "filter.x.clean", &it.command()]);
    }),
    ("a submodule", true, |it| {
        let other = it.other_repository();
        copy(&other, &it.root().join("src/module"));
        git(&it.root(), &["-c", "core.fsmonitor=false", "add", "src/module"]);
        it.write("src/module/src/.gitattributes", "* filter=x diff=x  \n");
        it.write("src/module/src/store/v00.00.00000/services/store.yaml", "a: 1\n");
        let _ = fs::remove_file(it.marker());
    }),
    ("variables that name another repository", true, |it| {
        let other = it.other_repository();
        it.set("GIT_DIR", &other.join(".git").to_string_lossy());
        it.set("GIT_COMMON_DIR", &other.join(".git").to_string_lossy());
        it.set("GIT_WORK_TREE", &it.root().to_string_lossy());
        it.set("GIT_INDEX_FILE", &other.join(".git/index").to_string_lossy());
        it.set("GIT_OBJECT_DIRECTORY", &other.join("nothing").to_string_lossy());
    }),
    ("variables that are settings", true, |it| {
        it.set("GIT_CONFIG_COUNT", "1");
        it.set("GIT_CONFIG_KEY_0", "filter.x.clean");
        it.set("GIT_CONFIG_VALUE_0", &it.command());
    }),
    ("variables that name settings", true, |it| {
        let other = it.other_repository();
        for name in ["GIT_CONFIG", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"] {
            it.set(name, &other.join(".git/config").to_string_lossy());
        }
        it.set("GIT_CONFIG_PARAMETERS", &format!("'filter.x.clean'='{}'", it.command()));
    }),
    ("variables that name commands", true, |it| {
        for name in ["GIT_EXTERNAL_DIFF", "GIT_PAGER", "PAGER", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS"] {
            it.set(name, &it.command());
        }
    }),
    ("the settings of the user", true, |it| {
        let home = it.folder.path().join("home");
        fs::create_dir(&home).expect("create folder");
        fs::write(home.join(".gitconfig"), format!("[filter \"x\"]\nclean = {}\n", it.command())).expect("write");
        it.set("HOME", &home.to_string_lossy());
    }),
    ("a program called git", true, |it| {
        it.program(&it.root().join("src/git"));
        it.set("PATH", &format!(".:{}", std::env::var("PATH").expect("PATH")));
    }),
];

/// Removes the object that an expression leads to.
fn lose(checkout: &Checkout, object: &str) {
    fs::remove_file(loose(checkout, object)).expect("remove");
}

/// The file of the object that an expression leads to.
fn loose(checkout: &Checkout, object: &str) -> PathBuf {
    let id = said_by_git(checkout, &["rev-parse", object], "");
    let (folder, name) = id.split_at(2);
    checkout.root().join(".git/objects").join(folder).join(name)
}

/// Whether the run tells one error and what helps, and nothing else.
fn is_one_error(told: &str) -> bool {
    let starts = told.starts_with("exit code: 2\n--- stdout\n--- stderr\nerror: ");
    starts && told.matches("error: ").count() == 1 && told.matches("\nhelp: ").count() == 1 && told.lines().count() == 6
}

#[test]
fn nothing_that_a_repository_says_is_run() {
    let clean = Checkout::new().told();
    assert!(clean[0].contains("store/v00.00.00000") && !clean[0].contains("shop/"), "{}", clean[0]);
    assert!(clean[1].contains("found: "), "{}", clean[1]);
    let mut wrong = Vec::new();
    for (kind, is_readable, plant) in KINDS {
        let mut checkout = Checkout::new();
        plant(&mut checkout);
        assert!(!checkout.marker().exists(), "{kind}: git itself ran the command");
        let told = checkout.told();
        if checkout.marker().exists() {
            wrong.push(format!("{kind}: A COMMAND WAS RUN"));
        }
        for (told, clean) in told.iter().zip(&clean) {
            if !(told == clean || (!is_readable && is_one_error(told))) {
                wrong.push(format!("{kind}: {told}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What may be broken in a repository.
const BROKEN: &[(&str, Act)] = &[
    ("no objects", |it| fs::remove_dir_all(it.root().join(".git/objects")).expect("remove")),
    ("a strange HEAD", |it| it.write(".git/HEAD", "\0\0\0")),
    ("an unknown format", |it| it.git(&["config", "core.repositoryFormatVersion", "7"])),
    ("a strange configuration", |it| it.write(".git/config", "[core\nx")),
    ("a file called .git without a folder", |it| {
        fs::remove_dir_all(it.root().join(".git")).expect("remove");
        it.write(".git", "gitdir: nowhere\n");
    }),
    ("a file called .git that names itself", |it| {
        fs::remove_dir_all(it.root().join(".git")).expect("remove");
        it.write(".git", "gitdir: .git\n");
    }),
    ("a folder that is missing", |it| lose(it, "before:src")),
    ("a folder that is no folder", |it| {
        let from = loose(it, "before:src/.gitattributes");
        let to = loose(it, "before:src");
        fs::remove_file(&to).expect("remove");
        fs::copy(from, to).expect("copy");
    }),
    ("a folder that is cut off", |it| {
        let file = loose(it, "before:src");
        let bytes = fs::read(&file).expect("read");
        fs::remove_file(&file).expect("remove");
        fs::write(file, &bytes[..bytes.len() / 2]).expect("write");
    }),
    ("packs that are cut off", |it| {
        it.git(&["gc", "-q"]);
        for entry in fs::read_dir(it.root().join(".git/objects/pack")).expect("packs") {
            let file = entry.expect("entry").path();
            let bytes = fs::read(&file).expect("read");
            fs::remove_file(&file).expect("remove");
            fs::write(file, &bytes[..bytes.len() / 2]).expect("write");
        }
    }),
    ("packs of zeros", |it| {
        it.git(&["gc", "-q"]);
        for entry in fs::read_dir(it.root().join(".git/objects/pack")).expect("packs") {
            let file = entry.expect("entry").path();
            if file.extension().is_some_and(|it| it == "pack") {
                let mut bytes = fs::read(&file).expect("read");
                bytes.iter_mut().skip(12).for_each(|byte| *byte = 0);
                fs::remove_file(&file).expect("remove");
                fs::write(file, bytes).expect("write");
            }
        }
    }),
    ("a commit of more files than there are atoms", |it| {
        let blob = said_by_git(it, &["hash-object", "-w", "--stdin"], "x");
        let mut id = said_by_git(it, &["mktree"], &format!("100644 blob {blob}\ta.yaml\n"));
        for _ in 0..40 {
            let within: String = (0..100).map(|at| format!("040000 tree {id}\t{at:0>200}\n")).collect();
            id = said_by_git(it, &["mktree"], &format!("{within}040000 tree {id}\tsrc\n"));
        }
        let commit = format!("tree {id}\nauthor a <a> 0 +0000\ncommitter a <a> 0 +0000\n\nx\n");
        let commit = said_by_git(it, &["hash-object", "-w", "--stdin", "-t", "commit"], &commit);
        it.git(&["tag", "-f", "before", &commit]);
    }),
    ("an object that says to be huge", |it| {
        let file = loose(it, "before:src");
        fs::remove_file(&file).expect("remove");
        fs::write(file, zipped(b"tree 99999999999\0")).expect("write");
    }),
];

/// What git answers, given an input.
fn said_by_git(checkout: &Checkout, arguments: &[&str], input: &str) -> String {
    let mut command = Command::new("git");
    command.args(arguments).current_dir(checkout.root()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("git");
    child.stdin.take().expect("input").write_all(input.as_bytes()).expect("write");
    let output = child.wait_with_output().expect("git");
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

/// A stream of zlib with one stored block.
fn zipped(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("short");
    let mut zipped = vec![0x78, 0x01, 0x01];
    zipped.extend(length.to_le_bytes());
    zipped.extend((!length).to_le_bytes());
    zipped.extend(bytes);
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65521;
        high = (high + low) % 65521;
    }
    zipped.extend(((high << 16) | low).to_be_bytes());
    zipped
}

#[test]
fn a_broken_repository_is_one_clear_error() {
    let clean = Checkout::new().told();
    let mut wrong = Vec::new();
    for (kind, break_it) in BROKEN {
        let mut checkout = Checkout::new();
        break_it(&mut checkout);
        let [changed, compared] = checkout.told();
        if changed.starts_with("exit code: 2") && !is_one_error(&changed) {
            wrong.push(format!("{kind}: {changed}"));
        }
        if !is_one_error(&compared) && compared != clean[1] {
            wrong.push(format!("{kind}: {compared}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
