//! `provgen docs`: writes pages from provider documents, whoever made them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;

use super::screen::{Screen, remark, result};
use super::status::{Status, fail};
use crate::config::{Docs, Style};
use crate::error::Error;
use crate::examples::{self, Examples};
use crate::finding;
use crate::finding::Site;
use crate::output;
use crate::place::Mark;
use crate::registry::{self, Folder, Found, Loaded};
use crate::render::Extras;
use crate::text;
use crate::text::closest;
use crate::text::counted;
use crate::{proof, render, report};

/// Write pages for the providers of a registry.
///
/// Exit code 0: written. 1: written, without what could not be read. 2: could not run.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Names of providers in the registry [default: all]
    #[arg(value_name = "PROVIDER")]
    providers: Vec<String>,

    /// Read this registry, a provider in it, or a version of a provider
    #[arg(long, value_name = "DIR")]
    from_registry: PathBuf,

    /// Write below this folder, each provider into a folder of its own
    #[arg(long, value_name = "DIR", default_value = "pages")]
    out: PathBuf,

    /// Write pages of this style
    #[arg(long, value_enum, default_value_t)]
    style: Style,
}

struct Told {
    status: Status,
    result: String,
    remark: String,
}

pub fn run(arguments: &Arguments, screen: Screen) -> io::Result<Status> {
    let folders = match arguments.folders() {
        Ok(folders) => folders,
        Err(error) => return fail(&error),
    };
    let progress = screen.progress();
    let line = progress.line("docs");
    line.say("reading");
    let told: Vec<Told> = folders.into_par_iter().map(|folder| arguments.one(folder)).collect();
    drop(line);
    let mut worst = Status::Success;
    for told in told {
        result(&told.result)?;
        remark(&told.remark)?;
        worst = worst.max(told.status);
    }
    Ok(worst)
}

impl Arguments {
    /// The newest version of each requested provider.
    fn folders(&self) -> Result<Vec<Folder>, Error> {
        let mut newest: BTreeMap<String, Folder> = BTreeMap::new();
        for found in registry::find(&self.from_registry)? {
            match found {
                Found::Folder(folder) => drop(newest.insert(folder.provider.clone(), folder)),
                Found::Document(path) => return Err(not_a_registry(&path)),
            }
        }
        if self.providers.is_empty() {
            return Ok(newest.into_values().collect());
        }
        let known: Vec<String> = newest.keys().cloned().collect();
        self.providers.iter().map(|name| newest.remove(name).ok_or_else(|| unknown(name, &known))).collect()
    }

    fn one(&self, folder: Folder) -> Told {
        let root = self.out.join(&folder.provider);
        let loaded = registry::load(folder);
        let mut told = Told { status: Status::Success, result: String::new(), remark: unread(&loaded) };
        if !told.remark.is_empty() {
            told.status = Status::Findings;
        }
        match self.write(loaded, &root) {
            Ok(text) => told.result = text,
            Err(error) => {
                told.remark.push_str(&format!("{}\n", report::error(&error)));
                told.status = Status::Failure;
            }
        }
        told
    }

    /// Writes the pages; returns their findings and number as text.
    fn write(&self, loaded: Loaded, root: &Path) -> Result<String, Error> {
        let document = loaded.opened.document.path.clone();
        let tree = loaded.opened.document.tree.clone();
        let provider = loaded.into_provider();
        let docs = Docs { style: self.style, ..Docs::default() };
        let (examples, mut findings) = match docs.style.has_examples() {
            true => examples::all(&provider, &[]),
            false => (Examples::default(), Vec::new()),
        };
        let extras = Extras { examples, ..Extras::default() };
        let pages = render::pages(&provider, &extras, &docs).map_err(|error| render::fault(&error))?;
        findings.extend(proof::check(&pages, docs.style.page_limit(), Site::Config(Mark::default())));
        let told = report::findings(&finding::locate_in(&findings, &document, &tree));
        let written = output::write(root, &pages)?;
        let counts = provider.counts();
        Ok(format!(
            "{told}{}: {}, {}, {}, {} in {} ({} written, {} removed)\n",
            text::plain(&provider.name),
            counted(counts.services, "service"),
            counted(counts.resources, "resource"),
            counted(counts.methods, "method"),
            counted(pages.len(), "page"),
            root.display(),
            written.written.len(),
            written.removed.len(),
        ))
    }
}

fn unread(loaded: &Loaded) -> String {
    let told = |error: &Error| format!("{}\n", report::error(error));
    loaded.errors.iter().map(told).chain(loaded.missing().map(|error| told(&error))).collect()
}

fn unknown(name: &str, known: &[String]) -> Error {
    let help = match closest(name, known) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "name a folder of the registry".to_owned(),
    };
    Error::usage(format!("the registry has no provider `{name}`"), help)
}

fn not_a_registry(path: &Path) -> Error {
    Error::usage(
        format!("{} is one document, and pages are of a provider", path.display()),
        "name a registry or a provider",
    )
}
