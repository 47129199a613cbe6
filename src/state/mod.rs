//! Reads the states to check or compare: a registry, a provider, a `provgen.yaml`, or one of these from a commit.

mod changed;
mod git;
mod repository;
mod side;
mod work_tree;

#[cfg(feature = "cli")]
pub use changed::is_changed_since;
pub use changed::since;
pub use side::{Side, side};
