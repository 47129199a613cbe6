//! The answers to requests that are as the document says.

use std::sync::Arc;

use crate::engine::predict::Response;

use super::cache::Cache;
use super::reached::{Reached, address};
use super::respond::Responder;
use super::shared::Shared;

/// How many bytes of answers are kept.
const MAX_ANSWERS: usize = 64 << 20;

/// An answer, whether there is a page behind it, and how often something had changed before it was made.
type Kept = (u64, Arc<(Response, bool)>);

/// Answers requests: the same ones alike, but for what was inserted, changed and deleted in between.
pub struct Answers {
    shared: Shared,
    kept: Cache<String, Kept>,
}

impl Answers {
    /// Creates answers with values of their own for each seed. Without a state, what is inserted, changed and deleted
    /// changes no other answer.
    pub fn new(seed: u64, is_stateless: bool) -> Self {
        Answers { shared: Shared::new(seed, is_stateless), kept: Cache::new(MAX_ANSWERS) }
    }

    /// Answers a request, and says whether there is a page behind this one.
    pub fn answer(&self, reached: &Reached<'_>) -> (Response, bool) {
        let verb = reached.verb.to_lowercase();
        if !matches!(verb.as_str(), "get" | "head") {
            return self.respond(reached, &verb);
        }
        let version = self.shared.memory.version();
        let key = key(reached, &verb);
        if let Some((_, answer)) = self.kept.get(&key).filter(|(of, _)| *of == version) {
            return (*answer).clone();
        }
        let answer = Arc::new(self.respond(reached, &verb));
        self.kept.put(key, (version, Arc::clone(&answer)), answer.0.body.len() + 1_000);
        (*answer).clone()
    }

    fn respond(&self, reached: &Reached<'_>, verb: &str) -> (Response, bool) {
        let plan = self.shared.plan(reached.document, reached.path, verb, reached.operation);
        Responder { shared: &self.shared, reached, verb, plan: &plan }.respond()
    }
}

/// Tells a request from others.
fn key(reached: &Reached<'_>, verb: &str) -> String {
    let operation = (address(reached.document), address(reached.operation), verb, reached.path);
    format!("{:?}", (operation, &reached.path_values, &reached.query, &reached.base))
}
