//! The lists of `provgen map`: rows that moved, and rows and operations to look at.

use std::collections::BTreeMap;

use crate::mapping::Row;
use crate::mapping::infer::{Standing, State};
use crate::pipeline::Completed;
use crate::proposal::Clash;
use crate::text::{counted, plain};

/// Lists rows that moved, and rows and operations to look at.
pub fn remarks(completed: &Completed) -> String {
    let mapping = completed.mapping.display();
    let place = |row: &Row| format!("{mapping}:{}", row.mark.line());
    let standing = || completed.proposals.iter().flat_map(|proposal| &proposal.inference.standing);
    let stale = standing().filter(|standing| standing.state == State::Stale);
    let stale = stale.map(|standing| format!("{}: {}", place(&standing.row), operation(&standing.row)));
    let moved = standing().filter_map(|standing| Some((standing.moved()?, &standing.row)));
    let moved = moved.map(|(old, new)| format!("{}: {} is now {}", place(old), operation(old), news(old, new)));
    let doubtful = standing().filter_map(|standing| Some((&standing.row, standing.doubtful.as_ref()?)));
    let doubtful = doubtful.map(|(row, (verb, path))| {
        format!("{}: {}, but that is {} {path} now", place(row), operation(row), verb.to_uppercase())
    });
    let services = services(standing()).into_iter().map(|(name, rows)| format!("{name}: {}", counted(rows, "row")));
    let clashes = completed.proposals.iter().flat_map(|proposal| &proposal.clashes).map(clash);
    let unnameable = completed.proposals.iter().flat_map(|proposal| &proposal.inference.unnameable).cloned();
    [
        list("stale rows, whose operation does not exist: remove them, or give them its new path", stale),
        list("moved rows, whose operation has another path or HTTP verb now", moved),
        list("doubtful rows, whose operationId is that of a very different operation now: give them a path, or remove them", doubtful),
        list("rows that named no service: the column `filename` keeps them in theirs if a tag or path changes", services),
        list("methods mapped to EXEC, because SQL cannot distinguish them from another one", clashes),
        list("operations that no row can name, because leading and trailing spaces of a cell are ignored", unnameable),
    ]
    .concat()
}

/// The number of rows that get the name of their service, by service.
fn services<'a>(standing: impl Iterator<Item = &'a Standing>) -> BTreeMap<&'a str, usize> {
    let mut services: BTreeMap<&str, usize> = BTreeMap::new();
    for standing in standing.filter(|standing| standing.is_service_new()) {
        *services.entry(&standing.row.filename).or_default() += 1;
    }
    services
}

fn list(title: &str, lines: impl Iterator<Item = String>) -> String {
    let lines: String = lines.map(|line| format!("  {}\n", plain(&line))).collect();
    if lines.is_empty() { lines } else { format!("\n{title}\n{lines}") }
}

fn operation(row: &Row) -> String {
    let name = format!("{} {}", row.verb.to_uppercase(), row.path);
    let id = if row.operation_id.is_empty() { String::new() } else { format!(" ({})", row.operation_id) };
    format!("{}{id}", name.trim()).trim().to_owned()
}

/// Returns an operation, with its operationId only if that is new.
fn news(old: &Row, new: &Row) -> String {
    if old.operation_id == new.operation_id {
        return operation(&Row { operation_id: String::new(), ..new.clone() });
    }
    operation(new)
}

fn clash(clash: &Clash) -> String {
    let Clash { resource, method, verb, by, wanted } = clash;
    format!("{resource}.{method}: {} of `{by}` has the same required parameters ({wanted})", verb.name().to_uppercase())
}
