//! The stages in a row: the inputs of a provider become the files of its tree.

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::config::ConfigFile;
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::model::Counts;
use crate::render::Product;
use crate::report::{self, Located};
use crate::source::{MAX_MEGABYTES, Source};
use crate::{mapping, model, normalise, render, source};

/// Where the inputs of a provider are.
#[derive(Clone, Debug)]
pub struct Job {
    /// `provgen.yaml`.
    pub config: PathBuf,
    /// Stands in for the document that the configuration names; a SHA-256 counts all the same.
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

/// Builds the files of a provider without writing any. `on_stage` is told what is being done.
///
/// # Errors
/// An input that cannot be read or understood at all.
pub fn build(job: &Job, on_stage: &dyn Fn(&'static str)) -> Result<Built, Error> {
    let mut clock = Clock::start(on_stage);
    let inputs = clock.time("reading", || Inputs::read(job))?;
    let (source, mut findings) = clock.time("source", || inputs.source(job))?;
    let mut add = |mut found: Vec<Finding>| findings.append(&mut found);
    let config = &inputs.config;
    let naming = config.config.methods.path_parameters;
    let (document, found) = clock.time("normalise", || normalise::normalise(&source.document, naming));
    add(found);
    let (services, found) = clock.time("mapping", || mapping::map(&document.operations, &inputs.rows, config));
    add(found);
    let (provider, found) = clock.time("model", || model::build(&document, &services, config));
    add(found);
    let findings = clock.time("findings", || report::locate(&findings, &inputs.places(&source)));
    let mut built = Built { products: Vec::new(), findings, counts: provider.counts(), timings: Vec::new() };
    if !built.fails(Severity::Error) {
        let rendered = clock.time("render", || render::render(&provider, &config.config.docs));
        built.products = rendered.map_err(|error| template_error(&error))?;
    }
    built.timings = clock.laps;
    Ok(built)
}

/// The small inputs of a provider.
struct Inputs {
    config: ConfigFile,
    folder: PathBuf,
    mapping: PathBuf,
    rows: Vec<mapping::Row>,
}

impl Inputs {
    fn read(job: &Job) -> Result<Self, Error> {
        let bytes = source::read_file(
            &job.config,
            MAX_MEGABYTES,
            "name a provider under `specs`, or a path to a provgen.yaml",
        )?;
        let config = ConfigFile::read(&bytes, &job.config)?;
        let folder = job.config.parent().unwrap_or(Path::new("")).to_owned();
        let mapping = job.mapping.clone().unwrap_or_else(|| folder.join(&config.config.mapping));
        let bytes = source::read_file(
            &mapping,
            MAX_MEGABYTES,
            "correct `mapping` in provgen.yaml, or give a file with --mapping",
        )?;
        let rows = mapping::read(&bytes, &mapping)?;
        Ok(Inputs { config, folder, mapping, rows })
    }

    fn source(&self, job: &Job) -> Result<(Source, Vec<Finding>), Error> {
        let named = &self.config.config.source;
        let path = job.spec.clone().unwrap_or_else(|| self.folder.join(&named.file));
        source::load(&path, named)
    }

    fn places<'a>(&'a self, source: &'a Source) -> report::Inputs<'a> {
        report::Inputs {
            config: (&self.config.path, &self.config.tree),
            spec: (&source.path, &source.tree),
            mapping: &self.mapping,
        }
    }
}

fn template_error(error: &render::RenderError) -> Error {
    Error::usage(error.to_string(), "this is a fault of provgen: please report it with the input that led to it")
}

struct Clock<'a> {
    on_stage: &'a dyn Fn(&'static str),
    laps: Vec<(&'static str, f64)>,
}

impl<'a> Clock<'a> {
    fn start(on_stage: &'a dyn Fn(&'static str)) -> Self {
        Clock { on_stage, laps: Vec::new() }
    }

    fn time<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        (self.on_stage)(stage);
        let started = Instant::now();
        let done = work();
        self.laps.push((stage, started.elapsed().as_secs_f64()));
        done
    }
}
