//! Which response, which content and which part of it the engine takes for rows.

use crate::engine::media_type::{DEFAULTS, JSON, is_xml, preferred, synonym};
use crate::schema::Spot;
use crate::schema::is_array;
use crate::tree::Node;
use crate::tree::Value;

use super::lookup::Engine;
use super::xml;

/// The content of a response or of a request body.
#[derive(Clone, Debug)]
pub struct Content<'a> {
    /// Its media type.
    pub media_type: &'a str,
    /// Its schema, as it stands there.
    pub schema: Option<Spot<'a>>,
}

/// The rows of a response.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    /// The schema of one row as it stands in the list, or in the place that the object key names.
    pub at: Spot<'a>,
    /// The schema of one row, behind its `$ref`; a list without items stands for its rows.
    pub schema: Spot<'a>,
    /// Whether the response holds a list of rows.
    pub is_list: bool,
    /// Whether the list says what is in it.
    pub has_items: bool,
    /// Whether the list was found by its name, `items`.
    pub by_name: bool,
}

impl<'a> Engine<'a> {
    /// The key of the response for success and the content that the engine reads best.
    pub fn response(self, operation: &'a Node) -> Option<(&'a str, Option<Content<'a>>)> {
        let (key, response) = self.response_at(operation)?;
        Some((key, response.and_then(|response| self.content(&response))))
    }

    /// Whether the response for success has a property, behind the dots of a path.
    pub fn responds_with(self, operation: &'a Node, path: &str) -> bool {
        let schema = self.response(operation).and_then(|(_, content)| content?.schema);
        schema.is_some_and(|schema| self.at_path(schema, path).is_some())
    }

    /// The key of the response for success, and that response as it stands in the operation or in a component.
    pub fn response_at(self, operation: &'a Node) -> Option<(&'a str, Option<Spot<'a>>)> {
        let (key, _) = success(operation.get("responses")?)?;
        Some((key, Spot::operation(operation).entry("responses", key)?.resolve(self.resolver)))
    }

    /// The content of the request body that the engine writes best.
    pub fn body(self, operation: &'a Node) -> Option<Content<'a>> {
        self.content(&self.body_at(operation)?)
    }

    /// The request body as it stands in the operation or in a component.
    pub fn body_at(self, operation: &'a Node) -> Option<Spot<'a>> {
        Spot::operation(operation).child("requestBody")?.resolve(self.resolver)
    }

    fn content(self, holder: &Spot<'a>) -> Option<Content<'a>> {
        let (media_type, _) = preferred(holder.node.get("content")?)?;
        let schema = holder.entry("content", media_type).and_then(|media| media.child("schema"));
        Some(Content { media_type, schema })
    }

    /// The rows of a response without an object key: a list gives its items, and so does a property
    /// called `items`.
    pub fn rows(self, response: &Spot<'a>) -> Option<Rows<'a>> {
        let schema = response.clone().resolve(self.resolver)?;
        match self.property(&schema, "items").filter(|items| self.is_list(items)) {
            Some(items) => Some(Rows { by_name: true, ..self.items_or_self(items)? }),
            None => self.items_or_self(response.clone()),
        }
    }

    /// The rows behind an object key: a JSON path such as `$.domains`, a path of elements such as
    /// `/List/Domain/*` in XML, or the name of a list. Nothing if it leads nowhere.
    pub fn rows_at(self, response: &Spot<'a>, key: &str, media_type: &str) -> Option<Rows<'a>> {
        self.items_or_self(self.target(response, key, media_type)?)
    }

    /// What an object key leads to, as it stands there. A path that begins with `$` is followed in JSON alone.
    pub fn target(self, response: &Spot<'a>, key: &str, media_type: &str) -> Option<Spot<'a>> {
        if let Some(path) = key.strip_prefix('$') {
            if synonym(media_type) != JSON {
                return None;
            }
            // Two dots in a row search everywhere elsewhere, and nowhere here.
            if path.contains("..") {
                return None;
            }
            let steps = path.split('.').filter(|step| !step.is_empty());
            return steps.flat_map(with_items).try_fold(response.clone(), |at, step| self.step(at, &step));
        }
        if is_xml(media_type) {
            return xml::target(self, response, key);
        }
        let list = match self.is_list(response) {
            true => response.clone(),
            false => self.property(&response.clone().resolve(self.resolver)?, key)?,
        };
        self.is_list(&list).then_some(list)
    }

    /// Whether a method gives a list: by its own answer, if another schema only stands for that.
    pub fn is_list_of_rows(self, own: Option<&Content<'a>>, rows: Option<&Rows<'a>>) -> bool {
        let own = own.and_then(|content| self.rows(content.schema.as_ref()?));
        own.as_ref().or(rows).is_some_and(|rows| rows.is_list)
    }

    fn is_list(self, at: &Spot<'a>) -> bool {
        self.resolver.resolve(at.node).is_some_and(is_array)
    }

    fn items_or_self(self, at: Spot<'a>) -> Option<Rows<'a>> {
        let schema = at.clone().resolve(self.resolver)?;
        let is_list = is_array(schema.node);
        let items = schema.child("items").filter(|_| is_list);
        let resolved = items.clone().and_then(|items| items.resolve(self.resolver));
        Some(match (items, resolved) {
            (Some(at), Some(schema)) => Rows { at, schema, is_list, has_items: true, by_name: false },
            _ => Rows { at, schema, is_list, has_items: false, by_name: false },
        })
    }

    /// `[*]` enters a list or a map, but not the root itself.
    fn step(self, at: Spot<'a>, step: &str) -> Option<Spot<'a>> {
        let schema = at.resolve(self.resolver)?;
        if step == "[*]" {
            let list = self.list(&schema).and_then(|list| list.child("items"));
            return list.or_else(|| schema.child("additionalProperties"));
        }
        self.property(&schema, step)
    }
}

/// `a[*]` is two steps; `[*]` alone is a name that no property has.
fn with_items(step: &str) -> Vec<String> {
    match step.strip_suffix("[*]") {
        Some("") => vec!["[*] at the root".to_owned()],
        None => vec![step.to_owned()],
        Some(name) => vec![name.to_owned(), "[*]".to_owned()],
    }
}

/// The response to name in a method: the lowest 2xx, else `2XX`, else `default`. The engine takes any key that a
/// method names together with a media type; what it takes by itself is [`default_response`].
fn success(responses: &Node) -> Option<(&str, &Node)> {
    let responses = responses.as_mapping()?;
    let is_success = |key: &str| key.len() == 3 && key.starts_with('2') && key.bytes().all(|b| b.is_ascii_digit());
    let lowest = responses.keys().filter(|key| is_success(key)).min();
    let range = || responses.keys().find(|key| key.eq_ignore_ascii_case("2xx"));
    let key = lowest.or_else(range).or_else(|| responses.keys().find(|key| &***key == "default"))?;
    responses.get(key).map(|node| (&**key, node))
}

/// The lowest status below 300, as text is sorted, else `default`.
pub fn default_response(responses: &Node) -> Option<&str> {
    let keys = || responses.as_mapping().into_iter().flatten().map(|(key, _)| &**key);
    let is_success = |key: &&str| key.parse::<u16>().is_ok_and(|status| status < 300);
    keys().filter(is_success).min().or_else(|| keys().find(|key| *key == "default"))
}

/// The content of a body that the engine reads: of the media type that a method names, else of the first default
/// that the body has (provider-format 2.5).
pub fn content<'a>(holder: &Spot<'a>, named: Option<&'a str>) -> Option<Content<'a>> {
    let all = holder.node.get("content")?;
    let default = || DEFAULTS.into_iter().find(|media_type| all.get(media_type).is_some());
    let media_type = named.or_else(default)?;
    all.get(media_type)?;
    let schema = holder.entry("content", media_type).and_then(|media| media.child("schema"));
    Some(Content { media_type, schema })
}

/// Text, or a number that stands for it: the engine reads `openAPIDocKey: 200` as well.
pub fn spelled(node: &Node) -> Option<&str> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Some(text),
        _ => None,
    }
}
