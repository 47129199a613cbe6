//! What the operations of a document become: services, resources and methods.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::engine::{RequestTransform, Transform};
use crate::place::Mark;
use crate::sql::SqlVerb;
use crate::tree::{Node, Text};

#[derive(Debug, Default)]
pub struct MappedService {
    /// The indexes of its operations, in the order of the spec.
    pub operations: BTreeSet<usize>,
    /// The methods by resource, in the order of the mapping.
    pub resources: IndexMap<String, Vec<MappedMethod>>,
}

/// A method, before its operation is looked at.
#[derive(Clone, Debug)]
pub struct MappedMethod {
    pub name: String,
    pub verb: SqlVerb,
    /// The path of the rows in the response.
    pub object_key: Option<String>,
    /// The template that creates rows, if the response has none.
    pub transform: Option<Transform>,
    /// The schema that stands for that of an answer which EXEC cannot read, by its name in the document.
    pub answer: Option<Text>,
    /// The template that makes values of booleans and numbers in the body.
    pub request_transform: Option<RequestTransform>,
    /// The push-down of its parameters.
    pub push_down: Option<Node>,
    /// Whether body properties have the engine's default names, whatever the configuration says.
    pub has_default_body_names: bool,
    /// The index of its operation.
    pub operation: usize,
    pub mark: Mark,
}

/// The state of an operation in a service. If it has several rows, the greatest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Unmapped,
    /// Left out on purpose.
    Skipped,
    Mapped,
    /// Mapped by a row with guessed cells.
    Guessed,
}

/// The mapping of one document.
#[derive(Debug, Default)]
pub struct Mapped {
    /// The services with at least one method, by name.
    pub services: BTreeMap<String, MappedService>,
    /// The state of each operation, by service (including those left out) and index.
    pub fates: BTreeMap<(String, usize), Fate>,
    /// Configuration entries that matched a service, with the list that contains them.
    pub(super) used: BTreeSet<(&'static str, String)>,
}
