//! The `stackql` program of the user.

use std::env;
use std::path::{Path, PathBuf, absolute};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use tempfile::TempDir;

use super::child::{Child, End, Heard};
use crate::error::Error;

/// How long the program may take to tell its version.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the program comes from.
const HELP: &str = "install StackQL (https://stackql.io/install), and name its program with `--stackql PATH` if it is \
    not on the PATH";

/// The `stackql` program.
#[derive(Clone, Debug)]
pub struct Program {
    path: PathBuf,
    version: String,
}

impl Program {
    /// Finds the program that is named, or else the first `stackql` on the path of the system, and asks for its version.
    pub fn find(named: Option<&Path>) -> Result<Self, Error> {
        let path = match named {
            Some(named) => absolute(named).map_err(|error| Error::io("find", named, error, HELP))?,
            None => on_path().ok_or_else(|| Error::usage("no `stackql` on the PATH", HELP))?,
        };
        let version = version(&path, named.unwrap_or(&path))?;
        Ok(Program { path, version })
    }

    /// Returns what the program says of its version, such as `stackql v0.10.605 linux (1234567)`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns the path of the program.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn on_path() -> Option<PathBuf> {
    let name = format!("stackql{}", env::consts::EXE_SUFFIX);
    let folders = env::var_os("PATH")?;
    let candidates = env::split_paths(&folders).map(|folder| folder.join(&name));
    candidates.filter_map(|path| absolute(path).ok()).find(|path| path.is_file())
}

/// Asks a program for its version, in an empty folder and without any variable of the environment. Messages call it
/// `named`.
fn version(path: &Path, named: &Path) -> Result<String, Error> {
    let failed = |error| Error::io("run", named, error, HELP);
    let folder = TempDir::new().map_err(failed)?;
    let mut command = Command::new(path);
    command.arg("--version").env_clear().current_dir(folder.path());
    let child = Child::start(&mut command, false).map_err(failed)?;
    let (heard, end) = child.listen(PATIENCE, &AtomicBool::new(false), |_| false);
    let version = first_line(&heard).filter(|line| end == End::Closed && line.starts_with("stackql"));
    version.ok_or_else(|| Error::usage(format!("{} is no StackQL program", named.display()), HELP))
}

fn first_line(heard: &Heard) -> Option<String> {
    let text = String::from_utf8_lossy(&heard.out);
    text.lines().next().map(|line| line.trim().to_owned())
}
