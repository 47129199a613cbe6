//! One request: what it is about, and what it is answered.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::engine::predict::Response;
use crate::schema::Resolver;
use crate::tree::Node;

use super::body::{Written, not_found, put};
use super::described::{Described, key_of};
use super::outcome::Outcome;
use super::paging::Telling;
use super::place::{Role, item};
use super::plan::Plan;
use super::reached::{Reached, address};
use super::rows::{Given, Seed, value};
use super::shared::Shared;
use super::url;

/// Answers one request.
pub struct Responder<'r> {
    /// What all requests share.
    pub shared: &'r Shared,
    /// The request.
    pub reached: &'r Reached<'r>,
    /// Its verb in lower case.
    pub verb: &'r str,
    /// What its operation answers.
    pub plan: &'r Plan,
}

impl<'r> Responder<'r> {
    /// Returns the answer, and whether there is a page behind it.
    pub fn respond(&self) -> (Response, bool) {
        if self.plan.is_list {
            return self.list();
        }
        let answer = match (self.plan.place.role, self.verb) {
            (Role::One, "get" | "head") => self.read(),
            (Role::One, "delete") => self.delete(),
            (Role::One, "put") => Some(self.replace()),
            (Role::One, "patch" | "post") => self.change(),
            (Role::All, "post") => Some(self.insert()),
            _ => Some(self.thing(self.other())),
        };
        (answer.unwrap_or_else(|| self.missing()), false)
    }

    pub(super) fn resolver(&self) -> Resolver<'r> {
        Resolver::new(self.reached.document)
    }

    /// What the operation itself answers.
    pub(super) fn described(&self) -> Option<Described<'r>> {
        Described::new(self.plan, self.resolver())
    }

    /// The collection with the values of its parents.
    pub(super) fn collection(&self) -> String {
        url::path(&self.plan.place.collection, &self.reached.path_values)
    }

    /// The name of the collection among those of all documents.
    pub(super) fn remembered(&self) -> String {
        format!("{} {}", address(self.reached.document), self.collection())
    }

    /// The seed of something in the collection.
    pub(super) fn seed(&self, about: &str, number: usize) -> Seed {
        Seed::new(self.shared.seed, &format!("{}{about}", self.collection()), number)
    }

    /// The value that names the row in the path.
    pub(super) fn key(&self) -> &'r str {
        let key = self.plan.place.key.as_deref().filter(|_| self.plan.place.role == Role::One);
        let named = |(name, _): &&(String, String)| Some(name.as_str()) == key;
        self.reached.path_values.iter().find(named).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// The plan of the operation that reads the rows of the collection.
    pub(super) fn listing(&self) -> Option<Arc<Plan>> {
        self.plan_of_get(&self.plan.place.collection).filter(|plan| plan.is_list)
    }

    /// The plan of the operation that reads one row of the collection.
    pub(super) fn reading(&self) -> Option<Arc<Plan>> {
        let path = format!("{}/{{{}}}", self.plan.place.collection, self.plan.place.key.as_deref()?);
        self.plan_of_get(&path).filter(|plan| plan.outcome.schema().is_some())
    }

    fn plan_of_get(&self, path: &str) -> Option<Arc<Plan>> {
        let operation: &Node = item(path, self.reached.document)?.get("get")?;
        Some(self.shared.plan(self.reached.document, path, "get", operation))
    }

    /// The answer for one thing.
    pub(super) fn thing(&self, thing: Json) -> Response {
        self.written(&self.wrapped(thing), None)
    }

    /// The body with rows, or a thing, in its place.
    pub(super) fn wrapped(&self, inside: Json) -> Json {
        let Some(schema) = self.plan.outcome.schema().filter(|_| !self.plan.way.is_empty()) else { return inside };
        let given = Given::of(&self.plan.outcome.examples(self.resolver()), 0);
        let mut whole = value(self.resolver(), "value", &[schema], given, self.seed(" around", 0));
        put(&mut whole, &self.plan.way, inside);
        whole
    }

    pub(super) fn written(&self, body: &Json, telling: Option<&Telling<'_>>) -> Response {
        let thing = self.plan.way.iter().try_fold(body, |at, name| at.get(name));
        let key = thing.and_then(|thing| key_of(thing, self.plan.key.as_deref()));
        let location = key.map(|key| format!("{}{}/{}", self.reached.base, self.collection(), url::encoded(&key)));
        let seed = self.seed(" headers", 0);
        Written { outcome: &self.plan.outcome, resolver: self.resolver(), seed, telling, location }.response(body)
    }

    /// The response when there is no such row.
    fn missing(&self) -> Response {
        let resolver = self.resolver();
        let declared = Outcome::of_status(self.reached.operation, 404, resolver);
        let Some(outcome) = declared.filter(|outcome| outcome.content.is_some()) else { return not_found() };
        let seed = self.seed(" missing", 0);
        let given = Given::of(&outcome.examples(resolver), 0);
        let made = outcome.schema().map(|schema| value(resolver, "value", &[schema], given, seed));
        let written = Written { outcome: &outcome, resolver, seed, telling: None, location: None };
        written.response(&made.unwrap_or_default())
    }
}
