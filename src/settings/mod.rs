//! Between mapping and lowering: gives methods the settings of the configuration that are for them. Later entries win, key
//! by key.

mod check;
mod fault;
mod hoist;
mod index;
mod parts;
mod query;
mod scope;

use std::collections::HashSet;

use crate::config::{At, ConfigFile, Setting};
use crate::engine::block::Part;
use crate::engine::pushdown;
use crate::error::Error;
use crate::finding::Finding;
use crate::mapping::{Given, Mapped, MappedMethod};
use crate::normalise::Document;
use crate::source::InputFile;
use crate::tree::{Node, Text};

pub use check::unmatched;
use hoist::hoist;
use index::Index;
use scope::{Scope, Subject};

/// The settings of a provider.
#[derive(Debug, Default)]
pub struct Settings {
    entries: Vec<Entry>,
    /// The entries that are not for whole services.
    of_methods: Index,
    /// What the configuration says for every service.
    of_all: Node,
    /// Whether no push-down is larger than its parameter allows.
    bounds: bool,
}

/// Settings and the methods that they are for.
#[derive(Debug)]
struct Entry {
    scopes: Option<Vec<Scope>>,
    at: At,
    parts: Vec<Part>,
}

impl Settings {
    /// Understands the settings of a configuration. `texts` are the files that it names.
    ///
    /// # Errors
    /// A template without a text or with two, JSON that is none, entries that contradict each other.
    pub fn new(config: &ConfigFile, texts: &[InputFile]) -> Result<Self, Error> {
        check::entries(config, texts)?;
        let text = |file: &str| {
            let path = config.beside(file);
            let found = texts.iter().find(|text| text.path == path);
            found.map(|text| String::from_utf8_lossy(&text.bytes).into_owned()).unwrap_or_default()
        };
        let entry = |(setting, node): (&Setting, &Node)| Entry {
            scopes: setting.methods.as_ref().map(|many| many.0.iter().map(Scope::new).collect()),
            at: setting.at,
            parts: parts::of_entry(node, &text),
        };
        let entries: Vec<_> = config.config.settings.iter().zip(config.tree.items("settings")).map(entry).collect();
        let mut of_methods = Index::default();
        let several = entries.iter().enumerate().filter(|(_, entry)| entry.at != At::Service);
        several.for_each(|(index, entry)| of_methods.add(index, entry.scopes.as_deref()));
        let bounds = config.config.lower.push_down && !config.config.source.as_is;
        let of_all = config.service_config().cloned().unwrap_or_default();
        // Lowering gives it to the methods that can send it.
        let of_all = if bounds { of_all.without(pushdown::KEY) } else { of_all };
        Ok(Settings { entries, of_methods, of_all, bounds })
    }

    /// Gives the methods of a document what is for them. Returns for each entry whether it is for any.
    pub fn settle(&self, mapped: &mut Mapped, document: &mut Document) -> (Vec<bool>, Vec<Finding>) {
        let mut hits = vec![false; self.entries.len()];
        for (service, of_service) in &mut mapped.services {
            for (resource, methods) in &mut of_service.resources {
                for method in methods {
                    self.settle_method((service, resource), method, document, &mut hits);
                }
            }
            let own = self.of_service(service, &mut hits);
            let methods = of_service.resources.values_mut().flatten();
            let mut methods: Vec<&mut Vec<Given>> = methods.map(|method| &mut method.given).collect();
            of_service.config = hoist(self.of_all.clone(), &own, &mut methods);
        }
        let mut found = query::move_all(mapped, document);
        found.append(&mut check::schemas(mapped, document));
        (hits, found)
    }

    fn settle_method(
        &self,
        (service, resource): (&str, &str),
        method: &mut MappedMethod,
        document: &Document,
        hits: &mut [bool],
    ) {
        let Some(operation) = document.operations.get(method.operation) else { return };
        let resolver = document.components.resolver();
        let name = format!("{service}.{resource}.{}", method.name);
        let subject = Subject { service, name: &name, method, operation, resolver };
        let mut given = Vec::new();
        for index in self.of_methods.candidates(subject) {
            let (Some(entry), Some(hit)) = (self.entries.get(index), hits.get_mut(index)) else { continue };
            if entry.is_for(subject) {
                *hit = true;
                given.extend(entry.given());
            }
        }
        let mut given = last_of_each(given);
        if self.bounds {
            given.iter_mut().for_each(|given| bound(&mut given.part, subject));
        }
        method.given = given;
        // The key of another schema is looked at with that schema, in the document.
        let is_replaced = ["transform", "schema_override"].iter().any(|key| method.is_given(&["response", key]));
        let key = method.given(&["response", "objectKey"]).map(|key| key.as_str().map(str::to_owned));
        if let Some(key) = key {
            method.object_key = key.filter(|_| !is_replaced);
        }
    }

    fn of_service(&self, service: &str, hits: &mut [bool]) -> Vec<Given> {
        let mut given = Vec::new();
        for (entry, hit) in self.entries.iter().zip(hits).filter(|(entry, _)| entry.at == At::Service) {
            if entry.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|scope| scope.has_service(service))) {
                *hit = true;
                given.extend(entry.given());
            }
        }
        last_of_each(given)
    }
}

/// Gives a push-down no larger value than its parameter allows.
fn bound(part: &mut Part, it: Subject<'_>) {
    let [config, key, clause] = part.path.as_slice() else { return };
    let clause = pushdown::Part::ALL.into_iter().find(|known| known.key() == &**clause);
    let Some(clause) = clause.filter(|_| **config == *"config" && **key == *pushdown::KEY) else { return };
    if let Some(parameter) = pushdown::target(clause, &part.value, &it.operation.node, it.resolver) {
        part.value = pushdown::bounded(&part.value, &parameter);
    }
}

impl Entry {
    fn is_for(&self, subject: Subject<'_>) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|scope| scope.has(subject)))
    }

    fn given(&self) -> impl Iterator<Item = Given> {
        self.parts.iter().map(|part| Given { part: part.clone(), is_own: self.at == At::Method })
    }
}

/// Leaves out what later entries give again, or take away.
fn last_of_each(given: Vec<Given>) -> Vec<Given> {
    let mut later: HashSet<Vec<Text>> = HashSet::new();
    let mut kept: Vec<Given> = Vec::new();
    for given in given.into_iter().rev() {
        let path = &given.part.path;
        if (1..=path.len()).any(|steps| path.get(..steps).is_some_and(|above| later.contains(above))) {
            continue;
        }
        later.insert(path.clone());
        kept.push(given);
    }
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_part_hides_earlier_ones_at_and_below_its_place() {
        let given = |path: &[&str]| Given { part: Part::new(path, Node::default()), is_own: false };
        let all =
            [&["config", "a", "x"][..], &["config", "a"], &["config", "a", "y"], &["config", "b"], &["config", "b"]];
        let kept = last_of_each(all.map(given).to_vec());
        let kept: Vec<String> = kept.iter().map(|given| given.part.path.join(".")).collect();
        assert_eq!(kept, ["config.a", "config.a.y", "config.b"]);
    }
}
