//! What the document demands of a request.

mod body;
mod media_type;
mod parameter;
mod reading;
mod schema;
mod security;
mod sent;
#[cfg(test)]
mod tests;
mod written;

use serde_json::Value as Json;

use crate::schema::Resolver;
use crate::tree::Node;

use super::asked::Fault;
use super::requested::Requested;
use super::route::{Endpoint, Match};
use body::Body;
use parameter::Parameter;
use security::Security;
use sent::Sent;
use written::{Location, Style, Written};

pub use security::query_keys;

/// What an operation demands of requests.
pub struct Demands {
    parameters: Vec<Parameter>,
    body: Body,
    security: Security,
    /// Query parameters that are no parameters of the operation.
    others: Vec<String>,
}

impl Demands {
    /// Reads what an operation demands.
    pub fn of(root: &Node, endpoint: &Endpoint) -> Self {
        let resolver = Resolver::new(root);
        let parameters = endpoint.operation.items("parameters");
        let fixed = endpoint.fixed.iter().map(|(name, _)| name.clone());
        Demands {
            parameters: parameters.iter().filter_map(|node| Parameter::of(resolver, node)).collect(),
            body: Body::of(resolver, &endpoint.operation),
            security: Security::of(resolver, root, &endpoint.operation),
            others: query_keys(root).into_iter().chain(fixed).collect(),
        }
    }

    /// Checks a request, and returns its body, as JSON if it is JSON or a form.
    ///
    /// # Errors
    /// What is wrong with the request.
    pub fn check(
        &self,
        root: &Node,
        requested: &Requested<'_>,
        found: &Match<'_>,
        checks_security: bool,
    ) -> Result<Option<Json>, Vec<Fault>> {
        let sent = Sent::of(requested, found.decoded());
        let mut faults: Vec<Fault> =
            checks_security.then(|| self.security.fault(&sent)).flatten().into_iter().collect();
        faults.extend(self.parameters.iter().flat_map(|parameter| parameter.faults(&sent)));
        faults.extend(self.unknown(&sent));
        match self.body.read(Resolver::new(root), requested) {
            Ok(body) if faults.is_empty() => Ok(body),
            Ok(_) => Err(faults),
            Err(more) => Err(faults.into_iter().chain(more).collect()),
        }
    }

    /// Returns a fault for each query parameter that the operation does not have.
    fn unknown(&self, sent: &Sent<'_>) -> Vec<Fault> {
        let mut unknown: Vec<&str> = Vec::new();
        for (name, _) in sent.query() {
            if !self.knows(name) && !unknown.contains(&name.as_str()) {
                unknown.push(name);
            }
        }
        let fault = |name: &str| {
            let message = format!("the operation has no query parameter `{name}`");
            Fault { kind: "parameter", at: name.to_owned(), message }
        };
        unknown.into_iter().map(fault).collect()
    }

    fn knows(&self, name: &str) -> bool {
        let is_of = |parameter: &Written| match (&parameter.reading.object, parameter.style) {
            (Some(_), Style::Deep) => name.strip_prefix(parameter.name.as_str()).is_some_and(|it| it.starts_with('[')),
            (Some(members), Style::Form) if parameter.is_exploded => members.is_open || members.has(name),
            _ => false,
        };
        let written = self.parameters.iter().map(|parameter| &parameter.written);
        let mut queries = written.filter(|written| written.location == Location::Query);
        self.others.iter().any(|other| other == name) || queries.any(|it| it.name == name || is_of(it))
    }
}
