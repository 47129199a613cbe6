//! Data for pages that is not part of the model.

use crate::diff::record::Recorded;
use crate::examples::Examples;

/// Examples and changes for pages.
#[derive(Debug, Default)]
pub struct Extras {
    /// Examples, for styles that show them.
    pub examples: Examples,
    /// Changes in this version, for styles that show them.
    pub changes: Recorded,
}
