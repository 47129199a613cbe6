//! Sends requests: with what proves who sends them, translated where a method says so, again where that may help.

use super::auth::{Environment, Proof, call_bare, proofs, prove};
use super::url::Url;
use crate::engine::predict::method::Method;
use crate::engine::predict::stop::{Step, fail};
use crate::engine::predict::wire::{Api, Request, Response};
use crate::tree::{Node, Value};

/// The statuses after which a request is sent again.
const RETRIED: [u16; 5] = [408, 429, 502, 503, 504];

/// How often a request is sent at most, whatever a document says.
const MAX_ATTEMPTS: u64 = 100;

/// How many requests one statement may send.
const MAX_REQUESTS: usize = 20_000;

/// Whose proof a client has.
pub enum Auth<'a> {
    /// None is needed.
    Null,
    /// None is known.
    Unknown,
    /// That of a block.
    Block(&'a Node),
}

/// A client of an API.
pub struct Client<'a> {
    api: &'a mut dyn Api,
    /// What was sent.
    pub requests: Vec<Request>,
    auth: Auth<'a>,
    provider: String,
    environment: &'a Environment,
}

impl<'a> Client<'a> {
    /// Makes a client.
    pub fn new(api: &'a mut dyn Api, provider: &str, auth: Auth<'a>, environment: &'a Environment) -> Self {
        Client { api, requests: Vec::new(), auth, provider: provider.to_owned(), environment }
    }

    /// Whether there is a way to prove who sends requests.
    pub fn check_auth(&self) -> Step<()> {
        match self.auth {
            Auth::Unknown => fail(format!("cannot find AUTH context for provider = '{}'", self.provider)),
            _ => Ok(()),
        }
    }

    fn proofs(&mut self) -> Step<Vec<Proof>> {
        self.check_auth()?;
        match self.auth {
            Auth::Block(node) => {
                let (api, log) = (&mut *self.api, &mut self.requests);
                proofs(node, self.environment, &mut |request| call_bare(api, log, request))
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Sends a request of a method.
    pub fn send(&mut self, method: &Method<'_>, request: &Request) -> Step<Response> {
        self.deliver(Some(method), request)
    }

    /// Sends a GraphQL query, which is never translated, and again by the engine's own policy alone (any-sdk,
    /// `resolveRetryPolicy`).
    pub fn send_query(&mut self, request: &Request) -> Step<Response> {
        self.deliver(None, request)
    }

    fn deliver(&mut self, method: Option<&Method<'_>>, request: &Request) -> Step<Response> {
        let mut request = request.clone();
        request.headers.retain(|(name, _)| name != "Authorization");
        let proofs = self.proofs()?;
        if let Some(method) = method {
            translate(method, &mut request)?;
        }
        prove(&mut request, &proofs);
        if let Err(message) = Url::parse(&request.url).and_then(|url| check_scheme(&url)) {
            return fail(message);
        }
        let policy = Policy::of(method.and_then(|method| method.config("retry")));
        let mut attempt = 1;
        loop {
            if self.requests.len() >= MAX_REQUESTS {
                return fail("too many requests");
            }
            let response = self.api.call(&request);
            self.requests.push(request.clone());
            if attempt >= policy.attempts || !policy.is_retried(&request.verb, response.status) {
                return Ok(response);
            }
            attempt += 1;
        }
    }
}

fn check_scheme(url: &Url) -> Result<(), String> {
    match url.scheme.as_str() {
        "http" | "https" if url.host.is_empty() => Err("http: no Host in request URL".to_owned()),
        "http" | "https" => Ok(()),
        other => Err(format!("unsupported protocol scheme \"{other}\"")),
    }
}

fn translate(method: &Method<'_>, request: &mut Request) -> Step<()> {
    let algorithm = method.config("requestTranslate").and_then(|it| it.text("algorithm")).unwrap_or_default();
    let Ok(mut url) = Url::parse(&request.url) else { return Ok(()) };
    match algorithm.to_lowercase().as_str() {
        "get_query_to_post_form_utf_8" => {
            if !request.body.is_empty() {
                return fail("cannot translate GET query params to POST form-encoded where GET body is not nil");
            }
            let query = url.query.take().unwrap_or_default();
            url.query = if query.is_empty() { Some(String::new()) } else { None };
            request.body = query;
            request.verb = "POST".to_owned();
            request.set_header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
            request.url = url.text();
        }
        "drop_double_underscore_params" => {
            let pairs: Vec<_> = url.pairs().into_iter().filter(|(name, _)| !name.starts_with("__")).collect();
            url.set_pairs(&pairs);
            request.url = url.text();
        }
        _ => {}
    }
    Ok(())
}

struct Policy<'d> {
    attempts: u64,
    verbs: Vec<&'d str>,
    statuses: Vec<u16>,
}

impl<'d> Policy<'d> {
    fn of(node: Option<&'d Node>) -> Self {
        let number = |node: &Node| match &node.value {
            Value::Number(number) => number.parse::<u64>().ok(),
            _ => None,
        };
        let attempts = node.and_then(|node| node.get("max_attempts")).and_then(number).filter(|it| *it > 0);
        let items = |node: Option<&'d Node>, key| node.map(|node| node.items(key)).unwrap_or_default();
        let verbs: Vec<&str> = items(node, "retryable_methods").iter().filter_map(Node::as_str).collect();
        let conditions = node.and_then(|node| node.get("retryable_conditions"));
        let statuses = items(conditions, "status_codes").iter().filter_map(number);
        let statuses: Vec<u16> = statuses.filter_map(|status| u16::try_from(status).ok()).collect();
        Policy {
            attempts: attempts.unwrap_or(3).min(MAX_ATTEMPTS),
            verbs: if verbs.is_empty() { vec!["GET", "HEAD"] } else { verbs },
            statuses: if statuses.is_empty() { RETRIED.to_vec() } else { statuses },
        }
    }

    fn is_retried(&self, verb: &str, status: u16) -> bool {
        self.statuses.contains(&status) && self.verbs.iter().any(|known| *known == "*" || *known == verb)
    }
}
