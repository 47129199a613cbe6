//! What the mapping of a document lacks: the rules of [`mapping::infer`], and then what only the model
//! can tell, because it knows responses and required parameters as the engine does.
//!
//! ```text
//! rows, document -> infer -> map -> model        the stages of a build, over the rows as they would be
//!                     ^               '--> object keys, methods that SQL could never reach
//!                     '---------------------'
//! ```

mod offer;
pub mod paging;

use std::collections::{HashMap, HashSet};

use crate::config::ConfigFile;
use crate::engine::media_type::{JSON, synonym};
use crate::engine::rows::{Plain, plain};
use crate::mapping;
use crate::mapping::infer::{self, Asked, Cell, Inference, NameFrom, Proposed};
use crate::mapping::{Row, Sureness};
use crate::model::{self, Method, Resource, Service, Shadowed};
use crate::normalise::Document;
use crate::place::Mark;
use crate::schema::Resolver;
use crate::sql::SqlVerb;

pub use offer::object_keys;

/// What the mapping of one document has and lacks.
#[derive(Debug, Default)]
pub struct Proposal {
    /// Its rows, and those that it lacks.
    pub inference: Inference,
    /// Methods that were made `exec`, because SQL could never have chosen them.
    pub clashes: Vec<Clash>,
}

/// A proposed method that SQL could not tell from another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// `service.resource`.
    pub resource: String,
    /// The method, which is `exec` now.
    pub method: String,
    /// The SQL verb that the rules gave it.
    pub verb: SqlVerb,
    /// The method that keeps the verb.
    pub by: String,
    /// What both require, in words.
    pub wanted: String,
}

/// Proposes what the mapping of a document lacks; with no rows, a mapping from nothing. `file` is the name of a
/// document that is a service of its own.
pub fn propose(document: &Document, rows: &[Row], config: &ConfigFile, file: Option<&str>, from: NameFrom) -> Proposal {
    let inference = infer::infer(&document.operations, rows, config, file, from);
    let mut reviewer = Reviewer::new(inference);
    let rows = reviewer.all_rows();
    let (mapped, _) = mapping::map(&document.operations, &rows, config, file);
    let (services, _) = model::services(document, &mapped.services, config);
    reviewer.object_keys(&services, document);
    for service in services {
        for mut resource in service.resources {
            reviewer.rowless(&service.name, &mut resource);
            reviewer.clashes(&service.name, resource);
        }
    }
    Proposal { inference: reviewer.inference, clashes: reviewer.clashes }
}

/// Looks at proposed rows as methods of the model.
struct Reviewer {
    inference: Inference,
    /// Proposed rows by service, resource and method.
    by_name: HashMap<(String, String, String), usize>,
    clashes: Vec<Clash>,
}

impl Reviewer {
    fn new(inference: Inference) -> Self {
        let name = |(index, proposed): (usize, &Proposed)| {
            ((proposed.service.clone(), proposed.row.resource.clone(), proposed.row.method.clone()), index)
        };
        let by_name = inference.proposed.iter().enumerate().map(name).collect();
        Reviewer { inference, by_name, clashes: Vec::new() }
    }

    /// The rows as they would be, each with a place of its own.
    fn all_rows(&self) -> Vec<Row> {
        let filled: HashMap<Mark, &Row> = self.inference.proposed.iter().map(|p| (p.row.mark, &p.row)).collect();
        let standing = self.inference.standing.iter().map(|standing| &standing.row);
        let standing = standing.map(|row| filled.get(&row.mark).copied().unwrap_or(row).clone());
        let added = self.inference.proposed.iter().filter(|proposed| proposed.is_new()).map(|p| p.row.clone());
        standing.chain(added).collect()
    }

    fn proposed(&mut self, service: &str, resource: &str, method: &str) -> Option<&mut Proposed> {
        let name = (service.to_owned(), resource.to_owned(), method.to_owned());
        self.inference.proposed.get_mut(*self.by_name.get(&name)?)
    }

    fn object_keys(&mut self, services: &[Service], document: &Document) {
        let resolver = document.components.resolver();
        for service in services {
            for resource in &service.resources {
                // A key that begins with `$` leads nowhere in anything else.
                let is_json = |method: &Method| Some(synonym(method.response.as_ref()?.media_type.as_deref()?) == JSON);
                let is_wrapping = |method: &&Method| {
                    method.verb == SqlVerb::Select && !method.is_list && is_json(method) == Some(true)
                };
                for method in resource.methods.iter().filter(is_wrapping).filter(|method| method.object_key.is_none()) {
                    let Some(key) = object_key(method, resolver) else { continue };
                    let Some(proposed) = self.proposed(&service.name, &resource.name, &method.name) else { continue };
                    if proposed.row.object_key.is_empty() && !proposed.marks.hinted.contains(&Cell::ObjectKey) {
                        proposed.marks.guessed.insert(Cell::ObjectKey, sureness_of(&key));
                        proposed.row.object_key = key;
                    }
                }
            }
        }
    }

    /// Takes SELECT from proposed methods whose answers are a single value, or that ask by POST and get no rows.
    fn rowless(&mut self, service: &str, resource: &mut Resource) {
        let is_value = |method: &Method| {
            method.response_schema.as_ref().and_then(|schema| plain(schema, false)) == Some(Plain::Value)
        };
        let is_rowless = |method: &&Method| {
            method.verb == SqlVerb::Select && !method.is_list && (method.http_verb == "post" || is_value(method))
        };
        let names: Vec<String> = resource.methods.iter().filter(is_rowless).map(|method| method.name.clone()).collect();
        for name in names {
            let Some(proposed) = self.proposed(service, &resource.name, &name) else { continue };
            if proposed.row.object_key.is_empty() && proposed.marks.guessed.contains_key(&Cell::Verb) {
                proposed.only_executes();
                resource.unlist(&name);
            }
        }
    }

    /// Takes the verb from proposed methods until SQL can reach all that have one. A person's rows stay as they are.
    fn clashes(&mut self, service: &str, mut resource: Resource) {
        for round in 0.. {
            let clashes = self.clashes_of(service, &resource, round == 0);
            if clashes.is_empty() {
                return;
            }
            let losers: HashSet<&str> = clashes.iter().map(|clash| clash.method.as_str()).collect();
            for loser in losers {
                resource.unlist(loser);
                if let Some(proposed) = self.proposed(service, &resource.name, loser) {
                    proposed.only_executes();
                }
            }
            self.clashes.extend(clashes);
        }
    }

    /// The methods that give way. Of two the one with the longer path does, because the plain path is the thing
    /// itself; but only at first, or many of them would take many rounds.
    fn clashes_of(&self, service: &str, resource: &Resource, prefers_plain: bool) -> Vec<Clash> {
        let mut gone: HashSet<&str> = HashSet::new();
        let mut clashes = Vec::new();
        for Shadowed { method, by, .. } in model::shadowed(resource) {
            if gone.contains(method.name.as_str()) || gone.contains(by.name.as_str()) {
                continue;
            }
            let steps = |method: &Method| method.path.matches('/').count();
            let can_yield = |method: &Method| self.can_yield(service, &resource.name, &method.name);
            let (loser, winner) = match (can_yield(method), can_yield(by)) {
                (true, true) if prefers_plain && steps(by) > steps(method) => (by, method),
                (true, _) => (method, by),
                (false, true) => (by, method),
                (false, false) => continue,
            };
            gone.insert(&loser.name);
            clashes.push(Clash {
                resource: format!("{service}.{}", resource.name),
                method: loser.name.clone(),
                verb: loser.verb,
                by: winner.name.clone(),
                wanted: model::wanted(method),
            });
        }
        clashes
    }

    fn can_yield(&self, service: &str, resource: &str, method: &str) -> bool {
        let name = (service.to_owned(), resource.to_owned(), method.to_owned());
        let proposed = self.by_name.get(&name).and_then(|index| self.inference.proposed.get(*index));
        proposed.is_some_and(|proposed| proposed.marks.guessed.contains_key(&Cell::Verb))
    }
}

/// Returns how sure an object key is: further down there may be more than one place to look.
fn sureness_of(key: &str) -> Sureness {
    if key.matches('.').count() == 1 { Sureness::High } else { Sureness::Low }
}

fn object_key(method: &Method, resolver: Resolver<'_>) -> Option<String> {
    let asked = Asked::of(&method.path, &method.operation);
    infer::object_key(method.row_schema.as_ref()?, asked, resolver)
}
