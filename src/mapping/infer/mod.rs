//! Proposes missing rows and cells of a mapping by the rules that StackQL's maintainers follow. The rules look at
//! paths, verbs and operationIds only, so that a proposal can be understood by reading the spec.

mod agreement;
mod current;
mod fact;
mod group;
mod hint;
mod known;
#[cfg(test)]
mod measured;
mod method;
mod moved;
#[cfg(test)]
mod moved_tests;
mod name;
mod object_key;
mod operation_id;
mod paging;
mod path;
mod prefix;
mod service;
mod signature;
#[cfg(test)]
mod tests;
mod verb;
mod version;
pub(in crate::mapping) mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use indexmap::IndexMap;

use crate::config::ConfigFile;
use crate::normalise::Operation;
use crate::place::Mark;
use crate::sql::SqlVerb;

use super::mapper::Mapper;
use super::marks::{Marks, Sureness};
use super::table::{Row, SKIP};
use fact::Fact;
use group::{Groups, Key, Member, Place};
use known::Known;
use method::Methods;
use name::{Chosen, Names};

pub use super::cell::Cell;
pub use hint::Hints;
pub use known::{Standing, State};
pub use name::NameFrom;
pub use object_key::{Asked, object_key, object_keys};
pub use paging::{Kind as PagingKind, Limit, Paging, Token, limit, names as page_names, page_parameter, paging};

/// A row that is new, or was filled where it was empty.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// All cells. The mark is that of the filled row; a new row has none.
    pub row: Row,
    pub service: String,
    /// The index of its operation.
    pub operation: usize,
    pub tags: Vec<String>,
    /// Which cells are guesses, and which ones the operation itself names.
    pub marks: Marks,
    /// Whether the configuration gives the operation that service without the row's help.
    pub is_service_derived: bool,
}

impl Proposed {
    /// Whether the mapping had no row for the operation.
    pub fn is_new(&self) -> bool {
        self.row.mark == Mark::default()
    }

    /// Takes the SQL verb away, because SQL could not choose the method by it.
    pub fn only_executes(&mut self) {
        SqlVerb::Exec.name().clone_into(&mut self.row.sql_verb);
        self.marks.guessed.insert(Cell::Verb, Sureness::Low);
    }
}

/// The existing and the proposed rows of one document.
#[derive(Debug, Default)]
pub struct Inference {
    /// The existing rows, in their order.
    pub standing: Vec<Standing>,
    /// New and filled rows, in the order of the operations.
    pub proposed: Vec<Proposed>,
    /// Operations that no row of a CSV file could name, such as one whose path ends in a blank.
    pub unnameable: Vec<String>,
}

/// Proposes missing rows and cells for a document. `file` is the name of a document that is a service of its own.
pub fn infer(
    operations: &[Operation],
    rows: &[Row],
    config: &ConfigFile,
    file: Option<&str>,
    from: NameFrom,
) -> Inference {
    let mut mapper = Mapper::new(operations, config, file);
    let found = moved::find(rows, operations);
    let current = current::rows(rows, &found, &mapper);
    let known: Vec<Known> =
        current.iter().zip(&found).map(|(row, found)| Known::new(row, *found, &mut mapper)).collect();
    let facts = service::facts(&mut mapper, &known);
    let mut inferrer = Inferrer::new(&known, facts, from);
    let names = known.iter().map(|known| known.row.method.as_str()).filter(|name| !name.is_empty());
    inferrer.methods.agree(config.config.methods.names, names);
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
    let standing = known.iter().zip(rows).map(|(known, written)| known.standing(written, &mapper)).collect();
    Inference { standing, unnameable: unnameable.collect(), proposed }
}

#[derive(Default)]
struct Inferrer<'a> {
    known: &'a [Known<'a>],
    facts: BTreeMap<usize, Fact<'a>>,
    groups: Groups,
    places: HashMap<usize, (Key, Member)>,
    /// The rows of each group that name a resource, by index.
    siblings: HashMap<Key, Vec<usize>>,
    from: NameFrom,
    names: Names,
    methods: Methods,
    /// The chosen names of groups whose operations name no resource.
    chosen: HashMap<Key, Chosen>,
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
        inferrer.agree();
        inferrer.name_groups();
        inferrer
    }

    /// Chooses what resources are named after, if nobody did.
    fn agree(&mut self) {
        if self.from == NameFrom::Agreement {
            let resource = |at: &usize| self.known.get(*at).map(|known| known.row.resource.as_str());
            let named = self.siblings.iter().filter_map(|(key, rows)| Some((key, rows.first().and_then(resource)?)));
            let by_rows = agreement::by_rows(&self.groups, &self.facts, named);
            self.from = by_rows.unwrap_or_else(|| agreement::by_document(&self.groups, &self.facts));
        }
        self.names.note(self.groups.keys());
    }

    /// Reserves the names that existing rows use.
    fn learn(&mut self) {
        for (at, known) in self.known.iter().enumerate() {
            let (Some(service), Some(index)) = (&known.service, known.operation) else { continue };
            if known.row.resource.is_empty() || known.row.resource == SKIP {
                continue;
            }
            if let Some((key, _)) = self.places.get(&index).filter(|((of, _), _)| of == service) {
                self.siblings.entry(key.clone()).or_default().push(at);
            }
            self.names.take(service, &known.row.resource);
            self.methods.take(service, &known.row.resource, &known.row.method);
        }
        for fact in self.facts.values() {
            fact.hints.resource.iter().for_each(|resource| self.names.take(&fact.service, resource));
        }
    }

    fn unmapped(&self) -> Vec<usize> {
        let mapped: HashSet<usize> = self.known.iter().filter_map(|known| known.operation).collect();
        let unmapped = self.facts.iter().filter(|(index, _)| !mapped.contains(index));
        // Names that operations give come first, so that no guess takes one.
        let (hinted, others): (Vec<_>, Vec<_>) = unmapped.partition(|(_, fact)| !fact.hints.is_empty());
        hinted.into_iter().chain(others).map(|(index, _)| *index).collect()
    }

    fn filled(&mut self, known: &Known) -> Option<Proposed> {
        let (index, mut service) = (known.operation?, known.service.clone()?);
        let (mut row, fact) = (known.row.clone(), self.facts.get(&index)?);
        if row.filename.is_empty() && !fact.is_service_derived {
            row.filename.clone_from(&fact.filename);
            service.clone_from(&fact.service);
        }
        let mut proposed = self.proposal(index, row, &service)?;
        // Whoever began this row may follow other conventions, so every filled cell has to be reviewed.
        let row = known.row;
        let cells = [(Cell::Resource, &row.resource), (Cell::Method, &row.method), (Cell::Verb, &row.sql_verb)];
        if cells.iter().all(|(_, text)| text.is_empty()) {
            // An empty row follows none, such as one that is guessed anew.
            return Some(proposed);
        }
        let is_guess = |(cell, text): &(Cell, &String)| text.is_empty() && !proposed.marks.hinted.contains(cell);
        proposed.marks.guessed = cells.into_iter().filter(is_guess).map(|(cell, _)| (cell, Sureness::Low)).collect();
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

    /// Fills the empty cells of a row.
    fn proposal(&mut self, index: usize, mut row: Row, service: &str) -> Option<Proposed> {
        let (key, member) = self.places.get(&index).cloned()?;
        let mut marks = Marks { hinted: self.hint(index, &mut row, service)?, ..Marks::default() };
        let guessed = &mut marks.guessed;
        if row.resource.is_empty() {
            let (resource, sureness) = self.resource(index, &key, member)?;
            row.resource = resource;
            guessed.extend(sureness.map(|sureness| (Cell::Resource, sureness)));
        }
        let fact = self.facts.get(&index)?;
        if row.method.is_empty() {
            row.method = self.methods.choose(fact, service, &row.resource);
            guessed.extend(fact.id.is_empty().then_some((Cell::Method, Sureness::Low)));
        }
        if row.sql_verb.is_empty() {
            let verb = if self.deletes_all(fact, &key) { SqlVerb::Exec } else { verb::sql_verb(fact, member.place) };
            row.sql_verb = verb.name().to_owned();
            guessed.insert(Cell::Verb, verb::sureness(fact, member.place, verb));
        }
        Some(Proposed {
            row,
            service: service.to_owned(),
            operation: index,
            tags: fact.operation.node.items("tags").iter().filter_map(|tag| tag.as_str()).map(str::to_owned).collect(),
            marks,
            is_service_derived: fact.is_service_derived,
        })
    }

    /// Fills the empty cells of a row that its operation names. A name that another method has is no use.
    fn hint(&mut self, index: usize, row: &mut Row, service: &str) -> Option<BTreeSet<Cell>> {
        let hints = &self.facts.get(&index)?.hints;
        let method = hints.method.as_ref().filter(|name| {
            let resource = if row.resource.is_empty() { hints.resource.as_deref() } else { Some(&*row.resource) };
            resource.is_some_and(|resource| self.methods.is_free(service, resource, name))
        });
        let verb = hints.verb.map(SqlVerb::name);
        let cells = [
            (Cell::Resource, &mut row.resource, hints.resource.as_deref()),
            (Cell::Method, &mut row.method, method.map(String::as_str)),
            (Cell::Verb, &mut row.sql_verb, verb),
            (Cell::ObjectKey, &mut row.object_key, hints.object_key.as_deref()),
        ];
        let mut hinted = BTreeSet::new();
        for (cell, text, hint) in cells {
            if let (true, Some(hint)) = (text.is_empty(), hint) {
                hint.clone_into(text);
                hinted.insert(cell);
            }
        }
        if hinted.contains(&Cell::Method) {
            self.methods.take(service, &row.resource, &row.method);
        }
        Some(hinted)
    }

    /// Whether an operation deletes a collection of which another one deletes an item: with the same SQL verb, a key that
    /// is left out or misspelled would delete all.
    fn deletes_all(&self, fact: &Fact<'_>, key: &Key) -> bool {
        let facts = self.groups.get(key).into_iter().flatten().filter_map(|member| self.facts.get(&member.operation));
        let mut others = facts.filter(|other| other.operation.verb == "delete" && other.target.is_item);
        fact.operation.verb == "delete" && !fact.target.is_item && others.next().is_some()
    }

    /// Names the remaining groups. Shorter paths come first and get the plain name, whatever their order in the document.
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

    /// Returns the resource of an operation, and how sure its name is if it is a guess.
    fn resource(&self, index: usize, key: &Key, member: Member) -> Option<(String, Option<Sureness>)> {
        let unsure = |is_guess: bool| is_guess.then_some(Sureness::Low);
        if let Some((name, is_guess)) = self.inherited(index, key) {
            return Some((name, unsure(is_guess)));
        }
        if let Some(name) = self.hinted_nearby(key) {
            return Some((name, unsure(true)));
        }
        let chosen = self.chosen.get(key)?;
        let is_plain = member.place == Place::Own && !self.facts.get(&index)?.target.is_action;
        let sureness = if chosen.is_sure && is_plain { Sureness::High } else { Sureness::Low };
        Some((chosen.name.clone(), Some(sureness)))
    }

    /// Returns the resource that the first operation of a group names which names one.
    fn hinted_nearby(&self, key: &Key) -> Option<String> {
        let members = self.groups.get(key).into_iter().flatten();
        members.filter_map(|member| self.facts.get(&member.operation)?.hints.resource.clone()).next()
    }

    /// Returns the resource that most rows of the group name, preferring rows with the same path. It is a guess if they
    /// are guesses.
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
    // `max_by_key` would take the last one with the most votes instead of the first.
    let (name, (_, is_guess)) = votes.into_iter().rev().max_by_key(|(_, (count, _))| *count)?;
    Some((name.to_owned(), is_guess))
}
