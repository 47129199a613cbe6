//! How the value of a parameter is written (OpenAPI 3.0.3, 4.7.12).

use crate::engine::media_type;
use crate::schema::{Resolver, is_ignored};
use crate::tree::{Node, Value};

use super::reading::Reading;

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How lists and objects are written (OpenAPI 3.0.3, 4.7.12.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// With commas.
    Simple,
    /// With dots.
    Label,
    /// With semicolons and the name.
    Matrix,
    /// As pairs of a query.
    Form,
    /// With blanks.
    Space,
    /// With bars.
    Pipe,
    /// As pairs with brackets.
    Deep,
}

/// How a parameter is written.
pub struct Written {
    /// Its name.
    pub name: String,
    /// Where it is sent.
    pub location: Location,
    /// How lists and objects are written.
    pub style: Style,
    /// Whether items and members are written apart.
    pub is_exploded: bool,
    /// Whether it is written as JSON.
    pub is_json: bool,
    /// What its text may stand for.
    pub reading: Reading,
}

impl Written {
    /// Reads how a parameter is written. Returns nothing for what is none.
    pub fn of(resolver: Resolver<'_>, node: &Node) -> Option<Self> {
        let (name, text) = (node.text("name")?, node.text("in")?);
        let location = location(text).filter(|_| !is_ignored(text, name))?;
        let content = node.entries("content").next();
        let style = style(node.text("style").filter(|_| content.is_none()), location);
        let is_exploded = match node.get("explode").map(|node| &node.value) {
            Some(Value::Bool(explode)) => *explode,
            _ => style == Style::Form,
        };
        Some(Written {
            name: name.to_owned(),
            location,
            style,
            is_exploded,
            is_json: content.is_some_and(|(media_type, _)| media_type::is_json(media_type)),
            reading: node.get("schema").map(|schema| Reading::of(resolver, schema)).unwrap_or_default(),
        })
    }
}

impl Location {
    /// Returns the location in words.
    pub fn word(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        }
    }
}

/// Returns the location of this name.
pub fn location(text: &str) -> Option<Location> {
    Some(match text {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" => Location::Header,
        "cookie" => Location::Cookie,
        _ => return None,
    })
}

/// Returns the style, which OpenAPI allows only in some locations.
fn style(text: Option<&str>, location: Location) -> Style {
    match (location, text) {
        (Location::Path, Some("label")) => Style::Label,
        (Location::Path, Some("matrix")) => Style::Matrix,
        (Location::Path | Location::Header, _) => Style::Simple,
        (Location::Query, Some("spaceDelimited")) => Style::Space,
        (Location::Query, Some("pipeDelimited")) => Style::Pipe,
        (Location::Query, Some("deepObject")) => Style::Deep,
        (Location::Query | Location::Cookie, _) => Style::Form,
    }
}
