//! Checks references, and makes each lead to a component of the right kind.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::finding::{Finding, REF_CIRCULAR, REF_DANGLING, REF_EXTERNAL, REF_WRONG_KIND, Rule, Site};
use crate::place::Mark;
use crate::schema::MAX_CHAIN;
use crate::schema::Resolver;
use crate::schema::grammar;
use crate::schema::grammar::{DOCUMENT_KIND, Kind, Object, PATH_ITEM_KIND};
use crate::schema::{component_of, located};
use crate::tree::change;
use crate::tree::change::Change;
use crate::tree::pointer;
use crate::tree::{Mapping, Node, Text, Value};

use super::operation::verb;
use super::{path_items, shapes};
use crate::schema::Id;

/// Findings about references. They count only if a service contains the component or operation.
#[derive(Default)]
pub struct Faults {
    pub components: HashMap<Id, Vec<Finding>>,
    /// By path and verb.
    pub operations: HashMap<(Text, &'static str), Vec<Finding>>,
}

/// Replaces every reference to a nested value by one to a component of its own, since a service document contains whole
/// components only.
///
/// Faults of path items outside their operations are added to `findings`.
pub fn settle(root: &Node, findings: &mut Vec<Finding>) -> (Node, Faults) {
    let mut settler = Settler {
        root,
        hoisted: HashMap::new(),
        pending: Vec::new(),
        sound: HashSet::new(),
        is_long_reported: false,
        taken: HashSet::new(),
        faults: Vec::new(),
    };
    let mut faults = Faults::default();
    let paths = root.get("paths").map(|paths| settler.paths(paths, &mut faults));
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

/// Returns the kind that the grammar expects at a pointer.
fn kind_at(pointer: &str) -> Kind {
    pointer.split('/').skip(1).fold(DOCUMENT_KIND, |kind, token| match kind {
        Kind::List(_) => kind.item(),
        _ => kind.child(&pointer::unescape(token)),
    })
}

/// Whether the grammar has the right kind at a pointer; where it allows any data, any object will do.
fn is_of_kind(pointer: &str, target: &Node, object: &Object) -> bool {
    match kind_at(pointer) {
        Kind::Data => matches!(target.value, Value::Mapping(_)),
        kind => kind.object().is_some_and(|found| found.name == object.name),
    }
}

/// Returns the name of the component at a pointer, if it is a whole one.
fn component_at(pointer: &str) -> Option<Cow<'_, str>> {
    let (section, name) = pointer.strip_prefix("#/components/")?.split_once('/')?;
    (grammar::component(section).is_some() && !name.contains('/')).then(|| pointer::unescape(name))
}

/// Whether the engine and the next stages read a reference as the component. A `%` in a name is always encoded.
fn is_read_as(reference: &str, section: &str, name: &str) -> bool {
    !name.contains('%') && component_of(reference).is_some_and(|(of, found)| of == section && found == name)
}

struct Settler<'a> {
    root: &'a Node,
    /// The names of new components, by pointer and section.
    hoisted: HashMap<(String, &'static str), String>,
    pending: Vec<(&'static str, String, Node)>,
    /// Valid references, cached because a large document repeats most of them.
    sound: HashSet<(String, &'static str)>,
    /// Limits chains that are too long to one fault, since every link would be one.
    is_long_reported: bool,
    taken: HashSet<Id>,
    faults: Vec<Finding>,
}

impl Settler<'_> {
    fn paths(&mut self, paths: &Node, faults: &mut Faults) -> Node {
        let mut of_items = Vec::new();
        let changed = change::children(paths, |path, item| {
            let whole = self.item_from_elsewhere(item);
            let changed = change::children(whole.as_ref().unwrap_or(item), |key, child| {
                let changed = self.walk(child, PATH_ITEM_KIND.child(key));
                if let Some(verb) = verb(key) {
                    faults.operations.entry((path.into(), verb)).or_default().append(&mut self.faults);
                }
                changed.into()
            });
            of_items.append(&mut self.faults);
            changed.or(whole).into()
        });
        self.faults = of_items;
        changed.unwrap_or_else(|| paths.clone())
    }

    /// Returns a path item with what it refers to outside of `paths`.
    fn item_from_elsewhere(&mut self, item: &Node) -> Option<Node> {
        if !path_items::is_elsewhere(self.root, item) {
            return None;
        }
        Some(self.tidied(path_items::merged(self.root, item).ok()?, PATH_ITEM_KIND))
    }

    /// Returns a path item of a callback with what it refers to, since the engine knows no such references. Callbacks in
    /// that are left out: they may lead back here, and SQL does not reach them.
    fn item_of_callback(&mut self, item: &Node) -> Option<Node> {
        item.reference()?;
        match path_items::merged(self.root, item) {
            Ok(merged) => {
                let item = change::children(&merged, |_, operation| Change::Set(operation.without("callbacks")));
                let item = self.tidied(item.unwrap_or(merged), PATH_ITEM_KIND);
                Some(self.settled(&item, PATH_ITEM_KIND))
            }
            Err(finding) => {
                self.faults.push(*finding);
                None
            }
        }
    }

    /// Returns a value from a place that the grammar does not know, with the types that it needs in its new one.
    fn tidied(&mut self, node: Node, kind: Kind) -> Node {
        match shapes::part(&node, kind, &mut self.faults) {
            Change::Set(tidied) => tidied,
            Change::Keep | Change::Drop => node,
        }
    }

    fn components(&mut self, faults: &mut Faults) -> Mapping {
        let Some(sections) = self.root.get("components").and_then(Node::as_mapping) else { return Mapping::default() };
        let mut settled = Mapping::default();
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
            faults.components.entry(Id::new(section, name)).or_default().append(&mut self.faults);
        }
    }

    /// Adds pending components, which may themselves refer to nested values.
    fn hoist(&mut self, components: &mut Mapping, faults: &mut Faults) {
        while let Some((section, name, node)) = self.pending.pop() {
            let kind = grammar::component(section).unwrap_or(Kind::Data);
            let tidied = self.tidied(node, kind);
            let settled = self.settled(&tidied, kind);
            self.keep_faults(section, &name, faults);
            let entries =
                components.get(section).cloned().unwrap_or_else(|| Node::mapping(Mapping::default(), self.root.mark));
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
            Kind::Object(object) if object.name == "callback" => change::children(node, |key, item| {
                self.item_of_callback(item).or_else(|| self.walk(item, kind.child(key))).into()
            }),
            Kind::Object(_) | Kind::SchemaOrFlag | Kind::Map(_) => {
                change::children(node, |key, child| self.walk(child, kind.child(key)).into())
            }
            Kind::List(_) => change::children(node, |_, child| self.walk(child, kind.item()).into()),
            _ => None,
        }
    }

    fn reference(&mut self, node: &Node, reference: &str, object: &Object, section: &'static str) -> Option<Node> {
        if self.sound.contains(&(reference.to_owned(), section)) {
            return None;
        }
        let help = format!("use `#/components/{section}/` and the name of an existing component");
        if !pointer::percent_decoded(reference).starts_with("#/") {
            return self.no_pointer(node, reference, &help);
        }
        let Some((pointer, target)) = located(self.root, reference) else {
            return self.fault(&REF_DANGLING, node, format!("`{reference}` does not exist"), &help);
        };
        if !is_of_kind(&pointer, target, object) {
            let message = format!("`{reference}` is not a {}, which is expected here", object.name);
            return self.fault(&REF_WRONG_KIND, node, message, &help);
        }
        if Resolver::new(self.root).resolve(node).is_none() {
            return self.circular(node, reference);
        }
        let name = match component_at(&pointer) {
            Some(name) => name.into_owned(),
            None => self.hoisted_name(pointer, target, section),
        };
        if is_read_as(reference, section, &name) {
            self.sound.insert((reference.to_owned(), section));
            return None;
        }
        let written = pointer::reference(["components", section, &name]);
        Some(node.with("$ref", Node::string(written, node.get("$ref").map_or(node.mark, |n| n.mark))))
    }

    /// Reports references that are part of a cycle, not those that only lead into one.
    fn circular(&mut self, node: &Node, reference: &str) -> Option<Node> {
        let chain: Vec<Mark> = Resolver::new(self.root).chain(node).map(|link| link.mark).collect();
        let is_part = chain.iter().skip(1).any(|mark| *mark == node.mark);
        let is_circle = chain.iter().collect::<HashSet<_>>().len() < chain.len();
        if is_part {
            let message = format!("`{reference}` is part of a cycle of references");
            return self.fault(&REF_CIRCULAR, node, message, "replace one reference of the cycle with a value");
        }
        if is_circle || self.is_long_reported {
            return None;
        }
        self.is_long_reported = true;
        let message = format!("`{reference}` reaches its value through more than {MAX_CHAIN} other references");
        self.fault(&REF_CIRCULAR, node, message, "refer to the value directly")
    }

    fn no_pointer(&mut self, node: &Node, reference: &str, help: &str) -> Option<Node> {
        if reference.is_empty() || reference.starts_with('#') {
            let message = format!("`{reference}` does not refer to a part of the document");
            return self.fault(&REF_DANGLING, node, message, help);
        }
        let help = "copy the target into this document's `components`";
        self.fault(&REF_EXTERNAL, node, format!("`{reference}` points out of the document"), help)
    }

    fn fault(&mut self, rule: &'static Rule, node: &Node, message: String, help: &str) -> Option<Node> {
        let mark = node.get("$ref").map_or(node.mark, |target| target.mark);
        self.faults.push(Finding::new(rule, Site::Spec(mark), message, help));
        None
    }

    fn hoisted_name(&mut self, pointer: String, target: &Node, section: &'static str) -> String {
        let key = (pointer, section);
        if let Some(name) = self.hoisted.get(&key) {
            return name.clone();
        }
        let name = self.free_name(&key.0, section);
        self.pending.push((section, name.clone(), target.clone()));
        self.hoisted.insert(key, name.clone());
        name
    }

    /// Returns an unused name made of the words of the pointer, which say where the value came from.
    fn free_name(&mut self, pointer: &str, section: &str) -> String {
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let pointer = pointer::unescape(pointer);
        let says_little = |word: &str| matches!(word, "" | "components" | "schemas" | "properties");
        let words: Vec<&str> = pointer.split(|c| !is_word(c)).filter(|word| !says_little(word)).collect();
        let base = if words.is_empty() { section.to_owned() } else { words.join("_") };
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
