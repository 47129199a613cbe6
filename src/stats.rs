//! Counts what a provider maps, can select, and describes.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::mapping::{Fate, Mapped};
use crate::model::{Provider, Resource, Service};
use crate::place::Mark;
use crate::schema::Resolver;
use crate::sql::SqlVerb;
use crate::tree::{Mapping, Node};

/// Figures of a provider.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// All services together. An operation in several services counts once.
    pub all: Figures,
    /// Services by name, including those that are left out or have no method.
    pub services: BTreeMap<String, Figures>,
}

/// Figures of a service or of several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Operations by result.
    pub operations: Operations,
    /// Resources.
    pub resources: usize,
    /// Resources that SELECT can read.
    pub selectable: usize,
    /// Views.
    pub views: usize,
    /// Methods by SQL verb, for all six verbs.
    pub methods: BTreeMap<&'static str, usize>,
    /// Columns of the selectable resources.
    pub fields: Fields,
}

/// Operations; `mapped`, `skipped` and `unmapped` add up to all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Operations {
    /// Operations with a method.
    pub mapped: usize,
    /// Mapped operations with guessed cells in a row.
    pub guessed: usize,
    /// Operations that are left out on purpose.
    pub skipped: usize,
    /// All other operations.
    pub unmapped: usize,
}

/// Columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fields {
    /// All columns.
    pub total: usize,
    /// Columns with a description.
    pub described: usize,
    /// Columns with objects or lists whose contents no schema describes.
    pub opaque: usize,
}

/// Counts a provider. `mapped` has the mapping of each of its documents.
pub fn count(provider: &Provider, mapped: &[&Mapped]) -> Stats {
    let mut services: BTreeMap<String, Figures> = BTreeMap::new();
    for service in &provider.services {
        services.insert(service.name.clone(), of_service(service));
    }
    let mut all = Figures::sum(services.values());
    for ((service, _), fate) in mapped.iter().flat_map(|mapped| &mapped.fates) {
        services.entry(service.clone()).or_default().operations.add(*fate);
    }
    mapped.iter().flat_map(|mapped| once_each(mapped)).for_each(|fate| all.operations.add(fate));
    Stats { all, services }
}

impl Default for Figures {
    fn default() -> Self {
        let verbs = SqlVerb::LISTED.into_iter().chain([SqlVerb::Exec]);
        Figures {
            operations: Operations::default(),
            resources: 0,
            selectable: 0,
            views: 0,
            methods: verbs.map(|verb| (verb.name(), 0)).collect(),
            fields: Fields::default(),
        }
    }
}

impl Figures {
    /// Adds up providers or services that share no operation.
    pub fn sum<'a>(parts: impl Iterator<Item = &'a Figures>) -> Figures {
        let mut sum = Figures::default();
        for part in parts {
            sum.operations.mapped += part.operations.mapped;
            sum.operations.guessed += part.operations.guessed;
            sum.operations.skipped += part.operations.skipped;
            sum.operations.unmapped += part.operations.unmapped;
            sum.resources += part.resources;
            sum.selectable += part.selectable;
            sum.views += part.views;
            sum.fields.total += part.fields.total;
            sum.fields.described += part.fields.described;
            sum.fields.opaque += part.fields.opaque;
            part.methods.iter().for_each(|(verb, number)| sum.add_methods(verb, *number));
        }
        sum
    }

    fn add_methods(&mut self, verb: &'static str, number: usize) {
        *self.methods.entry(verb).or_default() += number;
    }

    fn add(&mut self, resource: &Resource, resolver: Resolver<'_>) {
        resource.methods.iter().for_each(|method| self.add_methods(method.verb.name(), 1));
        let columns = resource.described().and_then(|method| method.fields.as_deref());
        for column in columns.unwrap_or_default() {
            self.fields.total += 1;
            self.fields.described += usize::from(!column.description.trim().is_empty());
            self.fields.opaque += usize::from(column.is_opaque(resolver));
        }
    }
}

impl Operations {
    fn add(&mut self, fate: Fate) {
        match fate {
            Fate::Unmapped => self.unmapped += 1,
            Fate::Skipped => self.skipped += 1,
            Fate::Mapped => self.mapped += 1,
            Fate::Guessed => {
                self.mapped += 1;
                self.guessed += 1;
            }
        }
    }
}

/// The greatest fate of each operation.
fn once_each(mapped: &Mapped) -> impl Iterator<Item = Fate> {
    let mut fates: BTreeMap<usize, Fate> = BTreeMap::new();
    for ((_, operation), fate) in &mapped.fates {
        let known = fates.entry(*operation).or_insert(*fate);
        *known = (*fate).max(*known);
    }
    fates.into_values()
}

fn of_service(service: &Service) -> Figures {
    let components = Mapping::from_iter([("components".into(), service.api.components.clone())]);
    let root = Node::mapping(components, Mark::default());
    let counts = service.counts();
    let mut figures = Figures {
        resources: counts.resources,
        selectable: counts.selectable,
        views: counts.views,
        ..Figures::default()
    };
    service.resources.iter().for_each(|resource| figures.add(resource, Resolver::new(&root)));
    figures
}
