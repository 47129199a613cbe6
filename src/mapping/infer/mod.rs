//! Proposes what the mapping of an API lacks, by the rules that StackQL's maintainers follow. Each rule looks only at
//! paths, verbs and operationIds, so that a proposal can be understood by reading the spec.

mod group;
mod method;
mod name;
mod object_key;
mod path;
mod service;
mod verb;
mod words;

use std::collections::{BTreeMap, HashMap, HashSet};

use indexmap::IndexMap;

use crate::config::ConfigFile;
use crate::normalise::Operation;
use crate::place::Mark;

use super::{Mapper, Row, table};
use group::{Groups, Key, Member};
use method::Methods;
use name::Names;
use path::Target;
use words::Intent;

pub use object_key::object_key;

/// The source of the names of new resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum NameFrom {
    /// The last segment of the path that is not a parameter
    #[default]
    Path,
    /// What the operationIds call it
    OperationId,
}

/// A cell that a rule filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// `stackql_resource_name`.
    Resource,
    /// `stackql_method_name`.
    Method,
    /// `stackql_verb`.
    Verb,
    /// `stackql_object_key`.
    ObjectKey,
}

impl Cell {
    /// Returns the name used in marks.
    pub fn name(self) -> &'static str {
        match self {
            Cell::Resource => "resource",
            Cell::Method => "method",
            Cell::Verb => "verb",
            Cell::ObjectKey => "object key",
        }
    }
}

/// A new row, or one whose empty cells were filled.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// All cells. A filled row keeps its mark; a new row has none.
    pub row: Row,
    /// The service.
    pub service: String,
    /// The index of the operation.
    pub operation: usize,
    /// The operation's tags.
    pub tags: Vec<String>,
    /// The guessed cells, in the order of the columns.
    pub guessed: Vec<Cell>,
    /// Whether the configuration alone gives the operation this service.
    pub is_service_derived: bool,
}

impl Proposed {
    /// Whether the mapping has no row for the operation.
    pub fn is_new(&self) -> bool {
        self.row.mark == Mark::default()
    }
}

/// The state of an existing row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It names resource, method and SQL verb.
    Kept,
    /// Some of them were empty.
    Filled,
    /// Its operation was removed.
    Stale,
    /// It leaves its operation out, or its service is skipped.
    LeftOut,
}

/// An existing row.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The cells before anything was filled.
    pub row: Row,
    /// The service, unless it is skipped.
    pub service: Option<String>,
    /// The state of the row.
    pub state: State,
    /// The current verb and path of its operation, if they differ from the row's.
    pub moved: Option<(&'static str, String)>,
}

/// The existing and the proposed rows of one document.
#[derive(Debug, Default)]
pub struct Inference {
    /// The existing rows, in their order.
    pub standing: Vec<Standing>,
    /// The new and filled rows, in the order of the operations.
    pub proposed: Vec<Proposed>,
    /// Operations that no row of a CSV file could name, such as one whose path ends in a blank.
    pub unnameable: Vec<String>,
}

/// What the rules need to know about an operation.
struct Fact<'a> {
    operation: &'a Operation,
    id: &'a str,
    service: String,
    /// The cell that names the service in a new row.
    filename: String,
    is_service_derived: bool,
    target: Target,
    intent: Option<Intent>,
}

impl Fact<'_> {
    /// Whether it creates an item.
    fn is_create(&self) -> bool {
        let says_so = match self.intent {
            Some(intent) => intent == Intent::Create,
            None => !self.target.is_item,
        };
        self.operation.verb == "post" && !self.target.is_action && says_so
    }

    /// Returns the last segment of the path that is not a placeholder, which names an action.
    fn action(&self) -> Option<String> {
        let segments = path::segments(&self.operation.path);
        let last = segments.into_iter().rev().find(|segment| !path::is_placeholder(segment))?;
        Some(name::clean(last)).filter(|action| !action.is_empty())
    }
}

/// Proposes missing rows and cells of a document. `file` is the name of a document that is a service of its own.
pub fn infer(
    operations: &[Operation],
    rows: &[Row],
    config: &ConfigFile,
    file: Option<&str>,
    from: NameFrom,
) -> Inference {
    let mut mapper = Mapper::new(operations, config, file);
    let known: Vec<Known> = rows.iter().map(|row| Known::new(row, &mut mapper)).collect();
    let facts = service::facts(&mut mapper, &known);
    let mut inferrer = Inferrer::new(&known, facts, from);
    let mut proposed = Vec::new();
    for known in known.iter().filter(|known| known.state() == State::Filled) {
        proposed.extend(inferrer.filled(known));
    }
    for index in inferrer.unmapped() {
        proposed.extend(inferrer.added(index));
    }
    proposed.sort_by_key(|proposed: &Proposed| (proposed.operation, proposed.row.mark));
    let (proposed, lost): (Vec<_>, Vec<_>) =
        proposed.into_iter().partition(|proposed| mapper.operation_of(&proposed.row) == Some(proposed.operation));
    let unnameable = lost.iter().map(|lost| format!("{} {}", lost.row.verb.to_uppercase(), lost.row.path));
    let standing = known.iter().map(|known| known.standing(&mapper)).collect();
    Inference { standing, unnameable: unnameable.collect(), proposed }
}

struct Known<'a> {
    row: &'a Row,
    operation: Option<usize>,
    service: Option<String>,
}

impl<'a> Known<'a> {
    fn new(row: &'a Row, mapper: &mut Mapper) -> Self {
        let operation = mapper.operation_of(row);
        let service = match operation {
            Some(index) => service::kept(mapper, index, row.service()),
            None => row.service().map(|name| mapper.renamed(name)),
        };
        Known { row, operation, service }
    }

    fn state(&self) -> State {
        let row = self.row;
        let is_whole = ![&row.resource, &row.method, &row.sql_verb].iter().any(|cell| cell.is_empty());
        match self.operation {
            None => State::Stale,
            Some(_) if self.service.is_none() || row.resource == table::SKIP => State::LeftOut,
            Some(_) if is_whole => State::Kept,
            Some(_) => State::Filled,
        }
    }

    fn standing(&self, mapper: &Mapper) -> Standing {
        let row = self.row;
        let operation = self.operation.and_then(|index| mapper.operations.get(index));
        let has_moved = |operation: &&Operation| {
            !row.path.is_empty() && (*operation.path != *row.path || operation.verb != row.verb)
        };
        let moved = operation.filter(has_moved).map(|operation| (operation.verb, operation.path.to_string()));
        Standing { row: row.clone(), service: self.service.clone(), state: self.state(), moved }
    }
}

#[derive(Default)]
struct Inferrer<'a> {
    known: &'a [Known<'a>],
    facts: BTreeMap<usize, Fact<'a>>,
    groups: Groups,
    places: HashMap<usize, (Key, Member)>,
    /// The indexes of the rows that name a resource, by group.
    siblings: HashMap<Key, Vec<usize>>,
    from: NameFrom,
    names: Names,
    methods: Methods,
    /// The names chosen for groups in which no row names a resource.
    chosen: HashMap<Key, String>,
}

impl<'a> Inferrer<'a> {
    fn new(known: &'a [Known<'a>], facts: BTreeMap<usize, Fact<'a>>, from: NameFrom) -> Self {
        let groups = group::group(&facts);
        let of_group = |(key, members): (&Key, &Vec<Member>)| {
            members.iter().map(|member| (member.operation, (key.clone(), *member))).collect::<Vec<_>>()
        };
        let places = groups.iter().flat_map(of_group).collect();
        let mut inferrer = Inferrer { known, facts, groups, places, from, ..Inferrer::default() };
        inferrer.learn();
        inferrer.name_groups();
        inferrer
    }

    /// Collects the names that rows already use.
    fn learn(&mut self) {
        for (at, known) in self.known.iter().enumerate() {
            let (Some(service), Some(index)) = (&known.service, known.operation) else { continue };
            if known.row.resource.is_empty() || known.row.resource == table::SKIP {
                continue;
            }
            if let Some((key, _)) = self.places.get(&index).filter(|((of, _), _)| of == service) {
                self.siblings.entry(key.clone()).or_default().push(at);
            }
            self.names.take(service, &known.row.resource);
            self.methods.take(service, &known.row.resource, &known.row.method);
        }
    }

    fn unmapped(&self) -> Vec<usize> {
        let mapped: HashSet<usize> = self.known.iter().filter_map(|known| known.operation).collect();
        self.facts.keys().copied().filter(|index| !mapped.contains(index)).collect()
    }

    fn filled(&mut self, known: &Known) -> Option<Proposed> {
        let (index, mut service) = (known.operation?, known.service.clone()?);
        let (mut row, fact) = (known.row.clone(), self.facts.get(&index)?);
        if row.filename.is_empty() && !fact.is_service_derived {
            row.filename.clone_from(&fact.filename);
            service.clone_from(&fact.service);
        }
        let mut proposed = self.proposal(index, row, &service)?;
        // The author of this row may have other habits, so every filled cell is marked for review.
        let row = known.row;
        let cells = [(Cell::Resource, &row.resource), (Cell::Method, &row.method), (Cell::Verb, &row.sql_verb)];
        proposed.guessed = cells.into_iter().filter(|(_, cell)| cell.is_empty()).map(|(cell, _)| cell).collect();
        Some(proposed)
    }

    fn added(&mut self, index: usize) -> Option<Proposed> {
        let fact = self.facts.get(&index)?;
        let row = Row {
            filename: fact.filename.clone(),
            path: fact.operation.path.trim().to_owned(),
            verb: fact.operation.verb.to_owned(),
            operation_id: fact.id.trim().to_owned(),
            ..Row::default()
        };
        let service = fact.service.clone();
        self.proposal(index, row, &service)
    }

    fn proposal(&mut self, index: usize, mut row: Row, service: &str) -> Option<Proposed> {
        let (key, member) = self.places.get(&index).cloned()?;
        let mut guessed = Vec::new();
        if row.resource.is_empty() {
            let (resource, is_guess) = self.resource(index, &key)?;
            row.resource = resource;
            guessed.extend(is_guess.then_some(Cell::Resource));
        }
        let fact = self.facts.get(&index)?;
        if row.method.is_empty() {
            row.method = self.methods.choose(fact, service, &row.resource);
            guessed.extend(fact.id.is_empty().then_some(Cell::Method));
        }
        if row.sql_verb.is_empty() {
            row.sql_verb = verb::sql_verb(fact, member.place).name().to_owned();
            guessed.push(Cell::Verb);
        }
        Some(Proposed {
            row,
            service: service.to_owned(),
            operation: index,
            tags: fact.operation.node.items("tags").iter().filter_map(|tag| tag.as_str()).map(str::to_owned).collect(),
            guessed,
            is_service_derived: fact.is_service_derived,
        })
    }

    /// Names the groups that have no name yet. Shorter paths get the plain name, whatever their order in the document.
    fn name_groups(&mut self) {
        let mut keys: Vec<&Key> = self.groups.keys().filter(|key| !self.siblings.contains_key(*key)).collect();
        keys.sort_by_key(|(_, path)| path.len());
        for key in keys {
            let members: Vec<&Member> = self.groups.get(key).into_iter().flatten().collect();
            let facts: Vec<&Fact> = members.iter().filter_map(|member| self.facts.get(&member.operation)).collect();
            let name = self.names.choose(key, &members, &facts, self.from);
            self.chosen.insert(key.clone(), name);
        }
    }

    /// Returns the resource of an operation, and whether it is a guess.
    fn resource(&self, index: usize, key: &Key) -> Option<(String, bool)> {
        self.inherited(index, key).or_else(|| Some((self.chosen.get(key)?.clone(), true)))
    }

    /// Returns the resource that most rows of the group name, preferably rows of the same path. It is a guess if it is
    /// one in all of them.
    fn inherited(&self, index: usize, key: &Key) -> Option<(String, bool)> {
        let path = &self.facts.get(&index)?.operation.path;
        let siblings = || self.siblings.get(key).into_iter().flatten().filter_map(|at| self.known.get(*at));
        let is_neighbour = |known: &&Known| {
            known.operation.and_then(|index| self.facts.get(&index)).is_some_and(|fact| fact.operation.path == *path)
        };
        most_named(siblings().filter(is_neighbour)).or_else(|| most_named(siblings()))
    }
}

fn most_named<'a>(rows: impl Iterator<Item = &'a Known<'a>>) -> Option<(String, bool)> {
    let mut votes: IndexMap<&str, (usize, bool)> = IndexMap::new();
    for known in rows {
        let (count, is_guess) = votes.entry(&known.row.resource).or_insert((0, true));
        *count += 1;
        *is_guess &= known.row.is_guess(Cell::Resource);
    }
    // The first one with most votes: `max_by_key` would return the last.
    let (name, (_, is_guess)) = votes.into_iter().rev().max_by_key(|(_, (count, _))| *count)?;
    Some((name.to_owned(), is_guess))
}
