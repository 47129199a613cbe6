//! Reads the states to check or compare: a registry, a provider, a `provgen.yaml`, or one of these from a commit.

mod changed;
mod git;
mod side;

pub use changed::since;
pub use side::{Side, side};
