//! Names of services from labels: those that differ in number, case or punctuation are one service.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::mapping::{MAX_NAME, is_reserved, service_of_tag, singular};
use crate::sql::is_identifier;

use super::label;

/// What must separate a prefix from the rest.
const SEPARATORS: [&str; 5] = [" - ", ": ", " / ", "/", "."];

/// Of ten labels, so many must have a prefix that says nothing.
const OF_TEN: usize = 9;

/// The services of operations.
#[derive(Debug)]
pub struct Names {
    /// The service of each operation.
    pub of: Vec<String>,
    /// New names of services, by what the document calls them, where that gives another name.
    pub rename: BTreeMap<String, String>,
}

/// A label with the name that it means.
struct Meant<'l> {
    label: &'l str,
    name: String,
    uses: usize,
}

/// Names the services of operations with these labels.
pub fn name(labels: &[Cow<'_, str>]) -> Names {
    // Labels with one derived name are one to the configuration. Capitals come first and tell more about its words.
    let mut meant: BTreeMap<String, Meant> = BTreeMap::new();
    let mut derived: Vec<String> = Vec::with_capacity(labels.len());
    for label in labels {
        let name = service_of_tag(label);
        let entry = meant.entry(name.clone()).or_insert_with(|| Meant { label, name: String::new(), uses: 0 });
        entry.label = label.as_ref().min(entry.label);
        entry.uses += 1;
        derived.push(name);
    }
    let prefix = shared_prefix(&meant).map(str::to_owned);
    for it in meant.values_mut() {
        it.name = label::service(without(it.label, prefix.as_deref()));
    }
    merge(&mut meant);
    make_usable(&mut meant);
    let name_of = |name: String| meant.get(&name).map_or(name, |it| it.name.clone());
    let of = derived.into_iter().map(name_of).collect();
    let renamed = meant.iter().filter(|(derived, it)| it.name != **derived);
    Names { of, rename: renamed.map(|(_, it)| (it.label.trim().to_owned(), it.name.clone())).collect() }
}

/// Returns the prefix that nearly all labels have, with its separator.
fn shared_prefix<'l>(meant: &BTreeMap<String, Meant<'l>>) -> Option<&'l str> {
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for label in meant.values().map(|it| it.label) {
        let ends = SEPARATORS.iter().filter_map(|separator| Some(label.find(separator)? + separator.len()));
        let prefix = ends.min().and_then(|end| label.get(..end)).filter(|prefix| prefix.len() < label.len());
        prefix.into_iter().for_each(|prefix| *uses.entry(prefix).or_default() += 1);
    }
    let (prefix, count) = uses.into_iter().max_by_key(|(_, count)| *count)?;
    (count > 2 && count * 10 >= meant.len() * OF_TEN).then_some(prefix)
}

fn without<'l>(label: &'l str, prefix: Option<&str>) -> &'l str {
    prefix.and_then(|prefix| label.strip_prefix(prefix)).unwrap_or(label)
}

/// Gives names that differ in number the one that most operations have; of two, the longer is the plural.
fn merge(meant: &mut BTreeMap<String, Meant>) {
    let mut uses: BTreeMap<(String, String), usize> = BTreeMap::new();
    for it in meant.values() {
        *uses.entry((in_singular(&it.name), it.name.clone())).or_default() += it.uses;
    }
    let mut best: HashMap<&str, (usize, usize, &str)> = HashMap::new();
    for ((key, name), uses) in &uses {
        let found = (*uses, name.len(), name.as_str());
        let known = best.entry(key).or_insert(found);
        *known = (*known).max(found);
    }
    for it in meant.values_mut() {
        let found = best.get(in_singular(&it.name).as_str()).map(|(_, _, name)| (*name).to_owned());
        it.name = found.unwrap_or_default();
    }
}

fn in_singular(name: &str) -> String {
    name.split('_').map(singular).collect::<Vec<_>>().join("_")
}

/// Gives new names to services whose names SQL or a file system cannot use.
fn make_usable(meant: &mut BTreeMap<String, Meant>) {
    let names: BTreeSet<String> = meant.values().map(|it| it.name.clone()).collect();
    let renamed = renamed(&names);
    for it in meant.values_mut() {
        renamed.get(&it.name).into_iter().for_each(|new| it.name.clone_from(new));
    }
}

/// Returns new names for services whose names SQL or a file system cannot use.
fn renamed(names: &BTreeSet<String>) -> BTreeMap<String, String> {
    let mut uses: HashMap<String, usize> = HashMap::new();
    let unusable = names.iter().filter(|name| !is_usable(name));
    let new = |name: &String| {
        let start: String = name.chars().take(MAX_NAME / 2).collect();
        let number = uses.entry(start.clone()).or_default();
        loop {
            *number += 1;
            let new = if *number == 1 { format!("api_{start}") } else { format!("api_{start}_{number}") };
            if !names.contains(&new) {
                return (name.clone(), new);
            }
        }
    };
    unusable.map(new).collect()
}

/// Whether SQL and file systems can use a name.
pub fn is_usable(name: &str) -> bool {
    is_identifier(name) && !is_reserved(name) && name.len() <= MAX_NAME
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_labels_does_not_matter() {
        let labels = ["accesskeys", "accessKeys", "AccessKeys"].map(Cow::Borrowed);
        let reversed: Vec<Cow<'_, str>> = labels.iter().rev().cloned().collect();
        let found = name(&labels).rename;
        assert_eq!(found, BTreeMap::from([("AccessKeys".to_owned(), "access_keys".to_owned())]));
        assert_eq!(name(&reversed).rename, found);
    }

    #[test]
    fn names_that_sql_cannot_use_get_new_ones() {
        let long = "x".repeat(300);
        let names = ["2fa", "api_2fa", "users", "con", &long].map(str::to_owned).into();
        let renamed = renamed(&names);
        let short = format!("api_{}", "x".repeat(100));
        let found: Vec<(&str, &str)> = renamed.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
        assert_eq!(found, [("2fa", "api_2fa_2"), ("con", "api_con"), (long.as_str(), short.as_str())]);
    }
}
