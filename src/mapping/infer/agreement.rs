//! Chooses what new resources are named after: what existing rows are, else what the API's paths and operationIds say.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::Fact;
use super::group::{Groups, Key, Member};
use super::name::{self, NameFrom};
use super::words;

/// Number of names that have to differ before existing rows decide.
const ENOUGH: usize = 3;

/// Mean number of segments from which on the last one alone says little.
const DEEP: f64 = 2.25;

/// Share of the words of operationIds that paths know as well: the same people wrote both.
const SAME_WORDS: f64 = 0.75;

/// Share of resources with an operationId that says `list`, and so what the things are called.
const LISTS: f64 = 0.4;

/// Chooses by the names of resources that rows give to groups.
pub fn by_rows<'n>(
    groups: &Groups,
    facts: &BTreeMap<usize, Fact>,
    named: impl Iterator<Item = (&'n Key, &'n str)>,
) -> Option<NameFrom> {
    let (mut paths, mut ids) = (0, 0);
    for (key, resource) in named {
        let (members, facts) = of(groups, facts, key);
        let by_path = name::of_path(&key.1).is_some_and(|name| name == resource);
        let by_id = name::of_operation_ids(&members, &facts);
        let by_id = by_id.is_some_and(|name| name == resource || name::without_service(&name, &key.0) == resource);
        paths += usize::from(by_path && !by_id);
        ids += usize::from(by_id && !by_path);
    }
    match paths.cmp(&ids) {
        _ if paths + ids < ENOUGH => None,
        std::cmp::Ordering::Less => Some(NameFrom::OperationId),
        _ => Some(NameFrom::Path),
    }
}

/// Chooses by how deep paths are, and by how much operationIds agree with them.
pub fn by_document(groups: &Groups, facts: &BTreeMap<usize, Fact>) -> NameFrom {
    let [depth, same, lists] = signals(groups, facts);
    let is_telling = depth >= DEEP && same >= SAME_WORDS && lists >= LISTS;
    if is_telling { NameFrom::OperationId } else { NameFrom::Path }
}

/// Returns the mean number of segments, and the shares of known words and of lists.
pub fn signals(groups: &Groups, facts: &BTreeMap<usize, Fact>) -> [f64; 3] {
    let (mut depth, mut same, mut lists) = (0.0, 0.0, 0.0);
    for key in groups.keys() {
        let (_, facts) = of(groups, facts, key);
        let segments = name::statics(&key.1);
        let path: BTreeSet<String> =
            segments.clone().flat_map(words::split).map(|word| words::singular(&word)).collect();
        depth += segments.count() as f64;
        same += name::telling(&facts).map_or(0.0, |fact| {
            let noun = fact.said.noun();
            let known = noun.iter().filter(|word| path.contains(&words::singular(word))).count();
            known as f64 / noun.len().max(1) as f64
        });
        lists += f64::from(u8::from(facts.iter().any(|fact| fact.said.says_list())));
    }
    [depth, same, lists].map(|sum| sum / groups.len().max(1) as f64)
}

/// Returns the members of a group, and the facts about them.
fn of<'a, 'f>(
    groups: &'a Groups,
    facts: &'f BTreeMap<usize, Fact<'f>>,
    key: &Key,
) -> (Vec<&'a Member>, Vec<&'f Fact<'f>>) {
    let members: Vec<&Member> = groups.get(key).into_iter().flatten().collect();
    let facts = members.iter().filter_map(|member| facts.get(&member.operation)).collect();
    (members, facts)
}
