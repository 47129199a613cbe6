//! GraphQL queries: asks for the rows of a method whose operation has one, page by page (provider-format 2.5).

use std::collections::BTreeMap;

use super::jsonpath;
use super::method::Method;
use super::request::url::Url;
use super::run::{Call, Run};
use super::stop::{Step, Stop, fail};
use super::value::{NoJson, Value};
use super::wire::Request;
use crate::engine::transform;
use crate::tree::{Node, Value as Scalar};

impl<'d> Run<'_, 'd> {
    /// Asks for rows with the query of an operation. It goes where the method would send its request: the engine reads
    /// neither `url` nor `httpVerb` (stackql, `graphql_single_select_acquire.go`).
    pub(super) fn ask(&mut self, call: &Call<'_, 'd>, node: &'d Node) -> Step<()> {
        let query = Query::of(node)?;
        let plain = Call { intent: None, ..*call };
        for (mut request, prepared) in self.requests(&plain)? {
            let mut values = prepared.used;
            if let Some(limit) = call.intent.and_then(|intent| intent.limit) {
                values.insert("limit".to_owned(), Value::Int(limit));
            }
            values.insert("cursor".to_owned(), Value::Text(String::new()));
            address(&mut request);
            self.pages(call, &query, &request, values)?;
        }
        Ok(())
    }

    /// The engine counts the first page before it is asked for, and so reads one page less than its limit.
    fn pages(
        &mut self,
        call: &Call<'_, 'd>,
        query: &Query<'d>,
        request: &Request,
        mut values: BTreeMap<String, Value>,
    ) -> Step<()> {
        let limit = self.world.settings.page_limit;
        let (mut page, mut all) = (1, 0);
        while limit == 0 || page < limit {
            let body = body(&stopped(transform::fill(query.text, &values))?);
            let response = self.client.send_query(&Request { body, ..request.clone() })?;
            page += 1;
            let Some(answer) = read(call.method, &response.body)? else { return Ok(()) };
            let rows = rows(&answer, query.rows)?;
            let count = rows.len();
            all += count;
            self.add(call.target, rows, &BTreeMap::new())?;
            match query.next(&answer, count, all)? {
                Some(next) => values.insert("cursor".to_owned(), Value::Text(next)),
                None => return Ok(()),
            };
        }
        Ok(())
    }
}

fn stopped<T>(result: Result<T, String>) -> Step<T> {
    result.map_err(Stop::Error)
}

/// Takes the query away, but not the question mark of an empty one.
fn address(request: &mut Request) {
    request.set_header("Content-Type", "application/json");
    if let Ok(mut url) = Url::parse(&request.url) {
        url.query = url.query.filter(String::is_empty);
        request.url = url.text();
    }
}

/// Returns the body for a query. The engine escapes quotes alone, and joins lines.
fn body(query: &str) -> String {
    format!("{{ \"query\": \"{}\" }}", query.replace('\n', "").replace('"', "\\\""))
}

/// Returns the object that an API answered, after the transform of the method; nothing if it answered nothing.
fn read(method: &Method<'_>, body: &[u8]) -> Step<Option<Value>> {
    let answer = match Value::decode_first(body) {
        Ok((answer @ Value::Object(_), _)) => answer,
        Ok((Value::Null, _)) => Value::Object(BTreeMap::new()),
        Ok(_) => return fail("json: cannot unmarshal into Go value of type map[string]interface {}"),
        Err(NoJson::Empty) => return Ok(None),
        Err(_) => return fail("invalid character"),
    };
    if let Some(Value::List(errors)) = answer.get("errors").filter(|errors| **errors != Value::List(Vec::new())) {
        let messages: Vec<String> = errors.iter().map(message).collect();
        return fail(format!("graphql error: {}", messages.join("; ")));
    }
    transformed(method, answer).map(Some)
}

fn message(error: &Value) -> String {
    match error.get("message") {
        Some(Value::Text(message)) if !message.is_empty() => message.clone(),
        _ => error.to_json(),
    }
}

fn transformed(method: &Method<'_>, answer: Value) -> Step<Value> {
    let block = method.response.as_ref().and_then(|response| response.node).and_then(|node| node.get("transform"));
    let text = |key: &str| block.and_then(|block| block.text(key)).unwrap_or_default();
    if text("type").is_empty() || text("body").is_empty() {
        return Ok(answer);
    }
    match Value::parse(&stopped(transform::run(text("type"), text("body"), &answer.to_json()))?) {
        Some(answer @ Value::Object(_)) => Ok(answer),
        Some(Value::Null) => Ok(Value::Object(BTreeMap::new())),
        _ => fail("graphql response transform produced invalid JSON"),
    }
}

/// Returns the rows at a path, which must be a list of objects.
fn rows(answer: &Value, path: &str) -> Step<Vec<Value>> {
    match stopped(jsonpath::get(path, answer))? {
        Value::List(rows) if rows.iter().all(|row| matches!(row, Value::Object(_))) => Ok(rows),
        Value::List(_) => fail("cannot accommodate GraphQL processed response item"),
        _ => fail("cannot accommodate GraphQL processed response"),
    }
}

/// A query as a document has it.
struct Query<'d> {
    text: &'d str,
    rows: &'d str,
    strategy: &'d str,
    path: &'d str,
    format: Option<&'d str>,
    terminator: &'d str,
    page_size: usize,
}

impl<'d> Query<'d> {
    /// Reads it. Each strategy needs a path, even the one that does not look at it.
    fn of(node: &'d Node) -> Step<Self> {
        let cursor = node.get("cursor");
        let text = |key: &str| cursor.and_then(|cursor| cursor.text(key));
        let Some(path) = text("jsonPath") else {
            return fail("cannot perform graphql action without cursor json path");
        };
        let Some(rows) = node.get("responseSelection").and_then(|selection| selection.text("jsonPath")) else {
            return fail("cannot perform graphql action without response json path");
        };
        let size = match cursor.and_then(|cursor| cursor.get("pageSize")).map(|size| &size.value) {
            Some(Scalar::Number(number)) => number.parse().ok(),
            _ => None,
        };
        let query = Query {
            text: node.text("query").unwrap_or_default(),
            rows,
            strategy: text("strategy").unwrap_or_default(),
            path,
            format: text("format").filter(|format| !format.is_empty()),
            terminator: text("terminateOnJsonPath").unwrap_or_default(),
            page_size: size.unwrap_or_default(),
        };
        query.check()?;
        Ok(query)
    }

    fn check(&self) -> Step<()> {
        match self.strategy {
            "keyset" if self.format.is_none() => fail("cursor strategy \"keyset\" requires cursor.format template"),
            "page_info" if self.terminator.is_empty() => {
                fail("cursor strategy \"page_info\" requires cursor.terminateOnJsonPath")
            }
            "" | "cursor_after" | "keyset" | "offset" | "page_info" => Ok(()),
            other => fail(format!("unknown cursor strategy: \"{other}\"")),
        }
    }

    /// Returns the text of the cursor for the page after an answer with some rows of all that came, if there is one.
    fn next(&self, answer: &Value, rows: usize, all: usize) -> Step<Option<String>> {
        if *answer == Value::Object(BTreeMap::new()) {
            return Ok(None);
        }
        let found = jsonpath::get(self.path, answer).ok();
        match self.strategy {
            "keyset" => match found.filter(|_| rows > 0).and_then(key) {
                Some(values) => self.written(values, ""),
                None => Ok(None),
            },
            "offset" if rows == 0 || rows < self.page_size => Ok(None),
            "offset" => self.value(Value::Int(i64::try_from(all).unwrap_or(i64::MAX)), ", offset: "),
            "page_info" => {
                let goes_on = jsonpath::get(self.terminator, answer).is_ok_and(|flag| is_on(&flag));
                match found.filter(|_| goes_on).and_then(|found| only(found, true)) {
                    Some(found) => self.value(found, ", after: "),
                    None => Ok(None),
                }
            }
            _ => match found.and_then(|found| only(found, false)) {
                Some(found) => self.value(found, ", after: "),
                None => Ok(None),
            },
        }
    }

    fn value(&self, value: Value, before: &str) -> Step<Option<String>> {
        let shown = match &value {
            Value::Text(text) => format!("{before}\"{text}\""),
            other => format!("{before}{}", other.display()),
        };
        self.written(BTreeMap::from([("value".to_owned(), value)]), &shown)
    }

    fn written(&self, values: BTreeMap<String, Value>, default: &str) -> Step<Option<String>> {
        match self.format {
            Some(format) => stopped(transform::fill(format, &values)).map(Some),
            None => Ok(Some(default.to_owned())),
        }
    }
}

/// Returns the only value of a list, or the value itself where it may stand alone.
fn only(found: Value, may_stand_alone: bool) -> Option<Value> {
    match found {
        Value::List(items) => <[Value; 1]>::try_from(items).ok().map(|[only]| only),
        other => Some(other).filter(|_| may_stand_alone),
    }
}

/// Returns what the template of a key sees: the fields of the first object, or the first value.
fn key(found: Value) -> Option<BTreeMap<String, Value>> {
    match found {
        Value::List(items) => items.into_iter().next().and_then(key),
        Value::Object(fields) if fields.is_empty() => None,
        Value::Object(mut fields) => {
            if fields.len() == 1 {
                let value = fields.values().next().cloned();
                fields.extend(value.map(|value| ("value".to_owned(), value)));
            }
            Some(fields)
        }
        other => Some(BTreeMap::from([("value".to_owned(), other)])),
    }
}

/// Whether a flag says that there are further pages.
fn is_on(flag: &Value) -> bool {
    match flag {
        Value::List(items) => items.first().is_some_and(is_on),
        Value::Bool(flag) => *flag,
        other => *other != Value::Null,
    }
}
