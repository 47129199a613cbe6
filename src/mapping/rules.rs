//! The entries of `services.paths` and `services.skip` that are for an operation.

use std::collections::HashMap;

use crate::config::Services;
use crate::normalise::Operation;
use crate::text::Pattern;

use super::names::{is_service, new_name, service_of_tag};

/// What the configuration says about operations, ready to be matched.
pub struct Rules<'c> {
    paths: Vec<(Vec<Pattern>, String)>,
    /// The entries of `services.rename`, by the services that they are for.
    renames: HashMap<String, (&'c str, &'c str)>,
    skips: Vec<Skipped<'c>>,
}

enum Skipped<'c> {
    Service(&'c str),
    Tag(Pattern),
    Operation(Pattern),
}

impl<'c> Rules<'c> {
    pub fn new(services: &'c Services) -> Self {
        let patterns = |paths: &[String]| paths.iter().map(|path| Pattern::new(path)).collect();
        let paths = services.paths.iter().map(|rule| (patterns(&rule.path.0), new_name(&rule.service)));
        let skips = services.skip.iter().filter_map(|skip| match skip.what()? {
            ("service", name) => Some(Skipped::Service(name)),
            ("tag", name) => Some(Skipped::Tag(Pattern::new(name))),
            (_, name) => Some(Skipped::Operation(Pattern::of_operation(name))),
        });
        Rules { paths: paths.collect(), renames: renames(services), skips: skips.collect() }
    }

    /// Returns the entry that gives a service another name: its key, and the new name as it is written.
    pub fn rename(&self, service: &str) -> Option<(&'c str, &'c str)> {
        self.renames.get(service).copied()
    }

    /// Returns the service in which the first rule that matches places an operation, and the index of the rule.
    pub fn place(&self, operation: &Operation) -> Option<(usize, &str)> {
        let is_for =
            |(patterns, _): &&(Vec<Pattern>, String)| patterns.iter().any(|pattern| pattern.matches(&operation.path));
        let found = self.paths.iter().enumerate().find(|(_, rule)| is_for(rule));
        found.map(|(index, (_, service))| (index, service.as_str()))
    }

    /// Returns the indexes of the entries that leave an operation out, or a service if there is no operation.
    pub fn skips<'s>(
        &'s self,
        service: &'s str,
        operation: Option<&'s Operation>,
    ) -> impl Iterator<Item = usize> + use<'s, 'c> {
        let is_skipped = move |skipped: &Skipped<'_>| match (skipped, operation) {
            (Skipped::Service(name), _) => is_service(name, service),
            (Skipped::Tag(pattern), Some(operation)) => {
                operation.node.items("tags").iter().filter_map(|tag| tag.as_str()).any(|tag| pattern.matches(tag))
            }
            (Skipped::Operation(pattern), Some(it)) => pattern.matches_operation(it.verb, &it.path),
            (_, None) => false,
        };
        self.skips.iter().enumerate().filter(move |(_, skipped)| is_skipped(skipped)).map(|(index, _)| index)
    }
}

/// An entry with just the name of a service comes before those that spell it as the document does.
fn renames(services: &Services) -> HashMap<String, (&str, &str)> {
    let mut renames = HashMap::new();
    for (old, new) in &services.rename {
        renames.entry(service_of_tag(old)).or_insert((old.as_str(), new.as_str()));
    }
    renames.extend(services.rename.iter().map(|(old, new)| (old.clone(), (old.as_str(), new.as_str()))));
    renames
}
