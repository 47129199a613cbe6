//! Answers as bytes: their bodies in JSON, XML or text, and their headers.

use serde_json::{Value as Json, json};

use crate::engine::media_type::{JSON, is_json, is_xml};
use crate::engine::predict::Response;
use crate::mapping::infer::page_names::folded;
use crate::schema::Resolver;

use super::outcome::Outcome;
use super::paging::Telling;
use super::rows::{Seed, value};
use super::spelling::text;
use super::xml;

/// Headers that describe how a body is sent, which only the server knows.
const OF_SERVER: [&str; 6] =
    ["connection", "content-encoding", "content-length", "content-type", "date", "transfer-encoding"];

/// Ends of headers that have the number of all rows.
const TOTALS: [&str; 4] = ["totalcount", "total", "totalitems", "totalresults"];

/// How a response is written.
pub struct Written<'w> {
    /// What the document says of it.
    pub outcome: &'w Outcome,
    /// Resolves references of the document.
    pub resolver: Resolver<'w>,
    /// The seed of its headers.
    pub seed: Seed,
    /// What there is to tell about a page.
    pub telling: Option<&'w Telling<'w>>,
    /// The URL of the row in it.
    pub location: Option<String>,
}

impl Written<'_> {
    /// Returns the response with a body.
    pub fn response(&self, body: &Json) -> Response {
        let Outcome { status, content, .. } = self.outcome;
        let mut headers = self.headers();
        let Some((media_type, media)) = content else {
            return Response { status: *status, headers, body: Vec::new() };
        };
        headers.push(("Content-Type".to_owned(), media_type.clone()));
        let body = match media_type {
            name if is_json(name) => body.to_string(),
            name if is_xml(name) => xml::written(body, media.get("schema"), self.resolver),
            _ => text(body),
        };
        Response { status: *status, headers, body: body.into_bytes() }
    }

    fn headers(&self) -> Vec<(String, String)> {
        let has_link = self.telling.filter(|telling| telling.has_link());
        let declared = self.outcome.headers.iter().filter_map(|(name, header)| {
            let lower = name.to_lowercase();
            let of_page = self.telling.filter(|_| TOTALS.iter().any(|end| folded(name).ends_with(end)));
            let value = match (lower.as_str(), of_page) {
                (server, _) if OF_SERVER.contains(&server) => return None,
                ("link", _) => return None,
                ("location", _) => self.location.clone()?,
                (_, Some(telling)) => telling.page.total.to_string(),
                _ => text(&value(self.resolver, name, &[header.get("schema")?], None, self.seed.property(name))),
            };
            Some((name.clone(), value))
        });
        let printable = |(name, value): (String, String)| {
            let value = value.chars().filter(|c| *c == ' ' || c.is_ascii_graphic()).collect();
            (name, value)
        };
        declared.chain(has_link.map(|telling| ("Link".to_owned(), telling.link()))).map(printable).collect()
    }
}

/// Returns the response where the document has none for a row that is not there.
pub fn not_found() -> Response {
    let body = json!({"error": "there is no such row"}).to_string().into_bytes();
    Response { status: 404, headers: vec![("Content-Type".to_owned(), JSON.to_owned())], body }
}

/// Puts a value where names lead to.
pub fn put(whole: &mut Json, way: &[String], inside: Json) {
    let Some((name, rest)) = way.split_first() else {
        *whole = inside;
        return;
    };
    if !whole.is_object() {
        *whole = json!({});
    }
    if let Json::Object(entries) = whole {
        put(entries.entry(name.clone()).or_insert(Json::Null), rest, inside);
    }
}
