//! The grammar of OpenAPI documents, and schemas seen through `$ref` and compositions.

pub mod access;
mod agreement;
mod composition;
pub mod envelope;
mod fields;
mod format;
pub mod grammar;
pub mod kind;
mod limits;
pub mod list;
pub mod opaque;
mod parameter;
mod path;
mod reference;
pub mod shape;
mod spot;

use crate::tree::Node;

pub use agreement::{Agreement, Told};
pub use composition::{ALTERNATIVES, COMPOSITIONS, Walk, alternatives, composition, is_array, is_composed, members};
pub use limits::{Bound, Limits};
pub use parameter::is_ignored;
pub use path::placeholders;
pub use reference::{Id, MAX_CHAIN, Resolver, component_of, located, target};
pub use spot::{Location, Spot};

/// The extension that lists the variants of an object.
pub const VARIANTS: &str = "x-provgen-variants";

/// The extension that names the properties which an API requires and the engine must not.
pub const REQUIRED: &str = "x-provgen-required";

/// Returns the names of the properties that an API requires, whether the engine knows that or not.
pub fn required(schema: &Node) -> impl Iterator<Item = &str> {
    ["required", REQUIRED].into_iter().flat_map(|key| schema.items(key)).filter_map(Node::as_str)
}
