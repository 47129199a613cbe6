//! Relates resources by path: `/users/{id}/groups` is below `/users/{id}`.

use std::collections::{BTreeSet, HashMap};

use minijinja::{Value as View, context};

use crate::model::{Method, Provider};
use crate::text::escape::code;

use super::key::{Key, key_of};
use super::section::{Block, Section};

/// The resources above and below each resource.
#[derive(Default)]
pub struct Relations<'a> {
    parents: HashMap<Key<'a>, BTreeSet<Key<'a>>>,
    children: HashMap<Key<'a>, BTreeSet<Key<'a>>>,
}

impl<'a> Relations<'a> {
    pub fn of(provider: &'a Provider) -> Self {
        let mut owners: HashMap<String, (bool, Key<'a>)> = HashMap::new();
        for (key, method) in methods(provider) {
            // Of several resources at a path, the one that GET reads owns it.
            let reads = method.http_verb == "get";
            let owner = owners.entry(shape_of(&method.path)).or_insert((reads, key));
            if reads && !owner.0 {
                *owner = (reads, key);
            }
        }
        let mut relations = Relations::default();
        for (key, method) in methods(provider) {
            if let Some(parent) = parent(&owners, &shape_of(&method.path), key) {
                relations.parents.entry(key).or_default().insert(parent);
                relations.children.entry(parent).or_default().insert(key);
            }
        }
        relations
    }

    /// The section of a resource; `None` if no resource is above or below it.
    pub fn section(&self, key: Key<'_>) -> Option<Section> {
        let links = |keys: Option<&BTreeSet<Key<'_>>>| -> Vec<View> {
            keys.into_iter().flatten().map(|other| link(key, *other)).collect()
        };
        let (parents, children) = (links(self.parents.get(&key)), links(self.children.get(&key)));
        if parents.is_empty() && children.is_empty() {
            return None;
        }
        let block = Block::new(context! { parents, children }, Vec::new());
        Some(Section::new("related-resources", "Related resources", "related.md.j2", vec![block]))
    }
}

fn methods(provider: &Provider) -> impl Iterator<Item = (Key<'_>, &Method)> {
    provider.services.iter().flat_map(|service| {
        service
            .resources
            .iter()
            .flat_map(move |resource| resource.methods.iter().map(move |method| (key_of(service, resource), method)))
    })
}

/// A path without the names of its placeholders.
fn shape_of(path: &str) -> String {
    let segment = |segment: &str| if segment.contains('{') { "{}".to_owned() } else { segment.to_owned() };
    path.trim_end_matches('/').split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// The nearest other resource above a path.
fn parent<'a>(owners: &HashMap<String, (bool, Key<'a>)>, path: &str, own: Key<'a>) -> Option<Key<'a>> {
    let above = path.rmatch_indices('/').filter_map(|(at, _)| path.get(..at));
    let items = above.filter(|path| path.ends_with("{}"));
    items.filter_map(|path| owners.get(path).map(|(_, key)| *key)).find(|key| *key != own)
}

fn link((service, _): Key<'_>, (other_service, other): Key<'_>) -> View {
    let is_near = service == other_service;
    let target =
        if is_near { format!("../{other}/index.md") } else { format!("../../{other_service}/{other}/index.md") };
    let name = if is_near { other.to_owned() } else { format!("{other_service}.{other}") };
    context! { target, name => code(&name) }
}
