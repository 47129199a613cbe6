//! The examples and the changes that a page shows besides the model.

use crate::diff::record::Recorded;
use crate::examples::Examples;

/// What pages show besides the model.
#[derive(Debug, Default)]
pub struct Extras {
    /// Examples, for a style that has any.
    pub examples: Examples,
    /// What has changed in this version, for a style that says so.
    pub changes: Recorded,
}
