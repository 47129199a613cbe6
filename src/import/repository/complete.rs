//! Completes the mapping of a repository by what stands in its documents: resources with methods, and the keys by which
//! operations name theirs. Rows of the mapping win.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::engine::RESOURCES;
use crate::error::Error;
use crate::mapping::infer::{Hints, Proposed, Standing};
use crate::mapping::{self, Marks, Row, sheet};
use crate::pipeline;
use crate::place::Mark;
use crate::proposal::Proposal;
use crate::schema::grammar::VERBS;
use crate::tree::{Node, Text};

use super::super::drafted::Drafted;
use super::super::imported::MAPPING;
use super::super::lost::Lost;
use super::super::published::Service;
use super::super::rows;

/// The key by which the tools mark a list that they wrapped in an object, which the API does not do.
const WRAPPED: &str = "x-stackql-bare-array-wrap";

/// Completes the mapping of drafted inputs. Returns what cannot be taken over, if the documents stay or if the vendor's own
/// stand in their place.
///
/// # Errors
/// An input that cannot be understood at all.
pub fn complete(services: &[Service], drafted: &mut Drafted, has_vendor: bool) -> Result<Vec<Lost>, Error> {
    let (embedded, mut lost) = rows::rows(services);
    let outranked = with_embedded(&mut drafted.mapping, embedded)?;
    lost.extend(outranked.iter().filter_map(|row| outranked_method(services, row)));
    let operations: Vec<_> = services.iter().flat_map(operations).collect();
    if operations.iter().any(|(_, _, node)| !Hints::of(node).is_empty()) {
        let proposals = pipeline::proposals(drafted.inputs()?)?;
        drafted.mapping = with_hints(&drafted.mapping, &proposals)?;
    }
    let unused = |(service, way, node)| unused(service, way, node, if has_vendor { &[WRAPPED] } else { &[] });
    lost.extend(operations.into_iter().flat_map(unused));
    Ok(lost)
}

/// Adds the rows of methods in documents whose operations the mapping leaves open. Returns those that it maps otherwise.
fn with_embedded(csv: &mut Vec<u8>, embedded: Vec<Row>) -> Result<Vec<Row>, Error> {
    let rows = mapping::read(csv, Path::new(MAPPING))?;
    let key = |row: &Row| (row.service().unwrap_or_default().to_owned(), row.path.clone(), row.verb.clone());
    let known: HashMap<_, &Row> = rows.iter().rev().map(|row| (key(row), row)).collect();
    let (mut filled, mut proposed, mut outranked) = (HashSet::new(), Vec::new(), Vec::new());
    for row in embedded {
        let mark = match known.get(&key(&row)) {
            Some(known) if !known.resource.is_empty() => {
                let is_same = known.resource == row.resource && known.method == row.method;
                outranked.extend((!is_same).then_some(row));
                continue;
            }
            // An operation may have several methods, of which the row takes the first.
            Some(known) if filled.insert(known.mark) => known.mark,
            _ => Mark::default(),
        };
        proposed.push(as_proposed(row, mark));
    }
    let standing: Vec<Standing> = rows.into_iter().map(Standing::kept).collect();
    let (standing, proposed): (Vec<_>, Vec<_>) = (standing.iter().collect(), proposed.iter().collect());
    *csv = sheet::complete(csv, Path::new(MAPPING), &standing, &proposed)?;
    Ok(outranked)
}

/// What is lost of a method in a document that the mapping calls otherwise.
fn outranked_method(services: &[Service], row: &Row) -> Option<Lost> {
    let service = services.iter().find(|service| Some(service.key.as_str()) == row.service())?;
    let (_, resource) = service.resources().find(|(name, _)| *name == row.resource)?;
    let method = resource.get("methods")?.get(&row.method)?;
    let place = service.place(method.mark, ["components", RESOURCES, &row.resource, "methods", &row.method]);
    let name = format!("{}.{}.{}", service.key, row.resource, row.method);
    Some(Lost { place, what: format!("the method `{name}`: the mapping calls the method of its operation otherwise") })
}

fn as_proposed(row: Row, mark: Mark) -> Proposed {
    Proposed {
        service: row.service().unwrap_or_default().to_owned(),
        row: Row { mark, ..row },
        operation: 0,
        tags: Vec::new(),
        marks: Marks::default(),
        is_service_derived: false,
    }
}

/// Adds the rows of operations that name their resource, method, SQL verb or object key.
fn with_hints(csv: &[u8], proposals: &[Proposal]) -> Result<Vec<u8>, Error> {
    let standing: Vec<_> = proposals.iter().flat_map(|proposal| &proposal.inference.standing).collect();
    let proposed = proposals.iter().flat_map(|proposal| &proposal.inference.proposed);
    let hinted: Vec<_> = proposed.filter(|proposed| !proposed.marks.hinted.is_empty()).collect();
    sheet::complete(csv, Path::new(MAPPING), &standing, &hinted)
}

/// Returns the operations of a document with the keys that lead to them.
fn operations(service: &Service) -> impl Iterator<Item = (&Service, [&Text; 2], &Node)> {
    let items = service.document.tree.entries("paths");
    let operations = items.flat_map(|(path, item)| item.as_mapping().into_iter().flatten().map(move |it| (path, it)));
    let operations = operations.filter(|(_, (verb, _))| VERBS.contains(&&***verb));
    operations.map(move |(path, (verb, node))| (service, [path, verb], node))
}

/// Returns keys of the tools that say nothing of the mapping, but for some.
fn unused(service: &Service, [path, verb]: [&Text; 2], node: &Node, but: &[&str]) -> Vec<Lost> {
    let lost = |key: String| {
        let mark = node.get(&key).map(|value| value.mark).unwrap_or_default();
        let place = service.place(mark, ["paths", path, verb, &key]);
        let what = match key.as_str() {
            WRAPPED => format!("`{key}`: the API returns a plain list; import the vendor's own document with --spec"),
            _ => format!("`{key}`: it gives no resource, method, SQL verb or object key"),
        };
        Lost { place, what }
    };
    Hints::of(node).unused.into_iter().filter(|key| !but.contains(&key.as_str())).map(lost).collect()
}
