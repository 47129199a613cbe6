//! The blocks `projection_map` of a method.

use crate::engine::projection::{is_of_request, is_of_response};
use crate::rules::MethodContext;
use crate::tree::Node;

/// Returns each block with the first of its paths that the engine does not know.
pub(super) fn of<'a>(context: &MethodContext<'a>) -> Vec<(&'a Node, Option<&'a Node>)> {
    let of_request = context.request("projection_map").map(|node| (node, odd(node, is_of_request)));
    let of_response = context.response("projection_map").map(|node| (node, odd(node, is_of_response)));
    of_request.into_iter().chain(of_response).collect()
}

fn odd(block: &Node, is_known: fn(&str) -> bool) -> Option<&Node> {
    block.as_mapping()?.values().find(|path| path.as_str().is_some_and(|path| !is_known(path)))
}
