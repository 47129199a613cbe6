//! References: the component that a `$ref` names, and what it leads to.

use crate::tree::{Node, Text, pointer};

/// Longer chains of references to references are taken for a circle.
pub const MAX_CHAIN: usize = 1000;

/// The section and name of a component.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id {
    /// Such as `schemas`.
    pub section: Text,
    /// Its key there.
    pub name: Text,
}

impl Id {
    /// The component of a section.
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
    /// For a document whose components stand under `components`.
    pub fn new(root: &'a Node) -> Self {
        Resolver { root }
    }

    /// The value itself, or what its `$ref` leads to in the end. Nothing if that is nowhere.
    pub fn resolve<'n>(self, node: &'n Node) -> Option<&'n Node>
    where
        'a: 'n,
    {
        self.chain(node).last().filter(|end| end.reference().is_none())
    }

    /// A schema by its name.
    pub fn schema(self, name: &str) -> Option<&'a Node> {
        self.root.get("components")?.get("schemas")?.get(name)
    }

    /// The component that a `$ref` leads to in the end.
    pub fn component<'n>(self, node: &'n Node) -> Option<(Id, &'n Node)>
    where
        'a: 'n,
    {
        let last = self.chain(node).take_while(|link| link.reference().is_some()).last()?;
        let (section, name) = component_of(last.reference()?)?;
        Some((Id::new(section, &name), self.resolve(last)?))
    }

    /// Nearly all references are to a component with a plain name, which needs no reading of pointers.
    fn target(self, reference: &str) -> Option<&'a Node> {
        let plain = reference.strip_prefix("#/components/").and_then(|rest| rest.split_once('/'));
        match plain.filter(|(_, name)| !name.contains(['/', '~', '%'])) {
            Some((section, name)) => self.root.get("components")?.get(section)?.get(name),
            None => pointer::target(self.root, reference),
        }
    }

    /// A value, what its `$ref` leads to, what the `$ref` of that leads to, and so on.
    pub fn chain<'n>(self, node: &'n Node) -> impl Iterator<Item = &'n Node>
    where
        'a: 'n,
    {
        let next = move |node: &&'n Node| self.target(node.reference()?);
        std::iter::successors(Some(node), next).take(MAX_CHAIN)
    }
}

/// The section and name of a component that a reference names in full.
pub fn component_of(reference: &str) -> Option<(&str, String)> {
    let (section, name) = reference.strip_prefix("#/components/")?.split_once('/')?;
    (!name.contains('/')).then(|| (section, pointer::unescape(&pointer::percent_decoded(name)).into_owned()))
}
