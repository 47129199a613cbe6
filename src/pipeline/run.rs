//! A provider on its way through the stages.

#[cfg(feature = "cli")]
use std::collections::HashMap;
#[cfg(feature = "cli")]
use std::path::Path;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::config::ConfigFile;
use crate::diff::record::{self, Recorded};
use crate::engine::Profile;
use crate::engine::predict::Documents;
use crate::error::Error;
use crate::examples::{self, Examples};
use crate::finding::{self, Finding, Located, Site};
use crate::lower;
use crate::mapping::infer::NameFrom;
use crate::mapping::{self, Known, Mapped, Row};
use crate::model::{self, Provider};
use crate::normalise::{self, Descriptions, Operation};
use crate::place::Mark;
use crate::proof;
use crate::proposal::Proposal;
use crate::proposal::paging::List;
use crate::render::{self, Extras, Product};
use crate::rules;
use crate::settings::{self, Settings};
use crate::source::schemas::Schemas;
use crate::source::views::{self, Fragment};
use crate::source::{self, Inputs, Overlays, Source};
#[cfg(feature = "cli")]
use crate::tree::Node;

use super::check::{self, Reported};
use super::part::Part;

/// The inputs of a provider after parsing, what the stages have made of them so far, and what they have found.
pub struct Run {
    config: ConfigFile,
    mapping: PathBuf,
    rows: Vec<Row>,
    overlays: Overlays,
    settings: Settings,
    descriptions: Descriptions,
    schemas: Schemas,
    views: Vec<Fragment>,
    examples: Vec<examples::File>,
    changes: Recorded,
    parts: Vec<Part>,
    /// What is wrong with the provider as a whole. The rest is in its parts.
    findings: Vec<Finding>,
}

impl Run {
    /// Parses what was read.
    ///
    /// # Errors
    /// An input that cannot be understood at all.
    pub fn parse(inputs: Inputs) -> Result<Self, Error> {
        let Inputs { config, overlays, texts, schemas, views, mapping, documents, examples, changes } = inputs;
        let overlays = source::overlays(&overlays)?;
        let settings = Settings::new(&config, &texts)?;
        let descriptions = Descriptions::new(&config)?;
        let schemas = source::schemas::parse(schemas)?;
        let views = views::parse(views)?;
        let rows = mapping::read(&mapping.bytes, &mapping.path)?;
        let parts = Part::parse_all(documents, &config, &overlays)?;
        let examples = examples::parse(examples)?;
        let changes = changes.map(|file| record::read(&file.bytes, &file.path)).transpose()?.unwrap_or_default();
        let hits: Vec<_> = parts.iter().map(|part| part.source.hits.as_slice()).collect();
        let findings = overlays.check(&hits);
        Ok(Run {
            config,
            mapping: mapping.path,
            rows,
            overlays,
            settings,
            descriptions,
            schemas,
            views,
            examples,
            changes,
            parts,
            findings,
        })
    }

    /// Normalises the documents.
    ///
    /// # Errors
    /// Descriptions that grow beyond all measure.
    pub fn normalise(&mut self) -> Result<(), Error> {
        let normalise = |part: &mut Part| part.normalise(&self.config, &self.schemas, &self.descriptions);
        let hits: Vec<_> = self.parts.par_iter_mut().map(normalise).collect();
        // Threads finish in any order, so that the first error is only known when all have.
        let hits: Vec<_> = hits.into_iter().collect::<Result<_, _>>()?;
        self.findings.append(&mut self.descriptions.unused(&self.config, &hits));
        self.findings
            .append(&mut normalise::unused_text_only(self.parts.iter().map(|it| &it.source.document), &self.config));
        self.findings.append(&mut normalise::unused_paths(self.parts.iter().map(Part::document), &self.config));
        Ok(())
    }

    /// Gives operations the methods that the mapping names.
    pub fn map(&mut self) {
        let shares = Part::shares(&self.parts, &self.rows);
        self.parts.par_iter_mut().zip(shares).for_each(|(part, rows)| part.map(&rows, &self.config));
        let mut found = mapping::check(&self.mapped(), &self.operations(), &self.config);
        self.findings.append(&mut found);
    }

    /// Gives methods the settings that are for them.
    pub fn settle(&mut self) {
        let settings = &self.settings;
        let hits: Vec<_> = self.parts.par_iter_mut().map(|part| part.settle(settings)).collect();
        let (mapped, operations) = (self.mapped(), self.operations());
        let mut found = settings::unmatched(&self.config, &hits, &Known::new(&mapped, &operations));
        self.findings.append(&mut found);
    }

    /// The file of the mapping.
    #[cfg(feature = "cli")]
    pub fn mapping(&self) -> &Path {
        &self.mapping
    }

    /// The API's documents with their overlays, before any stage has changed them.
    #[cfg(feature = "cli")]
    pub fn vendor(&self) -> Vec<Node> {
        self.parts.iter().map(|part| part.source.document.clone()).collect()
    }

    /// The operations of all documents.
    fn operations(&self) -> Vec<&Operation> {
        self.parts.iter().flat_map(|part| &part.document().operations).collect()
    }

    /// Maps operations by other rows, and gives methods the settings that are for them.
    pub fn remap(&mut self, rows: Vec<Row>) {
        self.rows = rows;
        self.map();
        self.settle();
    }

    /// The methods that SELECT reads. `is_asked` says of a document and an operation whether settings are wanted.
    pub fn lists(&self, is_asked: impl Fn(usize, usize) -> bool) -> Vec<List<'_>> {
        let parts = self.parts.iter().enumerate();
        parts.flat_map(|(index, part)| part.lists(&self.config, |operation| is_asked(index, operation))).collect()
    }

    /// The configuration.
    pub fn config(&self) -> &ConfigFile {
        &self.config
    }

    /// Whether a configuration has settings of methods.
    pub fn has_settings(&self) -> bool {
        !self.config.config.settings.is_empty()
    }

    /// Whether the documents are published ones, which are written as they are.
    pub fn is_published(&self) -> bool {
        self.config.config.source.as_is
    }

    /// Whether each document is a service of its own.
    #[cfg(feature = "cli")]
    pub fn is_by_file(&self) -> bool {
        self.parts.iter().any(Part::is_service)
    }

    /// Proposes what the mapping lacks, by document.
    pub fn propose(&self, from: NameFrom) -> Vec<Proposal> {
        let shares = Part::shares(&self.parts, &self.rows);
        self.parts.par_iter().zip(shares).map(|(part, rows)| part.propose(&rows, &self.config, from)).collect()
    }

    /// The tags of each operation, by path and HTTP verb.
    #[cfg(feature = "cli")]
    pub fn tags(&self) -> HashMap<(String, String), Vec<String>> {
        let operations = self.parts.iter().flat_map(|part| &part.document().operations);
        let tags = operations.map(|operation| {
            let tags = operation.node.items("tags").iter().filter_map(|tag| tag.as_str()).map(str::to_owned);
            ((operation.path.to_string(), operation.verb.to_owned()), tags.collect())
        });
        tags.collect()
    }

    /// The object keys that the response of each operation could have, by path and HTTP verb.
    #[cfg(feature = "cli")]
    pub fn object_keys(&self) -> HashMap<(String, String), Vec<String>> {
        self.parts.iter().flat_map(|part| crate::proposal::object_keys(part.document())).collect()
    }

    /// Brings the documents into a form that SQL can use.
    pub fn lower(&mut self) {
        self.parts.par_iter_mut().for_each(|part| part.lower(&self.config));
    }

    /// Builds the model.
    pub fn model(&mut self) -> Provider {
        let services = self.parts.iter_mut().flat_map(|part| part.services(&self.config)).collect();
        let (provider, mut found) = model::provider(services, &self.views, &self.config);
        self.findings.append(&mut found);
        provider
    }

    /// Whether pages show examples.
    pub fn has_examples(&self) -> bool {
        self.config.config.docs.style.has_examples()
    }

    /// Makes and checks the examples.
    pub fn examples(&mut self, provider: &Provider, documents: &Documents) -> Examples {
        let (mut examples, mut found) = examples::all(provider, &self.examples);
        self.findings.append(&mut found);
        self.findings.append(&mut proof::statements(documents, provider, &mut examples, self.profile()));
        examples
    }

    /// Checks the documents as `validate` would, once they are written.
    pub fn check(&mut self, provider: &Provider, documents: &Documents) {
        let (mut of_provider, mut of_services) = rules::check_unwritten(documents, self.profile(), check::is_needed);
        check::drop_partial(&mut of_services, &self.config);
        of_provider.extend(check::push_down(&self.config, self.profile()));
        let own = self.parts.iter().flat_map(|part| &part.findings).chain(&self.findings);
        let reported = Reported::new(own, provider);
        let mut whole: Vec<Finding> = reported.news(of_provider, Site::Config(Mark::default())).collect();
        let mut of_parts: Vec<Vec<Finding>> = vec![Vec::new(); self.parts.len()];
        for (service, found) in of_services {
            let of_part =
                self.parts.iter().zip(&mut of_parts).find(|(part, _)| part.mapped.services.contains_key(&service));
            let news = reported.news(found, Site::Spec(Mark::default()));
            of_part.map_or(&mut whole, |(_, findings)| findings).extend(news);
        }
        self.parts.iter_mut().zip(of_parts).for_each(|(part, mut found)| part.findings.append(&mut found));
        self.findings.append(&mut whole);
    }

    /// The releases of the engine that the provider has to work on.
    fn profile(&self) -> Profile {
        self.config.config.engine.map(Profile::only).unwrap_or_default()
    }

    /// Renders provider documents and pages.
    ///
    /// # Errors
    /// A template that does not compile, or asks for what there is not.
    pub fn render(
        &self,
        provider: &Provider,
        documents: &Documents,
        examples: &Examples,
    ) -> Result<Vec<Product>, Error> {
        let extras = Extras { examples, changes: &self.changes };
        render::render(provider, documents, extras, &self.config.config.docs).map_err(|error| render::fault(&error))
    }

    /// Checks pages as a site would read them.
    pub fn prove(&mut self, products: &[Product]) {
        let site = Site::Config(self.config.mark("/docs/style"));
        self.findings.append(&mut proof::check(products, self.config.config.docs.style.page_limit(), site));
    }

    /// The mapping of each document.
    pub fn mapped(&self) -> Vec<&Mapped> {
        self.parts.iter().map(|part| &part.mapped).collect()
    }

    /// What was changed in the documents for SQL.
    pub fn lowered(&self) -> lower::Counts {
        let mut counts = lower::Counts::default();
        self.parts.iter().for_each(|part| counts.add(part.lowered));
        counts
    }

    /// What the stages have found so far, in the order of files and lines.
    pub fn findings(&self) -> Vec<Located> {
        let of_part = |part: &Part| finding::locate(&part.findings, &self.places(&part.source));
        let whole = self.parts.first().map(|part| finding::locate(&self.findings, &self.places(&part.source)));
        finding::sorted(self.parts.iter().flat_map(of_part).chain(whole.into_iter().flatten()).collect())
    }

    fn places<'a>(&'a self, source: &'a Source) -> finding::Inputs<'a> {
        let views = self.views.iter().map(|fragment| (fragment.path.as_path(), &fragment.tree));
        finding::Inputs {
            config: (&self.config.path, &self.config.tree),
            spec: (&source.path, &source.tree),
            added: source.added.iter().map(|(path, tree)| (path.as_path(), tree)).collect(),
            overlays: self.overlays.files().collect(),
            mapping: &self.mapping,
            views: views.collect(),
            examples: self.examples.iter().map(|file| file.path.as_path()).collect(),
        }
    }
}
