//! What an import gives.

use crate::model::Counts;

use super::blocks::Difference;
use super::lost::Lost;
use super::settings::Written;

/// The name of a configuration.
pub const CONFIG: &str = "provgen.yaml";

/// The name of a mapping.
pub const MAPPING: &str = "mapping.csv";

/// The inputs of a published provider, and what they leave out.
pub struct Imported {
    /// The provider's folder in the registry.
    pub name: String,
    /// The files of the new folder by their paths, with `/`. The configuration comes last, as a folder without one is no
    /// provider.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the provider has.
    pub counts: Counts,
    /// What could not be read or written down at all.
    pub lost: Vec<Lost>,
    /// Where documents that are generated from the files differ from the published ones.
    pub differences: Vec<Difference>,
    /// The settings that undo the differences in methods and in the root settings of services.
    pub settings: Written,
}
