//! What an answer tells about its page: tokens, URLs, numbers.

use serde_json::{Map, Value as Json};

use crate::mapping::infer::PagingKind;
use crate::mapping::infer::page_names::{LIMITS, NEXT_TOKENS, NUMBERS, OFFSETS, TOTALS, folded};
use crate::schema::Resolver;
use crate::schema::shape::Shape;

use crate::standin::url;
use crate::tree::Node;

use super::pages::{Page, Pages};

/// How deep an answer is looked into.
const MAX_DEPTH: usize = 4;

/// Properties that have the number of all rows.
#[rustfmt::skip]
const ALL_ROWS: &[&str] = &[
    "total", "totalcount", "totalitems", "totalresults", "totalrows", "totalrecords", "totalentries", "totalelements",
    "totalsize", "totalhits", "odatacount",
];

/// Properties that have the number of rows of a page; of all, where nothing else has it.
const ROWS: &[&str] = &["count", "numberofelements", "itemcount", "resultcount", "pagecount"];

/// Properties that say whether there is a next page.
const HAS_NEXT: &[&str] = &["hasmore", "hasnext", "hasnextpage", "hasmoreitems", "more", "istruncated", "truncated"];

/// Properties that say whether there is a page before.
const HAS_PREVIOUS: &[&str] = &["hasprevious", "hasprev", "haspreviouspage", "hasprevpage"];

/// Properties that have the URL of a page.
const ADDRESSES: &[&str] = &["href", "url", "uri", "link"];

/// What there is to tell about a page.
pub struct Telling<'t> {
    /// The page.
    pub page: Page,
    /// How the operation pages; `None` if all rows are on one page.
    pub pages: Option<&'t Pages>,
    /// The URL without its query.
    pub address: String,
    /// The query as it was sent.
    pub query: &'t [(String, String)],
}

impl Telling<'_> {
    /// Returns the URL of the page that begins at a row.
    fn url(&self, start: usize) -> String {
        let Some(pages) = self.pages else { return self.address.clone() };
        let asking = pages.asking(start, self.page.size);
        let others = self.query.iter().filter(|(name, _)| *name != pages.key);
        let others = others.map(|(name, value)| (name.as_str(), value.as_str()));
        format!("{}?{}", self.address, url::query(others.chain([(pages.key.as_str(), asking.as_str())])))
    }

    /// Returns the token or URL of the page that begins at a row, in the type of what is there now.
    fn reference(&self, start: usize, now: &Json, is_url: bool) -> Json {
        let Some(pages) = self.pages else { return Json::Null };
        let asking = pages.asking(start, self.page.size);
        match now {
            _ if is_url => Json::String(self.url(start)),
            Json::Number(_) => Json::from(asking.parse().unwrap_or(start)),
            _ => Json::String(asking),
        }
    }

    /// Returns the row that the page before begins with.
    fn before(&self) -> Option<usize> {
        (self.page.start > 0).then(|| self.page.start.saturating_sub(self.page.size))
    }

    fn after(&self) -> Option<usize> {
        self.pages.and(self.page.has_next().then(|| self.page.end()))
    }

    /// Returns the value of a `Link` header.
    pub fn link(&self) -> String {
        let own = format!("<{}>; rel=\"self\"", self.url(self.page.start));
        let next = self.after().map(|start| format!(", <{}>; rel=\"next\"", self.url(start)));
        own + &next.unwrap_or_default()
    }

    /// Whether the answer has a `Link` header.
    pub fn has_link(&self) -> bool {
        self.pages.is_some_and(|pages| pages.kind == PagingKind::LinkHeader)
    }

    /// Returns what a property of an answer has to say; `None` if it is not about pages.
    fn said(&self, path: &[&str], now: &Json, has_total: bool) -> Option<Said> {
        let name = folded(path.last()?);
        let name = name.as_str();
        let page = self.page;
        let number = |number: usize| Some(Said::Value(Json::from(number)));
        let first = self.pages.map_or(1, Pages::first);
        let is_next = self.pages.is_some_and(|pages| !pages.next.is_empty() && pages.next == path);
        match now {
            _ if is_next => Some(self.refers(self.after(), now, self.is_url(path, now))),
            Json::Bool(_) if HAS_NEXT.contains(&name) => Some(Said::Value(Json::Bool(self.after().is_some()))),
            Json::Bool(_) if HAS_PREVIOUS.contains(&name) => Some(Said::Value(Json::Bool(page.start > 0))),
            Json::Number(_) if ALL_ROWS.contains(&name) => number(page.total),
            Json::Number(_) if ROWS.contains(&name) && has_total => number(page.end().saturating_sub(page.start)),
            Json::Number(_) if name == "count" => number(page.total),
            Json::Number(_) if TOTALS.contains(&name) => number(page.total.div_ceil(page.size.max(1)).max(1)),
            Json::Number(_) if NUMBERS.contains(&name) => number(page.start / page.size.max(1) + first.min(1)),
            Json::Number(_) if LIMITS.contains(&name) || name == "size" => number(page.size),
            Json::Number(_) if OFFSETS.contains(&name) => number(page.start + usize::from(name == "startindex")),
            Json::String(_) | Json::Number(_) => self.neighbour(path, now),
            _ => None,
        }
    }

    /// Returns what a reference to another page says.
    fn neighbour(&self, path: &[&str], now: &Json) -> Option<Said> {
        let name = folded(path.last()?);
        let is_address = ADDRESSES.contains(&name.as_str());
        let named = if is_address { folded(path.iter().rev().nth(1)?) } else { name };
        let is_url = is_address || self.is_url(path, now);
        let is_next = named.starts_with("next") || NEXT_TOKENS.contains(&named.as_str());
        let is_before = named.starts_with("prev") || named.starts_with("cursorprev");
        match (is_next, is_before) {
            (true, _) => Some(self.refers(self.after(), now, is_url)),
            (_, true) => Some(self.refers(self.before().filter(|_| self.pages.is_some()), now, is_url)),
            _ if named == "self" && is_url => Some(Said::Value(Json::String(self.url(self.page.start)))),
            _ => None,
        }
    }

    fn refers(&self, start: Option<usize>, now: &Json, is_url: bool) -> Said {
        start.map_or(Said::Nothing, |start| Said::Value(self.reference(start, now, is_url)))
    }

    fn is_url(&self, path: &[&str], now: &Json) -> bool {
        let by_kind = self
            .pages
            .is_some_and(|pages| pages.next == path && matches!(pages.kind, PagingKind::NextUrl | PagingKind::OData));
        let name = path.last().map(|name| folded(name)).unwrap_or_default();
        let is_named = ["url", "uri", "link", "href"].iter().any(|end| name.ends_with(end));
        let is_spelled = now.as_str().is_some_and(|text| text.starts_with("http://") || text.starts_with("https://"));
        by_kind || is_named || is_spelled
    }
}

/// What a property says.
enum Said {
    Value(Json),
    /// There is no such page.
    Nothing,
}

/// Sets what an answer tells about its page, but not inside of its rows.
pub fn tell(answer: &mut Json, telling: &Telling<'_>, rows: &[String], schema: Option<&Node>, resolver: Resolver<'_>) {
    let shape = schema.map(|schema| Shape::of(resolver, schema));
    Teller { telling, rows }.tell(answer, &mut Vec::new(), shape.as_ref());
}

struct Teller<'t> {
    telling: &'t Telling<'t>,
    rows: &'t [String],
}

impl Teller<'_> {
    fn tell(&self, answer: &mut Json, path: &mut Vec<String>, shape: Option<&Shape<'_>>) {
        let Json::Object(entries) = answer else { return };
        let has_total = entries.keys().any(|name| ALL_ROWS.contains(&folded(name).as_str()));
        let names: Vec<String> = entries.keys().cloned().collect();
        for name in names {
            path.push(name);
            if *path != self.rows {
                self.tell_property(entries, path, shape, has_total);
            }
            path.pop();
        }
    }

    fn tell_property(
        &self,
        entries: &mut Map<String, Json>,
        path: &mut Vec<String>,
        shape: Option<&Shape<'_>>,
        has_total: bool,
    ) {
        let Some(name) = path.last().cloned() else { return };
        let Some(now) = entries.get_mut(&name) else { return };
        let property = shape.and_then(|shape| shape.named(&name));
        if now.is_object() && path.len() < MAX_DEPTH {
            self.tell(now, path, property.as_ref());
            // A link without an address is none.
            let is_empty = now.as_object().is_some_and(Map::is_empty);
            if is_empty && folded(&name).contains("next") && !shape.is_some_and(|shape| shape.requires(&name)) {
                entries.shift_remove(&name);
            }
            return;
        }
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        match self.telling.said(&names, now, has_total) {
            Some(Said::Value(value)) => *now = value,
            Some(Said::Nothing) => self.leave_out(entries, &name, shape),
            None => {}
        }
    }

    /// Leaves out what there is not: by itself, as null, or as an empty text.
    fn leave_out(&self, entries: &mut Map<String, Json>, name: &str, shape: Option<&Shape<'_>>) {
        let property = shape.and_then(|shape| shape.named(name));
        let is_nullable = property.is_some_and(|property| property.allows_null());
        match shape.is_some_and(|shape| shape.requires(name)) {
            false => drop(entries.shift_remove(name)),
            true if is_nullable => drop(entries.insert(name.to_owned(), Json::Null)),
            true => drop(entries.insert(name.to_owned(), Json::String(String::new()))),
        }
    }
}
