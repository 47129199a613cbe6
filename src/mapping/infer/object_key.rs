//! Finds the rows in a response that wraps a list or an object.

use indexmap::IndexMap;

use crate::engine::object_key::unreadable_step;
use crate::schema::envelope::{is_about_a_thing, is_about_the_answer};
use crate::schema::list::{is_list, list};
use crate::schema::{Resolver, Walk, is_composed, kind, members};
use crate::tree::Node;

use super::operation_id::OperationId;
use super::{path, words};

/// Names of lists that say nothing about what is in them. Earlier ones win.
#[rustfmt::skip]
const LISTS: &[&str] = &[
    "data", "items", "results", "records", "entries", "values", "value", "rows", "list", "elements", "hits",
    "resources", "objects", "collection", "nodes", "content", "result", "documents", "docs",
];

/// Names of objects that say nothing about what is in them.
const WRAPPERS: &[&str] = &["data", "payload", "response", "result"];

/// Verbs of operationIds that ask for many things; `get` may ask for one.
const FOR_MANY: &[&str] = &["find", "list", "query", "search"];

/// Words at the end of a name that do not say what is in the list.
const ENDINGS: &[&str] = &["collection", "list", "set"];

/// The properties of a response that do not describe it.
type Contents<'a> = IndexMap<&'a str, &'a Node>;

/// The request that a response answers.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The path of the operation.
    pub path: &'a str,
    /// The operationId; empty if there is none.
    pub id: &'a str,
}

impl<'a> Asked<'a> {
    /// Returns the request of an operation on a path.
    pub fn of(path: &'a str, operation: &'a Node) -> Self {
        Asked { path, id: operation.text("operationId").unwrap_or_default() }
    }
}

/// Returns the object key of a response that wraps a list or one object: `$.domains` if that is all that the response
/// has besides the properties of an envelope, or if it stands out from the others. Also one object further down.
pub fn object_key(response: &Node, asked: Asked<'_>, resolver: Resolver) -> Option<String> {
    let reader = Reader { resolver, subject: Subject::of(asked) };
    let path = reader.list_in(response).map(str::to_owned).or_else(|| reader.within_object_of(response))?;
    Some(format!("$.{path}"))
}

/// How many keys a person is offered.
const MAX_OFFERED: usize = 9;

/// Returns the object keys that a response could have: the likeliest, then those of its lists, then of its objects.
pub fn object_keys(response: &Node, asked: Asked<'_>, resolver: Resolver) -> Vec<String> {
    let reader = Reader { resolver, subject: Subject::of(asked) };
    let mut properties: Vec<_> = reader.properties(response).into_iter().collect();
    properties.retain(|(name, property)| is_step(name) && kind::holds_more(property, resolver));
    properties.sort_by_key(|(_, property)| !is_list(property, resolver));
    let keys = properties.into_iter().map(|(name, _)| format!("$.{name}"));
    let mut keys: Vec<String> = keys.filter(|key| unreadable_step(key).is_none()).collect();
    if let Some(likeliest) = object_key(response, asked, resolver) {
        keys.retain(|key| *key != likeliest);
        keys.insert(0, likeliest);
    }
    keys.truncate(MAX_OFFERED);
    keys
}

/// What a request asks for.
struct Subject {
    /// The words that name it in the path and in the operationId, in the singular.
    nouns: Vec<String>,
    /// Whether the path or the operationId asks for many.
    is_many: bool,
    /// Whether the operationId does.
    says_many: bool,
}

impl Subject {
    fn of(asked: Asked<'_>) -> Self {
        let segments = path::segments(asked.path);
        let is_name = |segment: &&&str| !path::is_placeholder(segment);
        let of_path = segments.iter().rev().find(is_name).and_then(|segment| noun_of(words::split(segment)));
        let of_id = noun_of(OperationId::read(asked.id, "get", asked.path).noun().to_vec());
        let says_many = words::split(asked.id).iter().any(|word| FOR_MANY.contains(&word.as_str()));
        let is_many = says_many || segments.last().as_ref().is_some_and(is_name);
        Subject { nouns: of_path.into_iter().chain(of_id).collect(), is_many, says_many }
    }

    /// Whether a property has the name of what is asked for, such as `userList` for `/users`.
    fn is_named(&self, property: &str) -> bool {
        noun_of(words::split(property)).is_some_and(|noun| self.nouns.contains(&noun))
    }
}

/// Returns the word of a name that says what a thing is, in the singular.
fn noun_of(mut words: Vec<String>) -> Option<String> {
    while words.len() > 1 && words.last().is_some_and(|last| ENDINGS.contains(&last.as_str())) {
        words.pop();
    }
    words.last().map(|last| words::singular(last))
}

struct Reader<'a> {
    resolver: Resolver<'a>,
    subject: Subject,
}

impl<'a> Reader<'a> {
    fn list_in(&self, schema: &'a Node) -> Option<&'a str> {
        let contents = self.contents(schema);
        let data = || contents.get_key_value("data").map(|(name, _)| *name);
        let plain = only(contents.keys().copied()).or_else(data);
        let is_list = |name: &&str| contents.get(*name).is_some_and(|property| is_list(property, self.resolver));
        plain.filter(is_list).or_else(|| self.list_beside_others(&contents)).filter(|name| is_step(name))
    }

    /// Returns the list that stands out from properties with other names than those of an envelope. A thing has lists
    /// as well: it is told by a property that identifies it, or by a request for a single one.
    fn list_beside_others(&self, contents: &Contents<'a>) -> Option<&'a str> {
        if !self.subject.is_many || contents.keys().any(|name| is_about_a_thing(name)) {
            return None;
        }
        let is_list = |(name, property): (&&'a str, &&'a Node)| self.is_list_of_objects(property).then_some(*name);
        let lists: Vec<&str> = contents.iter().filter_map(is_list).collect();
        let named = only(lists.iter().copied().filter(|name| self.subject.is_named(name)));
        let by_word = || first_of(LISTS, &lists);
        let holds_more = |property: &&&Node| kind::holds_more(property, self.resolver);
        let is_single = || self.subject.says_many && contents.values().filter(holds_more).count() == 1;
        named.or_else(by_word).or_else(|| only(lists.iter().copied()).filter(|_| is_single()))
    }

    fn is_list_of_objects(&self, property: &'a Node) -> bool {
        let list = list(property, self.resolver).filter(|list| list.others.is_empty());
        list.is_some_and(|list| list.items.iter().any(|item| self.is_object(item)))
    }

    /// Whether a schema is an object with known properties.
    fn is_object(&self, schema: &'a Node) -> bool {
        kind::of(schema, self.resolver) == Some("object") && !self.properties(schema).is_empty()
    }

    /// Returns the path of the list in the object that a response wraps, or of the object itself.
    fn within_object_of(&self, response: &'a Node) -> Option<String> {
        let (name, inside) = self.wrapped(response)?;
        let is_subject = self.subject.is_named(name);
        // A list in the very thing that was asked for is a part of that.
        if let Some(list) = self.list_in(inside).filter(|_| self.subject.is_many || !is_subject) {
            return Some(format!("{name}.{list}"));
        }
        if !self.is_wrapper(response, name, inside) {
            return None;
        }
        let further =
            self.wrapped(inside).filter(|(inner, object)| !is_subject && self.is_wrapper(inside, inner, object));
        Some(further.map_or_else(|| name.to_owned(), |(inner, _)| format!("{name}.{inner}")))
    }

    /// Returns what a schema holds besides the properties of an envelope, or under a name that says just that.
    fn wrapped(&self, schema: &'a Node) -> Option<(&'a str, &'a Node)> {
        let contents = self.contents(schema);
        let names: Vec<&str> = contents.keys().copied().collect();
        let by_word = || first_of(WRAPPERS, &names).filter(|_| !names.iter().any(|name| is_about_a_thing(name)));
        let name = only(names.iter().copied()).or_else(by_word).filter(|name| is_step(name))?;
        contents.get_key_value(name).map(|(name, inside)| (*name, *inside))
    }

    /// Whether a schema is nothing but a wrapper of an object, whose properties are the columns.
    fn is_wrapper(&self, schema: &'a Node, name: &str, inside: &'a Node) -> bool {
        let is_alone = || self.properties(schema).len() == 1;
        let says_so = || self.subject.is_named(name) || first_of(WRAPPERS, &[name]).is_some();
        // No other form of a key leads to an object.
        let is_readable = unreadable_step(&format!("$.{name}")).is_none();
        is_readable && self.is_object(inside) && (is_alone() || says_so())
    }

    /// Returns the properties except those of the envelope.
    fn contents(&self, schema: &'a Node) -> Contents<'a> {
        let mut properties = self.properties(schema);
        properties.retain(|name, _| !is_about_the_answer(name));
        properties
    }

    /// Returns the properties as the engine finds them: in the members of a composition, and never beside one.
    fn properties(&self, schema: &'a Node) -> Contents<'a> {
        let mut properties = Contents::new();
        self.collect(schema, &mut properties, &mut Walk::default());
        properties
    }

    fn collect(&self, schema: &'a Node, found: &mut Contents<'a>, walk: &mut Walk) {
        let Some(schema) = self.resolver.resolve(schema).filter(|schema| walk.enter(schema)) else { return };
        if is_composed(schema) {
            return members(schema).for_each(|member| self.collect(member, found, walk));
        }
        for (name, property) in schema.entries("properties") {
            if let Some(property) = self.resolver.resolve(property) {
                found.entry(name).or_insert(property);
            }
        }
    }
}

/// Returns the only one.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

/// Returns the name that comes first in a list of words.
fn first_of<'n>(words: &[&str], names: &[&'n str]) -> Option<&'n str> {
    words.iter().find_map(|word| names.iter().copied().find(|name| name.eq_ignore_ascii_case(word)))
}

/// Whether the engine reads a name as one step of a JSON path.
fn is_step(name: &str) -> bool {
    !name.is_empty() && !name.contains(['.', '[', ']']) && name.trim() == name
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tree::yaml;

    fn key(schema: &str) -> Option<String> {
        let schema = yaml::read(schema.as_bytes(), Path::new("schema.yaml")).unwrap_or_default();
        object_key(&schema, Asked { path: "/v1/domains", id: "" }, Resolver::new(&Node::default()))
    }

    #[test]
    fn wrapped_lists_have_a_key() {
        let list = "{type: array, items: {type: object}}";
        assert_eq!(key(&format!("{{properties: {{domains: {list}}}}}")).as_deref(), Some("$.domains"));
        assert_eq!(
            key(&format!("{{properties: {{_links: {{}}, domains: {list}, total: {{}}}}}}")).as_deref(),
            Some("$.domains")
        );
        assert_eq!(key(&format!("{{properties: {{data: {list}, other: {list}}}}}")).as_deref(), Some("$.data"));
        assert_eq!(
            key(&format!("{{properties: {{code: {{}}, data: {{properties: {{items: {list}}}}}}}}}")).as_deref(),
            Some("$.data.items")
        );
        assert_eq!(key(&format!("{{allOf: [{{properties: {{hits: {list}}}}}]}}")).as_deref(), Some("$.hits"));
    }

    #[test]
    fn lists_are_offered_before_objects() {
        let text = "{properties: {name: {type: string}, owner: {properties: {a: {}}}, a.b: {type: array, items: {}}, \
            roles: {type: array, items: {}}, domains: {type: array, items: {properties: {a: {}}}}}}";
        let schema = yaml::read(text.as_bytes(), Path::new("schema.yaml")).unwrap_or_default();
        let root = Node::default();
        let keys = |path| object_keys(&schema, Asked { path, id: "" }, Resolver::new(&root));
        assert_eq!(keys("/v1/things"), ["$.roles", "$.domains", "$.owner"]);
    }

    /// An object that contains a list is not an envelope.
    #[test]
    fn things_have_none() {
        let list = "{type: array, items: {type: string}}";
        for schema in [
            format!("{{properties: {{name: {{}}, roles: {list}}}}}"),
            format!("{{properties: {{id: {{}}, roles: {list}}}}}"),
            "{properties: {name: {type: string}}}".to_owned(),
            "{type: object}".to_owned(),
            format!("{{properties: {{a.b: {list}}}}}"),
            // The engine reads the composition and ignores what stands beside it.
            format!("{{allOf: [{{type: object}}], properties: {{hits: {list}}}}}"),
        ] {
            assert_eq!(key(&schema), None, "{schema}");
        }
    }
}
