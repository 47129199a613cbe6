//! A document with the JSON that queries run on; both change in step.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::tree::pointer;
use crate::tree::{Mapping, Node, Text, Value};

use super::limits::{Limit, Size};
use super::target::{Selection, Step, Target};

/// What became of an action.
pub struct Changed {
    /// Whether it selects anything.
    pub hit: bool,
    /// The first node that it cannot change.
    pub misfit: Option<Misfit>,
}

/// A node that an action cannot change.
pub struct Misfit {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

/// A document, once as it is and once as JSON. Both have the same shape at any time.
pub struct Twin {
    node: Node,
    json: Json,
    size: Size,
    /// What queries may have cost up to now, in steps.
    spent: f64,
}

impl Twin {
    /// A document as it was read.
    pub fn of(document: &Node) -> Self {
        let json = json_of(document);
        let size = Size::of(&json);
        Twin { node: document.clone(), json, size, spent: 0.0 }
    }

    /// The document as it is now.
    pub fn into_document(self) -> Node {
        self.node
    }

    /// The nodes that a target selects.
    ///
    /// # Errors
    /// A query that could last forever, or take all memory.
    pub fn select(&mut self, target: &Target) -> Result<Selection, Limit> {
        target.select(&self.json, &self.size, &mut self.spent)
    }

    /// Merges a value into each object, and appends it to each list (Overlay 1.0.0, Action Object).
    ///
    /// # Errors
    /// The document becomes too large or too deep.
    pub fn update(&mut self, selection: &Selection, target: &str, update: &Node) -> Result<Changed, Limit> {
        let json = json_of(update);
        let (by, bytes) = (Size::of(&json), json.to_string().len());
        let size = &mut self.size;
        let mut misfit = None;
        let mut change = |node: &mut Node, twin: &mut Json, way: &[&Step]| {
            size.grow(&by, bytes, way.len())?;
            if let Err(clash) = apply(node, twin, update, &json) {
                misfit.get_or_insert_with(|| clash.of(target, way));
            }
            Ok(())
        };
        each(&mut self.node, &mut self.json, selection, &mut Vec::new(), &mut change)?;
        Ok(Changed { hit: !selection.is_empty(), misfit })
    }

    /// Takes nodes out of the objects and lists that they are in.
    pub fn remove(&mut self, selection: &Selection, target: &str) -> Changed {
        remove(&mut self.node, &mut self.json, selection);
        let misfit = selection.is_selected.then(|| Misfit {
            message: format!("`{target}` is the whole document, which cannot be removed"),
            help: "select only the part to remove",
        });
        Changed { hit: !selection.is_empty(), misfit }
    }
}

/// Changes the selected nodes, each before those below it.
fn each<'s>(
    node: &mut Node,
    twin: &mut Json,
    selection: &'s Selection,
    way: &mut Vec<&'s Step>,
    change: &mut impl FnMut(&mut Node, &mut Json, &[&Step]) -> Result<(), Limit>,
) -> Result<(), Limit> {
    if selection.is_selected {
        change(node, twin, way)?;
    }
    for (step, below) in &selection.below {
        if let Some((node, twin)) = child(node, twin, step) {
            way.push(step);
            each(node, twin, below, way, change)?;
            way.pop();
        }
    }
    Ok(())
}

/// What is selected below a node goes, with all that is in it.
fn remove(node: &mut Node, twin: &mut Json, selection: &Selection) {
    for (step, below) in selection.below.iter().filter(|(_, below)| !below.is_selected) {
        if let Some((node, twin)) = child(node, twin, step) {
            remove(node, twin, below);
        }
    }
    let stays = |step: &Step| !selection.below.get(step).is_some_and(|below| below.is_selected);
    match (&mut node.value, twin) {
        (Value::Mapping(entries), Json::Object(twins)) => {
            Arc::make_mut(entries).retain(|key, _| stays(&Step::Name(key.to_string())));
            twins.retain(|key, _| stays(&Step::Name(key.clone())));
        }
        (Value::Sequence(items), Json::Array(twins)) => {
            retain(Arc::make_mut(items), stays);
            retain(twins, stays);
        }
        _ => {}
    }
}

fn retain<T>(items: &mut Vec<T>, stays: impl Fn(&Step) -> bool) {
    let mut steps = (0..).map(Step::Index);
    items.retain(|_| steps.next().is_none_or(|step| stays(&step)));
}

fn child<'a>(node: &'a mut Node, twin: &'a mut Json, step: &Step) -> Option<(&'a mut Node, &'a mut Json)> {
    match (&mut node.value, twin, step) {
        (Value::Mapping(entries), Json::Object(twins), Step::Name(name)) => {
            Some((Arc::make_mut(entries).get_mut(name.as_str())?, twins.get_mut(name)?))
        }
        (Value::Sequence(items), Json::Array(twins), Step::Index(index)) => {
            Some((Arc::make_mut(items).get_mut(*index)?, twins.get_mut(*index)?))
        }
        _ => None,
    }
}

/// Two values of kinds that do not go together.
struct Clash {
    /// The keys from the target down, last first.
    way: Vec<Text>,
    found: &'static str,
    given: &'static str,
    /// Whether the target itself is neither an object nor a list.
    is_primitive: bool,
}

impl Clash {
    fn between(node: &Node, update: &Node) -> Self {
        Clash { way: Vec::new(), found: node.kind(), given: update.kind(), is_primitive: false }
    }

    fn of(&self, target: &str, way: &[&Step]) -> Misfit {
        let way = way.iter().map(|step| match step {
            Step::Index(index) => index.to_string(),
            Step::Name(name) => name.clone(),
        });
        let way: Vec<String> = way.chain(self.way.iter().rev().map(|key| key.to_string())).collect();
        let (at, found) = (pointer::fragment(way.iter().map(String::as_str)), self.found);
        if self.is_primitive {
            return Misfit {
                message: format!(
                    "`{target}` selects {found} at `{at}`, but `update` can only change objects and lists"
                ),
                help: "select the object that contains it, and write the new value under its key in `update`",
            };
        }
        Misfit {
            message: format!("`{target}` selects {found} at `{at}`, which cannot be updated with {}", self.given),
            help: "use a value of the same kind, or remove the old one with a preceding action",
        }
    }
}

fn apply(node: &mut Node, twin: &mut Json, update: &Node, json: &Json) -> Result<(), Clash> {
    match (&mut node.value, twin) {
        (Value::Sequence(items), Json::Array(twins)) => {
            Arc::make_mut(items).push(update.clone());
            twins.push(json.clone());
            Ok(())
        }
        (Value::Mapping(_), twin) if update.as_mapping().is_some() => merge(node, twin, update, json),
        (Value::Mapping(_), _) => Err(Clash::between(node, update)),
        _ => Err(Clash { is_primitive: true, ..Clash::between(node, update) }),
    }
}

/// Objects are merged, lists concatenated, other values replaced. `null` is what a key without a
/// value holds: it takes any value, and brings none to an object or a list.
fn merge(node: &mut Node, twin: &mut Json, update: &Node, json: &Json) -> Result<(), Clash> {
    match (&mut node.value, twin, &update.value, json) {
        (Value::Mapping(entries), Json::Object(twins), Value::Mapping(update), Json::Object(json)) => {
            merge_entries(Arc::make_mut(entries), twins, update, json)
        }
        (Value::Sequence(items), Json::Array(twins), Value::Sequence(update), Json::Array(json)) => {
            Arc::make_mut(items).extend(update.iter().cloned());
            twins.extend(json.iter().cloned());
            Ok(())
        }
        (Value::Mapping(_) | Value::Sequence(_), _, Value::Null, _) => Ok(()),
        (Value::Mapping(_) | Value::Sequence(_), ..) => Err(Clash::between(node, update)),
        (Value::Null, twin, ..) => {
            (*node, *twin) = (update.clone(), json.clone());
            Ok(())
        }
        (_, _, Value::Mapping(_) | Value::Sequence(_), _) => Err(Clash::between(node, update)),
        (_, twin, ..) => {
            (*node, *twin) = (update.clone(), json.clone());
            Ok(())
        }
    }
}

/// The first clash; what fits is merged all the same.
fn merge_entries(
    entries: &mut Mapping,
    twins: &mut Map<String, Json>,
    update: &Mapping,
    json: &Map<String, Json>,
) -> Result<(), Clash> {
    let mut merged = Ok(());
    for ((key, value), json) in update.iter().zip(json.values()) {
        match (entries.get_mut(key), twins.get_mut(&**key)) {
            (Some(node), Some(twin)) => {
                let result = merge(node, twin, value, json).map_err(|mut clash| {
                    clash.way.push(Text::clone(key));
                    clash
                });
                merged = merged.and(result);
            }
            _ => {
                entries.insert(Text::clone(key), value.clone());
                twins.insert(key.to_string(), json.clone());
            }
        }
    }
    merged
}

fn json_of(node: &Node) -> Json {
    // What is read has text as keys and finite numbers, so that nothing can fail.
    serde_json::to_value(node).unwrap_or_default()
}
