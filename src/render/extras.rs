//! Data for pages that is not part of the model.

use crate::diff::record::Recorded;
use crate::examples::Examples;

/// Examples and changes for pages.
#[derive(Clone, Copy, Debug)]
pub struct Extras<'a> {
    /// Examples, for styles that show them.
    pub examples: &'a Examples,
    /// Changes in this version, for styles that show them.
    pub changes: &'a Recorded,
}
