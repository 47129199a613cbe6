//! Prefixes of paths that a new version of an API has changed for all of its paths: `/rest/users` is `/platform/users` now.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::path::PLACEHOLDER;
use super::signature::Signature;

/// The fewest paths that show that a prefix has changed.
const FEWEST: usize = 2;

/// Maximum number of segments of a prefix, so that no path costs much.
const MAX_PREFIX: usize = 6;

/// The segments before a path, and those that stand for them now.
type Change = (Vec<String>, Vec<String>);

/// The changes of prefixes, with the operations that they may lead to.
pub struct Prefixes<'a> {
    /// The new prefixes by the old one.
    changes: HashMap<Vec<String>, Vec<Vec<String>>>,
    /// Operations without a row by HTTP verb and path; none if there are two.
    free: HashMap<(&'a str, Vec<String>), Option<usize>>,
}

impl<'a> Prefixes<'a> {
    /// Learns from paths that have gone, paths that have stayed, and operations without a row, by index.
    pub fn new<'s>(
        gone: impl Iterator<Item = &'s Signature<'a>>,
        stay: impl Iterator<Item = &'s Signature<'a>>,
        free: impl Iterator<Item = (usize, &'s Signature<'a>)>,
    ) -> Self
    where
        'a: 's,
    {
        let (mut whole, mut ends) = (HashMap::new(), Ends::new());
        for (index, new) in free {
            let (verb, steps) = (new.verb, new.steps());
            for (before, end) in splits(&steps) {
                ends.entry((verb, end)).and_modify(|prefix| *prefix = None).or_insert(Some(before));
            }
            whole.entry((verb, steps)).and_modify(|index| *index = None).or_insert(Some(index));
        }
        let (mut votes, mut affected): (BTreeMap<Change, usize>, HashMap<Vec<String>, usize>) = Default::default();
        for (verb, steps) in gone.map(|gone| (gone.verb, gone.steps())) {
            change(verb, &steps, &ends).into_iter().for_each(|change| *votes.entry(change).or_default() += 1);
            splits(&steps).for_each(|(before, _)| *affected.entry(before).or_default() += 1);
        }
        let stay: HashSet<Vec<String>> =
            stay.flat_map(|stay| splits(&stay.steps()).map(|(before, _)| before).collect::<Vec<_>>()).collect();
        let is_sure = |(old, votes): (&Vec<String>, usize)| {
            votes >= FEWEST && votes * 2 > affected.get(old).copied().unwrap_or_default() && !stay.contains(old)
        };
        let mut changes: HashMap<_, Vec<_>> = HashMap::new();
        for ((old, new), votes) in votes {
            if is_sure((&old, votes)) {
                changes.entry(old).or_default().push(new);
            }
        }
        Prefixes { changes, free: whole }
    }

    /// Returns the operation that a path leads to with another prefix, if there is exactly one.
    pub fn target(&self, old: &Signature<'a>) -> Option<usize> {
        let (verb, steps) = (old.verb, old.steps());
        let renamed = splits(&steps).flat_map(|(before, end)| {
            let new = self.changes.get(&before).into_iter().flatten();
            new.filter_map(|new| *self.free.get(&(verb, [new.as_slice(), &end].concat()))?).collect::<Vec<usize>>()
        });
        let targets: BTreeSet<usize> = renamed.collect();
        targets.first().copied().filter(|_| targets.len() == 1)
    }
}

/// The prefix of the only path with an HTTP verb and end; none if there are two.
type Ends<'a> = HashMap<(&'a str, Vec<String>), Option<Vec<String>>>;

/// Returns the change that leads from a path to the operation whose path has the longest end in common with it, if it is
/// the only one, and the prefixes have as many placeholders.
fn change<'a>(verb: &'a str, steps: &[String], ends: &Ends<'a>) -> Option<Change> {
    let mut found = splits(steps).filter_map(|(before, end)| Some((before, ends.get(&(verb, end.clone()))?, end)));
    let (old, new, end) = found.next()?;
    let new = new.clone()?;
    let placeholders = |steps: &[String]| steps.iter().filter(|segment| *segment == PLACEHOLDER).count();
    let says_something = end.iter().any(|segment| !segment.starts_with('{'));
    (says_something && placeholders(&old) == placeholders(&new)).then_some((old, new))
}

/// Splits a path before each of its segments, the first one first.
fn splits(steps: &[String]) -> impl Iterator<Item = (Vec<String>, Vec<String>)> {
    let parts = (0..steps.len().min(MAX_PREFIX + 1)).filter_map(|at| steps.split_at_checked(at));
    parts.map(|(before, end)| (before.to_vec(), end.to_vec()))
}
