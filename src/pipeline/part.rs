//! One document of a provider on its way through the stages.

use std::mem;

use rayon::prelude::*;

use crate::config::{self, By, ConfigFile};
use crate::engine::pushdown;
use crate::error::Error;
use crate::finding::Finding;
use crate::lower;
use crate::mapping::infer::NameFrom;
use crate::mapping::{self, Mapped, MappedMethod, Row, service_of_tag};
use crate::model::{self, Service};
use crate::normalise::{self, Descriptions, Document, Rewritten};
use crate::proposal::paging::List;
use crate::proposal::{self, Proposal};
use crate::settings::Settings;
use crate::source::schemas::Schemas;
use crate::source::{self, Documents, InputFile, Overlays, Source};
use crate::sql::SqlVerb;

/// A document, what the stages have made of it so far, and what they have found.
pub struct Part {
    /// The service that it is, if it is one.
    name: Option<String>,
    /// The document as it was read.
    pub source: Source,
    document: Document,
    /// What its operations become.
    pub mapped: Mapped,
    /// What was changed in it for SQL.
    pub lowered: lower::Counts,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

impl Part {
    /// Parses the documents of a provider. Documents that are not services of their own become one.
    ///
    /// # Errors
    /// The first document that is not the pinned one or cannot be understood, documents that cannot be united.
    pub fn parse_all(documents: Documents, config: &ConfigFile, overlays: &Overlays) -> Result<Vec<Self>, Error> {
        let named = &config.config.source;
        let files = match documents {
            Documents::NotFetched(error) => return Err(error),
            Documents::One(file) => vec![(None, file)],
            Documents::OfServices(files) => {
                files.into_iter().map(|it| (Some(service_name(it.service, named)), it.file)).collect()
            }
        };
        let parts: Vec<_> =
            files.into_par_iter().map(|(name, file)| Part::parse(name, &file, named, overlays)).collect();
        // Threads finish in any order, so that the first error is only known when all have.
        let parts: Vec<Part> = parts.into_iter().collect::<Result<_, _>>()?;
        match named.dir.is_some() && config.config.services.by != By::File {
            true => Part::united(parts),
            false => Ok(parts),
        }
    }

    /// Unites the documents of parts that no stage has seen.
    fn united(parts: Vec<Self>) -> Result<Vec<Self>, Error> {
        let (mut sources, mut findings) = (Vec::new(), Vec::new());
        for (index, part) in parts.into_iter().enumerate() {
            findings.extend(part.findings.into_iter().map(|finding| finding.in_document(index)));
            sources.push(part.source);
        }
        let (document, mapped, lowered) = Default::default();
        let part = |source| Part { name: None, source, document, mapped, lowered, findings };
        Ok(source::merge(sources)?.map(part).into_iter().collect())
    }

    fn parse(
        name: Option<String>,
        file: &InputFile,
        named: &config::Source,
        overlays: &Overlays,
    ) -> Result<Self, Error> {
        let (source, findings) = match named.as_is {
            true => source::parse_published(file, overlays)?,
            false => source::parse_pinned(file, named.sha256.as_deref(), overlays)?,
        };
        let (document, mapped, lowered) = Default::default();
        Ok(Part { name, source, document, mapped, lowered, findings })
    }

    /// Normalises the document. Returns for each replacement of descriptions whether it found anything.
    ///
    /// # Errors
    /// Descriptions that grow beyond all measure.
    pub fn normalise(
        &mut self,
        config: &ConfigFile,
        schemas: &Schemas,
        descriptions: &Descriptions,
    ) -> Result<Vec<bool>, Error> {
        let document = schemas.added_to(&self.source.document);
        if config.config.source.as_is {
            self.document = normalise::keep(&document);
            return Ok(Vec::new());
        }
        let document = normalise::mark_text_only(&document, config);
        let Rewritten { document, hits } = descriptions.rewrite(&document, config)?;
        let (document, mut found) = normalise::normalise(&document, config.config.methods.path_parameters);
        self.document = document;
        self.findings.append(&mut found);
        self.findings.append(&mut normalise::fix(&mut self.document, &config.config.paths));
        Ok(hits)
    }

    /// The normalised document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Whether the document is a service of its own.
    #[cfg(feature = "cli")]
    pub fn is_service(&self) -> bool {
        self.name.is_some()
    }

    /// The rows of a mapping that are about each document.
    pub fn shares(parts: &[Part], rows: &[Row]) -> Vec<Vec<Row>> {
        let documents: Vec<_> = parts
            .iter()
            .map(|part| (part.name.as_deref().unwrap_or_default(), part.document.operations.as_slice()))
            .collect();
        mapping::share(rows, &documents)
    }

    /// Gives its operations the methods that rows name.
    pub fn map(&mut self, rows: &[Row], config: &ConfigFile) {
        let (mapped, mut found) = mapping::map(&self.document.operations, rows, config, self.name.as_deref());
        self.mapped = mapped;
        self.findings.append(&mut found);
    }

    /// Gives its methods the settings that are for them. Returns for each entry whether it is for any.
    pub fn settle(&mut self, settings: &Settings) -> Vec<bool> {
        let (hits, mut found) = settings.settle(&mut self.mapped, &mut self.document);
        self.findings.append(&mut found);
        hits
    }

    /// Proposes what its rows lack.
    pub fn propose(&self, rows: &[Row], config: &ConfigFile, from: NameFrom) -> Proposal {
        proposal::propose(&self.document, rows, config, self.name.as_deref(), from)
    }

    /// The methods that SELECT reads. `is_asked` says of an operation whether settings are wanted.
    pub fn lists(&self, config: &ConfigFile, is_asked: impl Fn(usize) -> bool) -> Vec<List<'_>> {
        let of_all = |key: &str| config.service_config().is_some_and(|all| all.get(key).is_some());
        let mut lists = Vec::new();
        for service in self.mapped.services.values() {
            let has = |method: &MappedMethod, key: &str| {
                let of_service = service.config.as_ref().is_some_and(|root| root.get(key).is_some());
                of_service || of_all(key) || method.is_given(&["config", key]) || !is_asked(method.operation)
            };
            let methods = service.resources.values().flatten().filter(|method| method.verb == SqlVerb::Select);
            let list = |method: &MappedMethod| {
                let list = List::new(&self.document, method.operation)?;
                Some(list.settled(has(method, "pagination"), has(method, pushdown::KEY)))
            };
            lists.extend(methods.filter_map(list));
        }
        lists
    }

    /// Brings it into a form that SQL can use, unless it is published as it is.
    pub fn lower(&mut self, config: &ConfigFile) {
        if self.document.as_is.is_some() {
            return;
        }
        let (document, services) = (mem::take(&mut self.document), mem::take(&mut self.mapped.services));
        let (lowered, mut found) = lower::lower(document, services, config);
        (self.document, self.mapped.services, self.lowered) = (lowered.document, lowered.services, lowered.counts);
        self.findings.append(&mut found);
    }

    /// Builds the model of its services.
    pub fn services(&mut self, config: &ConfigFile) -> Vec<Service> {
        let (mut services, mut found) = model::services(&self.document, &self.mapped.services, config);
        services.iter_mut().for_each(|service| service.sha256.clone_from(&self.source.sha256));
        self.findings.append(&mut found);
        services
    }
}

/// Returns the name of the service that a file stands for. A published one has the name of its file.
fn service_name(file: String, named: &config::Source) -> String {
    if named.as_is { file } else { service_of_tag(&file) }
}
