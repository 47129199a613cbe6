//! Where something stands in an input: a file, a line and a column, a JSON pointer.

mod base;

use std::path::{Path, PathBuf};

pub use base::Base;

/// A position in an input file. Both numbers count from 1; 0 stands for "the file as a whole".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// A place in an input file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as the user named it.
    pub file: PathBuf,
    /// Line and column.
    pub mark: Mark,
    /// JSON pointer in fragment form, or the column of a CSV file; none for the file as a whole.
    pub pointer: Option<String>,
}

impl Place {
    /// A file as a whole.
    pub fn file(file: &Path) -> Self {
        Place { file: file.to_owned(), mark: Mark::default(), pointer: None }
    }

    /// A line and column of a file.
    pub fn at(file: &Path, mark: Mark) -> Self {
        Place { file: file.to_owned(), mark, pointer: None }
    }
}
