//! An API that is played from its documents.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::engine::predict::Response;
use crate::error::Error;
use crate::tree::Node;

use super::asked::{Answered, Asked};
use super::check::Demands;
use super::failure::Failure;
use super::refusal;
use super::requested::Requested;
use super::route::{Endpoint, Match, Reach, Routes};

/// An API that is played from its documents: it demands of requests what they say, and answers as they say.
pub struct StandIn {
    documents: Vec<Node>,
    routes: Routes,
    /// What each operation demands, once it was asked for.
    demands: Vec<OnceLock<Demands>>,
    /// How often each failure has occurred.
    failed: Vec<AtomicUsize>,
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
        StandIn { documents, routes, demands, failed, settings }
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
            Ok(_) => {
                let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
                let response = Response { status: 200, headers, body: b"{}".to_vec() };
                self.failed(found.endpoint, Answered { response, ..Answered::default() })
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
