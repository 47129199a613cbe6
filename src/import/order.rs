//! One order of the methods of a resource that agrees with the order of each list of a verb.

use std::collections::{BTreeMap, BTreeSet};

/// Returns names in an order that agrees with all lists, as far as one does, and else with their own.
pub fn merged<'a>(names: &[&'a str], lists: &[Vec<&'a str>]) -> Vec<&'a str> {
    let place: BTreeMap<&str, usize> = names.iter().enumerate().map(|(place, name)| (*name, place)).collect();
    let mut before: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); names.len()];
    for list in lists {
        let places: Vec<usize> = list.iter().filter_map(|name| place.get(name).copied()).collect();
        for (first, second) in places.iter().zip(places.iter().skip(1)) {
            before.get_mut(*second).into_iter().for_each(|it| it.extend([*first]));
        }
    }
    let mut waiting: BTreeSet<usize> = (0..names.len()).collect();
    let mut merged = Vec::with_capacity(names.len());
    while let Some(first) = waiting.first().copied() {
        let is_free = |at: &usize| before.get(*at).is_none_or(|before| before.is_disjoint(&waiting));
        // Lists that disagree leave none free.
        let next = waiting.iter().copied().find(is_free).unwrap_or(first);
        waiting.remove(&next);
        merged.extend(names.get(next).copied());
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_agrees_with_each_list() {
        let names = ["a", "b", "c", "d"];
        assert_eq!(merged(&names, &[vec!["d", "a"], vec!["c", "b"]]), ["c", "b", "d", "a"]);
        assert_eq!(merged(&names, &[]), names);
        assert_eq!(merged(&names, &[vec!["a", "b"], vec!["b", "a"]]), ["c", "d", "a", "b"]);
    }
}
