//! How a request proves who sends it.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::url::{Url, encode};
use crate::engine::predict::stop::{Step, Stop, fail};
use crate::engine::predict::value::Value;
use crate::engine::predict::wire::{Api, Request};
use crate::tree::{Node, Value as Scalar};

/// How many proofs may follow each other.
const MAX_SUCCESSORS: usize = 50;

/// The variables of the environment.
pub type Environment = BTreeMap<String, String>;

/// A way to prove who sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A header.
    Header(String, String),
    /// A parameter of the query.
    Query(String, String),
}

/// What a block of auth says.
struct Block<'a> {
    node: &'a Node,
    environment: &'a Environment,
}

impl<'a> Block<'a> {
    fn text(&self, keys: &[&str]) -> &'a str {
        keys.iter().find_map(|key| self.node.text(key).filter(|text| !text.is_empty())).unwrap_or_default()
    }

    fn variable(&self, name: &str) -> &'a str {
        self.environment.get(name).map_or("", String::as_str)
    }

    fn credentials(&self) -> Step<String> {
        let name = self.text(&["credentialsenvvar"]);
        if !name.is_empty() {
            return match self.variable(name) {
                "" => fail("credentialsenvvar references empty string"),
                value => Ok(value.to_owned()),
            };
        }
        if !self.text(&["credentialsfilepath", "credentialsfilepathenvvar"]).is_empty() {
            return fail("open: no such file or directory");
        }
        let pairs: [(&[&str], &[&str], bool); 4] = [
            (&["username_var"], &["password_var"], true),
            (&["api_key_var"], &["api_secret_var"], true),
            (&["username"], &["password"], false),
            (&["api_key"], &["api_secret"], false),
        ];
        for (user, secret, is_variable) in pairs {
            let (user, secret) = (self.text(user), self.text(secret));
            if user.is_empty() || secret.is_empty() {
                continue;
            }
            let value = |text| if is_variable { self.variable(text) } else { text };
            return Ok(STANDARD.encode(format!("{}:{}", value(user), value(secret))));
        }
        match self.text(&["encoded_basic_credentials"]) {
            "" => fail("no credentials found"),
            encoded => Ok(encoded.to_owned()),
        }
    }

    fn required(&self, inline: &str, variables: &[&str]) -> Step<&'a str> {
        let name = self.text(variables);
        let value = if name.is_empty() { self.text(&[inline]) } else { self.variable(name) };
        if value.is_empty() { fail(format!("{inline} is empty")) } else { Ok(value) }
    }
}

/// Returns what a block of auth adds to requests; it may ask for a token first.
pub fn proofs(node: &Node, environment: &Environment, call: &mut dyn FnMut(Request) -> Vec<u8>) -> Step<Vec<Proof>> {
    let block = Block { node, environment };
    let header =
        |prefix: &str, secret: String| vec![Proof::Header("Authorization".to_owned(), prefix.to_owned() + &secret)];
    let or = |own: &'static str| match block.text(&["valuePrefix"]) {
        "" => own.to_owned(),
        prefix => prefix.to_owned(),
    };
    match block.text(&["type"]).to_lowercase().as_str() {
        "api_key" => Ok(header(&or("api_key "), named(block.credentials())?)),
        "bearer" => Ok(header("Bearer ", named(block.credentials())?)),
        "basic" => Ok(header(&or("BASIC "), named(block.credentials())?)),
        "custom" => custom(&block),
        "oauth2" if block.text(&["grant_type"]) == "client_credentials" => {
            let token = client_credentials(&block, call)?;
            Ok(header("", token))
        }
        "oauth2" => fail("could not infer auth type"),
        "null_auth" => Ok(Vec::new()),
        kind @ ("service_account" | "interactive" | "azure_default" | "aws_signing_v4" | "aws_assume_role") => {
            fail(format!("{kind} auth cannot be foretold"))
        }
        _ if !block.text(&["credentialsenvvar", "credentialsfilepath"]).is_empty() => {
            fail("service account auth currently not supported")
        }
        _ => Ok(Vec::new()),
    }
}

fn custom(first: &Block<'_>) -> Step<Vec<Proof>> {
    let mut proofs = Vec::new();
    let mut next = Some(first.node);
    while let Some(node) = next.filter(|_| proofs.len() < MAX_SUCCESSORS) {
        let block = Block { node, environment: first.environment };
        let secret = named(block.credentials())?;
        let name = block.text(&["name"]).to_owned();
        match block.text(&["location"]) {
            "header" if name.is_empty() => return fail("net/http: invalid header field name \"\""),
            "header" => proofs.push(Proof::Header(name, secret)),
            "query" if name.is_empty() && proofs.is_empty() => return fail("key required for query param based auth"),
            "query" => proofs.push(Proof::Query(name, secret)),
            other if proofs.is_empty() => return fail(format!("token location not supported: '{other}'")),
            // Only the first place is looked at twice.
            _ => {}
        }
        next = node.get("successor").filter(|it| it.as_mapping().is_some());
    }
    Ok(proofs)
}

fn named(step: Step<String>) -> Step<String> {
    step.map_err(|stop| match stop {
        Stop::Error(message) => Stop::Error(format!("credentials error: {message}")),
        panic @ Stop::Panic(_) => panic,
    })
}

fn client_credentials(block: &Block<'_>, call: &mut dyn FnMut(Request) -> Vec<u8>) -> Step<String> {
    let id = block.required("client_id", &["client_id_env_var"])?;
    let secret = block.required("client_secret", &["client_secret_env_var"])?;
    let mut pairs = vec![("grant_type".to_owned(), "client_credentials".to_owned())];
    let scopes: Vec<&str> = block.node.items("scopes").iter().filter_map(Node::as_str).collect();
    if !scopes.is_empty() {
        pairs.push(("scope".to_owned(), scopes.join(" ")));
    }
    for (key, values) in block.node.entries("values") {
        pairs.extend(
            values
                .as_sequence()
                .unwrap_or_default()
                .iter()
                .filter_map(|value| value.as_str().map(|value| (key.to_string(), value.to_owned()))),
        );
    }
    let style = match block.node.get("auth_style").map(|it| &it.value) {
        Some(Scalar::Number(number)) => number.parse::<u8>().unwrap_or_default(),
        _ => 0,
    };
    // Without a style the header is tried first, then the body.
    let styles: &[bool] = match style {
        1 => &[true],
        2 => &[false],
        _ => &[false, true],
    };
    for is_in_body in styles {
        let answer = call(token_request(block, &pairs, [id, secret], *is_in_body));
        let answer = Value::parse(&String::from_utf8_lossy(&answer));
        let text = |key: &str| answer.as_ref().and_then(|it| it.get(key)).map(Value::display).unwrap_or_default();
        let (token, kind) = (text("access_token"), text("token_type"));
        if !token.is_empty() {
            let is_bearer = kind.is_empty() || kind.eq_ignore_ascii_case("bearer");
            return Ok(format!("{} {token}", if is_bearer { "Bearer" } else { &kind }));
        }
    }
    fail("oauth2: server response missing access_token")
}

fn token_request(block: &Block<'_>, pairs: &[(String, String)], [id, secret]: [&str; 2], is_in_body: bool) -> Request {
    let mut request = Request { verb: "POST".to_owned(), url: token_url(block), ..Request::default() };
    let mut pairs = pairs.to_vec();
    if is_in_body {
        pairs.push(("client_id".to_owned(), id.to_owned()));
        pairs.push(("client_secret".to_owned(), secret.to_owned()));
    } else {
        let escaped = [id, secret].map(super::url::escape_query).join(":");
        request.set_header("Authorization", format!("Basic {}", STANDARD.encode(escaped)));
    }
    request.set_header("Content-Type", "application/x-www-form-urlencoded");
    request.body = encode(&pairs);
    request
}

/// The address for tokens, with variables of the environment in it.
fn token_url(block: &Block<'_>) -> String {
    let mut url = block.text(&["token_url"]).to_owned();
    for (name, value) in block.environment {
        url = url.replace(&format!("{{{{ .__env__{name} }}}}"), value);
    }
    url
}

/// Adds proofs to a request.
pub fn prove(request: &mut Request, proofs: &[Proof]) {
    for proof in proofs {
        match proof {
            Proof::Header(name, value) => request.set_header(name, value.clone()),
            Proof::Query(name, value) => {
                if let Ok(mut url) = Url::parse(&request.url) {
                    let mut pairs = url.pairs();
                    pairs.retain(|(known, _)| known != name);
                    pairs.push((name.clone(), value.clone()));
                    url.set_pairs(&pairs);
                    request.url = url.text();
                }
            }
        }
    }
}

/// Sends a request without any proof; what is refused gives nothing.
pub fn call_bare(api: &mut dyn Api, log: &mut Vec<Request>, request: Request) -> Vec<u8> {
    let response = api.call(&request);
    log.push(request);
    if (200..300).contains(&response.status) { response.body } else { Vec::new() }
}
