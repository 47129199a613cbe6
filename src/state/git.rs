//! Extracts a folder of a commit with the git command, without touching the working tree.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::error::Error;
use crate::text::closest;

/// Endings of the files that providers are read from. Pages are not needed.
const ENDINGS: [&str; 4] = [".yaml", ".yml", ".json", ".csv"];

/// Larger files are not extracted; who needs one reports it as missing.
const MAX_BYTES: u64 = 256 << 20;

/// Files of a commit in a temporary folder, which is removed on drop.
pub struct Extract {
    folder: TempDir,
    reference: String,
    path: String,
}

struct Blob {
    id: String,
    path: PathBuf,
}

impl Extract {
    /// The temporary folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// The extracted path.
    pub fn path(&self) -> PathBuf {
        self.root().join(&self.path)
    }

    /// The prefix of paths in messages.
    pub fn prefix(&self) -> String {
        format!("{}:", self.reference)
    }

    /// A path as the user would name it.
    pub fn name_of(&self, path: &Path) -> PathBuf {
        let rest = path.strip_prefix(self.root());
        rest.map_or_else(|_| path.to_owned(), |rest| format!("{}{}", self.prefix(), rest.display()).into())
    }
}

/// Extracts what a commit has at a path, relative to the root of the repository, or to the working folder if it begins
/// with `./`.
///
/// # Errors
/// Git is missing, or the commit or path does not exist.
pub fn extract(reference: &str, path: &str) -> Result<Extract, Error> {
    if reference.is_empty() || reference.starts_with('-') {
        let message = format!("`{reference}:{path}` does not name a commit");
        return Err(Error::usage(message, "give a commit, a branch or a tag: GITREF:PATH"));
    }
    let commit = commit(reference)?;
    let path = full_path(path)?;
    let is_folder = kind(&commit, &path, reference)? == "tree";
    let folder = TempDir::new().map_err(|error| {
        Error::io("create", &std::env::temp_dir(), error, "check the permissions of the folder for temporary files")
    })?;
    let extract = Extract { folder, reference: reference.to_owned(), path: path.clone() };
    let within = if is_folder { path.as_str() } else { path.rsplit_once('/').map_or("", |(parent, _)| parent) };
    fs::create_dir_all(extract.root().join(within)).map_err(|error| unwritable(extract.root(), error))?;
    write(&blobs(&commit, within)?, extract.root())?;
    Ok(extract)
}

fn commit(reference: &str) -> Result<String, Error> {
    let wanted = format!("{reference}^{{commit}}");
    let output = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
    if let Some(commit) = output {
        return Ok(commit.trim().to_owned());
    }
    if git(&["rev-parse", "--git-dir"])?.is_none() {
        let message = format!("`{reference}:` names a commit, but this is not a git repository");
        return Err(Error::usage(message, "run the command in a repository, or give an existing path"));
    }
    let known = git(&["for-each-ref", "--format=%(refname:short)"])?.unwrap_or_default();
    let known: Vec<String> = known.lines().map(str::to_owned).collect();
    let help = match closest(reference, &known) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "give an existing commit, branch or tag; `git fetch` gets those of others".to_owned(),
    };
    Err(Error::usage(format!("unknown commit `{reference}`"), help))
}

fn full_path(path: &str) -> Result<String, Error> {
    let mut full = String::new();
    let mut rest = path;
    if let Some(relative) = path.strip_prefix("./").or((path == ".").then_some("")) {
        full = git(&["rev-parse", "--show-prefix"])?.unwrap_or_default().trim_end_matches('\n').to_owned();
        rest = relative;
    }
    full.push_str(rest);
    let full = full.trim_end_matches('/').to_owned();
    if !full.is_empty() && !is_plain(&full) {
        let help = "give the path relative to the root of the repository, or begin it with `./`";
        return Err(Error::usage(format!("`{path}` points out of the repository"), help));
    }
    Ok(full)
}

fn kind(commit: &str, path: &str, reference: &str) -> Result<String, Error> {
    if let Some(kind) = git(&["cat-file", "-t", &format!("{commit}:{path}")])? {
        return Ok(kind.trim().to_owned());
    }
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    let listed = git(&["ls-tree", "--full-tree", "--name-only", "-z", &format!("{commit}:{parent}")])?;
    let known: Vec<String> = listed.unwrap_or_default().split('\0').map(str::to_owned).collect();
    let help = match closest(name, &known).filter(|known| !known.is_empty()) {
        Some(known) if parent.is_empty() => format!("did you mean `{reference}:{known}`?"),
        Some(known) => format!("did you mean `{reference}:{parent}/{known}`?"),
        None => "paths are relative to the root of the repository, or to the current folder if they begin with `./`"
            .to_owned(),
    };
    Err(Error::usage(format!("`{path}` does not exist in `{reference}`"), help))
}

/// The files below a folder of a commit that may be part of a provider.
fn blobs(commit: &str, folder: &str) -> Result<Vec<Blob>, Error> {
    let listed = git(&["ls-tree", "-r", "-l", "-z", "--full-tree", &format!("{commit}:{folder}")])?.unwrap_or_default();
    let blob = |line: &str| {
        let (about, name) = line.split_once('\t')?;
        let mut about = about.split_whitespace();
        let (mode, id, size) = (about.next()?, about.nth(1)?, about.next()?);
        let is_file = mode.starts_with("100") && size.parse::<u64>().is_ok_and(|size| size <= MAX_BYTES);
        let is_wanted = is_plain(name) && ENDINGS.iter().any(|ending| name.ends_with(ending));
        (is_file && is_wanted).then(|| Blob { id: id.to_owned(), path: Path::new(folder).join(name) })
    };
    Ok(listed.split('\0').filter_map(blob).collect())
}

/// Whether a path stays within its folder.
fn is_plain(path: &str) -> bool {
    !path.contains('\\') && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

fn write(blobs: &[Blob], root: &Path) -> Result<(), Error> {
    let mut child =
        command().args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(no_git)?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else { return Ok(()) };
    let mut output = BufReader::new(output);
    std::thread::scope(|scope| {
        // Write from another thread: git blocks once its output pipe is full.
        scope.spawn(move || blobs.iter().try_for_each(|blob| writeln!(input, "{}", blob.id)));
        blobs.iter().try_for_each(|blob| {
            let path = root.join(&blob.path);
            let bytes = next(&mut output).map_err(|error| unwritable(&path, error))?;
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(|error| unwritable(parent, error))?;
            }
            fs::write(&path, bytes).map_err(|error| unwritable(&path, error))
        })
    })?;
    drop(output);
    // All answers were read; the exit code does not matter.
    let _ = child.wait();
    Ok(())
}

/// Reads the next answer of `git cat-file --batch`: a line that ends in the size, the bytes, and a line feed.
fn next(output: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut line = String::new();
    output.read_line(&mut line)?;
    let size = line.trim_end().rsplit(' ').next().and_then(|size| size.parse::<usize>().ok());
    let size = size.ok_or_else(|| std::io::Error::other(format!("git reported: {}", line.trim_end())))?;
    let mut bytes = vec![0; size + 1];
    output.read_exact(&mut bytes)?;
    bytes.pop();
    Ok(bytes)
}

/// The output of git; `None` if it fails.
fn git(arguments: &[&str]) -> Result<Option<String>, Error> {
    let output = command().args(arguments).stdin(Stdio::null()).output().map_err(no_git)?;
    Ok(output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// A git command that never prompts and never connects to another host.
fn command() -> Command {
    let mut command = Command::new("git");
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0");
    command.stderr(Stdio::null());
    command
}

fn no_git(error: std::io::Error) -> Error {
    let help = "install git, or give an existing path instead of GITREF:PATH";
    Error::io("run", Path::new("git"), error, help)
}

fn unwritable(path: &Path, error: std::io::Error) -> Error {
    Error::io("write", path, error, "check the permissions of the folder for temporary files")
}
