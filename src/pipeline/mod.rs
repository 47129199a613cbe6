//! The stages in a row: the inputs of a provider become the files of its tree.
//!
//! ```text
//! read -> parse -> normalise -> map -> settle -> lower -> model -> examples -> check -> render -> prove
//! ```
//!
//! Only `read` touches the disk. What is built, [`output`](crate::output) writes.

mod check;
mod clock;
mod complete;
mod docs;
mod part;
#[cfg(feature = "cli")]
mod reviewed;
mod run;
mod settled;
mod told;

#[cfg(feature = "cli")]
use std::path::PathBuf;

use crate::engine::predict::Documents;
use crate::error::Error;
use crate::examples::Examples;
use crate::finding::{Located, Severity};
use crate::lower;
use crate::model::{Counts, Provider};
use crate::render::{self, Product};
use crate::source::{self, Inputs, Purpose};
use crate::stats::{self, Stats};
#[cfg(feature = "cli")]
use crate::tree::Node;

use clock::Clock;
use run::Run;

pub use crate::source::Job;
pub use complete::{Completed, complete};
#[cfg(feature = "cli")]
pub(crate) use complete::{proposals, redo};
#[cfg(feature = "cli")]
pub(crate) use docs::document;
pub use docs::{Documented, docs};
#[cfg(feature = "cli")]
pub(crate) use reviewed::reviewed;
#[cfg(feature = "cli")]
pub(crate) use told::{MethodSettings, ProviderSettings, provider_of, settings};

/// The files of a provider, and what was found on the way.
#[derive(Debug)]
pub struct Built {
    /// The provider.
    pub provider: Provider,
    /// Every file of the tree. Empty if there is a finding of severity error.
    pub products: Vec<Product>,
    /// The examples that are true. None if the pages show none.
    pub examples: Examples,
    /// What is wrong with the inputs, in the order of files and lines.
    pub findings: Vec<Located>,
    /// Totals.
    pub counts: Counts,
    /// What was changed in the API's documents for SQL.
    pub(crate) lowered: lower::Counts,
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
    let Written { mut run, provider, documents, examples } = written(inputs, &mut clock)?;
    let mut findings = clock.time("findings", || run.findings());
    let mut products = Vec::new();
    if !fails(&findings, Severity::Error) {
        clock.time("rules", || run.check(&provider, &documents));
        products = clock.time("render", || run.render(&provider, &documents, &examples))?;
        clock.time("proof", || run.prove(&products));
        findings = run.findings();
    }
    let (counts, lowered) = (provider.counts(), run.lowered());
    Ok(Built { provider, products, examples, findings, counts, lowered, timings: clock.stop() })
}

/// A provider as it is written, on its way to the pages.
struct Written {
    run: Run,
    provider: Provider,
    documents: Documents,
    examples: Examples,
}

/// The stages up to the examples.
fn written(inputs: Inputs, clock: &mut Clock<'_>) -> Result<Written, Error> {
    let (mut run, mut provider) = modelled(inputs, clock)?;
    let documents = clock.time("documents", || render::documents(&provider));
    clock.time("settled", || settled::read_again(&mut provider, &documents, run.is_published()));
    let examples = match run.has_examples() {
        true => clock.time("examples", || run.examples(&provider, &documents)),
        false => Examples::default(),
    };
    Ok(Written { run, provider, documents, examples })
}

fn read(job: &Job, purpose: Purpose, clock: &mut Clock<'_>) -> Result<Inputs, Error> {
    clock.time("reading", || source::read(job, purpose))
}

/// The stages that all commands but `map` have in common.
fn modelled(inputs: Inputs, clock: &mut Clock<'_>) -> Result<(Run, Provider), Error> {
    let mut run = clock.time("source", || Run::parse(inputs))?;
    clock.time("normalise", || run.normalise())?;
    clock.time("mapping", || run.map());
    clock.time("settings", || run.settle());
    clock.time("lower", || run.lower());
    let provider = clock.time("model", || run.model());
    Ok((run, provider))
}

/// The model and the documents of a provider, whatever is wrong with its inputs.
///
/// # Errors
/// An input that cannot be understood at all.
#[cfg(feature = "cli")]
pub(crate) fn documents(inputs: Inputs) -> Result<(Provider, Documents), Error> {
    let (_, provider) = modelled(inputs, &mut Clock::start(&|_| {}))?;
    let documents = render::documents(&provider);
    Ok((provider, documents))
}

/// The documents of an API with their overlays, in OpenAPI 3.0, as its vendor means them.
///
/// # Errors
/// An input that cannot be read or understood at all.
#[cfg(feature = "cli")]
pub(crate) fn vendor(job: &Job) -> Result<Vec<Node>, Error> {
    let mut clock = Clock::start(&|_| {});
    Ok(Run::parse(read(job, Purpose::Tree, &mut clock)?)?.vendor())
}

/// A provider as it is written, with what it is proved by.
#[cfg(feature = "cli")]
pub(crate) struct Provable {
    /// The provider.
    pub provider: Provider,
    /// Its documents.
    pub documents: Documents,
    /// The examples of its pages.
    pub examples: Examples,
    /// The API's documents, as its vendor means them.
    pub vendor: Vec<Node>,
    /// The mapping, whose rows methods are named after.
    pub mapping: PathBuf,
    /// What is wrong with the inputs.
    pub findings: Vec<Located>,
}

/// Builds a provider to prove it.
///
/// # Errors
/// An input that cannot be read or understood at all.
#[cfg(feature = "cli")]
pub(crate) fn provable(job: &Job, on_stage: &dyn Fn(&'static str)) -> Result<Provable, Error> {
    let mut clock = Clock::start(on_stage);
    let inputs = read(job, Purpose::Tree, &mut clock)?;
    let Written { run, provider, documents, examples } = written(inputs, &mut clock)?;
    let (vendor, mapping, findings) = (run.vendor(), run.mapping().to_owned(), run.findings());
    Ok(Provable { provider, documents, examples, vendor, mapping, findings })
}

/// Counts what a provider has, whatever is wrong with its inputs. `on_stage` is told what is being done.
///
/// # Errors
/// An input that cannot be read or understood at all.
pub fn stats(job: &Job, on_stage: &dyn Fn(&'static str)) -> Result<Stats, Error> {
    let mut clock = Clock::start(on_stage);
    let (run, mut provider) = modelled(read(job, Purpose::Model, &mut clock)?, &mut clock)?;
    if run.has_settings() || run.is_published() {
        let documents = render::documents(&provider);
        settled::read_again(&mut provider, &documents, run.is_published());
    }
    Ok(stats::count(&provider, &run.mapped()))
}

/// The model of a provider as its documents will say it, whatever is wrong with its inputs.
///
/// # Errors
/// An input that cannot be read or understood at all.
pub fn model(job: &Job) -> Result<Provider, Error> {
    let mut clock = Clock::start(&|_| {});
    let (_, mut provider) = modelled(read(job, Purpose::Model, &mut clock)?, &mut clock)?;
    let documents = render::documents(&provider);
    settled::read_again(&mut provider, &documents, true);
    Ok(provider)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use crate::config::ConfigFile;
    use crate::mapping::HEADER;
    use crate::source::{Documents, InputFile, ServiceFile};

    use super::*;

    const SPEC: &str = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
servers: [{url: https://pets.example}]
paths:
  /pets:
    get:
      tags: [pets]
      responses:
        '200':
          description: All pets
          content: {application/json: {schema: {type: array, items: {type: object, properties: {id: {type: string}}}}}}
";

    const OVERLAY: &str = "
overlay: 1.0.0
info: {title: Pets, version: '1'}
actions: [{target: $.info, update: {description: Animals}, x-reason: it has none}]
";

    const CHANGES: &str = r#"{
        "semver": "patch",
        "counts": {"breaking": 0, "risky": 0, "compatible": 0, "documentation": 0},
        "changes": []
    }"#;

    /// A file in a folder that is not there.
    fn file(name: &str, text: &str) -> InputFile {
        InputFile { path: PathBuf::from("nowhere").join(name), bytes: text.as_bytes().to_vec() }
    }

    fn of_service(service: &str, text: &str) -> ServiceFile {
        ServiceFile { service: service.to_owned(), file: file(&format!("{service}.yaml"), text) }
    }

    fn inputs(settings: &str, documents: Documents) -> Inputs {
        let text = format!("provider: p\ntitle: P\ndescription: D.\n{settings}");
        let InputFile { path, bytes } = file("provgen.yaml", &text);
        Inputs {
            config: ConfigFile::read(&bytes, &path).expect("configuration"),
            overlays: vec![file("overlay.yaml", OVERLAY)],
            texts: Vec::new(),
            schemas: Vec::new(),
            views: vec![of_service("pets", "ids: {config: {views: {select: {ddl: SELECT id FROM p.pets.pets}}}}")],
            mapping: file("mapping.csv", &format!("{HEADER},/pets,get,,pets,list,select,,\n")),
            documents,
            examples: vec![file("pets.pets.md", "# Ids\n\n```sql\nSELECT id FROM p.pets.pets;\n```\n")],
            changes: Some(file("changes.json", CHANGES)),
        }
    }

    #[test]
    fn nothing_is_read_after_the_first_stage() {
        let settings = "source: {file: openapi.yaml}\ndocs: {style: guide}\n";
        let inputs = inputs(settings, Documents::One(file("openapi.yaml", SPEC)));
        let built = built(inputs, Clock::start(&|_| {})).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(built.findings, []);
        let service = built.products.iter().find(|it| it.path.ends_with("services/pets.yaml")).expect("a service");
        let text = String::from_utf8_lossy(&service.bytes);
        assert!(text.contains("Animals") && text.contains("ids:"), "{text}");
        let shows_example = |it: &Product| String::from_utf8_lossy(&it.bytes).contains("Ids");
        assert!(built.products.iter().any(shows_example));
    }

    #[test]
    fn of_two_wrong_documents_the_first_is_named() {
        // The second is known to be wrong long before the first.
        let late = format!("{SPEC}x-list: [{}", "a, ".repeat(100_000));
        let documents = vec![of_service("a", &late), of_service("b", "[")];
        let settings = "source: {dir: documents}\nservices: {by: file}\n";
        let error = built(inputs(settings, Documents::OfServices(documents)), Clock::start(&|_| {})).err();
        let place = error.as_ref().and_then(Error::place).expect("a place");
        assert_eq!(place.file, PathBuf::from("nowhere/a.yaml"));
    }
}
