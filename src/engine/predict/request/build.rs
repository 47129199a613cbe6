//! Makes requests of what a statement gives.

use std::collections::BTreeMap;

use super::body::{Parts, split};
use super::router::{Router, without_patterns};
use super::url::{Url, encode};
use super::xml;
use crate::engine::media_type as media;
use crate::engine::predict::arguments::Arguments;
use crate::engine::predict::method::{Method, Param, Place};
use crate::engine::predict::stop::{Step, crash, fail};
use crate::engine::predict::value::Value;
use crate::engine::predict::wire::Request;
use crate::engine::transform;
use crate::tree::{Node, Value as Scalar};

/// A body that was given as a whole.
pub type Payload = BTreeMap<String, Value>;

/// Makes the request of a method with arguments.
pub fn request(
    method: &Method<'_>,
    router: &Router,
    provider: &str,
    arguments: &Arguments,
    payload: Option<&Payload>,
) -> Step<Request> {
    let mut parts = split(method, arguments)?;
    let mut content_type = None;
    let media_type = method.request.as_ref().map(|request| request.media_type);
    let default = method.request.as_ref().map_or("", |request| request.text("default"));
    if let Some(payload) = payload.filter(|payload| !payload.is_empty()) {
        parts.body.clone_from(payload);
        content_type = Some("application/json");
    } else if !parts.body.is_empty() {
        content_type = media_type;
    } else if !default.is_empty() {
        content_type = media_type;
        if let Some(Value::Object(values)) = Value::parse(default) {
            parts.body = values;
        }
    }
    let mut request = assemble(method, router, &parts)?;
    if let Some(content_type) = content_type {
        request.set_header("Content-Type", content_type);
    }
    let accept = method.response.as_ref().map_or("", |response| response.media_type);
    if !accept.is_empty() && provider != "aws" {
        request.set_header("Accept", accept);
    }
    Ok(request)
}

fn assemble(method: &Method<'_>, router: &Router, parts: &Parts) -> Step<Request> {
    let mut request = Request { verb: method.verb.clone(), ..Request::default() };
    let mut path_values = BTreeMap::new();
    for param in method.operation_params() {
        place(&param, parts, &mut request, &mut path_values)?;
    }
    let server = server_url(method, &parts.server)?;
    request.body = body(method, parts)?;
    let whole = format!("{}{}", server.strip_suffix('/').unwrap_or(&server), method.path);
    let path = replaced(&whole, &path_values);
    let pairs: Vec<(String, String)> = parts.query.clone().into_iter().collect();
    let query = encode(&pairs);
    let text = match (path.contains('?'), query.is_empty()) {
        (true, true) => path,
        (true, false) => format!("{path}&{query}"),
        (false, _) => format!("{path}?{query}"),
    };
    let url = match Url::parse(&text) {
        Ok(url) => url,
        Err(message) => return fail(message),
    };
    if !router.finds(&request.verb, &url) {
        return fail("anysdk router.FindRoute() failure: no matching operation was found");
    }
    if method.node.text("serviceName").is_none_or(str::is_empty) && method.source.root.get("info").is_none() {
        return crash("anysdk.(*standardService).GetName");
    }
    request.url = url.text();
    Ok(request)
}

fn place(param: &Param<'_>, parts: &Parts, request: &mut Request, path: &mut BTreeMap<String, String>) -> Step<()> {
    match param.place {
        Place::Header => match (parts.headers.get(&param.name), param.default) {
            (Some(value), _) => request.set_header(&param.name, value.clone()),
            (None, Some(default)) => request.set_header(&param.name, scalar(default)),
            (None, None) if param.is_required => return fail(format!("missing required header '{}'", param.name)),
            (None, None) => {}
        },
        Place::Path => match parts.path.get(&param.name) {
            Some(value) => {
                path.insert(param.name.clone(), value.clone());
            }
            None if param.is_required => return fail(format!("missing required path parameter '{}'", param.name)),
            None => {}
        },
        _ => {}
    }
    Ok(())
}

fn scalar(node: &Node) -> String {
    match &node.value {
        Scalar::String(text) => text.to_string(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Number(number) => number.parse().map_or_else(|_| number.to_string(), |it| Value::Float(it).display()),
        _ => String::new(),
    }
}

/// The address of the first server that needs nothing more.
fn server_url(method: &Method<'_>, given: &BTreeMap<String, String>) -> Step<String> {
    for server in method.servers() {
        let value = |(name, variable): (&crate::tree::Text, &Node)| {
            let default = variable.text("default").filter(|default| !default.is_empty()).map(str::to_owned);
            let of_environment = method.environment_value(variable).map(str::to_owned);
            given.get(name.as_ref()).cloned().or(of_environment).or(default).map(|value| (name.to_string(), value))
        };
        let values: Option<BTreeMap<String, String>> = server.entries("variables").map(value).collect();
        let Some(values) = values else { continue };
        let Ok(plain) = without_patterns(server.text("url").unwrap_or_default()) else { continue };
        return without_patterns(&replaced(&plain, &values));
    }
    fail("cannot find any viable servers")
}

/// Puts values for placeholders.
fn replaced(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let found = values.iter().find_map(|(name, value)| {
            let after = from.strip_prefix('{')?.strip_prefix(name.as_str())?.strip_prefix('}')?;
            Some((value, after))
        });
        match found {
            Some((value, after)) => {
                out.push_str(value);
                rest = after;
            }
            None => {
                out.push('{');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn body(method: &Method<'_>, parts: &Parts) -> Step<String> {
    let Some(outgoing) = &method.request else { return Ok(String::new()) };
    let value = if parts.body.is_empty() { Value::Null } else { Value::Object(parts.body.clone()) };
    if let Some(block) = outgoing.node.and_then(|node| node.get("transform")) {
        let text = |key| block.text(key).unwrap_or_default();
        return match transform::run(text("type"), text("body"), &value.to_json()) {
            Ok(body) => Ok(body),
            Err(_) if parts.body.is_empty() => Ok(String::new()),
            Err(message) => fail(message),
        };
    }
    let media_type = match &outgoing.schema {
        Some(_) => media::synonym(outgoing.media_type),
        None => outgoing.media_type,
    };
    match media_type {
        media::JSON => Ok(value.to_json()),
        media::XML | "text/xml" => match xml::body(method, &parts.body) {
            None if parts.body.is_empty() => Ok(String::new()),
            None => fail("cannot marshal XML without a name"),
            Some(body) => Ok(body),
        },
        _ if parts.body.is_empty() => Ok(String::new()),
        _ => fail(format!("media type = '{}' not supported", outgoing.media_type)),
    }
}
