//! References between schemas. In OpenAPI 3.0 they lead to components, so that what others refer
//! to in the middle of something becomes a component.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use super::anchors::{Anchors, resource};
use super::composition::replace_by_all_of;
use super::schemas::{Place, is_resource};
use super::{Context, replace};
use crate::place::Mark;
use crate::tree::change::{Change, children};
use crate::tree::pointer;
use crate::tree::{Mapping, Node, Text, Value};

/// What a reference leads to, and the schemas around it that its own references can start from.
#[derive(Clone)]
pub struct Target {
    /// The schema.
    pub node: Node,
    /// From the outermost; the schema itself may be the last.
    pub scopes: Vec<Node>,
}

impl Target {
    /// What a pointer leads to from here.
    fn inside(self, pointer: &str) -> Option<Target> {
        let node = self.node.clone();
        descend(&node, &self.into_scopes(), pointer)
    }

    /// What references inside of it can start from.
    fn into_scopes(mut self) -> Vec<Node> {
        self.scopes.push(self.node);
        self.scopes
    }
}

/// What tells a node of the source from all others: its place is not enough, as the first entry of
/// an item in a list shares that of the item.
pub type Identity = (Mark, usize);

/// The identity of a node of the source.
pub fn identity(node: &Node) -> Identity {
    match &node.value {
        Value::Mapping(entries) => (node.mark, Arc::as_ptr(entries).addr()),
        _ => (node.mark, 0),
    }
}

/// Schemas that are components, or become ones.
pub struct Hoisted {
    names: HashMap<Identity, Text>,
    taken: HashSet<Text>,
    /// How often a name was wanted.
    wanted: HashMap<String, usize>,
    waiting: VecDeque<(Text, Target)>,
}

impl Hoisted {
    /// The components of a document.
    pub fn new(root: &Node) -> Self {
        let schemas = || root.get("components").into_iter().flat_map(|components| components.entries("schemas"));
        let names = schemas().filter(|(_, schema)| schema.as_mapping().is_some());
        Hoisted {
            names: names.map(|(name, schema)| (identity(schema), Text::clone(name))).collect(),
            taken: schemas().map(|(name, _)| Text::clone(name)).collect(),
            wanted: HashMap::new(),
            waiting: VecDeque::new(),
        }
    }

    fn free_name(&mut self, short: &str, long: &str) -> Text {
        let mut name = short.to_owned();
        if self.taken.contains(short) {
            name = long.to_owned();
        }
        while self.taken.contains(name.as_str()) {
            let count = self.wanted.entry(long.to_owned()).or_insert(1);
            *count += 1;
            name = format!("{long}_{count}");
        }
        let name = Text::from(name);
        self.taken.insert(Text::clone(&name));
        name
    }
}

impl Context<'_> {
    /// The text of a `$ref`, if it has to lead elsewhere. What leads nowhere or out of the document
    /// stays: a later stage reports it.
    pub fn reference(&mut self, node: &Node) -> Option<Node> {
        let text = node.as_str().filter(|text| !is_component(text))?;
        let target = self.target(text)?;
        let name = self.component(target, text)?;
        Some(Node::string(pointer::fragment(["components", "schemas", &name]), node.mark))
    }

    /// The mapping of a discriminator, which may name schemas by reference.
    pub fn discriminator(&mut self, node: &Node) -> Option<Node> {
        children(node, |key, child| match key {
            "mapping" if child.as_mapping().is_some() => children(child, |_, target| match target.as_str() {
                Some(text) if text.starts_with('#') => self.reference(target).into(),
                _ => Change::Keep,
            })
            .into(),
            _ => Change::Keep,
        })
    }

    /// `$dynamicRef`, and `$recursiveRef` of 2019-09, as the references that they are unless
    /// another schema steps in (JSON Schema 2020-12, 8.2.3.2).
    pub fn set_reference(&mut self, schema: &mut Mapping) {
        for key in ["$dynamicRef", "$recursiveRef"] {
            let Some(node) = schema.get(key).cloned() else { continue };
            self.check_dynamic(&node);
            let is_kept = node.as_str().is_some_and(is_component);
            let reference = self.reference(&node).or_else(|| is_kept.then(|| node.clone()));
            match reference {
                Some(reference) if schema.contains_key("$ref") => {
                    let member = Mapping::from_iter([("$ref".into(), reference)]);
                    replace_by_all_of(schema, key, Node::mapping(member, node.mark));
                }
                Some(reference) => replace(schema, key, [("$ref", reference)]),
                None => {
                    self.lose_reference(key, &node);
                    schema.shift_remove(key);
                }
            }
        }
    }

    fn check_dynamic(&mut self, node: &Node) {
        let Some(name) = node.as_str().and_then(|text| text.strip_prefix('#')) else { return };
        if self.anchors().is_ambiguous(name) {
            let message = format!("`#{name}` is read as a reference to one schema, although several have that anchor");
            self.lose(node.mark, message, "refer to the schema that is meant with `$ref`");
        }
    }

    fn lose_reference(&mut self, key: &str, node: &Node) {
        let name = node.as_str().unwrap_or(node.kind());
        let message = format!("`{key}: {name}` leads to no schema of this document and is left out");
        self.lose(node.mark, message, "refer to a schema of `components` with `$ref`");
    }

    fn anchors(&mut self) -> &Anchors {
        let root = self.root;
        self.anchors.get_or_insert_with(|| Anchors::new(root))
    }

    fn target(&mut self, reference: &str) -> Option<Target> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let fragment = pointer::percent_decoded(fragment);
        let base = if uri.is_empty() { None } else { Some(self.anchors().resource(uri)?.clone()) };
        if fragment.is_empty() {
            return base.or_else(|| self.own_resource());
        }
        if fragment.starts_with('/') {
            return base.map_or_else(|| self.by_pointer(&fragment), |base| base.inside(&fragment));
        }
        let scopes = base.map_or_else(|| self.scopes.clone(), Target::into_scopes);
        self.anchors().anchor(&fragment, &scopes).cloned()
    }

    fn own_resource(&self) -> Option<Target> {
        let node = resource(&self.scopes).or(self.scopes.first())?;
        let outside = self.scopes.iter().take_while(|scope| identity(scope) != identity(node));
        Some(Target { node: node.clone(), scopes: outside.cloned().collect() })
    }

    /// A pointer is relative to the next schema with an `$id`, else to the document; but generators
    /// paste whole schemas with `$defs` and forget the `$id`.
    fn by_pointer(&self, pointer: &str) -> Option<Target> {
        let around = (1..=self.scopes.len()).rev().filter_map(|count| self.scopes.get(..count));
        let mut found = around.filter_map(|scopes| descend(scopes.last()?, scopes, pointer));
        found.next().or_else(|| descend(self.root, &[], pointer))
    }

    /// The name of the component that a schema is or becomes.
    fn component(&mut self, target: Target, reference: &str) -> Option<Text> {
        if !matches!(target.node.value, Value::Mapping(_) | Value::Bool(_)) {
            return None;
        }
        let identity = identity(&target.node);
        if let Some(name) = self.hoisted.names.get(&identity) {
            return Some(Text::clone(name));
        }
        let owner = target.scopes.first().and_then(|scope| self.hoisted.names.get(&self::identity(scope)));
        let (short, long) = words(reference, owner, &target.node);
        let name = self.hoisted.free_name(&short, &long);
        self.hoisted.names.insert(identity, Text::clone(&name));
        self.hoisted.waiting.push_back((Text::clone(&name), target));
        Some(name)
    }

    /// The schemas that became components; they may refer to more.
    pub fn hoisted_schemas(&mut self) -> Vec<(Text, Node)> {
        let mut schemas = Vec::new();
        while let Some((name, target)) = self.hoisted.waiting.pop_front() {
            self.scopes = target.scopes;
            let schema = self.schema(&target.node, Place::Described).unwrap_or(target.node);
            schemas.push((name, schema));
        }
        schemas
    }
}

/// Whether a reference names an entry of the components, which keeps its place.
fn is_component(reference: &str) -> bool {
    let path = reference.strip_prefix("#/components/");
    path.is_some_and(|path| !path.starts_with("pathItems/") && path.matches('/').count() == 1)
}

/// The target of a pointer, with the schemas on the way that references can start from. They start
/// from the base as well, unless that is the document.
fn descend(base: &Node, around: &[Node], pointer: &str) -> Option<Target> {
    base.at_pointer(pointer)?;
    let (mut node, mut scopes) = (base, around.to_vec());
    for (depth, token) in pointer.split('/').enumerate().skip(1) {
        let is_component = depth == 4 && around.is_empty() && pointer.starts_with("/components/schemas/");
        if depth > 1 && (is_component || node.as_mapping().is_some_and(is_resource)) {
            scopes.push(node.clone());
        }
        node = node.at_pointer(&format!("/{token}"))?;
    }
    Some(Target { node: node.clone(), scopes })
}

/// A short and a long name for a component, from the words of a reference to it: a definition is
/// called by its own name if that is free.
fn words(reference: &str, owner: Option<&Text>, schema: &Node) -> (String, String) {
    let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let path = if fragment.is_empty() { uri.rsplit('/').next().unwrap_or_default() } else { fragment };
    let path = pointer::percent_decoded(path).replace("~1", "/");
    let own = path.rsplit_once("/$defs/").map_or(path.as_str(), |(_, own)| own);
    let title = || joined(schema.text("title").unwrap_or_default());
    let short = joined(own).or_else(title).unwrap_or_else(|| "Schema".to_owned());
    let long = match owner {
        Some(owner) if !path.contains("/components/") => format!("{owner}_{short}"),
        _ => joined(&path).unwrap_or_else(|| short.clone()),
    };
    (short, long)
}

fn joined(path: &str) -> Option<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let says_little = |word: &str| matches!(word, "" | "components" | "schemas" | "properties" | "defs");
    let words: Vec<&str> = path.split(|c| !is_word(c)).filter(|word| !says_little(word)).collect();
    (!words.is_empty()).then(|| words.join("_"))
}
