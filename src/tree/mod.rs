//! The document tree: nodes that keep order, spelling and place; YAML and JSON in and out; pointers; copying edits.

pub mod change;
mod json;
mod node;
pub mod oddity;
pub mod pointer;
pub mod scalar;
pub mod yaml;
pub mod yaml_writer;

pub use node::{Mapping, Node, Text, Value};
