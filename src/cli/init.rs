//! `provgen init`: drafts the inputs of a new provider.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::folder::write;
use super::screen::result;
use super::shell::shell_word;
use super::status::{Status, fail};
use super::targets::SPECS;
use crate::config::By;
use crate::error::Error;
use crate::fetch;
use crate::init::{self, Draft, Given, Wanted};
use crate::output::Renewed;
use crate::source::{InputFile, MAX_MEGABYTES, listed, read_file};
use crate::text;
use crate::text::counted;

/// Write a first provgen.yaml and mapping for an API.
///
/// Also copies the documents into the new folder. An existing folder is only changed with --force.
///
/// Several documents become one API. Its services are grouped over all of them, or each document is a service, whichever
/// groups the operations better.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The API's OpenAPI documents: 2.0, 3.0 or 3.1, as YAML or JSON; files, folders of files, or https URLs
    #[arg(value_name = "SPEC", required = true)]
    specs: Vec<PathBuf>,

    /// The name of the provider in SQL [default: from the title of the document, or else its file name]
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,

    /// What names the services [default: what groups the operations best]
    #[arg(long, value_name = "WHAT", value_enum)]
    by: Option<By>,

    /// Write into this folder [default: `specs/NAME`]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Write into the folder even if it exists; what changes is kept beside it as FILE.old
    #[arg(long)]
    force: bool,
}

pub fn run(arguments: &Arguments) -> io::Result<Status> {
    match arguments.start() {
        Ok((folder, draft, renewed)) => result(&report(&folder, &draft, &renewed))?,
        Err(error) => return fail(&error),
    }
    Ok(Status::Success)
}

impl Arguments {
    fn start(&self) -> Result<(PathBuf, Draft, Renewed), Error> {
        let mut given = Vec::new();
        for spec in &self.specs {
            given.extend(documents(spec)?);
        }
        let folder = self.specs.iter().find(|spec| spec.is_dir()).cloned();
        let wanted = Wanted { name: self.provider.clone(), by: self.by, folder };
        let draft = init::draft(given, &wanted)?;
        let folder = self.out.clone().unwrap_or_else(|| Path::new(SPECS).join(&draft.name));
        let renewed = write(&folder, &draft.files, self.force)?;
        Ok((folder, draft, renewed))
    }
}

/// Returns the documents that an argument names: a file, those of a folder, or what a URL leads to.
fn documents(spec: &Path) -> Result<Vec<Given>, Error> {
    let text = spec.to_string_lossy();
    if ["https:", "http:", "file:"].iter().any(|scheme| text.starts_with(scheme)) {
        let bytes = fetch::document(&text, &|_| {})?;
        let name = text.split(['?', '#']).next().unwrap_or_default();
        let file = InputFile { path: PathBuf::from(name), bytes };
        return Ok(vec![Given { file, url: Some(text.into_owned()), is_of_folder: false }]);
    }
    let is_of_folder = spec.is_dir();
    let files = if is_of_folder { listed(spec)? } else { vec![spec.to_owned()] };
    let read = |path: PathBuf| {
        let bytes = read_file(&path, MAX_MEGABYTES, "give the API's OpenAPI document")?;
        Ok(Given { file: InputFile { path, bytes }, url: None, is_of_folder })
    };
    files.into_iter().map(read).collect()
}

fn report(folder: &Path, draft: &Draft, renewed: &Renewed) -> String {
    let names = written(&draft.files);
    let (operations, services) = (counted(draft.operations, "operation"), counted(draft.services, "service"));
    let head = format!("{}: {operations} in {services}; wrote {}", folder.display(), names.join(", "));
    let head = format!("{}\n", text::plain(&head));
    let guessed = (draft.guessed > 0)
        .then(|| format!("mapping: {} guessed, each marked in the column `provgen`", counted(draft.guessed, "row")));
    let hinted = (draft.hinted > 0).then(|| {
        format!("mapping: {} with cells that the document gives by x-stackql keys", counted(draft.hinted, "row"))
    });
    let unmapped =
        (draft.unmapped > 0).then(|| format!("mapping: {} without a name", counted(draft.unmapped, "operation")));
    let saved = renewed.saved.iter().map(|(file, old)| format!("{file}: its old content is in {old}"));
    let notes = draft.notes.iter().cloned().chain(guessed).chain(hinted).chain(unmapped).chain(saved);
    let notes = notes.map(|note| format!("    {}\n", text::plain(&note)));
    [head, "review:\n".to_owned()].into_iter().chain(notes).chain([next(folder, draft)]).collect()
}

/// The commands that lead to the first query.
fn next(folder: &Path, draft: &Draft) -> String {
    let target = text::plain(&shell_word(&target(folder)));
    let review = if draft.guessed > 0 { format!("    provgen review {target}\n") } else { String::new() };
    format!("then run:\n{review}    provgen generate {target}\n{}", shell(folder))
}

/// The command that opens StackQL on what `generate` writes, unless a shell would read the folder's name as more than a
/// name.
fn shell(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().display().to_string();
    if name.is_empty() || shell_word(&name) != name {
        return String::new();
    }
    let root = format!("$PWD/generated/{name}");
    let registry = [("url", format!("file://{root}")), ("localDocRoot", root)];
    let keys = registry.map(|(key, value)| format!(r#"\"{key}\": \"{value}\", "#)).concat();
    format!(r#"    stackql shell --registry="{{{keys}\"verifyConfig\": {{\"nopVerify\": true}}}}""#) + "\n"
}

/// Returns the names of files, the most important first; documents in a folder are counted.
fn written(files: &[(String, Vec<u8>)]) -> Vec<String> {
    let names = files.iter().rev().map(|(name, _)| name.as_str());
    let (below, own): (Vec<&str>, Vec<&str>) = names.partition(|name| name.contains('/'));
    let folder = below.first().and_then(|name| name.split('/').next());
    let several = folder.map(|folder| format!("{} in {folder}", counted(below.len(), "document")));
    own.into_iter().map(str::to_owned).chain(several).collect()
}

/// The name by which `generate` finds the folder.
fn target(folder: &Path) -> String {
    folder.strip_prefix(SPECS).unwrap_or(folder).display().to_string()
}
