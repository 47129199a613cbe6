//! What StackQL does with a document. Each fact has one home here, whoever asks: the stages that write documents, the
//! rules that look at them, the changes between two of them.
//!
//! Sections named `provider-format` are those of the project's reference on provider documents, which cites the
//! engine's code or what it was seen to do.

pub mod auth;
pub mod block;
pub mod casing;
mod columns;
pub mod config;
pub mod exec;
mod lookup;
pub mod media_type;
pub mod names;
pub mod object_key;
pub mod pagination;
pub mod path;
pub mod predict;
mod profile;
pub mod projection;
pub mod provider;
pub mod pushdown;
pub mod reach;
pub mod references;
pub mod request;
pub mod resource;
pub mod response;
pub mod rows;
pub mod servers;
pub mod transform;
mod xml;

pub use columns::{Columns, Field, first_text};
pub use lookup::Engine;
pub use profile::{Profile, Release};
pub use provider::Protocol;
pub use response::{Content, Rows};
pub use servers::ServerVariable;
pub use transform::{BRACES, RequestTransform, TYPES as TRANSFORM_TYPES, Transform, without_template};

/// Where resources stand, below `components`.
pub const RESOURCES: &str = "x-stackQL-resources";
