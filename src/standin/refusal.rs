//! The answers to requests that are not as the document says.

use std::collections::BTreeSet;

use serde_json::json;

use crate::engine::predict::Response;

use super::asked::{Answered, Fault};
use super::requested::Requested;

/// Returns the answer to a request that the document forbids.
pub fn refused(faults: Vec<Fault>) -> Answered {
    let is_of = |kind: &str| faults.iter().any(|fault| fault.kind == kind);
    let (status, error) = match () {
        () if is_of("path") => (404, "the API has no such path"),
        () if is_of("method") => (405, "the path has no such method"),
        () if is_of("security") => (401, "the request has no credentials"),
        () if is_of("media-type") => (415, "the operation does not take this media type"),
        () => (400, "the request is not as the document says"),
    };
    let body = json!({"error": error, "faults": faults}).to_string().into_bytes();
    let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    Answered { response: Response { status, headers, body }, faults, ..Answered::default() }
}

/// Returns the answer to a request for a path that the API does not have.
pub fn nowhere(requested: &Requested<'_>) -> Answered {
    let message = format!("no path of the document is `{}`", requested.path);
    refused(vec![Fault { kind: "path", at: String::new(), message }])
}

/// Returns the answer to a request with a verb that a path does not have: for `OPTIONS` those that it has.
pub fn other_verbs(requested: &Requested<'_>, verbs: &BTreeSet<&str>) -> Answered {
    let head = verbs.contains("GET").then_some("HEAD");
    let verbs: BTreeSet<&str> = verbs.iter().copied().chain(head).chain(["OPTIONS"]).collect();
    let allowed = verbs.into_iter().collect::<Vec<_>>().join(", ");
    let mut answered = match &*requested.asked.verb {
        "OPTIONS" => Answered { response: Response { status: 204, ..Response::default() }, ..Answered::default() },
        verb => {
            let message = format!("`{}` has no method {verb}, but {allowed}", requested.path);
            refused(vec![Fault { kind: "method", at: String::new(), message }])
        }
    };
    answered.response.headers.push(("Allow".to_owned(), allowed));
    answered
}
