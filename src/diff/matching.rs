//! Matches things of two states by name, then by the operations they call.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::Method;

/// The result of matching.
pub struct Matched<'a, T> {
    pub pairs: Vec<(&'a T, &'a T)>,
    /// Unmatched things of the old state.
    pub removed: Vec<&'a T>,
    /// Unmatched things of the new state.
    pub added: Vec<&'a T>,
}

/// Matches by name.
pub fn by_name<'a, T>(base: &'a [T], rev: &'a [T], name: impl Fn(&T) -> &str) -> Matched<'a, T> {
    let mut left: BTreeMap<&str, &T> = rev.iter().map(|it| (name(it), it)).collect();
    let mut matched = Matched { pairs: Vec::new(), removed: Vec::new(), added: Vec::new() };
    for old in base {
        match left.remove(name(old)) {
            Some(new) => matched.pairs.push((old, new)),
            None => matched.removed.push(old),
        }
    }
    matched.added = left.into_values().collect();
    matched
}

impl<'a, T> Matched<'a, T> {
    /// Matches what is left by operations, and returns the new pairs.
    pub fn by_operations(
        &mut self,
        name: impl Fn(&T) -> String,
        operations: impl Fn(&'a T) -> BTreeSet<String>,
    ) -> Vec<(&'a T, &'a T)> {
        let found = renamed(&self.removed, &self.added, name, operations);
        let old: BTreeSet<usize> = found.iter().map(|(old, _)| *old).collect();
        let new: BTreeSet<usize> = found.iter().map(|(_, new)| *new).collect();
        let pair = |(old, new): &(usize, usize)| Some((*self.removed.get(*old)?, *self.added.get(*new)?));
        let pairs: Vec<_> = found.iter().filter_map(pair).collect();
        self.removed = without(&self.removed, &old);
        self.added = without(&self.added, &new);
        pairs
    }
}

fn without<'a, T>(list: &[&'a T], places: &BTreeSet<usize>) -> Vec<&'a T> {
    list.iter().enumerate().filter(|(place, _)| !places.contains(place)).map(|(_, it)| *it).collect()
}

/// Pairs that share more than half of the operations of both, most shared operations first. The result is the same if
/// the states are swapped.
fn renamed<'a, T>(
    removed: &[&'a T],
    added: &[&'a T],
    name: impl Fn(&T) -> String,
    operations: impl Fn(&'a T) -> BTreeSet<String>,
) -> Vec<(usize, usize)> {
    let (old, new): (Vec<_>, Vec<_>) =
        (removed.iter().map(|it| operations(it)).collect(), added.iter().map(|it| operations(it)).collect());
    let mut candidates: Vec<_> = shared(&old, &new)
        .into_iter()
        .filter(|((a, b), common)| {
            let is_most = |set: Option<&BTreeSet<String>>| set.is_some_and(|set| 2 * common > set.len());
            is_most(old.get(*a)) && is_most(new.get(*b))
        })
        .map(|((a, b), common)| {
            let mut names = [removed.get(a), added.get(b)].map(|it| it.map(|it| name(it)));
            names.sort();
            (Reverse(common), names, a, b)
        })
        .collect();
    candidates.sort();
    let (mut taken_old, mut taken_new) = (BTreeSet::new(), BTreeSet::new());
    let mut is_free =
        |a, b| !taken_old.contains(&a) && !taken_new.contains(&b) && taken_old.insert(a) && taken_new.insert(b);
    candidates.into_iter().map(|(_, _, a, b)| (a, b)).filter(|(a, b)| is_free(*a, *b)).collect()
}

/// The number of shared operations, for pairs that share any.
fn shared(old: &[BTreeSet<String>], new: &[BTreeSet<String>]) -> HashMap<(usize, usize), usize> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, operations) in old.iter().enumerate() {
        operations.iter().for_each(|operation| places.entry(operation).or_default().push(place));
    }
    let mut shared = HashMap::new();
    for (place, operations) in new.iter().enumerate() {
        for other in operations.iter().filter_map(|operation| places.get(operation.as_str())).flatten() {
            *shared.entry((*other, place)).or_default() += 1;
        }
    }
    shared
}

/// The operation of a method, HTTP verb and path, without the names of placeholders.
pub fn operation(method: &Method) -> String {
    let mut plain = format!("{} ", method.http_verb);
    let mut depth = 0_usize;
    for letter in method.path.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => continue,
            _ => {}
        }
        plain.push(letter);
    }
    plain
}
