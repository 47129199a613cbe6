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
            None => pointer::target(self.root, reference),
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

/// Returns the section and name of a component, if a reference names a whole one.
pub fn component_of(reference: &str) -> Option<(&str, String)> {
    let (section, name) = reference.strip_prefix("#/components/")?.split_once('/')?;
    (!name.contains('/')).then(|| (section, pointer::unescape(&pointer::percent_decoded(name)).into_owned()))
}
