//! References to components, and what they become when a component is renamed.

use crate::tree::change::{Change, children};
use crate::tree::pointer;
use crate::tree::{Mapping, Node, Text};

use super::component::component;
use super::renamed::Renamed;

/// Returns a tree with references to what components are called now, or `None` if none of them is renamed.
pub fn referring(node: &Node, renamed: &Renamed) -> Option<Node> {
    if renamed.is_empty() {
        return None;
    }
    children(node, |key, child| match (key, child.as_str()) {
        ("$ref", Some(text)) => reference(text, renamed).map(|text| Node::string(text, child.mark)).into(),
        ("discriminator", _) => discriminator(child, renamed).into(),
        ("security", _) if child.as_sequence().is_some() => security(child, renamed).into(),
        _ => referring(child, renamed).into(),
    })
}

fn reference(text: &str, renamed: &Renamed) -> Option<String> {
    let ((section, name), rest) = component(text)?;
    let new = renamed.new_name(&section, &name)?;
    Some(pointer::reference(["components", &section, new]) + rest)
}

/// A discriminator names schemas by reference or by name (OpenAPI 3.0, Discriminator Object).
fn discriminator(node: &Node, renamed: &Renamed) -> Option<Node> {
    let target = |child: &Node| {
        let text = child.as_str()?;
        let new = reference(text, renamed);
        let new = new.or_else(|| {
            let name = renamed.new_name("schemas", text)?;
            Some(pointer::reference(["components", "schemas", name]))
        });
        new.map(|text| Node::string(text, child.mark))
    };
    children(node, |key, child| match key {
        "mapping" if child.as_mapping().is_some() => children(child, |_, child| target(child).into()).into(),
        _ => referring(child, renamed).into(),
    })
}

/// A security requirement names security schemes (OpenAPI 3.0, Security Requirement Object).
fn security(node: &Node, renamed: &Renamed) -> Option<Node> {
    children(node, |_, requirement| {
        let Some(entries) = requirement.as_mapping() else { return Change::Keep };
        let new = |name: &str| renamed.new_name("securitySchemes", name);
        if entries.keys().all(|name| new(name).is_none()) {
            return Change::Keep;
        }
        let name = |name: &Text| new(name).map_or_else(|| name.clone(), Into::into);
        let entries: Mapping = entries.iter().map(|(key, scopes)| (name(key), scopes.clone())).collect();
        Change::Set(Node::mapping(entries, requirement.mark))
    })
}
