//! Where the documents that are generated from imported inputs differ from the published ones.

use std::path::{Path, PathBuf};

use crate::engine::RESOURCES;
use crate::engine::predict::Documents;
use crate::place::{Mark, Place};
use crate::registry::listed_method;
use crate::sql::SqlVerb;
use crate::tree::{Node, Text, pointer};

use super::published::Published;

/// The blocks of a method whose keys are settings of their own.
const SECTIONS: [&str; 4] = ["operation", "request", "response", "config"];

/// The settings of all methods of a service, at the root of its document.
const ROOT_CONFIG: &str = "x-stackQL-config";

/// A key that is published with another value than is generated.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The service; none for `provider.yaml`.
    pub service: Option<String>,
    /// Where the published key stands, or else what should have it.
    pub place: Place,
    /// The resource, if it is in one.
    pub resource: Option<String>,
    /// The method, if it is in one.
    pub method: Option<String>,
    /// The keys that lead to it: from the block of the method, of the resource, or from the root of the document.
    pub keys: Vec<String>,
    /// The published value, if there is one.
    pub published: Option<Node>,
    /// The generated value, if there is one.
    pub generated: Option<Node>,
}

/// Compares published documents with generated ones, in the order of services and of the text. The API's own part is only
/// compared if it is that of the published documents.
pub fn compare(published: &Published, generated: &Documents, is_as_is: bool) -> Vec<Difference> {
    let provider = &published.opened.document;
    let mut comparison = Comparison::new(None, &provider.path, is_as_is);
    comparison.provider(&provider.tree, &generated.provider);
    let mut differences = comparison.differences;
    for service in &published.services {
        let mut comparison = Comparison::new(Some(&service.key), &service.document.path, is_as_is);
        comparison.document(&service.document.tree, generated.services.get(&service.key));
        differences.append(&mut comparison.differences);
    }
    differences
}

struct Comparison {
    service: Option<String>,
    file: PathBuf,
    resource: Option<String>,
    method: Option<String>,
    /// The place of the published block around what is compared.
    around: Mark,
    /// Whether the API's own part of documents is compared.
    is_as_is: bool,
    differences: Vec<Difference>,
}

type Pair<'a> = (Option<&'a Node>, Option<&'a Node>);

impl Comparison {
    fn new(service: Option<&str>, file: &Path, is_as_is: bool) -> Self {
        let (resource, method, around, differences) = Default::default();
        let (service, file) = (service.map(str::to_owned), file.to_owned());
        Comparison { service, file, resource, method, around, is_as_is, differences }
    }

    /// A title and a description are always generated, and only shown to people (provider-format 1.2).
    fn provider(&mut self, published: &Node, generated: &Node) {
        let mut generated = generated.clone();
        for key in ["title", "description"] {
            if published.get(key).is_none() {
                generated = generated.without(key);
            }
        }
        self.all((Some(published), Some(&generated)), &mut Vec::new());
    }

    fn document(&mut self, published: &Node, generated: Option<&Node>) {
        let Some(generated) = generated else {
            return self.add(&[], (Some(published), None));
        };
        let resources = |tree: &Node| tree.get("components").and_then(|it| it.get(RESOURCES)).cloned();
        self.resources((resources(published).as_ref(), resources(generated).as_ref()));
        let rest = |tree: &Node| match tree.get("components").map(|components| components.without(RESOURCES)) {
            Some(components) if components.as_mapping().is_none_or(|it| !it.is_empty()) => {
                tree.with("components", components)
            }
            _ => tree.without("components"),
        };
        let rest = |tree: &Node| rest(tree).without(ROOT_CONFIG);
        self.section(ROOT_CONFIG, (published.get(ROOT_CONFIG), generated.get(ROOT_CONFIG)));
        if self.is_as_is {
            self.all((Some(&rest(published)), Some(&rest(generated))), &mut Vec::new());
        }
    }

    fn resources(&mut self, pair: Pair<'_>) {
        for name in keys(pair) {
            self.resource = Some(name.to_string());
            self.resource(below(pair, &name));
            self.resource = None;
        }
    }

    fn resource(&mut self, pair: Pair<'_>) {
        if pair.0.is_none() || pair.1.is_none() {
            return self.add(&[], pair);
        }
        self.around = mark(pair);
        for key in keys(pair) {
            match &*key {
                "methods" => self.methods(below(pair, &key)),
                "sqlVerbs" => self.verbs(pair),
                _ => self.all(below(pair, &key), &mut vec![key.to_string()]),
            }
        }
    }

    fn methods(&mut self, pair: Pair<'_>) {
        for name in keys(pair) {
            self.method = Some(name.to_string());
            self.method(below(pair, &name));
            self.method = None;
        }
    }

    fn method(&mut self, pair: Pair<'_>) {
        if pair.0.is_none() || pair.1.is_none() {
            return self.add(&[], pair);
        }
        self.around = mark(pair);
        for key in keys(pair) {
            let pair = below(pair, &key);
            if &*key == "operation" && !self.is_as_is {
                continue;
            }
            if !SECTIONS.contains(&&*key) {
                self.whole(&[&key], pair);
                continue;
            }
            self.section(&key, pair);
        }
    }

    /// Compares two blocks of settings, each of which counts as a whole. An empty one is none.
    fn section(&mut self, key: &str, pair: Pair<'_>) {
        for name in keys(pair) {
            self.whole(&[key, &name], below(pair, &name));
        }
    }

    /// Compares the lists of verbs. Without one, the engine takes methods by their names; with none of them, a verb
    /// without a list is one with an empty list (provider-format 2.7).
    fn verbs(&mut self, (published, generated): Pair<'_>) {
        let has = |name: &&&str| published.and_then(|it| it.get("methods")?.get(name)).is_some();
        let methods = |lists: Option<&Node>, verb: SqlVerb| -> Vec<String> {
            match lists.and_then(|lists| lists.get(verb.name())) {
                Some(list) => {
                    let entries = list.as_sequence().into_iter().flatten();
                    entries.map(|entry| listed_method(entry).unwrap_or_default().to_owned()).collect()
                }
                None => verb.default_methods().iter().filter(has).map(|name| (*name).to_owned()).collect(),
            }
        };
        let lists = [published, generated].map(|node| node.and_then(|node| node.get("sqlVerbs")));
        let [published, generated] = lists;
        for verb in SqlVerb::LISTED {
            if methods(published, verb) != methods(generated, verb) {
                self.add(&["sqlVerbs", verb.name()], below((published, generated), verb.name()));
            }
        }
        for key in keys((published, generated)) {
            if SqlVerb::LISTED.iter().all(|verb| verb.name() != &*key) {
                self.whole(&["sqlVerbs", &key], below((published, generated), &key));
            }
        }
    }

    fn whole(&mut self, keys: &[&str], pair: Pair<'_>) {
        if pair.0 != pair.1 {
            self.add(keys, pair);
        }
    }

    /// Compares two values key by key, as deep as they go.
    fn all(&mut self, pair: Pair<'_>, path: &mut Vec<String>) {
        if pair.0 == pair.1 {
            return;
        }
        let are_objects =
            pair.0.is_some_and(|it| it.as_mapping().is_some()) && pair.1.is_some_and(|it| it.as_mapping().is_some());
        if !are_objects {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            return self.add(&path, pair);
        }
        for key in keys(pair) {
            path.push(key.to_string());
            self.all(below(pair, &key), path);
            path.pop();
        }
    }

    fn add(&mut self, keys: &[&str], (published, generated): Pair<'_>) {
        let mark = published.map_or(self.around, |node| node.mark);
        let resource = self.resource.as_deref().map(|name| ["components", RESOURCES, name]);
        let method = self.method.as_deref().map(|name| ["methods", name]);
        let tokens = resource.into_iter().flatten().chain(method.into_iter().flatten()).chain(keys.iter().copied());
        let place = Place { file: self.file.clone(), mark, pointer: Some(pointer::fragment(tokens)) };
        self.differences.push(Difference {
            service: self.service.clone(),
            place,
            resource: self.resource.clone(),
            method: self.method.clone(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            published: published.cloned(),
            generated: generated.cloned(),
        });
    }
}

/// Returns the keys of both, those of the first one first.
fn keys((first, second): Pair<'_>) -> Vec<Text> {
    let of = |node: Option<&Node>| -> Vec<Text> {
        node.and_then(Node::as_mapping).into_iter().flat_map(|entries| entries.keys().cloned()).collect()
    };
    let mut keys = of(first);
    let more = of(second).into_iter().filter(|key| first.and_then(|node| node.get(key)).is_none());
    keys.extend(more);
    keys
}

fn mark((published, _): Pair<'_>) -> Mark {
    published.map(|node| node.mark).unwrap_or_default()
}

fn below<'a>((first, second): Pair<'a>, key: &str) -> Pair<'a> {
    (first.and_then(|node| node.get(key)), second.and_then(|node| node.get(key)))
}
