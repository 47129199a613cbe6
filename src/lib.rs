//! provgen

pub mod config;
pub mod error;
pub mod finding;
pub mod mapping;
pub mod model;
pub mod normalise;
pub mod source;
