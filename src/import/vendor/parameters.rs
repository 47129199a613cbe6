//! Parameters of operations, with those of their path items.

use crate::tree::Node;

use super::spot::Spot;

/// Returns an operation with the parameters of its path item.
pub fn with_shared_parameters(operation: &Node, item: &Node) -> Node {
    let shared = item.items("parameters");
    if shared.is_empty() {
        return operation.clone();
    }
    let items = operation.items("parameters").iter().chain(shared).cloned().collect();
    operation.with("parameters", Node::sequence(items, operation.mark))
}

/// Returns the parameters of an operation and of its path item.
pub fn all_parameters<'a>(root: &'a Node, holders: [&Spot<'a>; 2]) -> Vec<Spot<'a>> {
    let lists = holders.into_iter().flat_map(|holder| holder.all_below("parameters"));
    lists.map(|(_, parameter)| parameter.resolved(root)).collect()
}
