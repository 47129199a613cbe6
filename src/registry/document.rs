//! One YAML file of a registry.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::place::Mark;
use crate::source::read_file;
use crate::tree::Node;
use crate::tree::oddity::Oddity;
use crate::tree::yaml;

/// Maximum size of a document. The largest published ones have 10 MB.
const MAX_MEGABYTES: u64 = 128;

/// A file with its parsed content.
pub struct Document {
    /// The path, as the user would open it.
    pub path: PathBuf,
    /// The name relative to the folder of all providers, with `/`, as a `$ref` in `provider.yaml` spells it.
    pub name: String,
    /// The content with its positions.
    pub tree: Node,
    /// What YAML readers disagree on.
    pub oddities: Vec<(Mark, Oddity)>,
    /// Whether a stage before has seen to types and references, as for a document that is not written yet.
    pub is_normalised: bool,
}

impl Document {
    /// Reads a file.
    ///
    /// # Errors
    /// An unreadable or too large file, or invalid YAML.
    pub fn read(path: &Path, name: String) -> Result<Self, Error> {
        let bytes = read_file(path, MAX_MEGABYTES, "check the permissions of the file")?;
        Document::parse(&bytes, path, name)
    }

    /// Returns a document that is not written yet. Its path is the name.
    pub fn unwritten(name: String, tree: &Node) -> Self {
        Document { path: PathBuf::from(&name), name, tree: tree.clone(), oddities: Vec::new(), is_normalised: true }
    }

    /// Parses the bytes of a file.
    ///
    /// # Errors
    /// Invalid YAML.
    pub fn parse(bytes: &[u8], path: &Path, name: String) -> Result<Self, Error> {
        let (tree, oddities) = yaml::read_as_engine(bytes, path)?;
        Ok(Document { path: path.to_owned(), name, tree, oddities, is_normalised: false })
    }
}
