//! What there is to check or to compare: a registry, a provider, a `provgen.yaml`, or one of these as a commit has it.

mod changed;
mod git;
mod side;

pub use changed::since;
pub use side::{Side, side};
