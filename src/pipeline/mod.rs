//! The stages in a row: the inputs of a provider become the files of its tree.
//!
//! ```text
//! read -> parse -> normalise -> map -> lower -> model -> examples -> render -> prove
//! ```
//!
//! Only `read` touches the disk. What is built, [`output`](crate::output) writes.

mod clock;
mod complete;
mod part;
mod run;

use crate::error::Error;
use crate::examples::Examples;
use crate::finding::{Located, Severity};
use crate::lower;
use crate::model::{Counts, Provider};
use crate::render::Product;
use crate::source::{self, Inputs, Purpose};
use crate::stats::{self, Stats};

use clock::Clock;
use run::Run;

pub use crate::source::Job;
pub use complete::{Completed, complete};

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
        fails(&self.findings, threshold)
    }
}

fn fails(findings: &[Located], threshold: Severity) -> bool {
    findings.iter().any(|finding| finding.severity <= threshold)
}

/// Builds the files of a provider without writing any. `on_stage` is told what is being done.
///
/// # Errors
/// An input that cannot be read or understood at all; `Error::NotFetched` for a document that is not
/// here and has an address.
pub fn build(job: &Job, on_stage: &dyn Fn(&'static str)) -> Result<Built, Error> {
    let mut clock = Clock::start(on_stage);
    let inputs = read(job, Purpose::Tree, &mut clock)?;
    built(inputs, clock)
}

fn built(inputs: Inputs, mut clock: Clock<'_>) -> Result<Built, Error> {
    let (mut run, provider) = modelled(inputs, &mut clock)?;
    let examples = match run.has_examples() {
        true => clock.time("examples", || run.examples(&provider)),
        false => Examples::default(),
    };
    let mut findings = clock.time("findings", || run.findings());
    let mut products = Vec::new();
    if !fails(&findings, Severity::Error) {
        products = clock.time("render", || run.render(&provider, examples))?;
        clock.time("proof", || run.prove(&products));
        findings = run.findings();
    }
    let (counts, lowered) = (provider.counts(), run.lowered());
    Ok(Built { provider, products, findings, counts, lowered, timings: clock.stop() })
}

fn read(job: &Job, purpose: Purpose, clock: &mut Clock<'_>) -> Result<Inputs, Error> {
    clock.time("reading", || source::read(job, purpose))
}

/// The stages that all commands but `map` have in common.
fn modelled(inputs: Inputs, clock: &mut Clock<'_>) -> Result<(Run, Provider), Error> {
    let mut run = clock.time("source", || Run::parse(inputs))?;
    clock.time("normalise", || run.normalise());
    clock.time("mapping", || run.map());
    clock.time("lower", || run.lower());
    let provider = clock.time("model", || run.model());
    Ok((run, provider))
}

/// Counts what a provider has, whatever is wrong with its inputs. `on_stage` is told what is being done.
///
/// # Errors
/// An input that cannot be read or understood at all.
pub fn stats(job: &Job, on_stage: &dyn Fn(&'static str)) -> Result<Stats, Error> {
    let mut clock = Clock::start(on_stage);
    let (run, provider) = modelled(read(job, Purpose::Model, &mut clock)?, &mut clock)?;
    Ok(stats::count(&provider, &run.mapped()))
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
    let (mut run, provider) = modelled(read(job, Purpose::Examples, &mut clock)?, &mut clock)?;
    let examples = clock.time("examples", || run.examples(&provider));
    Ok(Illustrated { provider, examples, findings: run.findings() })
}

/// The model of a provider, whatever is wrong with its inputs.
///
/// # Errors
/// An input that cannot be read or understood at all.
pub fn model(job: &Job) -> Result<Provider, Error> {
    let mut clock = Clock::start(&|_| {});
    let (_, provider) = modelled(read(job, Purpose::Model, &mut clock)?, &mut clock)?;
    Ok(provider)
}
