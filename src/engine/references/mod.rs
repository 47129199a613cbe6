//! Which references the loader follows, in which order, and why it refuses a document for one.
//!
//! The loader is kin-openapi 0.88 (provider-format 2.1). Each fact here was tried: the engine had to describe a resource
//! of a small service document, several times where the order is random (`tests.rs`, `tests/engine_cases/loading`).

mod drill;
mod fault;
mod order;
mod search;
#[cfg(test)]
mod tests;

pub use fault::{Fault, Refusal};
pub use order::child;
pub use search::{Search, search};
