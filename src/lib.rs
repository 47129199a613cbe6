//! provgen

pub mod error;
pub mod finding;
pub mod source;
