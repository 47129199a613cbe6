//! An API that is played from its documents.

use std::borrow::Cow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value as Json;

use crate::error::Error;
use crate::tree::Node;

use super::answers::Answers;
use super::asked::{Answered, Asked};
use super::check::{Demands, query_keys};
use super::failure::Failure;
use super::reached::Reached;
use super::refusal;
use super::requested::{Requested, decoded};
use super::route::{Endpoint, Match, Reach, Routes};

/// An API that is played from its documents: it demands of requests what they say, and answers as they say.
pub struct StandIn {
    documents: Vec<Node>,
    routes: Routes,
    /// What each operation demands, once it was asked for.
    demands: Vec<OnceLock<Demands>>,
    answers: Answers,
    /// How often each failure has occurred.
    failed: Vec<AtomicUsize>,
    /// Query parameters that hold credentials.
    secrets: Vec<String>,
    settings: Settings,
}

/// How an API is played.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// What values begin with: another seed gives other values.
    pub seed: u64,
    /// Whether nothing is remembered of what was inserted, changed and deleted.
    pub is_stateless: bool,
    /// Whether requests need the credentials that the documents demand.
    pub checks_security: bool,
    /// How the API fails; of several failures for one request the first counts.
    pub failures: Vec<Failure>,
}

impl StandIn {
    /// Creates an API from OpenAPI 3.0 documents. What cannot be used of them is left out.
    pub fn new(documents: Vec<Node>, settings: Settings) -> Self {
        let routes = Routes::new(&documents);
        let demands = routes.endpoints().iter().map(|_| OnceLock::new()).collect();
        let failed = settings.failures.iter().map(|_| AtomicUsize::new(0)).collect();
        let secrets = documents.iter().flat_map(query_keys).collect();
        let answers = Answers::new(settings.seed, settings.is_stateless);
        StandIn { documents, routes, demands, answers, failed, secrets, settings }
    }

    /// Checks that each failure can occur.
    ///
    /// # Errors
    /// No operation is where a failure should be.
    pub fn check_failures(&self) -> Result<(), Error> {
        self.settings.failures.iter().try_for_each(|failure| failure.check(self.endpoints()))
    }

    /// Returns the operations in the order of the documents.
    pub fn endpoints(&self) -> &[Endpoint] {
        self.routes.endpoints()
    }

    /// Returns the number of operations at whose path another document has one of the same verb.
    pub fn ambiguous(&self) -> usize {
        self.routes.ambiguous()
    }

    /// Returns the target of a request without the credentials in its query.
    pub fn without_secrets<'t>(&self, target: &'t str) -> Cow<'t, str> {
        let is_secret = |name: &str| self.secrets.iter().any(|secret| *secret == decoded(name));
        match target.split_once('?') {
            Some((path, query)) if !self.secrets.is_empty() => {
                let pair = |pair: &'t str| match pair.split_once('=') {
                    Some((name, _)) if is_secret(name) => Cow::Owned(format!("{name}=..")),
                    _ => Cow::Borrowed(pair),
                };
                let pairs: Vec<Cow<'_, str>> = query.split('&').map(pair).collect();
                Cow::Owned(format!("{path}?{}", pairs.join("&")))
            }
            _ => Cow::Borrowed(target),
        }
    }

    /// Answers a request.
    pub fn answer(&self, asked: &Asked) -> Answered {
        let requested = Requested::of(asked);
        match self.routes.find(&requested) {
            Reach::Operation(found) => {
                let operation = (found.endpoint.verb.clone(), found.endpoint.path.to_string());
                Answered { operation: Some(operation), ..self.of_operation(&requested, &found) }
            }
            Reach::OtherVerbs(verbs) => refusal::other_verbs(&requested, &verbs),
            Reach::Nowhere => refusal::nowhere(&requested),
        }
    }

    fn of_operation(&self, requested: &Requested<'_>, found: &Match<'_>) -> Answered {
        let (Some(root), Some(demands)) = (self.documents.get(found.endpoint.document), self.demands.get(found.number))
        else {
            return refusal::nowhere(requested);
        };
        let demands = demands.get_or_init(|| Demands::of(root, found.endpoint));
        match demands.check(root, requested, found, self.settings.checks_security) {
            Err(faults) => refusal::refused(faults),
            Ok(body) => {
                let (response, has_next) = self.answers.answer(&reached(root, requested, found, body));
                self.failed(found.endpoint, Answered { response, has_next, ..Answered::default() })
            }
        }
    }

    /// Returns the answer as the first failure that hits it leaves it.
    fn failed(&self, endpoint: &Endpoint, answered: Answered) -> Answered {
        for (failure, count) in self.settings.failures.iter().zip(&self.failed) {
            if failure.is_of(endpoint) && failure.hits(endpoint, count.fetch_add(1, Ordering::Relaxed)) {
                return failure.fail(answered);
            }
        }
        answered
    }
}

/// A request that is as the document says, with what it reaches.
fn reached<'a>(root: &'a Node, requested: &Requested<'_>, found: &'a Match<'_>, body: Option<Json>) -> Reached<'a> {
    let origin = requested.origin.map(|(scheme, host)| format!("{scheme}://{host}")).unwrap_or_default();
    Reached {
        document: root,
        operation: &found.endpoint.operation,
        path: &found.endpoint.path,
        verb: &found.endpoint.verb,
        path_values: found.decoded(),
        query: requested.query.iter().map(|(name, value)| (name.clone(), decoded(value))).collect(),
        body,
        base: origin + found.base,
    }
}
