//! Stage 1: bytes to an OpenAPI 3.0 document.

pub mod change;
pub mod grammar;
pub mod node;
pub mod pointer;
pub mod scalar;
pub mod yaml;
