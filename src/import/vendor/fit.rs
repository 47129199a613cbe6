//! Puts rows onto the vendor's operations, and adds what these lack.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::engine::RESOURCES;
use crate::error::Error;
use crate::mapping::{Row, SKIP};
use crate::place::Place;
use crate::source::InputFile;
use crate::text::snake_case;
use crate::tree::{Node, Text};

use super::super::drafted::{Copied, File};
use super::super::lost::Lost;
use super::super::published::Service;
use super::actions;
use super::document::{Operation, Vendor, operations};
use super::folder::{self, Blocks};
use super::lacks::Lacks;
use super::matching::{Found, Index, server_path};
use super::patch::Kind;
use super::servers;

/// A provider on the vendor's documents.
pub struct Fitted {
    /// The documents.
    pub documents: Copied,
    /// The overlays.
    pub overlays: Vec<File>,
    /// The rows of the mapping, those of unmapped operations last.
    pub rows: Vec<Row>,
    /// What the configuration says of them.
    pub blocks: Blocks,
    /// What cannot be taken over.
    pub lost: Vec<Lost>,
}

/// An operation of the provider's: its service, path and HTTP verb.
type Ours<'a> = (&'a Service, Text, &'static str);

/// Puts rows onto the operations of the vendor's documents. The rows name operations of the services' documents.
///
/// # Errors
/// A document that cannot be understood.
pub fn fit(services: &[Service], rows: &[Row], specs: Vec<InputFile>) -> Result<Fitted, Error> {
    let vendors: Vec<Vendor> = specs.into_iter().map(Vendor::new).collect::<Result<_, Error>>()?;
    let mut fit = Fit::new(services, &vendors);
    let mut fitted: Vec<Row> = rows.iter().filter_map(|row| fit.row(row)).collect();
    let unused = fit.unused(rows);
    fitted.extend(fit.unmapped());
    let names = fit.names();
    let moved = fit.moved(&fitted, &names);
    let has_snake_case = fit.has_snake_case();
    let is_shifted = fit.found.values().flatten().any(|found| found.is_shifted);
    let mut lost = [unused, moved, std::mem::take(&mut fit.lost)].concat();
    let (overlays, servers) = fit.overlays(&names, is_shifted, &mut lost);
    Ok(Fitted {
        blocks: Blocks::new(&vendors, &overlays, servers, has_snake_case),
        documents: folder::copied(&vendors, &names),
        overlays,
        rows: fitted,
        lost,
    })
}

struct Fit<'a> {
    services: &'a [Service],
    vendors: &'a [Vendor],
    index: Index,
    /// What each operation of the provider's is in the vendor's documents, by service, path and verb.
    found: BTreeMap<(&'a str, Text, &'static str), Option<Found>>,
    lacks: Vec<Lacks<'a>>,
    lost: Vec<Lost>,
}

impl<'a> Fit<'a> {
    fn new(services: &'a [Service], vendors: &'a [Vendor]) -> Self {
        let index = Index::new(vendors);
        let mut found = BTreeMap::new();
        for service in services {
            let before = server_path(&service.document.tree);
            for (path, verb, node) in operations(&service.document.tree) {
                let id = node.text("operationId").unwrap_or_default();
                found.insert((service.key.as_str(), Text::clone(path), verb), index.find(path, verb, &before, id));
            }
        }
        let lacks = vendors.iter().map(|vendor| Lacks::new(&vendor.tree)).collect();
        Fit { services, vendors, index, found, lacks, lost: Vec::new() }
    }

    /// Returns the operation of a row.
    fn ours(&self, row: &Row) -> Option<Ours<'a>> {
        let service = self.services.iter().find(|service| Some(service.key.as_str()) == row.service())?;
        let key = |(_, path, verb): &&(&str, Text, &'static str)| **path == *row.path && *verb == row.verb;
        let all = self.found.range((service.key.as_str(), Text::from(""), "")..).map(|(key, _)| key);
        let (_, path, verb) = all.take_while(|(name, ..)| *name == service.key).find(key)?;
        Some((service, Text::clone(path), *verb))
    }

    /// Returns a row that names the vendor's operation. One that the vendor lacks is added, if an overlay can do that.
    fn row(&mut self, row: &Row) -> Option<Row> {
        let Some((service, path, verb)) = self.ours(row) else { return Some(row.clone()) };
        let found = self.found.get(&(service.key.as_str(), Text::clone(&path), verb)).cloned().flatten();
        let (path, verb, id) = match found {
            Some(found) => {
                self.compare(service, [&path, verb], &found.operation);
                (found.operation.path.to_string(), found.operation.verb, found.id)
            }
            None if row.resource.is_empty() || row.resource == SKIP => return Some(row.clone()),
            None => (self.add(service, [&path, verb], row)?, verb, row.operation_id.clone()),
        };
        Some(Row { path, verb: verb.to_owned(), operation_id: id, ..row.clone() })
    }

    fn compare(&mut self, service: &'a Service, ours: [&str; 2], theirs: &Operation) {
        if let Some(lacks) = self.lacks.get_mut(theirs.document) {
            lacks.compare(service, ours, [&theirs.path, theirs.verb]);
        }
    }

    /// Adds an operation to the document that has most of the service. Returns its path there.
    fn add(&mut self, service: &'a Service, ours: [&str; 2], row: &Row) -> Option<String> {
        let document = self.documents_of(&service.key).into_iter().max_by_key(|(at, count)| (*count, usize::MAX - at));
        let document = document.map(|(at, _)| at).unwrap_or_default();
        if !self.vendors.get(document).is_some_and(Vendor::takes_overlays) {
            let method = format!("{}.{}.{}", service.key, row.resource, row.method);
            let what = format!("the method `{method}`: the vendor lacks its operation, and takes no overlays");
            self.lost.push(Lost { place: place_of(service, row), what });
            return None;
        }
        let path = self.path_in(document, service, ours[0]);
        self.lacks.get_mut(document)?.operation(service, ours, &path);
        Some(path)
    }

    /// Returns a path as it is in a document whose server has another path.
    fn path_in(&self, document: usize, service: &Service, path: &str) -> String {
        let mut found = self.found.iter().filter(|((name, ..), _)| *name == service.key);
        let is_shifted = found.any(|(_, found)| found.as_ref().is_some_and(|found| found.is_shifted));
        let theirs = self.vendors.get(document).map(|vendor| server_path(&vendor.document)).unwrap_or_default();
        let whole = format!("{}{path}", server_path(&service.document.tree));
        match whole.strip_prefix(&theirs).filter(|rest| is_shifted && rest.starts_with('/')) {
            Some(rest) => rest.to_owned(),
            None => path.to_owned(),
        }
    }

    /// Returns how many operations of a service are in each document.
    fn documents_of(&self, service: &str) -> BTreeMap<usize, usize> {
        let mut counts = BTreeMap::new();
        let found =
            self.found.iter().filter(|((name, ..), _)| *name == service).filter_map(|(_, found)| found.as_ref());
        found.for_each(|found| *counts.entry(found.operation.document).or_default() += 1);
        counts
    }

    /// Returns the provider's operations that no row names and the vendor lacks.
    fn unused(&self, rows: &[Row]) -> Vec<Lost> {
        let named: BTreeSet<_> = rows
            .iter()
            .filter_map(|row| self.ours(row))
            .map(|(service, path, verb)| (&*service.key, path, verb))
            .collect();
        let unused = self.found.iter().filter(|(key, found)| found.is_none() && !named.contains(*key));
        let lost = unused.filter_map(|((name, path, verb), _)| {
            let service = self.services.iter().find(|service| service.key == *name)?;
            let mark =
                service.document.tree.get("paths")?.get(path)?.get(verb).map(|node| node.mark).unwrap_or_default();
            let what =
                format!("the operation `{} {path}`: no method needs it, and the vendor lacks it", verb.to_uppercase());
            Some(Lost { place: service.place(mark, ["paths", path, verb]), what })
        });
        lost.collect()
    }

    /// Returns a row for each operation of the vendor's that the provider lacks, without a resource.
    fn unmapped(&self) -> Vec<Row> {
        let taken: Vec<Operation> = self.found.values().flatten().map(|found| found.operation.clone()).collect();
        let others = self.index.others(self.vendors, &taken).into_iter();
        let row = |(operation, id): (Operation, &str)| Row {
            path: operation.path.to_string(),
            verb: operation.verb.to_owned(),
            operation_id: id.to_owned(),
            ..Row::default()
        };
        others.map(row).collect()
    }

    /// Returns the service that each of several documents is.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (document, vendor) in self.vendors.iter().enumerate() {
            let count =
                |service: &&Service| self.documents_of(&service.key).get(&document).copied().unwrap_or_default();
            let free = self.services.iter().filter(|service| !names.contains(&service.key)).rev();
            let most = free.filter(|service| count(service) > 0).max_by_key(count).map(|service| service.key.clone());
            let stem =
                || vendor.file.path.file_stem().map(|stem| snake_case(&stem.to_string_lossy())).unwrap_or_default();
            let name = most.unwrap_or_else(stem);
            let number = (2..).map(|number| format!("{name}_{number}"));
            let free = [name.clone()].into_iter().chain(number).find(|name| !names.contains(name));
            names.push(free.unwrap_or(name));
        }
        names
    }

    /// Returns the methods that get another service, because each document is one.
    fn moved(&self, rows: &[Row], names: &[String]) -> Vec<Lost> {
        if names.len() < 2 {
            return Vec::new();
        }
        let by_operation: HashMap<(&str, &str), usize> = self
            .vendors
            .iter()
            .enumerate()
            .flat_map(|(at, vendor)| operations(&vendor.document).map(move |(path, verb, _)| ((&**path, verb), at)))
            .collect();
        let moved = rows.iter().filter_map(|row| {
            let service = self.services.iter().find(|service| Some(service.key.as_str()) == row.service())?;
            let name = names.get(*by_operation.get(&(row.path.as_str(), row.verb.as_str()))?)?;
            let method = format!("{}.{}.{}", service.key, row.resource, row.method);
            let what = format!("the method `{method}`: its operation is in the document of the service `{name}`");
            (*name != service.key).then(|| Lost { place: place_of(service, row), what })
        });
        moved.collect()
    }

    /// Whether the provider has path parameters of the vendor's in snake case.
    fn has_snake_case(&self) -> bool {
        let pairs = self.found.iter().filter_map(|((_, path, _), found)| Some((path, &found.as_ref()?.operation.path)));
        let names =
            |path: &str| crate::schema::placeholders(path).into_iter().map(|it| it.to_string()).collect::<Vec<_>>();
        let others = pairs.map(|(ours, theirs)| (names(ours), names(theirs))).filter(|(ours, theirs)| ours != theirs);
        let snake = |names: &[String]| names.iter().map(|name| snake_case(name)).collect::<Vec<_>>();
        let (snake, plain): (Vec<_>, Vec<_>) = others.partition(|(ours, theirs)| *ours == snake(theirs));
        snake.len() > plain.len()
    }

    /// Adds what the vendor's documents lack besides operations, and returns it all as overlays, with the servers.
    fn overlays(mut self, names: &[String], is_shifted: bool, lost: &mut Vec<Lost>) -> (Vec<File>, Option<Node>) {
        for service in self.services {
            let document = self.documents_of(&service.key).into_keys().next().unwrap_or_default();
            let Some(lacks) = self.lacks.get_mut(document) else { continue };
            lacks.security_schemes(service);
            named_schemas(service).into_iter().for_each(|name| lacks.named_schema(service, &name));
        }
        self.lacks.iter_mut().for_each(Lacks::finish);
        let mut block = None;
        if !is_shifted {
            let patch = self.lacks.first_mut().map(|lacks| &mut lacks.patch);
            let mut servers = servers::servers(self.services, self.vendors, patch);
            lost.append(&mut servers.lost);
            block = servers.block;
        }
        let mut files = Vec::new();
        for (at, lacks) in self.lacks.into_iter().enumerate() {
            let Some(vendor) = self.vendors.get(at) else { continue };
            let prefix = names.get(at).filter(|_| names.len() > 1).map(|name| format!("{name}-")).unwrap_or_default();
            lost.extend(lacks.lost);
            let others = self.vendors.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, it)| &it.tree);
            let overlays = actions::overlays(&vendor.tree, others.collect(), &prefix, &lacks.patch);
            if !vendor.takes_overlays() {
                lost.extend(vendor.without_overlays(&lacks.patch));
                continue;
            }
            files.extend(overlays.files);
            let nameless = overlays.unnameable.iter();
            let what = |kind: &Kind| format!("{}: no overlay can name the place in one document alone", kind.name());
            lost.extend(nameless.map(|(kind, way)| vendor.lost(way, &what(kind))));
        }
        (files, block)
    }
}

fn place_of(service: &Service, row: &Row) -> Place {
    let way = ["components", RESOURCES, &row.resource, "methods", &row.method];
    let tree = &service.document.tree;
    let method =
        tree.get("components").and_then(|it| it.get(RESOURCES)?.get(&row.resource)?.get("methods")?.get(&row.method));
    service.place(method.map(|node| node.mark).unwrap_or_default(), way)
}

/// Returns the schemas that methods name in place of those of their operations.
fn named_schemas(service: &Service) -> Vec<String> {
    let methods = service.resources().flat_map(|(_, resource)| resource.entries("methods"));
    let places = ["/request/schema_override", "/response/schema_override", "/response/async_schema_override"];
    let references =
        methods.flat_map(|(_, method)| places.map(|place| method.at_pointer(place).and_then(Node::reference)));
    let names = references.flatten().filter_map(|it| it.strip_prefix("#/components/schemas/").map(str::to_owned));
    names.collect()
}
