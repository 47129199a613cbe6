//! The next page of an answer.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::answer::Answer;
use super::jsonpath;
use super::method::Method;
use super::request::url::Url;
use super::stop::{Step, crash};
use super::value::Value;
use super::wire::{Request, Response};
use crate::engine::Release;
use crate::engine::media_type as media;
use crate::tree::Node;

/// How a header tells of a next page.
static NEXT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#".*<([^>]*)>; rel="next".*"#).ok());

/// Where a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Query,
    Path,
    Header,
    Body,
    Url,
}

struct Token<'d> {
    place: Place,
    key: &'d str,
}

fn place(word: &str) -> Option<Place> {
    Some(match word.to_lowercase().as_str() {
        "query" => Place::Query,
        "path" => Place::Path,
        "header" => Place::Header,
        "body" => Place::Body,
        "request" => Place::Url,
        _ => return None,
    })
}

fn token(node: Option<&Node>) -> Option<Token<'_>> {
    let text = |key: &str| node.and_then(|node| node.text(key)).unwrap_or_default();
    place(text("location")).map(|place| Token { place, key: text("key") })
}

fn has_links(provider: &str) -> bool {
    matches!(provider, "github" | "okta")
}

/// Returns a token of the nearest block of pagination, which is a hole that the engine falls into if it lacks it.
fn written<'d>(method: &Method<'d>, key: &str, release: Release) -> Step<Option<&'d Node>> {
    if release >= Release::AnySdk055 {
        return Ok(method.config_value("pagination", key));
    }
    match method.config("pagination").map(|block| block.get(key)) {
        Some(None) => crash("anysdk.(*standardTokenSemantic).GetLocation"),
        Some(found) => Ok(found),
        None => Ok(None),
    }
}

fn request_token<'d>(method: &Method<'d>, provider: &str, release: Release) -> Step<Token<'d>> {
    let asked = written(method, "requestToken", release)?;
    let answered = method.config_value("pagination", "responseToken");
    let is_link = answered.and_then(|it| it.text("location")).is_some_and(|it| it.eq_ignore_ascii_case("header"))
        || algorithm(method) == "odata_next_link";
    Ok(match token(asked) {
        None if is_link && release >= Release::AnySdk055 => Token { place: Place::Url, key: "" },
        Some(token) => token,
        None if has_links(provider) => Token { place: Place::Url, key: "" },
        None => Token { place: Place::Query, key: "pageToken" },
    })
}

fn response_token<'d>(method: &Method<'d>, provider: &str, release: Release) -> Step<Token<'d>> {
    Ok(match token(written(method, "responseToken", release)?) {
        Some(token) => token,
        None if has_links(provider) => Token { place: Place::Header, key: "Link" },
        None => Token { place: Place::Body, key: "nextPageToken" },
    })
}

fn algorithm<'d>(method: &Method<'d>) -> &'d str {
    method.config_value("pagination", "algorithm").and_then(Node::as_str).unwrap_or_default()
}

/// A request with what its body was made of.
pub struct Sent<'r> {
    /// The first request.
    pub request: &'r Request,
    /// Its body.
    pub body: &'r BTreeMap<String, Value>,
}

/// Returns the request for the next page, if there is one.
pub fn next(
    method: &Method<'_>,
    provider: &str,
    release: Release,
    sent: &Sent<'_>,
    response: &Response,
    answer: &Answer,
) -> Step<Option<Request>> {
    let answered = response_token(method, provider, release)?;
    let asked = request_token(method, provider, release)?;
    let value = if algorithm(method) == "page_number" {
        let Some(total) = token(method.config_value("pagination", "responseTerminator")) else { return Ok(None) };
        let number = |token: &Token<'_>| extract(token, response, answer).parse::<i64>().ok();
        match (number(&answered), number(&total)) {
            (Some(current), Some(total)) if current < total => (current + 1).to_string(),
            _ => return Ok(None),
        }
    } else {
        extract(&answered, response, answer)
    };
    if matches!(value.as_str(), "" | "<nil>" | "[]") {
        return Ok(None);
    }
    Ok(with_token(method, sent, &asked, &value))
}

fn with_token(method: &Method<'_>, sent: &Sent<'_>, token: &Token<'_>, value: &str) -> Option<Request> {
    let mut request = sent.request.clone();
    match token.place {
        Place::Query => {
            let mut url = Url::parse(&request.url).ok()?;
            let mut pairs = url.pairs();
            pairs.retain(|(name, _)| name != token.key);
            pairs.push((token.key.to_owned(), value.to_owned()));
            url.set_pairs(&pairs);
            request.url = url.text();
        }
        Place::Url => {
            let first = Url::parse(&request.url).ok()?;
            let mut url = Url::parse(value).ok()?;
            // The request keeps the host that it was made for.
            if !url.host.is_empty() {
                url.host = first.host;
            }
            request.url = url.text();
        }
        Place::Body => {
            let mut body = sent.body.clone();
            body.insert(token.key.to_owned(), Value::Text(value.to_owned()));
            let media_type = method.request.as_ref().map_or("", |outgoing| outgoing.media_type);
            if media::synonym(media_type) != media::JSON {
                return None;
            }
            request.body = Value::Object(body).to_json();
        }
        Place::Header | Place::Path => return None,
    }
    Some(request)
}

fn extract(token: &Token<'_>, response: &Response, answer: &Answer) -> String {
    match token.place {
        Place::Body => from_body(token.key, answer),
        Place::Header => {
            let joined = response.header_values(token.key).join(",");
            let found = NEXT.as_ref().and_then(|next| next.captures(&joined));
            found.and_then(|found| found.get(1).map(|url| url.as_str().to_owned())).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn from_body(key: &str, answer: &Answer) -> String {
    let is_path = key.starts_with(['$', '[']);
    if let Some(raw) = &answer.raw
        && (is_path || !matches!(raw, Value::List(_)))
    {
        let path = if is_path { key.to_owned() } else { format!("$.{key}") };
        match jsonpath::get(&path, raw) {
            Ok(Value::List(items)) => {
                if let [only] = items.as_slice() {
                    return only.display();
                }
            }
            Ok(found) => return found.display(),
            Err(_) => {}
        }
    }
    match answer.body.as_ref().and_then(|body| body.get(key)) {
        Some(Value::Text(token)) => token.clone(),
        _ => String::new(),
    }
}

/// Fails where the engine falls into a hole in the block of pagination.
pub fn check(method: &Method<'_>, provider: &str, release: Release) -> Step<()> {
    response_token(method, provider, release)?;
    request_token(method, provider, release).map(drop)
}
