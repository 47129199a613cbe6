//! What the engine makes of an answer before it looks for rows.

use std::collections::BTreeMap;

use super::jsonpath;
use super::method::Method;
use super::schema::{ANONYMOUS, Schema, json_path, xml_path};
use super::stop::{Step, fail};
use super::value::{NoJson, Value};
use super::wire::Response;
use super::xml;
use crate::engine::media_type as media;
use crate::engine::transform;

/// An answer that was read.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// What rows are looked for in; nothing if there is none at all.
    pub body: Option<Value>,
    /// The whole of it.
    pub raw: Option<Value>,
    /// What the API says is wrong.
    pub error: Option<String>,
    /// What went wrong when it was read.
    pub trouble: Option<String>,
}

/// What reading gave: something with the whole of it, or how it failed.
enum Reading {
    Done(Value, Value),
    Half(String, bool),
    Failed(String, bool),
}

/// Reads an answer of a method.
pub fn read(method: &Method<'_>, response: &Response) -> Step<Answer> {
    let Some((schema, media_type)) = method.answer_schema() else {
        return fail(format!("no response body for operation =  {}", method.name));
    };
    let incoming = method.response.as_ref();
    let overriding = incoming.map_or("", |incoming| incoming.text("overrideMediaType"));
    let block = incoming.and_then(|incoming| incoming.node).and_then(|node| node.get("transform"));
    if let Some(block) = block {
        let (kind, template) = (block.text("type").unwrap_or_default(), block.text("body").unwrap_or_default());
        if !overriding.is_empty() && transform::is_known(kind) {
            return Ok(transformed(method, schema, overriding, kind, template, response));
        }
    }
    let media_type = if overriding.is_empty() { sent_type(response, media_type) } else { Ok(overriding.to_owned()) };
    let reading = match media_type {
        Ok(media_type) => at_path(schema, method.row_key(), &media_type, &response.body)?,
        Err(message) => Reading::Failed(message, false),
    };
    Ok(judge(reading, response))
}

fn transformed(
    method: &Method<'_>,
    schema: &Schema<'_>,
    media_type: &str,
    kind: &str,
    template: &str,
    response: &Response,
) -> Answer {
    let failed = |message: String| Answer { trouble: Some(message), ..Answer::default() };
    let text = match transform::run(kind, template, &String::from_utf8_lossy(&response.body)) {
        Ok(text) => text,
        Err(message) => return failed(message),
    };
    match at_path(schema, method.row_key(), media_type, text.as_bytes()) {
        Ok(Reading::Done(body, raw)) => Answer { body: Some(body), raw: Some(raw), ..Answer::default() },
        Ok(Reading::Half(message, _) | Reading::Failed(message, _)) => failed(message),
        Err(_) => failed("stack overflow".to_owned()),
    }
}

/// The media type that an answer was sent with.
fn sent_type(response: &Response, declared: &str) -> Result<String, String> {
    match response.header("Content-Type") {
        None | Some("") => Ok(declared.to_owned()),
        Some(sent) => {
            let kind = sent.split(';').next().unwrap_or_default().trim().to_lowercase();
            let is_word = |part: &str| !part.is_empty() && !part.contains([' ', '/', ',', '"']);
            let is_sound = match kind.split_once('/') {
                Some((a, b)) => is_word(a) && is_word(b),
                None => is_word(&kind),
            };
            if is_sound { Ok(kind) } else { Err("mime: invalid media type".to_owned()) }
        }
    }
}

fn at_path(schema: &Schema<'_>, path: &str, media_type: &str, body: &[u8]) -> Step<Reading> {
    let media_type = media::synonym(media_type);
    match media_type {
        media::XML => {
            if schema.descend_xml(&xml_path(path))?.is_none() {
                return Ok(Reading::Failed("cannot find xml descendent for path".to_owned(), false));
            }
            Ok(read_xml(path, &String::from_utf8_lossy(body)))
        }
        media::JSON if path.starts_with('$') => {
            if schema.descend(&json_path(path))?.is_none() {
                return Ok(Reading::Failed("cannot find json descendent for path".to_owned(), false));
            }
            Ok(match Value::decode_first(body) {
                Ok((raw, _)) => match jsonpath::get(path, &raw) {
                    Ok(found) => Reading::Done(found, raw),
                    Err(message) => Reading::Half(message, false),
                },
                Err(error) => Reading::Half(no_json(error), error == NoJson::Empty),
            })
        }
        media::JSON => Ok(match Value::decode_first(body) {
            Ok((value, _)) => Reading::Done(value.clone(), value),
            Err(error) => Reading::Failed(no_json(error), error == NoJson::Empty),
        }),
        "text/plain" | "text/html" => {
            let text = Value::Text(String::from_utf8_lossy(body).into_owned());
            Ok(Reading::Done(text.clone(), text))
        }
        // Bytes are nothing that rows could be found in: a number stands for them.
        _ => Ok(Reading::Done(Value::Int(0), Value::Int(0))),
    }
}

fn no_json(error: NoJson) -> String {
    match error {
        NoJson::Empty => "EOF",
        NoJson::Truncated => "unexpected EOF",
        NoJson::Invalid => "invalid character",
    }
    .to_owned()
}

fn read_xml(path: &str, body: &str) -> Reading {
    let document = match xml::read(body) {
        Ok(document) => document,
        Err(message) => return Reading::Failed(message, body.trim().is_empty()),
    };
    let path = if path.is_empty() { "/*" } else { path };
    let found = xml::find_all(&document, path);
    let rows = found.iter().map(|element| {
        let texts = element.children.iter().map(|child| (child.name.clone(), Value::Text(child.inner_text())));
        Value::Object(texts.collect())
    });
    let rows = Value::List(rows.collect());
    Reading::Done(rows.clone(), rows)
}

fn judge(reading: Reading, response: &Response) -> Answer {
    let is_good = (200..300).contains(&response.status);
    let (body, raw, trouble) = match reading {
        Reading::Done(body, raw) => (Some(body), Some(raw), None),
        Reading::Half(_, true) | Reading::Failed(_, true) if is_good => {
            let done = Value::Text("The Operation Completed Successfully".to_owned());
            let body = Value::Object(BTreeMap::from([("result".to_owned(), done)]));
            return Answer { body: Some(body.clone()), raw: Some(body), ..Answer::default() };
        }
        Reading::Half(message, _) => {
            let empty = Value::Object(BTreeMap::new());
            (Some(empty.clone()), Some(empty), Some(message))
        }
        Reading::Failed(message, _) => (None, None, Some(message)),
    };
    if response.status >= 300
        && let Some(raw) = &raw
    {
        let error = match raw {
            Value::Object(_) => format!("Response error.  Status code {}.  Body: {}", response.status, raw.to_json()),
            Value::Null => format!("HTTP response error.  Status code {}.  Detail: ''", response.status),
            other => other.display(),
        };
        let error = if error.is_empty() { None } else { Some(error) };
        return Answer { body, raw: Some(raw.clone()), error, trouble: None };
    }
    let body = match body {
        Some(text @ Value::Text(_)) => {
            Some(Value::Object(BTreeMap::from([(ANONYMOUS.to_owned(), Value::List(vec![text]))])))
        }
        body => body,
    };
    Answer { body, raw, error: None, trouble }
}

/// The items that rows are made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Items {
    /// There is nothing at all.
    Nothing,
    /// There are these.
    Rows(Vec<Value>),
    /// There is something that is no list.
    Other,
}

/// Returns the items of an answer.
pub fn items(answer: &Answer, key: &str) -> Items {
    match &answer.body {
        None | Some(Value::Null) => Items::Nothing,
        Some(Value::List(items)) => Items::Rows(items.clone()),
        Some(whole @ Value::Object(entries)) => match entries.get(key).filter(|_| !key.is_empty() && key != "/*") {
            Some(Value::List(items)) => Items::Rows(items.clone()),
            Some(_) => Items::Other,
            None if !key.is_empty() && key != "/*" && answer.trouble.is_some() => Items::Rows(Vec::new()),
            None => Items::Rows(vec![whole.clone()]),
        },
        Some(_) => Items::Other,
    }
}
