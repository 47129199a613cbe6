//! Keeps versions of an operation apart, which would be one resource: `v2/budgets` beside `v1/budgets`.

use std::collections::{BTreeMap, BTreeSet};

use crate::mapping::names::is_version;
use crate::normalise::Operation;

use super::path::Target;

/// Gives things of later versions a name of their own, if an operation is there in several versions.
pub fn keep_apart(operations: &[Operation], targets: &mut BTreeMap<usize, Target>) {
    let mut versions: BTreeMap<Same, BTreeSet<Version>> = BTreeMap::new();
    let version = |index: &usize| operations.get(*index).map_or((0, ""), |operation| version_of(&operation.path));
    for (index, target) in targets.iter() {
        let verb = operations.get(*index).map_or("", |operation| operation.verb);
        let same = (target.key.clone(), verb, target.is_item, target.action.clone());
        versions.entry(same).or_default().insert(version(index));
    }
    let mut first: BTreeMap<Vec<String>, Version> = BTreeMap::new();
    for ((key, ..), versions) in versions.into_iter().filter(|(_, versions)| versions.len() > 1) {
        let lowest = versions.first().copied().unwrap_or_default();
        first.entry(key).and_modify(|known| *known = lowest.min(*known)).or_insert(lowest);
    }
    for (index, target) in targets.iter_mut() {
        let version = version(index);
        if let Some(last) = first.get(&target.key).filter(|first| **first < version).and_then(|_| target.key.last_mut())
        {
            *last = format!("{last}_{}", version.1);
        }
    }
}

/// What operations of one meaning share: thing, HTTP verb, whether it is one item, and action.
type Same<'p> = (Vec<String>, &'p str, bool, Option<String>);

/// The length and the text of a version, so that `v10` comes after `v9`.
type Version<'p> = (usize, &'p str);

/// Returns the version in a path; empty if it has none.
fn version_of(path: &str) -> Version<'_> {
    let version = path.split('/').find(|segment| is_version(segment)).unwrap_or_default();
    (version.len(), version)
}
