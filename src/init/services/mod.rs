//! Chooses what names the services of a new provider: the way of grouping its operations that scores best.

mod grade;
mod label;
mod names;
#[cfg(test)]
mod tests;
mod ways;

use crate::config::By;
use crate::mapping::service_of_tag;
use crate::normalise::Operation;
use crate::place::Mark;
use crate::render::{object, text};
use crate::tree::Node;

use ways::Way;

/// How operations are grouped into services.
pub struct Services {
    /// What names the services.
    pub by: By,
    /// The block `services` of the configuration.
    pub settings: Node,
    /// The number of services.
    pub count: usize,
    /// One line for each way of grouping, the chosen one first.
    pub notes: Vec<String>,
}

/// Groups operations by what is wanted, or else by what groups them best. `files` are the names of the documents that
/// were united, if there are several.
pub fn choose(operations: &[Operation], files: &[String], wanted: Option<By>) -> Services {
    let mut ways = ways::all(operations, files);
    let is_wanted = |way: &Way| wanted.is_some_and(|by| by == way.by());
    // Where neither way is any good, fewer services do less harm.
    ways.sort_by(|a, b| {
        let by_score = b.grade.score().total_cmp(&a.grade.score());
        is_wanted(b).cmp(&is_wanted(a)).then(by_score).then(a.grade.services.cmp(&b.grade.services))
    });
    let Some((chosen, others)) = ways.split_first() else {
        let by = wanted.unwrap_or(By::Path);
        return Services { by, settings: object([("by", text(by.name()))]), count: 0, notes: Vec::new() };
    };
    let first = format!("services: by {}: {}", chosen.by().name(), chosen.grade);
    let others = others.iter().map(|way| format!("services: not by {}: {}", way.by().name(), way.grade));
    Services {
        by: chosen.by(),
        settings: settings(chosen),
        count: chosen.grade.services,
        notes: [first].into_iter().chain(others).collect(),
    }
}

/// Returns the block `services` for operations whose rows name the services of a published provider: only names that SQL
/// cannot use are new, as others could be those of rows.
pub fn of_published(operations: &[Operation]) -> Node {
    let ways = ways::all(operations, &[]);
    let best = ways.into_iter().rev().max_by(|a, b| a.grade.score().total_cmp(&b.grade.score()));
    let Some(mut way) = best else { return object([("by", text(By::Path.name()))]) };
    way.rename.retain(|old, _| !names::is_usable(&service_of_tag(old)));
    settings(&way)
}

fn settings(way: &Way) -> Node {
    let mut settings = vec![("by", text(way.by().name()))];
    let ignored: Vec<Node> = way.services.ignore_segments.iter().map(|segment| text(segment)).collect();
    if !ignored.is_empty() {
        settings.push(("ignore_segments", Node::sequence(ignored, Mark::default())));
    }
    if !way.rename.is_empty() {
        settings.push(("rename", object(way.rename.iter().map(|(old, new)| (old.as_str(), text(new))))));
    }
    object(settings)
}
