//! Finds the lead of each resource: a first sentence that no other page has.

use std::collections::HashMap;

use crate::model::{Provider, Resource, Service};
use crate::tree::Node;

use super::key::{Key, key_of};
use super::prose;

/// The order of resources that share a sentence: short path first, then those named like the service.
type Claim<'a> = (usize, bool, Key<'a>);

/// The lead of each resource, unshortened.
#[derive(Default)]
pub struct Leads<'a> {
    texts: HashMap<Key<'a>, &'a str>,
}

impl<'a> Leads<'a> {
    /// The leads of a provider: for each resource its best text whose sentence it owns.
    pub fn of(provider: &'a Provider) -> Self {
        let mut candidates: Vec<(Key<'a>, Vec<(&'a str, String)>)> = Vec::new();
        let mut owners: HashMap<String, Claim<'a>> = HashMap::new();
        for service in &provider.services {
            for resource in &service.resources {
                let key = key_of(service, resource);
                let texts = texts(service, resource);
                let claim = (depth(resource), resource.name != service.name, key);
                for (_, sentence) in &texts {
                    let owner = owners.entry(sentence.clone()).or_insert(claim);
                    *owner = claim.min(*owner);
                }
                candidates.push((key, texts));
            }
        }
        let own = candidates.into_iter().filter_map(|(key, texts)| {
            let is_own = |sentence: &str| owners.get(sentence).is_some_and(|(_, _, owner)| *owner == key);
            Some((key, texts.into_iter().find(|(_, sentence)| is_own(sentence))?.0))
        });
        Leads { texts: own.collect() }
    }

    pub fn get(&self, service: &Service, resource: &Resource) -> Option<&'a str> {
        self.texts.get(&key_of(service, resource)).copied()
    }
}

/// The length of the shortest path: a shared sentence belongs to the resource above the others.
fn depth(resource: &Resource) -> usize {
    resource.methods.iter().map(|method| method.path.matches('/').count()).min().unwrap_or(usize::MAX)
}

/// Of the tag of the method that stands for it, of a row, of its first method; each with its first sentence.
fn texts<'a>(service: &'a Service, resource: &'a Resource) -> Vec<(&'a str, String)> {
    let described = resource.described().or_else(|| resource.methods.first());
    let row = described.and_then(|method| method.row_schema.as_ref()).and_then(|row| row.text("description"));
    let operation = described.map(|method| &method.operation);
    let own = ["description", "summary"].map(|key| operation.and_then(|operation| operation.text(key)));
    let texts = [tag(service, resource), row].into_iter().chain(own).flatten();
    let sentences = texts.map(|text| (text, prose::plain_sentence(text)));
    sentences.filter(|(_, sentence)| !sentence.is_empty()).collect()
}

fn tag<'a>(service: &'a Service, resource: &'a Resource) -> Option<&'a str> {
    let first = |operation: &'a Node| operation.items("tags").first().and_then(Node::as_str);
    let name = first(&resource.described().or_else(|| resource.methods.first())?.operation)?;
    let entries = service.api.root.items("tags").iter();
    entries.filter(|entry| entry.text("name") == Some(name)).find_map(|entry| entry.text("description"))
}
