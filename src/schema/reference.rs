//! Resolves references to components.

use crate::tree::{Node, Text, pointer};

/// Maximum length of a chain of references; longer ones count as cycles.
pub const MAX_CHAIN: usize = 1000;

/// The section and name of a component.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id {
    /// The section, such as `schemas`.
    pub section: Text,
    /// The key in the section.
    pub name: Text,
}

impl Id {
    /// Creates the id of a component.
    pub fn new(section: &str, name: &str) -> Self {
        Id { section: section.into(), name: name.into() }
    }
}

/// Follows references inside a document.
#[derive(Clone, Copy)]
pub struct Resolver<'a> {
    root: &'a Node,
}

impl<'a> Resolver<'a> {
    /// Creates a resolver for a document with a `components` key.
    pub fn new(root: &'a Node) -> Self {
        Resolver { root }
    }

    /// Returns the value itself, or what its `$ref` finally leads to, if it exists.
    pub fn resolve<'n>(self, node: &'n Node) -> Option<&'n Node>
    where
        'a: 'n,
    {
        self.chain(node).last().filter(|end| end.reference().is_none())
    }

    /// Returns a component schema by name.
    pub fn schema(self, name: &str) -> Option<&'a Node> {
        self.root.get("components")?.get("schemas")?.get(name)
    }

    /// Returns the component schemas by name.
    pub fn schemas(self) -> impl Iterator<Item = (&'a str, &'a Node)> {
        let schemas = self.root.get("components").into_iter().flat_map(|components| components.entries("schemas"));
        schemas.map(|(name, schema)| (&**name, schema))
    }

    /// Returns the component that a `$ref` finally leads to.
    pub fn component<'n>(self, node: &'n Node) -> Option<(Id, &'n Node)>
    where
        'a: 'n,
    {
        let last = self.chain(node).take_while(|link| link.reference().is_some()).last()?;
        let (section, name) = component_of(last.reference()?)?;
        Some((Id::new(section, &name), self.resolve(last)?))
    }

    /// Returns what a reference leads to. Takes a shortcut for plain component names, which nearly all references have.
    pub fn target(self, reference: &str) -> Option<&'a Node> {
        let plain = reference.strip_prefix("#/components/").and_then(|rest| rest.split_once('/'));
        match plain.filter(|(_, name)| !name.contains(['/', '~', '%'])) {
            Some((section, name)) => self.root.get("components")?.get(section)?.get(name),
            None => target(self.root, reference),
        }
    }

    /// Returns a value and each value on its chain of references.
    pub fn chain<'n>(self, node: &'n Node) -> impl Iterator<Item = &'n Node>
    where
        'a: 'n,
    {
        let next = move |node: &&'n Node| self.target(node.reference()?);
        std::iter::successors(Some(node), next).take(MAX_CHAIN)
    }
}

/// How many references may stand on the way of one.
const MAX_ON_THE_WAY: usize = 40;

/// Returns what a reference leads to, through other references if some stand on its way.
pub fn target<'a>(root: &'a Node, reference: &str) -> Option<&'a Node> {
    pointer::target(root, reference).or_else(|| Some(located(root, reference)?.1))
}

/// Returns what a reference leads to, and a pointer to it, not percent-encoded and without references on its way. A
/// reference may have a `%` that should have been encoded.
pub fn located<'a>(root: &'a Node, reference: &str) -> Option<(String, &'a Node)> {
    let decoded = pointer::percent_decoded(reference);
    let spelled = [&*decoded, reference].into_iter().find_map(|spelling| {
        let node = root.at_pointer(spelling.strip_prefix('#')?)?;
        Some((spelling.to_owned(), node))
    });
    spelled.or_else(|| through(root, &decoded))
}

/// Follows references on the way. A step that an object itself has does not lead through its reference.
fn through<'a>(root: &'a Node, reference: &str) -> Option<(String, &'a Node)> {
    let mut left = MAX_ON_THE_WAY;
    let (mut node, mut way) = (root, String::from("#"));
    let mut tokens: Vec<String> = tokens(reference)?;
    while let Some(token) = tokens.pop() {
        match (node.at_pointer(&format!("/{token}")), node.reference()) {
            (Some(next), _) => {
                node = next;
                way = format!("{way}/{token}");
            }
            (None, Some(reference)) => {
                left = left.checked_sub(1)?;
                tokens.push(token);
                tokens.extend(self::tokens(&pointer::percent_decoded(reference))?);
                (node, way) = (root, String::from("#"));
            }
            (None, None) => return None,
        }
    }
    Some((way, node))
}

/// Returns the steps of a pointer, the last one first.
fn tokens(reference: &str) -> Option<Vec<String>> {
    Some(reference.strip_prefix("#/")?.rsplit('/').map(str::to_owned).collect())
}

/// Returns the section and name of a component, if a reference names a whole one.
pub fn component_of(reference: &str) -> Option<(&str, String)> {
    let (section, name) = reference.strip_prefix("#/components/")?.split_once('/')?;
    (!name.contains('/')).then(|| (section, pointer::unescape(&pointer::percent_decoded(name)).into_owned()))
}
