//! A request with the operation that it reaches.

use serde_json::Value as Json;

use crate::tree::Node;

/// A request that is as an operation says.
#[derive(Clone, Debug)]
pub struct Reached<'a> {
    /// The document that has the operation.
    pub document: &'a Node,
    /// The operation.
    pub operation: &'a Node,
    /// The path of the operation as the document spells it.
    pub path: &'a str,
    /// The HTTP verb, in any case.
    pub verb: &'a str,
    /// The values of the parameters in the path, decoded.
    pub path_values: Vec<(String, String)>,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The body, if it is JSON.
    pub body: Option<Json>,
    /// The scheme, the host and the path that the operation's path follows, for the URLs of further pages.
    pub base: String,
}

/// Where the entries of an object are, which tells it from others while it is kept.
pub fn address(node: &Node) -> usize {
    node.as_mapping().map_or(0, |entries| std::ptr::from_ref(entries).addr())
}
