//! Finds the operation of a row whose path the document no longer has. A new version of an API that renames placeholders,
//! changes a prefix or moves a path must not lose what people wrote.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use indexmap::IndexMap;

use crate::mapping::table::Row;
use crate::normalise::Operation;

use super::prefix::Prefixes;
use super::signature::Signature;

/// Where a row leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Found {
    /// To the operation of its path and HTTP verb, or else by its operationId or to none.
    #[default]
    AsWritten,
    /// To an operation with another path or HTTP verb, by index.
    Moved(usize),
    /// By its operationId to an operation that does something else, by index.
    Doubtful(usize),
}

/// Returns for each row where it leads. Each way of finding is tried on what those before it left. It counts only if
/// exactly one row and one operation are alike.
pub fn find(rows: &[Row], operations: &[Operation]) -> Vec<Found> {
    let mut found = vec![Found::AsWritten; rows.len()];
    let Some(mut finder) = Finder::new(rows, operations) else { return found };
    finder.unite(|it| Some(it.shape()), |_, _| true);
    finder.by_id();
    finder.unite(Signature::spelled, |old, new| !old.answers_otherwise(new));
    finder.unite(|it| Some(it.versionless()), |_, _| true);
    finder.by_prefix();
    finder.by_answer();
    finder.doubt();
    for old in &finder.old {
        old.rows.iter().for_each(|row| found.get_mut(*row).into_iter().for_each(|found| *found = old.found));
    }
    found
}

/// Rows that name one operation.
struct Old<'a> {
    signature: Signature<'a>,
    /// The rows, by index.
    rows: Vec<usize>,
    /// Whether the document has that path and HTTP verb.
    is_there: bool,
    found: Found,
}

impl Old<'_> {
    fn is_open(&self) -> bool {
        !self.is_there && self.found == Found::AsWritten
    }
}

struct Finder<'a> {
    old: Vec<Old<'a>>,
    new: Vec<Signature<'a>>,
    /// The operations that rows lead to.
    taken: HashSet<usize>,
}

impl<'a> Finder<'a> {
    /// Returns nothing if the document has the path of each row.
    fn new(rows: &'a [Row], operations: &'a [Operation]) -> Option<Self> {
        let paths = operations.iter().enumerate().map(|(index, it)| ((&*it.path, it.verb), index));
        let paths: HashMap<(&str, &str), usize> = paths.collect();
        let mut old: IndexMap<(&str, &str, &str), Old> = IndexMap::new();
        let mut taken = HashSet::new();
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| !row.path.is_empty() && !row.verb.is_empty()) {
            let operation = paths.get(&(row.path.as_str(), row.verb.as_str()));
            taken.extend(operation);
            let (is_there, found) = (operation.is_some(), Found::AsWritten);
            let named = (row.verb.as_str(), row.path.as_str(), row.operation_id.as_str());
            let new = || Old { signature: Signature::of_row(row), rows: Vec::new(), is_there, found };
            old.entry(named).or_insert_with(new).rows.push(index);
        }
        if old.values().all(|old| old.is_there) {
            return None;
        }
        let new = operations.iter().map(Signature::of_operation).collect();
        Some(Finder { old: old.into_values().collect(), new, taken })
    }

    /// Unites rows and operations of which only one has a key, if they fit.
    fn unite<K: Eq + Hash>(
        &mut self,
        key: impl Fn(&Signature<'a>) -> Option<K>,
        fits: impl Fn(&Signature<'a>, &Signature<'a>) -> bool,
    ) {
        let by_key = only(self.new.iter().map(&key));
        let pairs = only(self.old.iter().map(|old| key(&old.signature)));
        let pairs = pairs.into_iter().filter_map(|(key, old)| Some((old?, (*by_key.get(&key)?)?)));
        let pairs: Vec<(usize, usize)> = pairs.filter(|pair| self.fit(*pair, &fits)).collect();
        self.settle(pairs);
    }

    fn fit(&self, (old, new): (usize, usize), fits: impl Fn(&Signature<'a>, &Signature<'a>) -> bool) -> bool {
        let (Some(old), Some(signature)) = (self.old.get(old), self.new.get(new)) else { return false };
        old.is_open() && !self.taken.contains(&new) && fits(&old.signature, signature)
    }

    fn settle(&mut self, pairs: impl IntoIterator<Item = (usize, usize)>) {
        for (old, new) in pairs {
            self.taken.insert(new);
            self.old.get_mut(old).into_iter().for_each(|old| old.found = Found::Moved(new));
        }
    }

    /// Follows operationIds, also to an operation that has a row: it may be in two resources.
    fn by_id(&mut self) {
        let id = |it: &Signature<'a>| Some(it.id).filter(|id| !id.is_empty());
        let by_id = only(self.new.iter().map(id));
        let olds = only(self.old.iter().map(|old| if old.is_open() { id(&old.signature) } else { None }));
        for (id, new) in by_id {
            let (Some(old), Some(signature)) = (olds.get(id), new.and_then(|new| self.new.get(new))) else { continue };
            let Some(old) = old.and_then(|old| self.old.get_mut(old)) else { continue };
            if let Some(new) = new.filter(|_| is_plausible(&old.signature, signature)) {
                old.found = Found::Moved(new);
                self.taken.insert(new);
            }
        }
    }

    /// What is left and has an operationId of the document is found by it, unless the operation does something else.
    fn doubt(&mut self) {
        let ids = self.new.iter().enumerate().rev().map(|(index, new)| (new.id, index));
        let ids: HashMap<&str, usize> = ids.filter(|(id, _)| !id.is_empty()).collect();
        for old in self.old.iter_mut().filter(|old| old.is_open()) {
            let Some(index) = ids.get(old.signature.id) else { continue };
            let is_same = self.new.get(*index).is_some_and(|new| is_plausible(&old.signature, new));
            old.found = if is_same { Found::AsWritten } else { Found::Doubtful(*index) };
        }
    }

    /// Follows prefixes that changed for more than one path.
    fn by_prefix(&mut self) {
        let free = self.new.iter().enumerate().filter(|(index, _)| !self.taken.contains(index));
        let gone = self.old.iter().filter(|old| old.is_open()).map(|old| &old.signature);
        let stay = self.old.iter().filter(|old| old.is_there).map(|old| &old.signature);
        let prefixes = Prefixes::new(gone, stay, free);
        let targets = self.old.iter().map(|old| if old.is_open() { prefixes.target(&old.signature) } else { None });
        let pairs = only(targets).into_iter().filter_map(|(new, old)| Some((old?, new)));
        let pairs: Vec<_> = pairs.filter(|pair| self.fit(*pair, |old, new| !old.is_called_otherwise(new))).collect();
        self.settle(pairs);
    }

    /// Follows the parameters and the schema of the answer, where an operationId is lacking.
    fn by_answer(&mut self) {
        let free = |(index, new): (usize, &Signature<'a>)| {
            if self.taken.contains(&index) { None } else { new.answered() }
        };
        let by_key = only(self.new.iter().enumerate().map(free));
        let olds = only(self.old.iter().map(|old| if old.is_open() { old.signature.answered() } else { None }));
        let pairs = olds.into_iter().filter_map(|(key, old)| Some((old?, (*by_key.get(&key)?)?)));
        let pairs: Vec<_> = pairs.filter(|pair| self.fit(*pair, |old, new| !old.is_called_otherwise(new))).collect();
        self.settle(pairs);
    }
}

/// Whether a row can be about the operation that has its operationId: the same HTTP verb or one that is as safe, at a path
/// with a word in common; else the same HTTP verb, unless the answer has another schema.
fn is_plausible(old: &Signature, new: &Signature) -> bool {
    let is_alike = old.verb == new.verb || is_as_safe(old.verb, new.verb);
    let is_related = old.is_related(new);
    (is_alike && is_related) || (old.verb == new.verb && !old.answers_otherwise(new))
}

/// A search may be GET or POST, and a change PUT, PATCH or POST. A row that reads must not come to delete.
fn is_as_safe(old: &str, new: &str) -> bool {
    let among = |verbs: &[&str]| verbs.contains(&old) && verbs.contains(&new);
    among(&["get", "head", "post"]) || among(&["put", "patch", "post"])
}

/// Returns the index of each key; none if more than one item has it.
fn only<K: Eq + Hash>(keys: impl Iterator<Item = Option<K>>) -> IndexMap<K, Option<usize>> {
    let mut indexes = IndexMap::new();
    for (index, key) in keys.enumerate().filter_map(|(index, key)| Some((index, key?))) {
        indexes.entry(key).and_modify(|index| *index = None).or_insert(Some(index));
    }
    indexes
}
