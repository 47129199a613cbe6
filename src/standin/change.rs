//! Requests that insert, change and delete rows.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::engine::predict::Response;

use super::described::Described;
use super::memory::State;
use super::overlay::{Reach, merge, of_operations};
use super::plan::Plan;
use super::respond::Responder;

impl Responder<'_> {
    /// Adds a row to the collection: what the request says, on top of what the API adds by itself.
    pub(super) fn insert(&self) -> Response {
        let (reading, listing) = (self.reading(), self.listing());
        let own = Some(self.plan).filter(|plan| plan.outcome.schema().is_some());
        let plan = own.or(reading.as_deref()).or(listing.as_deref());
        let described = plan.and_then(|plan| Described::new(plan, self.resolver()));
        let Some(described) = described else { return self.thing(Json::Null) };
        let made = described.laid_over(described.made(self.next(), 0), &self.body(), Reach::Writable);
        let made = self.bound(made, &described, None);
        if let Some(key) = described.key(&made) {
            self.remember(&key, State::Held(made.clone()));
        }
        self.thing(made)
    }

    /// Deletes the row that the path names; `None` if it was deleted before.
    pub(super) fn delete(&self) -> Option<Response> {
        if self.is_deleted() {
            return None;
        }
        let body = self.row(self.plan).unwrap_or_default();
        self.remember(self.key(), State::Deleted);
        Some(self.thing(body))
    }

    /// Puts a row in the place of the one that the path names. What the API sets by itself stays.
    pub(super) fn replace(&self) -> Response {
        self.store(|row, described, body| {
            let shape = described.shape();
            let is_own = |name: &str| described.plan.key.as_deref() == Some(name) || shape.requires(name);
            let stays = |name: &str| is_own(name) || shape.named(name).is_some_and(|it| it.flag("readOnly"));
            if let (Json::Object(entries), true) = (row, body.is_object()) {
                entries.retain(|name, _| stays(name) || body.get(name).is_some());
            }
        })
    }

    /// Changes the row that the path names; `None` if it was deleted.
    pub(super) fn change(&self) -> Option<Response> {
        let change = |row: &mut Json, described: &Described<'_>, body: &Json| {
            let shape = described.shape();
            let is_read_only = |name: &str| shape.named(name).is_some_and(|property| property.flag("readOnly"));
            let may_go = |name: &str| {
                !shape.requires(name) && !is_read_only(name) && described.plan.key.as_deref() != Some(name)
            };
            let removed =
                body.as_object().into_iter().flatten().filter(|(name, value)| value.is_null() && may_go(name));
            let removed: Map<String, Json> = removed.map(|(name, _)| (name.clone(), Json::Null)).collect();
            merge(row, &Json::Object(removed));
        };
        (!self.is_deleted()).then(|| self.store(change))
    }

    /// Changes a row, lays the body of the request over it, remembers it and answers it.
    fn store(&self, change: impl Fn(&mut Json, &Described<'_>, &Json)) -> Response {
        let body = self.body();
        let before = self.reading().and_then(|plan| Some((self.row(&plan)?, plan)));
        let row = match before {
            Some((mut row, plan)) => match Described::new(&plan, self.resolver()) {
                Some(described) => {
                    change(&mut row, &described, &body);
                    described.laid_over(row, &body, Reach::Writable)
                }
                None => row,
            },
            None => self.brought(&body),
        };
        self.remember(self.key(), State::Held(row.clone()));
        let answered = |described: Described<'_>| described.shown(row, || self.row(self.plan).unwrap_or_default());
        self.thing(self.described().map(answered).unwrap_or_default())
    }

    /// A row that a request brings into the collection by the key in its path.
    fn brought(&self, body: &Json) -> Json {
        let listing: Option<Arc<Plan>> = self.listing();
        let described = listing.as_deref().and_then(|plan| Described::new(plan, self.resolver()));
        let Some(described) = described else { return body.clone() };
        let made = described.laid_over(described.made(self.inserted(self.key()), 0), body, Reach::Writable);
        self.bound(made, &described, Some(self.key()))
    }

    fn remember(&self, key: &str, state: State) {
        if !self.shared.is_stateless {
            self.shared.memory.put(&self.remembered(), key, state);
        }
    }

    /// The body as a change of a row: without what wraps it, and with operations as a patch for merging.
    fn body(&self) -> Json {
        let body = self.reached.body.clone().unwrap_or_default();
        if let Json::Array(operations) = &body {
            return of_operations(operations);
        }
        let is_wrapped = body.as_object().is_some_and(|entries| entries.len() == 1);
        let inside = self.plan.way.last().filter(|_| is_wrapped).and_then(|name| body.get(name)).cloned();
        inside.unwrap_or(body)
    }
}
