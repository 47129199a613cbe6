//! Entries of `settings:`, and how they are written.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

use crate::tree::{Node, Value, yaml_writer};

use super::cover::Selector;
use super::syntax::Path;

/// The longest line of an entry.
const WIDTH: usize = 120;

/// Where the values of an entry are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum At {
    /// At the method, or at the service if all its methods have them.
    Anywhere,
    /// At the method in any case.
    Method,
    /// At the root of the service's document.
    Service,
}

/// An entry: values for what one of the selectors selects.
#[derive(Clone, Debug)]
pub struct Entry {
    pub selectors: Vec<Selector>,
    pub at: At,
    pub values: BTreeMap<Path, Node>,
}

/// Adds the entries of another key, in their order, to entries for the same selection where there are.
pub fn merge(entries: Vec<Entry>, more: Vec<Entry>) -> Vec<Entry> {
    let mut places: HashMap<(Vec<Selector>, At), BTreeSet<usize>> = HashMap::new();
    for (place, entry) in entries.iter().enumerate() {
        places.entry((entry.selectors.clone(), entry.at)).or_default().insert(place);
    }
    let mut merged: Vec<Entry> = Vec::with_capacity(entries.len() + more.len());
    let mut rest = entries.into_iter();
    let mut from = 0;
    for entry in more {
        // Only behind the earlier ones of the same key, over which it wins.
        let place = places.get(&(entry.selectors.clone(), entry.at)).and_then(|places| places.range(from..).next());
        let Some(place) = place else {
            merged.push(entry);
            continue;
        };
        merged.extend(rest.by_ref().take(place - from));
        merged.extend(rest.next().map(|mut other| {
            other.values.extend(entry.values);
            other
        }));
        from = place + 1;
    }
    merged.extend(rest);
    merged
}

impl Entry {
    /// Returns the entry as an item of a list, in flow style.
    pub fn text(&self) -> String {
        let mut words = Vec::new();
        let mut parts: Vec<Vec<String>> = Vec::new();
        parts.extend(self.selection().map(|selection| labelled("for", selection)));
        parts.extend(match self.at {
            At::Anywhere => None,
            At::Method => Some(vec!["at: method".to_owned()]),
            At::Service => Some(vec!["at: service".to_owned()]),
        });
        parts.extend(self.body().entries.into_iter().map(|(key, tree)| labelled(&scalar(&key), tree.words())));
        joined(&mut words, "{", parts, "}");
        wrapped(&words)
    }

    fn selection(&self) -> Option<Vec<String>> {
        let selector = |selector: &Selector| {
            let dimensions = selector.iter().map(|(dimension, names)| {
                let names: Vec<String> = names.iter().map(|name| scalar(name)).collect();
                labelled(dimension, list(names))
            });
            let mut words = Vec::new();
            joined(&mut words, "{", dimensions.collect(), "}");
            words
        };
        match self.selectors.as_slice() {
            [] => None,
            [only] if only.is_empty() => None,
            [only] => Some(selector(only)),
            several => {
                let mut words = Vec::new();
                joined(&mut words, "[", several.iter().map(selector).collect(), "]");
                Some(words)
            }
        }
    }

    fn body(&self) -> Tree<'_> {
        let mut tree = Tree::default();
        self.values.iter().for_each(|(path, node)| tree.add(&path.0, node));
        tree
    }
}

/// Values by the keys that lead to them.
#[derive(Default)]
struct Tree<'a> {
    entries: BTreeMap<String, Tree<'a>>,
    value: Option<&'a Node>,
}

impl<'a> Tree<'a> {
    fn add(&mut self, path: &[String], node: &'a Node) {
        match path.split_first() {
            Some((key, rest)) => self.entries.entry(key.clone()).or_default().add(rest, node),
            None => self.value = Some(node),
        }
    }

    fn words(self) -> Vec<String> {
        match self.value {
            Some(node) => flow(node),
            None => {
                let entries = self.entries.into_iter().map(|(key, tree)| labelled(&scalar(&key), tree.words()));
                let mut words = Vec::new();
                joined(&mut words, "{", entries.collect(), "}");
                words
            }
        }
    }
}

/// Returns a value in flow style, in words between which a line may break.
fn flow(node: &Node) -> Vec<String> {
    let mut words = Vec::new();
    match &node.value {
        Value::Null => words.push("null".to_owned()),
        Value::Bool(flag) => words.push(flag.to_string()),
        Value::Number(_) => words.push(yaml_writer::document(node).trim_end().to_owned()),
        Value::String(text) => words.push(scalar(text)),
        Value::Sequence(items) => joined(&mut words, "[", items.iter().map(flow).collect(), "]"),
        Value::Mapping(entries) => {
            let entries = entries.iter().map(|(key, node)| labelled(&scalar(key), flow(node)));
            joined(&mut words, "{", entries.collect(), "}");
        }
    }
    words
}

/// Returns a text as a scalar inside of brackets.
fn scalar(text: &str) -> String {
    let is_one_line = text.chars().all(|c| !c.is_control());
    if !is_one_line {
        return serde_json::to_string(text).unwrap_or_default();
    }
    match yaml_writer::inline(text) {
        plain if plain == text && text.contains([',', '[', ']', '{', '}', '*', '?', '#', ':', '$', '&']) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        scalar => scalar.into_owned(),
    }
}

fn list(names: Vec<String>) -> Vec<String> {
    match names.as_slice() {
        [_] => names,
        _ => {
            let mut words = Vec::new();
            joined(&mut words, "[", names.into_iter().map(|name| vec![name]).collect(), "]");
            words
        }
    }
}

fn labelled(key: &str, mut words: Vec<String>) -> Vec<String> {
    if let Some(first) = words.first_mut() {
        *first = format!("{key}: {first}");
    }
    words
}

/// Adds parts between brackets, with commas.
fn joined(words: &mut Vec<String>, open: &str, parts: Vec<Vec<String>>, close: &str) {
    let count = parts.len();
    let mut all: Vec<String> = Vec::new();
    for (index, mut part) in parts.into_iter().enumerate() {
        if let Some(last) = part.last_mut().filter(|_| index + 1 < count) {
            last.push(',');
        }
        all.extend(part);
    }
    match all.first_mut() {
        Some(first) => first.insert_str(0, open),
        None => all.push(open.to_owned()),
    }
    all.last_mut().into_iter().for_each(|last| last.push_str(close));
    words.extend(all);
}

/// Breaks an item of a list into lines.
fn wrapped(words: &[String]) -> String {
    let mut text = String::from("  -");
    let mut width = text.len();
    for (index, word) in words.iter().enumerate() {
        if index > 0 && width + 1 + word.len() > WIDTH {
            text.push_str("\n    ");
            width = 4;
        }
        let blank = if text.ends_with("    ") { "" } else { " " };
        // Writing to memory cannot fail.
        let _ = write!(text, "{blank}{word}");
        width += blank.len() + word.len();
    }
    text.push('\n');
    text
}
