//! The stages in a row: the inputs of a provider become the files of its tree.

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::config::ConfigFile;
use crate::error::Error;
use crate::finding::Severity;
use crate::model::Counts;
use crate::render::Product;
use crate::report::{self, Inputs, Located};
use crate::{mapping, model, normalise, render, source};

/// Where the inputs of a provider are.
#[derive(Clone, Debug)]
pub struct Job {
    /// `provgen.yaml`.
    pub config: PathBuf,
    /// Stands in for the document that the configuration names; its SHA-256 then does not count.
    pub spec: Option<PathBuf>,
    /// Stands in for the mapping that the configuration names.
    pub mapping: Option<PathBuf>,
}

/// The files of a provider, and what was found on the way.
#[derive(Debug)]
pub struct Built {
    /// Every file of the tree. Empty if there is a finding of severity error.
    pub products: Vec<Product>,
    /// What is wrong with the inputs, in the order of files and lines.
    pub findings: Vec<Located>,
    /// Totals.
    pub counts: Counts,
    /// The stages in order, with the seconds that each took.
    pub timings: Vec<(&'static str, f64)>,
}

impl Built {
    /// Whether there is a finding that weighs at least this much.
    pub fn fails(&self, threshold: Severity) -> bool {
        self.findings.iter().any(|finding| finding.severity <= threshold)
    }
}

/// Builds the files of a provider without writing any.
///
/// # Errors
/// An input that cannot be read or understood at all.
pub fn build(job: &Job) -> Result<Built, Error> {
    let mut clock = Clock::start();
    let config = ConfigFile::read(
        &source::read_file(&job.config, "name a provider under `specs`, or a path to a provgen.yaml")?,
        &job.config,
    )?;
    let folder = job.config.parent().unwrap_or(Path::new(""));
    let mapping_path = job.mapping.clone().unwrap_or_else(|| folder.join(&config.config.mapping));
    let mapping_bytes =
        source::read_file(&mapping_path, "correct `mapping` in provgen.yaml, or give a file with --mapping")?;
    let rows = mapping::read(&mapping_bytes, &mapping_path)?;
    clock.lap("config and mapping file");
    let (source, mut findings) = match &job.spec {
        Some(spec) => source::load(spec, None)?,
        None => source::load(&folder.join(&config.config.source.file), config.config.source.sha256.as_deref())?,
    };
    clock.lap("source");
    let (document, mut found) = normalise::normalise(&source.document, config.config.methods.path_parameters);
    findings.append(&mut found);
    clock.lap("normalise");
    let (services, mut found) = mapping::map(&document.operations, &rows, &config);
    findings.append(&mut found);
    clock.lap("mapping");
    let (provider, mut found) = model::build(&document, &services, &config);
    findings.append(&mut found);
    clock.lap("model");
    let inputs =
        Inputs { config: (&config.path, &config.tree), spec: (&source.path, &source.tree), mapping: &mapping_path };
    let findings = report::locate(&findings, &inputs);
    let mut built = Built { products: Vec::new(), findings, counts: provider.counts(), timings: Vec::new() };
    clock.lap("findings");
    if !built.fails(Severity::Error) {
        built.products = render::render(&provider, &config.config.docs).map_err(|error| template_error(&error))?;
    }
    clock.lap("render");
    built.timings = clock.laps;
    Ok(built)
}

fn template_error(error: &render::RenderError) -> Error {
    Error::usage(error.to_string(), "this is a fault of provgen: please report it with the input that led to it")
}

struct Clock {
    last: Instant,
    laps: Vec<(&'static str, f64)>,
}

impl Clock {
    fn start() -> Self {
        Clock { last: Instant::now(), laps: Vec::new() }
    }

    fn lap(&mut self, stage: &'static str) {
        self.laps.push((stage, self.last.elapsed().as_secs_f64()));
        self.last = Instant::now();
    }
}
