//! The document tree: nodes with order, spelling and position; YAML and JSON in and out; pointers; edits.

pub mod change;
mod json;
mod node;
pub mod oddity;
pub mod pointer;
pub mod scalar;
pub mod yaml;
pub mod yaml_writer;
#[cfg(test)]
mod yaml_writer_tests;

pub use node::{Mapping, Node, Text, Value};
