//! The rows of a collection: as the document describes them, with what is remembered, page by page.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::engine::predict::Response;

use super::described::{Described, typed};
use super::memory::State;
use super::paging::{Page, Telling, is_about_pages, size, tell};
use super::reached::address;
use super::respond::Responder;
use super::rows::Seed;
use super::spelling::text;
use super::url;

/// How many rows are made for one number until one has a key of its own.
const MAX_TURNS: usize = 8;

/// A row, and whether a request inserted or changed it.
type Row = (Json, bool);

impl Responder<'_> {
    /// Answers the rows of the page that is asked for.
    pub(super) fn list(&self) -> (Response, bool) {
        let Some(described) = self.described() else { return (self.thing(Json::Null), false) };
        let rows = self.filtered(self.current(&described), &described);
        let page = self.page(&rows, &described);
        let address = format!("{}{}", self.reached.base, url::path(self.reached.path, &self.reached.path_values));
        let telling = Telling { page, pages: self.plan.pages.as_ref(), address, query: &self.reached.query };
        let on_page: Vec<Json> = rows.into_iter().skip(page.start).take(page.size).collect();
        let mut body = self.wrapped(Json::Array(on_page));
        tell(&mut body, &telling, &self.plan.way, self.plan.outcome.schema(), self.resolver());
        (self.written(&body, Some(&telling)), self.plan.pages.is_some() && page.has_next())
    }

    fn page(&self, rows: &[Json], described: &Described<'_>) -> Page {
        let sent = self.sent();
        let usual = if self.plan.pages.is_some() { self.plan.size } else { rows.len().max(1) };
        let size = size(self.plan.limiting.as_deref(), &sent, usual);
        let has_key = |row: &Json, key: &str| described.key(row).is_some_and(|known| known == key);
        let index_of = |key: &str| rows.iter().position(|row| has_key(row, key));
        let start = self.plan.pages.as_ref().map_or(0, |pages| pages.start(&sent, size, index_of));
        Page { start, size, total: rows.len() }
    }

    /// The query, and the values at the top of the body, where a request may ask for a page as well.
    fn sent(&self) -> Vec<(String, String)> {
        let in_body = self.reached.body.as_ref().and_then(Json::as_object).into_iter().flatten();
        let in_body = in_body.map(|(name, value)| (name.clone(), text(value)));
        self.reached.query.iter().cloned().chain(in_body).collect()
    }

    /// The rows that the collection has by the document alone.
    pub(super) fn rows(&self, described: &Described<'_>) -> Arc<Vec<Json>> {
        let content = described.plan.outcome.content.as_ref().map_or(0, |(_, media)| address(media));
        let key = (content, self.remembered());
        if let Some(rows) = self.shared.rows.get(&key) {
            return rows;
        }
        let rows = Arc::new(self.made(described));
        let size = rows.iter().map(|row| row.to_string().len()).sum();
        self.shared.rows.put(key, Arc::clone(&rows), size);
        rows
    }

    fn made(&self, described: &Described<'_>) -> Vec<Json> {
        let mut rows: Vec<Json> = Vec::new();
        let mut keys: Vec<String> = Vec::new();
        for number in 0..described.plan.total() {
            let seed = Seed::new(self.shared.seed, &self.collection(), number);
            let mut made = (0..MAX_TURNS).map(|turn| self.bound(described.made(seed, turn), described, None));
            let is_new = |row: &Json| described.key(row).is_none_or(|key| !keys.contains(&key));
            // What has only a few values for its key has no further rows.
            let Some(row) = made.find(is_new) else { break };
            keys.extend(described.key(&row));
            rows.push(row);
        }
        rows
    }

    /// The rows of the collection as they are now; those that were inserted at the end.
    fn current(&self, described: &Described<'_>) -> Vec<Row> {
        let rows = self.rows(described);
        let mut known = self.shared.memory.of(&self.remembered());
        let mut current = Vec::new();
        for row in rows.iter() {
            match described.key(row).and_then(|key| known.shift_remove(&key)) {
                None => current.push((row.clone(), false)),
                Some(State::Held(held)) => current.push((described.shown(held, || row.clone()), true)),
                Some(State::Deleted) => {}
            }
        }
        for (key, state) in known {
            let State::Held(held) = state else { continue };
            current.push((described.shown(held, || described.made(self.inserted(&key), 0)), true));
        }
        current
    }

    /// The rows for which holds what the query says of their properties. Rows that only the document describes are made
    /// so that it does.
    fn filtered(&self, rows: Vec<Row>, described: &Described<'_>) -> Vec<Json> {
        let fields = described.shape().properties().fields;
        let is_filter = |(name, _): &&(String, String)| {
            fields.contains_key(name.as_str()) && !is_about_pages(name) && Some(name) != self.plan.limiting.as_ref()
        };
        let filters: Vec<&(String, String)> = self.reached.query.iter().filter(is_filter).collect();
        let kept = |(mut row, is_held): Row| {
            for (name, asked) in &filters {
                if row.get(name).is_some_and(|value| text(value) == *asked) {
                    continue;
                }
                let schemas = fields.get(name.as_str()).map(|property| property.schemas.as_slice());
                let is_fixed = is_held || Some(name) == self.plan.key.as_ref();
                let value = typed(asked, schemas.unwrap_or_default(), self.resolver()).filter(|_| !is_fixed)?;
                row.as_object_mut()?.insert(name.clone(), value);
            }
            Some(row)
        };
        rows.into_iter().filter_map(kept).collect()
    }
}
