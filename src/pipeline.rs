//! The stages in a row: the inputs of a provider become the files of its tree.

use std::mem;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::config::{ConfigFile, Style};
use crate::error::Error;
use crate::examples::Examples;
use crate::finding;
use crate::finding::{Finding, Severity, Site};
use rayon::prelude::*;

use crate::diff::record::Recorded;
use crate::finding::Located;
use crate::mapping::infer::NameFrom;
use crate::mapping::{Mapped, service_of_tag, sheet};
use crate::model::{Counts, Provider, Service};
use crate::normalise::Document;
use crate::proposal::{self, Proposal};
use crate::render::{Extras, Product};
use crate::source::views;
use crate::source::views::Fragment;
use crate::source::{MAX_MEGABYTES, Overlays, Source};
use crate::stats::Stats;
use crate::{examples, lower, mapping, model, normalise, proof, render, source, stats};

/// Where the inputs of a provider are.
#[derive(Clone, Debug)]
pub struct Job {
    /// `provgen.yaml`.
    pub config: PathBuf,
    /// Stands in for the document, or the folder of documents, that the configuration names; a
    /// SHA-256 counts all the same.
    pub spec: Option<PathBuf>,
    /// Stands in for the mapping that the configuration names.
    pub mapping: Option<PathBuf>,
    /// Stands in for the style of the pages that the configuration names.
    pub style: Option<Style>,
}

/// The files of a provider, and what was found on the way.
#[derive(Debug)]
pub struct Built {
    /// The provider.
    pub provider: Provider,
    /// Every file of the tree. Empty if there is a finding of severity error.
    pub products: Vec<Product>,
    /// What is wrong with the inputs, in the order of files and lines.
    pub findings: Vec<Located>,
    /// Totals.
    pub counts: Counts,
    /// What was changed in the API's documents for SQL.
    pub lowered: lower::Counts,
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
/// An input that cannot be read or understood at all; `Error::NotFetched` for a document that is not
/// here and has an address.
pub fn build(job: &Job, on_stage: &dyn Fn(&'static str)) -> Result<Built, Error> {
    let mut clock = Clock::start(on_stage);
    let mut modelled = Modelled::of(job, &mut clock)?;
    let has_examples = modelled.inputs.config.config.docs.style.has_examples();
    let examples = if has_examples { modelled.examples(&mut clock)? } else { Examples::default() };
    let Modelled { inputs, parts, provider, findings } = modelled;
    let extras = Extras { examples, changes: inputs.changes()? };
    let findings = clock.time("findings", || inputs.locate(&findings, &parts));
    let mut lowered = lower::Counts::default();
    parts.iter().for_each(|part| lowered.add(part.lowered));
    let counts = provider.counts();
    let mut built = Built { provider, products: Vec::new(), findings, counts, lowered, timings: Vec::new() };
    if !built.fails(Severity::Error) {
        let rendered = clock.time("render", || render::render(&built.provider, &extras, &inputs.config.config.docs));
        built.products = rendered.map_err(|error| render::fault(&error))?;
        let found = clock.time("proof", || inputs.proof(&built.products));
        built.findings.extend(inputs.locate(&found, &parts));
        built.findings = finding::sorted(built.findings);
    }
    built.timings = clock.laps;
    Ok(built)
}

/// Counts what a provider has, whatever is wrong with its inputs. `on_stage` is told what is being done.
///
/// # Errors
/// An input that cannot be read or understood at all.
pub fn stats(job: &Job, on_stage: &dyn Fn(&'static str)) -> Result<Stats, Error> {
    let modelled = Modelled::of(job, &mut Clock::start(on_stage))?;
    let mapped: Vec<&Mapped> = modelled.parts.iter().map(|part| &part.mapped).collect();
    Ok(stats::count(&modelled.provider, &mapped))
}

/// The examples of a provider that are true, and what is wrong with the inputs.
#[derive(Debug)]
pub struct Illustrated {
    /// The provider.
    pub provider: Provider,
    /// The examples.
    pub examples: Examples,
    /// What is wrong with the inputs, in the order of files and lines.
    pub findings: Vec<Located>,
}

/// Makes and checks the examples of a provider, whatever the style of its pages. `on_stage` is told what is being done.
///
/// # Errors
/// An input that cannot be read or understood at all.
pub fn examples(job: &Job, on_stage: &dyn Fn(&'static str)) -> Result<Illustrated, Error> {
    let mut clock = Clock::start(on_stage);
    let mut modelled = Modelled::of(job, &mut clock)?;
    let examples = modelled.examples(&mut clock)?;
    let findings = modelled.inputs.locate(&modelled.findings, &modelled.parts);
    Ok(Illustrated { provider: modelled.provider, examples, findings })
}

/// The model of a provider, whatever is wrong with its inputs.
///
/// # Errors
/// An input that cannot be read or understood at all.
pub fn model(job: &Job) -> Result<Provider, Error> {
    Ok(Modelled::of(job, &mut Clock::start(&|_| {}))?.provider)
}

/// A provider after the stages that renderers and counters have in common.
struct Modelled {
    inputs: Inputs,
    parts: Vec<Part>,
    provider: Provider,
    /// What was found in the provider as a whole; the rest stands in its parts.
    findings: Vec<Finding>,
}

impl Modelled {
    fn of(job: &Job, clock: &mut Clock<'_>) -> Result<Self, Error> {
        let inputs = clock.time("reading", || Inputs::read(job))?;
        let config = &inputs.config;
        let mut parts = clock.time("source", || inputs.parts(job))?;
        clock.time("normalise", || parts.par_iter_mut().for_each(|part| part.normalise(config)));
        clock.time("mapping", || Part::map_all(&mut parts, &inputs));
        let mapped: Vec<&Mapped> = parts.iter().map(|part| &part.mapped).collect();
        let hits: Vec<_> = parts.iter().map(|part| part.source.hits.as_slice()).collect();
        let mut findings = inputs.overlays.check(&hits);
        findings.append(&mut mapping::check(&mapped, config));
        clock.time("lower", || parts.par_iter_mut().for_each(|part| part.lower(config)));
        let services = clock.time("model", || parts.iter_mut().flat_map(|part| part.services(config)).collect());
        let (provider, mut found) = model::provider(services, &inputs.views, config);
        findings.append(&mut found);
        Ok(Modelled { inputs, parts, provider, findings })
    }

    /// Makes and checks the examples, for a style that shows them.
    fn examples(&mut self, clock: &mut Clock<'_>) -> Result<Examples, Error> {
        self.inputs.examples = examples::read(&self.inputs.folder)?;
        let (examples, mut found) = clock.time("examples", || examples::all(&self.provider, &self.inputs.examples));
        self.findings.append(&mut found);
        Ok(examples)
    }
}

/// A mapping with the rows that it lacks.
#[derive(Debug)]
pub struct Completed {
    /// Its file.
    pub mapping: PathBuf,
    /// The file as it is; nothing if there is none.
    pub before: Vec<u8>,
    /// The file as it would be.
    pub after: Vec<u8>,
    /// What it has and lacks, by document.
    pub proposals: Vec<Proposal>,
}

/// Proposes what the mapping of a provider lacks, which need not be there yet, without writing it.
///
/// # Errors
/// An input that cannot be read or understood at all.
pub fn complete(job: &Job, from: NameFrom, on_stage: &dyn Fn(&'static str)) -> Result<Completed, Error> {
    let mut clock = Clock::start(on_stage);
    let mut inputs = clock.time("reading", || Inputs::without_mapping(job))?;
    let before = if inputs.mapping.exists() { inputs.read_mapping()? } else { Vec::new() };
    if !before.is_empty() {
        inputs.rows = mapping::read(&before, &inputs.mapping)?;
    }
    let mut parts = clock.time("source", || inputs.parts(job))?;
    clock.time("normalise", || parts.par_iter_mut().for_each(|part| part.normalise(&inputs.config)));
    let proposals = clock.time("mapping", || Part::propose_all(&parts, &inputs, from));
    let standing: Vec<_> = proposals.iter().flat_map(|proposal| &proposal.inference.standing).collect();
    let proposed: Vec<_> = proposals.iter().flat_map(|proposal| &proposal.inference.proposed).collect();
    let after = sheet::complete(&before, &inputs.mapping, &standing, &proposed)?;
    Ok(Completed { mapping: inputs.mapping, before, after, proposals })
}

/// One document on its way through the stages.
struct Part {
    /// The service that it is, if it is one.
    name: Option<String>,
    source: Source,
    document: Document,
    mapped: Mapped,
    lowered: lower::Counts,
    findings: Vec<Finding>,
}

impl Part {
    fn new(name: Option<String>, (source, findings): (Source, Vec<Finding>)) -> Self {
        let (document, mapped, lowered) = Default::default();
        Part { name, source, document, mapped, lowered, findings }
    }

    fn normalise(&mut self, config: &ConfigFile) {
        let (document, mut found) = normalise::normalise(&self.source.document, config.config.methods.path_parameters);
        self.document = document;
        self.findings.append(&mut found);
    }

    fn map_all(parts: &mut [Part], inputs: &Inputs) {
        let shares = Part::shares(parts, inputs);
        parts.par_iter_mut().zip(shares).for_each(|(part, rows)| {
            let name = part.name.as_deref();
            let (mapped, mut found) = mapping::map(&part.document.operations, &rows, &inputs.config, name);
            part.mapped = mapped;
            part.findings.append(&mut found);
        });
    }

    fn propose_all(parts: &[Part], inputs: &Inputs, from: NameFrom) -> Vec<Proposal> {
        let shares = Part::shares(parts, inputs);
        let propose = |(part, rows): (&Part, Vec<mapping::Row>)| {
            proposal::propose(&part.document, &rows, &inputs.config, part.name.as_deref(), from)
        };
        parts.par_iter().zip(shares).map(propose).collect()
    }

    /// The rows that are about each document.
    fn shares(parts: &[Part], inputs: &Inputs) -> Vec<Vec<mapping::Row>> {
        let documents: Vec<_> = parts
            .iter()
            .map(|part| (part.name.as_deref().unwrap_or_default(), part.document.operations.as_slice()))
            .collect();
        mapping::share(&inputs.rows, &documents)
    }

    fn lower(&mut self, config: &ConfigFile) {
        let (document, services) = (mem::take(&mut self.document), mem::take(&mut self.mapped.services));
        let (lowered, mut found) = lower::lower(document, services, config);
        (self.document, self.mapped.services, self.lowered) = (lowered.document, lowered.services, lowered.counts);
        self.findings.append(&mut found);
    }

    fn services(&mut self, config: &ConfigFile) -> Vec<Service> {
        let (mut services, mut found) = model::services(&self.document, &self.mapped.services, config);
        services.iter_mut().for_each(|service| service.sha256.clone_from(&self.source.sha256));
        self.findings.append(&mut found);
        services
    }
}

/// The small inputs of a provider.
struct Inputs {
    config: ConfigFile,
    folder: PathBuf,
    mapping: PathBuf,
    rows: Vec<mapping::Row>,
    overlays: Overlays,
    views: Vec<Fragment>,
    examples: Vec<examples::File>,
}

impl Inputs {
    fn read(job: &Job) -> Result<Self, Error> {
        let inputs = Self::without_mapping(job)?;
        let bytes = inputs.read_mapping()?;
        Ok(Inputs { rows: mapping::read(&bytes, &inputs.mapping)?, ..inputs })
    }

    fn without_mapping(job: &Job) -> Result<Self, Error> {
        let bytes = source::read_file(
            &job.config,
            MAX_MEGABYTES,
            "name a provider under `specs`, or a path to a provgen.yaml",
        )?;
        let mut config = ConfigFile::read(&bytes, &job.config)?;
        config.config.docs.style = job.style.unwrap_or(config.config.docs.style);
        let folder = job.config.parent().unwrap_or(Path::new("")).to_owned();
        let mapping = job.mapping.clone().unwrap_or_else(|| folder.join(&config.config.mapping));
        let named = &config.config.source;
        let overlays: Vec<PathBuf> = named.overlays.iter().map(|path| folder.join(path)).collect();
        let overlays = source::overlays(&overlays, named.max_megabytes.unwrap_or(MAX_MEGABYTES))?;
        let views = views::read(&config, &folder)?;
        Ok(Inputs { config, folder, mapping, rows: Vec::new(), overlays, views, examples: Vec::new() })
    }

    /// What a maintainer has recorded about this version.
    fn changes(&self) -> Result<Recorded, Error> {
        let Some(path) = self.config.config.docs.changes.as_ref().map(|path| self.folder.join(path)) else {
            return Ok(Recorded::default());
        };
        let help =
            "correct `docs.changes` in provgen.yaml, or write it with `provgen diff BASE REV --format json=FILE`";
        crate::diff::record::read(&source::read_file(&path, MAX_MEGABYTES, help)?, &path)
    }

    fn read_mapping(&self) -> Result<Vec<u8>, Error> {
        source::read_file(
            &self.mapping,
            MAX_MEGABYTES,
            "correct `mapping` in provgen.yaml, or give a file with --mapping",
        )
    }

    fn parts(&self, job: &Job) -> Result<Vec<Part>, Error> {
        let named = &self.config.config.source;
        let in_folder = |path: &PathBuf| self.folder.join(path);
        if let Some(dir) = &named.dir {
            let documents = source::documents(&job.spec.clone().unwrap_or_else(|| in_folder(dir)))?;
            let part = |(name, path): (String, PathBuf)| {
                Ok(Part::new(Some(service_of_tag(&name)), source::load(&path, named, &self.overlays)?))
            };
            return documents.into_par_iter().map(part).collect();
        }
        let path = job.spec.clone().or_else(|| named.file.as_ref().map(in_folder)).unwrap_or_default();
        if job.spec.is_none() && named.url.is_some() && !path.exists() {
            let help = format!("run: provgen fetch {}", job.config.display());
            return Err(Error::NotFetched { file: path, help });
        }
        Ok(vec![Part::new(None, source::load(&path, named, &self.overlays)?)])
    }

    /// What is wrong with the pages.
    fn proof(&self, products: &[Product]) -> Vec<Finding> {
        proof::check(
            products,
            self.config.config.docs.style.page_limit(),
            Site::Config(self.config.mark("/docs/style")),
        )
    }

    /// What was found in each document, and in the provider as a whole.
    fn locate(&self, findings: &[Finding], parts: &[Part]) -> Vec<Located> {
        let of_part = |part: &Part| finding::locate(&part.findings, &self.places(&part.source));
        let whole = parts.first().map(|part| finding::locate(findings, &self.places(&part.source)));
        finding::sorted(parts.iter().flat_map(of_part).chain(whole.into_iter().flatten()).collect())
    }

    fn places<'a>(&'a self, source: &'a Source) -> finding::Inputs<'a> {
        let views = self.views.iter().map(|fragment| (fragment.path.as_path(), &fragment.tree));
        finding::Inputs {
            config: (&self.config.path, &self.config.tree),
            spec: (&source.path, &source.tree),
            overlays: self.overlays.files().collect(),
            mapping: &self.mapping,
            views: views.collect(),
            examples: self.examples.iter().map(|file| file.path.as_path()).collect(),
        }
    }
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
