//! The texts that a request sends for a parameter, and the values that they may stand for.

use serde_json::Value as Json;

use crate::standin::requested::{Requested, decoded};

use super::written::{Location, Style, Written};

/// All that a request sends beside its body.
pub struct Sent<'a> {
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    cookies: Vec<(String, String)>,
    headers: &'a [(String, String)],
}

impl<'a> Sent<'a> {
    /// Reads a request; `path` holds the decoded values of its path.
    pub fn of(requested: &Requested<'a>, path: Vec<(String, String)>) -> Self {
        let query = requested.query.iter().map(|(name, value)| (name.clone(), decoded(value))).collect();
        let headers = &requested.asked.headers;
        let cookies = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
        let cookies = cookies.flat_map(|(_, value)| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let cookies = cookies.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Sent { path, query, cookies, headers }
    }

    /// Returns the decoded pairs of the query.
    pub fn query(&self) -> &[(String, String)] {
        &self.query
    }

    /// Returns the values of a header, a query parameter or a cookie.
    pub fn values(&self, location: Location, name: &str) -> Vec<String> {
        let pairs = match location {
            Location::Path => &self.path,
            Location::Query => &self.query,
            Location::Cookie => &self.cookies,
            Location::Header => self.headers,
        };
        let is_it = |known: &str| match location {
            Location::Header => known.eq_ignore_ascii_case(name),
            _ => known == name,
        };
        pairs.iter().filter(|(known, _)| is_it(known)).map(|(_, value)| value.clone()).collect()
    }

    /// Returns the values that a parameter may have, none if it is not sent.
    ///
    /// # Errors
    /// Why the text cannot be read at all.
    pub fn candidates(&self, parameter: &Written) -> Result<Vec<Json>, String> {
        let mut texts = self.values(parameter.location, &parameter.name);
        if parameter.location == Location::Header && !texts.is_empty() {
            texts = vec![texts.join(", ")];
        }
        if let Some(text) = texts.first().filter(|_| parameter.is_json) {
            return serde_json::from_str(text).map(|value| vec![value]).map_err(|error| format!("is no JSON: {error}"));
        }
        let mut candidates = self.objects(parameter, &texts);
        if parameter.reading.list.is_some() && !texts.is_empty() {
            candidates.extend(parameter.reading.items(&items(parameter, &texts)));
        }
        match texts.as_slice() {
            [text] if parameter.reading.may_be_plain() || candidates.is_empty() => {
                candidates.extend(parameter.reading.plain(bare(parameter, text)));
            }
            [_, _, ..] if candidates.is_empty() => {
                return Err("is sent several times".to_owned());
            }
            _ => {}
        }
        Ok(candidates)
    }

    fn objects(&self, parameter: &Written, texts: &[String]) -> Vec<Json> {
        let Some(members) = &parameter.reading.object else { return Vec::new() };
        let pairs = match parameter.style {
            Style::Deep => self.in_brackets(&parameter.name),
            Style::Form if parameter.is_exploded => {
                let pairs = if parameter.location == Location::Cookie { &self.cookies } else { &self.query };
                pairs.iter().filter(|(name, _)| members.has(name)).cloned().collect()
            }
            _ => pairs(parameter, &items(parameter, texts)),
        };
        if pairs.is_empty() { Vec::new() } else { parameter.reading.members(&pairs) }
    }

    /// Returns the pairs `name[member]=value` of the query. What is nested deeper is not defined by OpenAPI.
    fn in_brackets(&self, name: &str) -> Vec<(String, String)> {
        let member = |key: &str| {
            let member = key.strip_prefix(name)?.strip_prefix('[')?;
            let member = member.strip_suffix("[]").unwrap_or(member).strip_suffix(']')?;
            (!member.contains('[')).then(|| member.to_owned())
        };
        self.query.iter().filter_map(|(key, value)| Some((member(key)?, value.clone()))).collect()
    }
}

/// Returns the items that some texts write.
fn items(parameter: &Written, texts: &[String]) -> Vec<String> {
    let separators: &[char] = match parameter.style {
        Style::Form | Style::Space | Style::Pipe if parameter.is_exploded => return texts.to_vec(),
        Style::Label => &['.', ','],
        Style::Matrix if parameter.is_exploded => &[';'],
        Style::Space => &[' '],
        Style::Pipe => &['|'],
        _ => &[','],
    };
    let texts = texts.iter().map(|text| bare(parameter, text)).filter(|text| !text.is_empty());
    let items = texts.flat_map(|text| text.split(separators)).map(|item| named(parameter, item.trim()));
    items.map(str::to_owned).collect()
}

/// Returns the pairs that some items write: with an equals sign in each, or in turns.
fn pairs(parameter: &Written, items: &[String]) -> Vec<(String, String)> {
    if parameter.is_exploded {
        return items
            .iter()
            .filter_map(|item| item.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
    }
    let pair = |pair: &[String]| Some((pair.first()?.clone(), pair.get(1)?.clone()));
    items.chunks(2).filter_map(pair).collect()
}

/// Returns a text without what its style puts before it.
fn bare<'t>(parameter: &Written, text: &'t str) -> &'t str {
    match parameter.style {
        Style::Label => text.strip_prefix('.').unwrap_or(text),
        Style::Matrix => named(parameter, text.strip_prefix(';').unwrap_or(text)),
        _ => text,
    }
}

/// Returns a text of the style `matrix` without the name of the parameter.
fn named<'t>(parameter: &Written, text: &'t str) -> &'t str {
    let named = text.strip_prefix(parameter.name.as_str()).and_then(|rest| rest.strip_prefix('='));
    named.filter(|_| parameter.style == Style::Matrix).unwrap_or(text)
}
