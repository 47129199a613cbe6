//! Schemas that are components, or become ones because something refers to them.

use std::collections::{HashMap, HashSet, VecDeque};

use super::scopes::{Identity, Target, identity};
use crate::tree::pointer;
use crate::tree::{Node, Text, Value};

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

    /// The name of the component that a schema is or becomes.
    pub fn component(&mut self, target: Target, reference: &str) -> Option<Text> {
        if !matches!(target.node.value, Value::Mapping(_) | Value::Bool(_)) {
            return None;
        }
        let identity = identity(&target.node);
        if let Some(name) = self.names.get(&identity) {
            return Some(Text::clone(name));
        }
        let owner = target.scopes.first().and_then(|scope| self.names.get(&self::identity(scope)));
        let (short, long) = words(reference, owner, &target.node);
        let name = self.free_name(&short, &long);
        self.names.insert(identity, Text::clone(&name));
        self.waiting.push_back((Text::clone(&name), target));
        Some(name)
    }

    /// The next schema that became a component and is not lowered yet, with its name.
    pub fn next(&mut self) -> Option<(Text, Target)> {
        self.waiting.pop_front()
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
