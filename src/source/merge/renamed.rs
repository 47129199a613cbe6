//! Finds the components of a document that need another name in the document that it is added to.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::Node;

use super::component::{Id, targets};

/// New names of components, by section and old name.
#[derive(Debug, Default)]
pub struct Renamed(BTreeMap<Id, String>);

impl Renamed {
    /// Finds components that have another content in `document`, and those with the same content that lead to one.
    /// `file` is added to their names.
    pub fn of(added: &Node, document: &Node, file: &str) -> Self {
        let own = all(added);
        let known = |(section, name): &Id| document.get("components")?.get(section)?.get(name);
        let mut users: BTreeMap<Id, Vec<&Id>> = BTreeMap::new();
        let shared = own.iter().filter_map(|(id, node)| Some((id, *node, known(id)?)));
        let mut waiting: Vec<&Id> = Vec::new();
        for (id, node, other) in shared {
            if node != other {
                waiting.push(id);
            }
            let mut found = Vec::new();
            targets(node, &mut found);
            found.into_iter().for_each(|target| users.entry(target).or_default().push(id));
        }
        let mut clashing: BTreeSet<&Id> = BTreeSet::new();
        while let Some(id) = waiting.pop() {
            if clashing.insert(id) {
                waiting.extend(users.get(id).into_iter().flatten());
            }
        }
        let mut names = Renamed::default();
        for id in clashing {
            let is_free = |name: &String| {
                let id = (id.0.clone(), name.clone());
                !own.contains_key(&id) && known(&id).is_none()
            };
            names.0.insert(id.clone(), free_name(&id.1, file, is_free));
        }
        names
    }

    /// Whether no component is renamed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the new name of a component, if it has one.
    pub fn new_name(&self, section: &str, name: &str) -> Option<&str> {
        self.0.get(&(section.to_owned(), name.to_owned())).map(String::as_str)
    }
}

fn all(document: &Node) -> BTreeMap<Id, &Node> {
    let mut all = BTreeMap::new();
    for (section, entries) in document.get("components").and_then(Node::as_mapping).into_iter().flatten() {
        let entries = entries.as_mapping().into_iter().flatten();
        all.extend(entries.map(|(name, node)| ((section.to_string(), name.to_string()), node)));
    }
    all
}

/// Returns `Name_FILE`, with a number if that is taken. Names of components have few characters (OpenAPI 3.0, Components
/// Object).
fn free_name(name: &str, file: &str, is_free: impl Fn(&String) -> bool) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
    let base = format!("{name}_{}", file.chars().map(plain).collect::<String>());
    let numbered = (2_usize..).map(|number| format!("{base}_{number}"));
    std::iter::once(base.clone()).chain(numbered).find(is_free).unwrap_or(base)
}
