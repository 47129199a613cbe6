//! The object keys that a person may choose from.

use crate::engine::Engine;
use crate::engine::media_type::{JSON, synonym};
use crate::mapping::infer::{self, Asked};
use crate::normalise::{Document, Operation};
use crate::schema::Resolver;

/// Returns the object keys that the response of each operation could have, by path and HTTP verb.
pub fn object_keys(document: &Document) -> impl Iterator<Item = ((String, String), Vec<String>)> {
    let resolver = document.components.resolver();
    document.operations.iter().map(move |operation| {
        let keys = keys_of(operation, resolver).unwrap_or_default();
        ((operation.path.to_string(), operation.verb.to_owned()), keys)
    })
}

fn keys_of(operation: &Operation, resolver: Resolver<'_>) -> Option<Vec<String>> {
    let content = Engine { resolver }.response(&operation.node)?.1?;
    // A key that begins with `$` leads nowhere in anything else.
    let schema = content.schema.filter(|_| synonym(content.media_type) == JSON)?;
    Some(infer::object_keys(schema.node, Asked::of(&operation.path, &operation.node), resolver))
}
