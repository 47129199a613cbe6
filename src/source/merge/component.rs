//! The component that a reference leads to.

use std::borrow::Cow;

use crate::tree::Node;
use crate::tree::pointer::{percent_decoded, unescape};

/// A component: its section and its name.
pub type Id = (String, String);

/// Returns the component that a reference leads to or into, and the rest of the reference.
pub fn component(text: &str) -> Option<(Id, &str)> {
    let (section, rest) = text.strip_prefix("#/components/")?.split_once('/')?;
    let end = rest.find('/').unwrap_or(rest.len());
    let (name, rest) = rest.split_at_checked(end)?;
    let plain = |token: &str| -> String {
        let token: Cow<'_, str> = percent_decoded(token);
        unescape(&token).into_owned()
    };
    Some(((plain(section), plain(name)), rest))
}

/// Returns the components to which a node refers.
pub fn targets(node: &Node, found: &mut Vec<Id>) {
    if let Some(text) = node.as_str() {
        found.extend(component(text).map(|(id, _)| id));
    }
    for (key, child) in node.as_mapping().into_iter().flatten() {
        if &**key == "discriminator" {
            found.extend(child.entries("mapping").filter_map(|(_, schema)| named_schema(schema.as_str()?)));
        }
        targets(child, found);
    }
    node.as_sequence().into_iter().flatten().for_each(|child| targets(child, found));
}

/// Returns the schema that a discriminator names without a reference (OpenAPI 3.0, Discriminator Object).
fn named_schema(text: &str) -> Option<Id> {
    (!text.contains('/')).then(|| ("schemas".to_owned(), text.to_owned()))
}
