//! Which page of a list a request asks for, and how it asks for the next.

use crate::mapping::infer::page_names::{CURSORS, LIMITS, OFFSETS, PAGES, folded};
use crate::mapping::infer::{Paging, PagingKind, limit, page_parameter, paging};
use crate::normalise::Operation;
use crate::schema::Resolver;
use crate::schema::shape::{Shape, literal};
use crate::tree::Node;

/// How many rows a page has at most.
const MAX_SIZE: usize = 1_000;

/// What the tokens of pages begin with.
const TOKEN: &str = "next-";

/// How the value counts that asks for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counting {
    /// It is a token, or the key of the last row before the page.
    Token,
    /// It is the number of the page; the first page has this one.
    Page(usize),
    /// It is the number of the first row; the first row has this one.
    Row(usize),
}

/// How an operation pages.
#[derive(Clone, Debug)]
pub struct Pages {
    /// The way of paging.
    pub kind: PagingKind,
    /// The names that lead to the token or the URL of the next page in a body.
    pub next: Vec<String>,
    /// The parameter that asks for a page.
    pub(super) key: String,
    counting: Counting,
}

/// A page that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The index of its first row.
    pub start: usize,
    /// How many rows it may have.
    pub size: usize,
    /// How many rows there are on all pages.
    pub total: usize,
}

impl Page {
    /// Returns the index behind its last row.
    pub fn end(self) -> usize {
        self.start.saturating_add(self.size).min(self.total)
    }

    /// Whether there is a page behind it.
    pub fn has_next(self) -> bool {
        self.end() < self.total && self.end() > self.start
    }
}

impl Pages {
    /// Returns how an operation pages, if it does.
    pub fn of(operation: &Operation, resolver: Resolver<'_>) -> Option<Self> {
        let paging = paging(operation, resolver).filter(|paging| paging.kind != PagingKind::GraphQl)?;
        let key = match paging.request.location {
            // The URL of a next page has to be one that the document allows.
            "request" => page_parameter(operation, resolver)?,
            _ => paging.request.key.clone(),
        };
        let counting = counting(&key, &operation.node, resolver);
        Some(Pages { kind: paging.kind, next: next(&paging), key, counting })
    }

    /// Returns the index of the first row that a request asks for. `index_of` finds the row with a key.
    pub fn start(&self, sent: &[(String, String)], size: usize, index_of: impl Fn(&str) -> Option<usize>) -> usize {
        let Some((_, value)) = sent.iter().find(|(name, _)| *name == self.key) else { return 0 };
        let number = value.strip_prefix(TOKEN).unwrap_or(value).parse::<usize>().ok();
        match self.counting {
            Counting::Page(first) => number.unwrap_or(first).saturating_sub(first).saturating_mul(size),
            Counting::Row(first) => number.unwrap_or(first).saturating_sub(first),
            Counting::Token => index_of(value).map(|index| index + 1).or(number).unwrap_or_default(),
        }
    }

    /// Returns the value that asks for the page that begins at a row.
    pub(super) fn asking(&self, start: usize, size: usize) -> String {
        match self.counting {
            Counting::Page(first) => (start / size.max(1) + first).to_string(),
            Counting::Row(first) => (start + first).to_string(),
            Counting::Token => format!("{TOKEN}{start}"),
        }
    }

    /// Returns the number that the first page or row has.
    pub(super) fn first(&self) -> usize {
        match self.counting {
            Counting::Page(first) | Counting::Row(first) => first,
            Counting::Token => 0,
        }
    }
}

/// Whether a parameter asks for a page or for its size, rather than for some rows.
pub fn is_about_pages(name: &str) -> bool {
    let name = folded(name);
    [CURSORS, PAGES, OFFSETS, LIMITS].iter().any(|names| names.contains(&name.as_str()))
}

/// The parameter that limits a page of an operation.
pub fn limiting(operation: &Operation, resolver: Resolver<'_>) -> Option<String> {
    let parameters = operation.node.items("parameters").iter().filter_map(|it| resolver.resolve(it)?.text("name"));
    let mut named = parameters.filter(|name| LIMITS.contains(&folded(name).as_str()));
    limit(operation, resolver).map(|limit| limit.parameter).or_else(|| named.next().map(str::to_owned))
}

/// How many rows a page has: as many as asked for, else the usual number.
pub fn size(limiting: Option<&str>, sent: &[(String, String)], usual: usize) -> usize {
    let asked = sent.iter().find(|(name, _)| Some(name.as_str()) == limiting);
    let asked = asked.and_then(|(_, value)| value.parse::<usize>().ok()).filter(|size| *size > 0);
    asked.unwrap_or(usual).min(MAX_SIZE)
}

fn counting(key: &str, operation: &Node, resolver: Resolver<'_>) -> Counting {
    let name = folded(key);
    let mut parameters = operation.items("parameters").iter().filter_map(|it| resolver.resolve(it));
    let schema = parameters.find(|it| it.text("name") == Some(key)).and_then(|it| it.get("schema"));
    let shape = schema.map(|schema| Shape::of(resolver, schema));
    let says = |key: &str, value: &str| {
        shape.as_ref().and_then(|shape| shape.get(key)).is_some_and(|node| literal(node) == value)
    };
    let first = |usual: usize| match usual {
        1 if says("minimum", "0") || says("default", "0") => 0,
        0 if says("minimum", "1") || says("default", "1") => 1,
        usual => usual,
    };
    match name.as_str() {
        name if PAGES.contains(&name) => Counting::Page(first(1)),
        "startindex" => Counting::Row(first(1)),
        name if OFFSETS.contains(&name) => Counting::Row(first(0)),
        _ => Counting::Token,
    }
}

/// The names in the path of what an answer tells, such as `$.meta.next` or `$["@odata.nextLink"]`.
fn next(paging: &Paging) -> Vec<String> {
    let is_told = matches!(paging.kind, PagingKind::Cursor | PagingKind::NextUrl | PagingKind::OData);
    let key = paging.response.key.strip_prefix('$').filter(|key| is_told && !key.contains("[-1]"));
    let mut names = Vec::new();
    let mut rest = key.unwrap_or_default();
    while !rest.is_empty() {
        let (name, after) = match rest.strip_prefix("[\"") {
            Some(quoted) => quoted.split_once("\"]").unwrap_or((quoted, "")),
            None => {
                let plain = rest.strip_prefix('.').unwrap_or(rest);
                plain.split_at(plain.find(['.', '[']).unwrap_or(plain.len()))
            }
        };
        if name.is_empty() {
            break;
        }
        names.push(name.to_owned());
        rest = after;
    }
    names
}
