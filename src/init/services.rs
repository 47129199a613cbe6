//! Chooses what names the services of a new provider.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::config::By;
use crate::mapping::{MAX_NAME, is_reserved, service_of, tag_of};
use crate::normalise::Operation;
use crate::render::{object, text};
use crate::sql::is_identifier;
use crate::tree::Node;

/// Numbers of tags that are useful: one tag makes a single service, and too many do not group operations.
const TAGS: std::ops::RangeInclusive<usize> = 2..=100;

/// How operations are grouped into services.
pub struct Services {
    /// The block `services` of the configuration.
    pub settings: Node,
    /// The number of services.
    pub count: usize,
}

/// Groups by tag if each operation has one and their number is useful, otherwise by path.
pub fn choose(operations: &[Operation]) -> Services {
    let names = |by| operations.iter().map(|operation| service_of(operation, by)).collect::<BTreeSet<String>>();
    let by_tag = names(By::Tag);
    let is_tagged = operations.iter().all(|operation| tag_of(operation).is_some()) && TAGS.contains(&by_tag.len());
    let (by, names) = if is_tagged { ("tag", by_tag) } else { ("path", names(By::Path)) };
    let mut settings = vec![("by", text(by))];
    let renamed = renamed(&names);
    if !renamed.is_empty() {
        settings.push(("rename", object(renamed.iter().map(|(old, new)| (old.as_str(), text(new))))));
    }
    Services { settings: object(settings), count: names.len() }
}

/// New names for services whose names SQL or a file system cannot use.
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

fn is_usable(name: &str) -> bool {
    is_identifier(name) && !is_reserved(name) && name.len() <= MAX_NAME
}

#[cfg(test)]
mod tests {
    use super::*;

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
