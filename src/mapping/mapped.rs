//! What the operations of a document become: services, resources and methods.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::engine::block::Part;
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
    /// The `x-stackQL-config` of its document.
    pub config: Option<Node>,
}

/// A key that settings give or take.
#[derive(Clone, Debug)]
pub struct Given {
    /// The key and its value.
    pub part: Part,
    /// Whether it stays at the method, even if all methods of the service have it.
    pub is_own: bool,
}

/// A method, before its operation is looked at.
#[derive(Clone, Debug)]
pub struct MappedMethod {
    pub name: String,
    pub verb: SqlVerb,
    /// Further verbs under which the method is listed.
    pub also: Vec<SqlVerb>,
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
    /// What settings give it.
    pub given: Vec<Given>,
    /// The index of its operation.
    pub operation: usize,
    pub mark: Mark,
}

impl MappedMethod {
    /// Whether settings give or take a key.
    pub fn is_given(&self, path: &[&str]) -> bool {
        self.given.iter().any(|given| given.part.is_below(path))
    }

    /// Returns the value that settings give a key.
    pub fn given(&self, path: &[&str]) -> Option<&Node> {
        self.given.iter().find(|given| given.part.is_at(path)).map(|given| &given.part.value)
    }
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
    /// Configuration entries that matched: the list that contains them, and their key or index.
    pub(super) used: BTreeSet<(&'static str, String)>,
}
