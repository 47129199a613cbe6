//! References: each leads to a component of the right kind, or is reported.

use std::collections::{HashMap, HashSet};

use crate::finding::{Finding, REF_CIRCULAR, REF_DANGLING, REF_EXTERNAL, REF_WRONG_KIND, Rule, Site};
use crate::source::change::{self, Change};
use crate::source::grammar::{self, DOCUMENT_KIND, Kind, Object};
use crate::source::node::{Mapping, Node, Text};
use crate::source::pointer;

use super::components::Id;
use super::shapes;

/// Faults by the component that they stand in.
pub type Faults = HashMap<Id, Vec<Finding>>;

/// Longer chains of references to references are taken for a circle.
const MAX_CHAIN: usize = 64;

/// Follows references inside a document.
#[derive(Clone, Copy)]
pub struct Resolver<'a> {
    root: &'a Node,
}

impl<'a> Resolver<'a> {
    /// For a document whose components stand under `components`.
    pub fn new(root: &'a Node) -> Self {
        Resolver { root }
    }

    /// The value itself, or what its `$ref` leads to in the end. Nothing if that is nowhere.
    pub fn resolve<'n>(self, node: &'n Node) -> Option<&'n Node>
    where
        'a: 'n,
    {
        let mut node = node;
        for _ in 0..MAX_CHAIN {
            match node.reference() {
                None => return Some(node),
                Some(reference) => node = self.root.at_pointer(reference.strip_prefix('#')?)?,
            }
        }
        None
    }
}

/// The section and name of a component that a reference names in full.
pub fn component_of(reference: &str) -> Option<(&str, String)> {
    let (section, name) = reference.strip_prefix("#/components/")?.split_once('/')?;
    (!name.contains('/')).then(|| (section, percent_decoded(&pointer::unescape(name))))
}

/// A `$ref` is a URI reference (RFC 3986): `%20` stands for a blank.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = (*first == b'%').then(|| tail.get(..2)).flatten();
        let decoded =
            hex.and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(decoded.unwrap_or(*first));
        rest = if decoded.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The document with every reference into the middle of something turned into one to a component
/// of its own, since a service document carries components, not fragments of them.
///
/// Faults of path items are findings at once; those of components count once something reaches them.
pub fn settle(root: &Node, findings: &mut Vec<Finding>) -> (Node, Faults) {
    let mut settler =
        Settler { root, hoisted: HashMap::new(), pending: Vec::new(), taken: HashSet::new(), faults: Vec::new() };
    let mut faults = Faults::new();
    let paths = root.get("paths").map(|paths| settler.settled(paths, DOCUMENT_KIND.child("paths")));
    findings.append(&mut settler.faults);
    let mut components = settler.components(&mut faults);
    settler.hoist(&mut components, &mut faults);
    let mut settled = root.clone();
    if let Some(paths) = paths {
        settled = settled.with("paths", paths);
    }
    if !components.is_empty() {
        let mark = root.get("components").map_or(root.mark, |node| node.mark);
        settled = settled.with("components", Node::mapping(components, mark));
    }
    (settled, faults)
}

struct Settler<'a> {
    root: &'a Node,
    /// The component that stands for a pointer.
    hoisted: HashMap<(String, &'static str), String>,
    pending: Vec<(&'static str, String, Node)>,
    taken: HashSet<Id>,
    faults: Vec<Finding>,
}

impl Settler<'_> {
    fn components(&mut self, faults: &mut Faults) -> Mapping {
        let Some(sections) = self.root.get("components").and_then(Node::as_mapping) else { return Mapping::new() };
        let mut settled = Mapping::new();
        for (section, entries) in sections {
            let kind = grammar::component(section);
            let changed = change::children(entries, |name, node| {
                let Some(kind) = kind else { return Change::Keep };
                let changed = self.walk(node, kind);
                self.keep_faults(section, name, faults);
                changed.into()
            });
            settled.insert(Text::clone(section), changed.unwrap_or_else(|| entries.clone()));
        }
        settled
    }

    fn keep_faults(&mut self, section: &str, name: &str, faults: &mut Faults) {
        if !self.faults.is_empty() {
            faults.entry(Id::new(section, name)).or_default().append(&mut self.faults);
        }
    }

    /// What is hoisted may itself refer into the middle of something.
    fn hoist(&mut self, components: &mut Mapping, faults: &mut Faults) {
        while let Some((section, name, node)) = self.pending.pop() {
            let kind = grammar::component(section).unwrap_or(Kind::Data);
            let tidied = match shapes::part(&node, kind, &mut self.faults) {
                Change::Set(tidied) => tidied,
                Change::Keep | Change::Drop => node,
            };
            let settled = self.settled(&tidied, kind);
            self.keep_faults(section, &name, faults);
            let entries =
                components.get(section).cloned().unwrap_or_else(|| Node::mapping(Mapping::new(), self.root.mark));
            components.insert(section.into(), entries.with(&name, settled));
        }
    }

    fn settled(&mut self, node: &Node, kind: Kind) -> Node {
        self.walk(node, kind).unwrap_or_else(|| node.clone())
    }

    fn walk(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        if let (Some(object), Some(reference)) = (kind.object(), node.reference())
            && let Some(section) = object.section
        {
            return self.reference(node, reference, object, section);
        }
        match kind {
            Kind::Object(_) | Kind::SchemaOrFlag | Kind::Map(_) => {
                change::children(node, |key, child| self.walk(child, kind.child(key)).into())
            }
            Kind::List(_) => change::children(node, |_, child| self.walk(child, kind.item()).into()),
            _ => None,
        }
    }

    fn reference(&mut self, node: &Node, reference: &str, object: &Object, section: &'static str) -> Option<Node> {
        let Some(pointer) = reference.strip_prefix('#').filter(|pointer| pointer.starts_with('/')) else {
            let help = "copy what it refers to into this document's `components`";
            return self.fault(&REF_EXTERNAL, node, format!("`{reference}` leads out of the document"), help);
        };
        let help = format!("define it, or refer to one that `components.{section}` has");
        let Some(target) = self.root.at_pointer(&percent_decoded(pointer)) else {
            return self.fault(&REF_DANGLING, node, format!("`{reference}` leads nowhere"), &help);
        };
        match component_of(reference) {
            Some((found, _)) if found != section => {
                let message = format!("`{reference}` stands where a {} is expected", object.name);
                self.fault(&REF_WRONG_KIND, node, message, &help)
            }
            Some(_) if Resolver::new(self.root).resolve(node).is_none() => {
                let message = format!("`{reference}` leads back to itself");
                self.fault(&REF_CIRCULAR, node, message, "replace one reference of the circle with a value")
            }
            Some(_) => None,
            None => Some(self.hoisted_reference(node, pointer, target, section)),
        }
    }

    fn fault(&mut self, rule: &'static Rule, node: &Node, message: String, help: &str) -> Option<Node> {
        let mark = node.get("$ref").map_or(node.mark, |target| target.mark);
        self.faults.push(Finding::new(rule, Site::Spec(mark), message, help));
        None
    }

    fn hoisted_reference(&mut self, node: &Node, pointer: &str, target: &Node, section: &'static str) -> Node {
        let key = (percent_decoded(pointer), section);
        let name = match self.hoisted.get(&key) {
            Some(name) => name.clone(),
            None => {
                let name = self.free_name(&key.0, section);
                self.pending.push((section, name.clone(), target.clone()));
                self.hoisted.insert(key, name.clone());
                name
            }
        };
        let target = pointer::fragment(["components", section, &name]);
        node.with("$ref", Node::string(target, node.get("$ref").map_or(node.mark, |n| n.mark)))
    }

    /// The words of the pointer, which say where the fragment came from.
    fn free_name(&mut self, pointer: &str, section: &str) -> String {
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let words: Vec<&str> = pointer
            .split(|c| !is_word(c))
            .filter(|word| !matches!(*word, "" | "components" | "schemas" | "properties"))
            .collect();
        let base = words.join("_");
        let is_free = |name: &str| {
            self.root.get("components").and_then(|c| c.get(section)?.get(name)).is_none()
                && !self.taken.contains(&Id::new(section, name))
        };
        let numbered = |number: usize| if number == 1 { base.clone() } else { format!("{base}_{number}") };
        let name = (1..).map(numbered).find(|name| is_free(name)).unwrap_or_default();
        self.taken.insert(Id::new(section, &name));
        name
    }
}
