//! `provgen docs`: writes pages from provider documents, whoever made them.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;

use super::screen::{Screen, remark, result};
use super::status::{Status, fail};
use crate::config::Style;
use crate::engine::{Profile, Release};
use crate::error::Error;
use crate::output;
use crate::pipeline::{self, Documented};
use crate::registry::{self, Folder};
use crate::report;
use crate::text;
use crate::text::closest;
use crate::text::counted;

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

    /// Show only examples that work on this release of the engine [default: on each]
    #[arg(long, value_name = "RELEASE", value_enum)]
    engine: Option<Release>,
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
        let newest = registry::newest(&self.from_registry)?;
        if self.providers.is_empty() {
            return Ok(newest);
        }
        let known: Vec<String> = newest.iter().map(|folder| folder.provider.clone()).collect();
        if let Some(name) = self.providers.iter().find(|name| !known.contains(name)) {
            return Err(unknown(name, &known));
        }
        Ok(newest.into_iter().filter(|folder| self.providers.contains(&folder.provider)).collect())
    }

    fn one(&self, folder: Folder) -> Told {
        let root = self.out.join(&folder.provider);
        let documented = pipeline::document(folder, self.style, self.engine.map(Profile::only).unwrap_or_default());
        let mut told = Told { status: Status::Success, result: String::new(), remark: String::new() };
        let written = documented.and_then(|documented| {
            told.remark = documented.unread.iter().map(|error| format!("{}\n", report::error(error))).collect();
            written(&documented, &root)
        });
        if !told.remark.is_empty() {
            told.status = Status::Findings;
        }
        match written {
            Ok(text) => told.result = text,
            Err(error) => {
                told.remark.push_str(&format!("{}\n", report::error(&error)));
                told.status = Status::Failure;
            }
        }
        told
    }
}

/// Writes the pages; returns their findings and number as text.
fn written(documented: &Documented, root: &Path) -> Result<String, Error> {
    let Documented { provider, pages, findings, .. } = documented;
    let told = report::findings(findings);
    let written = output::write(root, pages)?;
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

fn unknown(name: &str, known: &[String]) -> Error {
    let help = match closest(name, known) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "give a folder of the registry".to_owned(),
    };
    Error::usage(format!("the registry has no provider `{name}`"), help)
}
