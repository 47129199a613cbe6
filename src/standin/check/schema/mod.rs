//! Schemas of OpenAPI as JSON Schema, and validators of them.

mod convert;
mod discriminator;
mod options;
mod reach;
#[cfg(test)]
mod tests;
mod validator;

pub use validator::{Problem, Validator};
