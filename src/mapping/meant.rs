//! What a misspelt name in the configuration probably means.

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::normalise::Operation;
use crate::sql::SqlVerb;
use crate::text::{Pattern, closest};

use super::mapped::{Mapped, MappedMethod, MappedService};
use super::names::service_of_tag;

/// How many names to look up: each is compared with all known ones, and a configuration can have thousands of entries.
const MAX_LOOKUPS: usize = 10;

/// Longer names take too long to compare.
const MAX_NAME: usize = 200;

/// The names that the configuration of a provider can use.
pub struct Known<'a> {
    mapped: &'a [&'a Mapped],
    operations: &'a [&'a Operation],
    lookups: Cell<usize>,
}

impl<'a> Known<'a> {
    /// Returns the names of mapped documents and of their operations.
    pub fn new(mapped: &'a [&'a Mapped], operations: &'a [&'a Operation]) -> Self {
        Known { mapped, operations, lookups: Cell::new(0) }
    }

    /// Returns the name that a misspelt one of a kind most likely means. A kind is called as in `for` and `skip`.
    pub fn meant(&self, kind: &str, name: &str) -> Option<String> {
        // A glob has no spelling to correct.
        Pattern::new(name).text()?;
        if self.lookups.replace(self.lookups.get() + 1) >= MAX_LOOKUPS || name.len() > MAX_NAME {
            return None;
        }
        let written = if kind == "service" { service_of_tag(name) } else { name.to_owned() };
        let is_alike = |known: &String| known.len().abs_diff(written.len()) <= 1 + written.len() / 4;
        let known: Vec<String> = self.names(kind, name).into_iter().filter(is_alike).collect();
        closest(&written, &known).filter(|known| **known != written).cloned()
    }

    /// Returns the known names of a kind, in the form in which the misspelt one is written: whole, or their last part.
    fn names(&self, kind: &str, name: &str) -> BTreeSet<String> {
        let is_whole = name.contains(['.', ' ']);
        match kind {
            "service" => self.services(),
            "resource" => self.resources().map(|(at, it, _)| joined(is_whole, &[at, it])).collect(),
            "method" => self.methods(is_whole),
            "verb" => SqlVerb::LISTED.into_iter().chain([SqlVerb::Exec]).map(|verb| verb.name().to_owned()).collect(),
            "tag" => self.tags(),
            "operation" if is_whole => {
                self.operations.iter().map(|it| format!("{} {}", it.verb.to_uppercase(), it.path)).collect()
            }
            "operation" => self.operations.iter().map(|it| it.path.to_string()).collect(),
            _ => BTreeSet::new(),
        }
    }

    /// Returns the services, also those left out.
    fn services(&self) -> BTreeSet<String> {
        let fates = self.mapped.iter().flat_map(|mapped| mapped.fates.keys().map(|(service, _)| service));
        self.mapped.iter().flat_map(|mapped| mapped.services.keys()).chain(fates).cloned().collect()
    }

    fn resources(&self) -> impl Iterator<Item = (&'a str, &'a str, &'a [MappedMethod])> {
        let services = self.mapped.iter().flat_map(|mapped| &mapped.services);
        let of = |(name, service): (&'a String, &'a MappedService)| {
            service.resources.iter().map(move |(resource, methods)| (name.as_str(), resource.as_str(), &**methods))
        };
        services.flat_map(of)
    }

    fn methods(&self, is_whole: bool) -> BTreeSet<String> {
        let of = |(service, resource, methods): (&'a str, &'a str, &'a [MappedMethod])| {
            methods.iter().map(move |method| joined(is_whole, &[service, resource, &method.name]))
        };
        self.resources().flat_map(of).collect()
    }

    fn tags(&self) -> BTreeSet<String> {
        let tags = self.operations.iter().flat_map(|operation| operation.node.items("tags"));
        tags.filter_map(|tag| tag.as_str()).map(str::to_owned).collect()
    }
}

fn joined(is_whole: bool, parts: &[&str]) -> String {
    if is_whole { parts.join(".") } else { parts.last().copied().unwrap_or_default().to_owned() }
}
