//! Path items with a `$ref`.

use crate::finding::{Finding, REF_CIRCULAR, REF_DANGLING, REF_EXTERNAL, Rule, Site};
use crate::schema::{MAX_CHAIN, located};
use crate::tree::{Mapping, Node, Text};

/// Returns the path item merged with what its `$ref` leads to, through others if need be (OpenAPI 3.0, 4.7.9); the
/// fields that stand nearer win.
///
/// # Errors
/// A finding about a reference that leads to no path item.
pub fn merged(root: &Node, item: &Node) -> Result<Node, Box<Finding>> {
    let mut chain = vec![item];
    let mut last = item;
    while let Some(reference) = last.reference() {
        let fault = |rule, what: &str| Err(Box::new(finding(rule, item, reference, what)));
        if !reference.starts_with('#') {
            return fault(&REF_EXTERNAL, "points out of the document");
        }
        let Some((_, target)) = located(root, reference).filter(|(_, target)| target.as_mapping().is_some()) else {
            return fault(&REF_DANGLING, "does not exist");
        };
        if chain.len() > MAX_CHAIN || chain.iter().any(|link| std::ptr::eq(*link, target)) {
            return fault(&REF_CIRCULAR, "is part of a cycle of references");
        }
        chain.push(target);
        last = target;
    }
    let mut merged = Mapping::default();
    for link in chain.into_iter().rev() {
        merged.extend(link.as_mapping().into_iter().flatten().map(|(key, node)| (Text::clone(key), node.clone())));
    }
    merged.shift_remove("$ref");
    Ok(Node::mapping(merged, item.mark))
}

/// Whether a path item refers to one that does not stand under `paths`, where no other stage comes to it.
pub fn is_elsewhere(root: &Node, item: &Node) -> bool {
    let mut next = Some(item);
    for _ in 0..MAX_CHAIN {
        match next.and_then(Node::reference).and_then(|reference| located(root, reference)) {
            Some((pointer, _)) if !pointer.starts_with("#/paths/") => return true,
            Some((_, target)) => next = Some(target),
            None => return false,
        }
    }
    false
}

fn finding(rule: &'static Rule, item: &Node, reference: &str, what: &str) -> Finding {
    let message = format!("the path item's `{reference}` {what}");
    Finding::new(rule, Site::Spec(item.mark), message, "write the operations out under this path")
}
