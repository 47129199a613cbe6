//! What each resource is, in a sentence that no other page has.

use std::collections::{BTreeMap, HashMap};

use crate::model::{Provider, Resource, Service};
use crate::source::node::Node;

use super::prose;
use super::related::Key;

/// The text of the first sentence of each resource, as its document has it.
#[derive(Default)]
pub struct Leads<'a> {
    texts: HashMap<Key<'a>, &'a str>,
}

impl<'a> Leads<'a> {
    /// Of all resources of a provider: the best text that one resource alone has.
    pub fn of(provider: &'a Provider) -> Self {
        let mut candidates: Vec<(Key<'a>, Vec<&'a str>)> = Vec::new();
        let mut uses: BTreeMap<&'a str, usize> = BTreeMap::new();
        for service in &provider.services {
            for resource in &service.resources {
                let texts = texts(service, resource);
                texts.iter().for_each(|text| *uses.entry(text).or_default() += 1);
                candidates.push(((&service.name, &resource.name), texts));
            }
        }
        let is_own = |text: &&&str| uses.get(**text) == Some(&1) && !prose::plain_sentence(text).is_empty();
        let own = candidates.iter().filter_map(|(key, texts)| Some((*key, *texts.iter().find(is_own)?)));
        Leads { texts: own.collect() }
    }

    /// The text of a resource, if it has one of its own.
    pub fn get(&self, service: &Service, resource: &Resource) -> Option<&'a str> {
        self.texts.get(&(service.name.as_str(), resource.name.as_str())).copied()
    }
}

/// Of the tag that its operations share, of a row, of its first method.
fn texts<'a>(service: &'a Service, resource: &'a Resource) -> Vec<&'a str> {
    let described = resource.described().or_else(|| resource.methods.first());
    let row = described.and_then(|method| method.row_schema.as_ref()).and_then(|row| row.text("description"));
    let operation = described.map(|method| &method.operation);
    let own = ["description", "summary"].map(|key| operation.and_then(|operation| operation.text(key)));
    let texts = [tag(service, resource), row].into_iter().chain(own).flatten();
    let mut texts: Vec<&str> = texts.map(str::trim).filter(|text| !text.is_empty()).collect();
    texts.dedup();
    texts
}

fn tag<'a>(service: &'a Service, resource: &'a Resource) -> Option<&'a str> {
    let first = |operation: &'a Node| operation.items("tags").first().and_then(Node::as_str);
    let name = first(&resource.methods.first()?.operation)?;
    let is_shared = resource.methods.iter().all(|method| first(&method.operation) == Some(name));
    let entries = service.api.root.items("tags").iter().filter(|_| is_shared);
    entries.filter(|entry| entry.text("name") == Some(name)).find_map(|entry| entry.text("description"))
}
