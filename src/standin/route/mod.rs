//! Finds the operation that a request reaches.

mod branch;
mod endpoint;
mod servers;
mod template;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use crate::tree::Node;

use super::requested::{Requested, decoded_path};
use branch::{Branch, Capture};
use template::{Template, segments};

pub use endpoint::Endpoint;

/// The operations of some documents by path and verb.
#[derive(Default)]
pub struct Routes {
    endpoints: Vec<Endpoint>,
    tree: Branch<Leaf>,
    ambiguous: usize,
}

/// An operation at one base of its server.
struct Leaf {
    endpoint: usize,
    host: Host,
    /// The number of segments before the path of the operation.
    base: usize,
}

enum Host {
    Unknown,
    Exactly(String),
    Like(Box<Template>),
}

/// What a request reaches.
pub enum Reach<'r> {
    /// An operation.
    Operation(Match<'r>),
    /// A path with operations of these other verbs.
    OtherVerbs(BTreeSet<&'r str>),
    /// No path.
    Nowhere,
}

/// An operation with what the path says.
pub struct Match<'r> {
    /// The operation.
    pub endpoint: &'r Endpoint,
    /// Its index among all operations.
    pub number: usize,
    /// The parameters of the path as they were sent.
    pub path_values: Vec<(&'r str, &'r str)>,
    /// The path before that of the operation, as it was sent.
    pub base: &'r str,
}

impl Match<'_> {
    /// Returns the parameters of the path, decoded.
    pub fn decoded(&self) -> Vec<(String, String)> {
        let decoded = |(name, value): &(&str, &str)| ((*name).to_owned(), decoded_path(value).into_owned());
        self.path_values.iter().map(decoded).collect()
    }
}

/// A leaf that a path leads to.
struct Candidate<'r> {
    leaf: &'r Leaf,
    endpoint: &'r Endpoint,
    captures: Vec<Capture<'r>>,
}

impl Routes {
    /// Indexes the operations of documents. What cannot be used is left out.
    pub fn new(documents: &[Node]) -> Self {
        let mut routes = Routes::default();
        let mut known: HashMap<(String, String), usize> = HashMap::new();
        for (index, document) in documents.iter().enumerate() {
            for (endpoint, servers) in endpoint::endpoints(index, document) {
                for base in servers::bases(&servers) {
                    let leaf = Leaf {
                        endpoint: routes.endpoints.len(),
                        host: Host::of(&base.host),
                        base: if base.path.is_empty() { 0 } else { segments(&base.path).len() },
                    };
                    let first =
                        known.entry((endpoint.verb.clone(), base.path.clone() + &endpoint.path)).or_insert(index);
                    routes.ambiguous += usize::from(*first != index);
                    routes.tree.insert(&(base.path + endpoint.sent_path()), leaf);
                }
                routes.endpoints.push(endpoint);
            }
        }
        routes
    }

    /// Returns all operations in the order of the documents.
    pub fn endpoints(&self) -> &[Endpoint] {
        &self.endpoints
    }

    /// Returns the number of operations at whose path another document has one of the same verb.
    pub fn ambiguous(&self) -> usize {
        self.ambiguous
    }

    /// Returns what a request reaches: of several operations the one with the most literal path, then the one of the
    /// host that is asked for, then the one that demands most of the query.
    pub fn find<'r>(&'r self, requested: &Requested<'r>) -> Reach<'r> {
        let candidates = self.candidates(requested);
        let verbs: BTreeSet<&str> = candidates.iter().map(|candidate| &*candidate.endpoint.verb).collect();
        let asked = &*requested.asked.verb;
        let found = Self::best(&candidates, asked, requested)
            // A client may ask for the headers of what it can get (RFC 9110, 9.3.2).
            .or_else(|| Self::best(&candidates, "GET", requested).filter(|_| asked == "HEAD"));
        match found {
            Some(candidate) => Reach::Operation(candidate.matched(requested.path)),
            None if verbs.is_empty() || verbs.contains(asked) => Reach::Nowhere,
            None => Reach::OtherVerbs(verbs),
        }
    }

    fn candidates<'r>(&'r self, requested: &Requested<'r>) -> Vec<Candidate<'r>> {
        let mut candidates = Vec::new();
        self.tree.find(requested.path, &mut |leaves, captures| {
            let of = |leaf: &'r Leaf| {
                Some(Candidate { leaf, endpoint: self.endpoints.get(leaf.endpoint)?, captures: captures.to_vec() })
            };
            candidates.extend(leaves.iter().filter_map(of));
        });
        candidates
    }

    fn best<'c, 'r>(
        candidates: &'c [Candidate<'r>],
        verb: &str,
        requested: &Requested<'_>,
    ) -> Option<&'c Candidate<'r>> {
        let host = requested.origin.map(|(_, host)| host.split(':').next().unwrap_or(host)).unwrap_or_default();
        let fitting = candidates.iter().filter(|it| it.endpoint.verb == verb && it.endpoint.fits(requested));
        let mut best: Option<((bool, usize), &Candidate<'_>)> = None;
        for candidate in fitting {
            let rank = (candidate.leaf.host.is(host), candidate.endpoint.fixed.len());
            if best.as_ref().is_none_or(|(known, _)| rank > *known) {
                best = Some((rank, candidate));
            }
        }
        best.map(|(_, candidate)| candidate)
    }
}

impl<'r> Candidate<'r> {
    fn matched(&self, path: &'r str) -> Match<'r> {
        let own = self.captures.iter().filter(|capture| capture.segment >= self.leaf.base);
        let end = path.match_indices('/').nth(self.leaf.base).map_or(path.len(), |(end, _)| end);
        Match {
            endpoint: self.endpoint,
            number: self.leaf.endpoint,
            path_values: own.map(|capture| (capture.name, capture.value)).collect(),
            base: path.get(..end).unwrap_or_default(),
        }
    }
}

impl Host {
    fn of(text: &str) -> Self {
        match Template::new(text) {
            Some(template) => Host::Like(Box::new(template)),
            None if text.is_empty() => Host::Unknown,
            None => Host::Exactly(text.to_owned()),
        }
    }

    fn is(&self, host: &str) -> bool {
        match self {
            Host::Unknown => false,
            Host::Exactly(name) => name.eq_ignore_ascii_case(host),
            Host::Like(template) => template.captures(host).is_some(),
        }
    }
}
