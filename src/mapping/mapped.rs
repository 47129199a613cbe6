//! What the operations of a document become: services, resources and methods.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::engine::{RequestTransform, Transform};
use crate::place::Mark;
use crate::sql::SqlVerb;
use crate::tree::{Node, Text};

/// A service and what belongs to it.
#[derive(Debug, Default)]
pub struct MappedService {
    /// Its operations, by index, in the order of the spec.
    pub operations: BTreeSet<usize>,
    /// Its methods by resource, in the order of the mapping.
    pub resources: IndexMap<String, Vec<MappedMethod>>,
}

/// A method before anything is known about its operation.
#[derive(Clone, Debug)]
pub struct MappedMethod {
    /// Its name.
    pub name: String,
    /// Its SQL verb.
    pub verb: SqlVerb,
    /// Where in the response the rows are.
    pub object_key: Option<String>,
    /// How the engine makes rows of a response that has none.
    pub transform: Option<Transform>,
    /// The schema that stands for that of an answer which EXEC cannot read, by its name in the document.
    pub answer: Option<Text>,
    /// The template that makes values of booleans and numbers in the body.
    pub request_transform: Option<RequestTransform>,
    /// The push-down of its parameters.
    pub push_down: Option<Node>,
    /// Whether it has the engine's default names for the properties of its body, whatever the configuration says.
    pub has_default_body_names: bool,
    /// Its operation, by index.
    pub operation: usize,
    /// The row that says so.
    pub mark: Mark,
}

/// What became of an operation in a service. Of several rows the greatest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// No row makes a method of it.
    Unmapped,
    /// It is left out on purpose.
    Skipped,
    /// It is a method.
    Mapped,
    /// It is a method by a row with guessed cells.
    Guessed,
}

/// What the operations of one document become.
#[derive(Debug, Default)]
pub struct Mapped {
    /// The services by name. One without a method is left out.
    pub services: BTreeMap<String, MappedService>,
    /// What became of each operation, by service (also one that is left out) and index.
    pub fates: BTreeMap<(String, usize), Fate>,
    /// Names of the configuration that hit something, with the list that they stand in.
    pub(super) used: BTreeSet<(&'static str, String)>,
}
