//! `provgen site`: creates a Docusaurus site around generated pages.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::screen::result;
use super::shell::shell_word;
use super::status::{Status, fail};
use crate::error::Error;
use crate::output::{self, Written};
use crate::site::{self, Generated};
use crate::text::closest;
use crate::text::counted;

/// Create a Docusaurus site from generated pages.
///
/// Only files that an earlier run wrote are replaced or removed. To build the site, run `npm ci` and `npm run build`
/// in its folder.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder of the site
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Folders of generated providers [default: all]
    #[arg(value_name = "PROVIDER")]
    providers: Vec<String>,

    /// Read the output of `provgen generate` from this folder
    #[arg(long, value_name = "DIR", default_value = "generated")]
    generated: PathBuf,
}

pub fn run(arguments: &Arguments) -> io::Result<Status> {
    match arguments.write() {
        Ok(told) => result(&told)?,
        Err(error) => return fail(&error),
    }
    Ok(Status::Success)
}

impl Arguments {
    fn write(&self) -> Result<String, Error> {
        let providers = self.read()?;
        let pages = providers.iter().map(|provider| provider.pages.len() + 1).sum();
        let head = format!(
            "{}: {} of {}",
            self.folder.display(),
            counted(pages, "page"),
            counted(providers.len(), "provider")
        );
        let written = output::write(&self.folder, &site::site(providers))?;
        Ok(format!("{head} ({})\n{}{}", done(&written), self.edits(&written), self.next()))
    }

    /// The requested providers by the names that their pages have, without duplicates.
    fn read(&self) -> Result<Vec<Generated>, Error> {
        let known = self.known();
        let names = if self.providers.is_empty() { &known } else { &self.providers };
        if names.is_empty() {
            let message = format!("no provider found in {}", self.generated.display());
            return Err(Error::usage(message, "run `provgen generate`, or give its output folder with --generated"));
        }
        let mut providers: BTreeMap<String, (&String, Generated)> = BTreeMap::new();
        for name in names {
            let generated = site::read(&self.root(name, &known)?)?;
            let other = providers.insert(generated.name.clone(), (name, generated));
            if let Some((other, generated)) = other.filter(|(other, _)| *other != name) {
                let message = format!("`{other}` and `{name}` are both the provider `{}`", generated.name);
                return Err(Error::usage(message, "list the providers of the site"));
            }
        }
        Ok(providers.into_values().map(|(_, generated)| generated).collect())
    }

    fn root(&self, name: &str, known: &[String]) -> Result<PathBuf, Error> {
        let root = self.generated.join(name);
        if root.join("docs").is_dir() {
            return Ok(root);
        }
        let help = match closest(name, known) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("run: provgen generate {}", shell_word(name)),
        };
        Err(Error::usage(format!("no pages found in {}", root.join("docs").display()), help))
    }

    fn known(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.generated).into_iter().flatten().flatten();
        let providers = entries.filter(|entry| entry.path().join("docs/index.md").is_file());
        let mut names: Vec<String> = providers.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    fn edits(&self, written: &Written) -> String {
        let note = |path: &String| format!("note: {}: was edited by hand\n", self.folder.join(path).display());
        written.overwritten_edits.iter().chain(&written.kept_edits).map(note).collect()
    }

    fn next(&self) -> String {
        format!("to build it, run:\n\n    cd {} && npm ci && npm run build\n\n", shell_word(&path(&self.folder)))
    }
}

fn path(path: &Path) -> String {
    path.display().to_string()
}

fn done(written: &Written) -> String {
    format!("{} written, {} removed, {} unchanged", written.written.len(), written.removed.len(), written.unchanged)
}
