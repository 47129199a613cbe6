//! One YAML file of a registry.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::place::Mark;
use crate::source::read_file;
use crate::tree::Node;
use crate::tree::oddity::Oddity;
use crate::tree::yaml;

/// Larger documents are refused. The largest published ones have 10 MB.
const MAX_MEGABYTES: u64 = 128;

/// A file with its tree.
pub struct Document {
    /// Where it is, as the user would open it.
    pub path: PathBuf,
    /// Its name from the folder of the providers, with `/`, as a `$ref` in `provider.yaml` spells it.
    pub name: String,
    /// What it holds, with the places where that stands.
    pub tree: Node,
    /// What readers of YAML disagree on.
    pub oddities: Vec<(Mark, Oddity)>,
}

impl Document {
    /// Reads a file.
    ///
    /// # Errors
    /// A file that cannot be read, is too large, or is no YAML.
    pub fn read(path: &Path, name: String) -> Result<Self, Error> {
        let bytes = read_file(path, MAX_MEGABYTES, "make the file readable")?;
        Document::parse(&bytes, path, name)
    }

    /// Understands the bytes of a file.
    ///
    /// # Errors
    /// Bytes that are no YAML.
    pub fn parse(bytes: &[u8], path: &Path, name: String) -> Result<Self, Error> {
        let (tree, oddities) = yaml::read_as_engine(bytes, path)?;
        Ok(Document { path: path.to_owned(), name, tree, oddities })
    }
}
