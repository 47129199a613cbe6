//! A file of a tree.

/// A file of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// The path relative to the root, with `/`.
    pub path: String,
    /// The content.
    pub bytes: Vec<u8>,
}

impl Product {
    pub(crate) fn of_text(path: String, text: String) -> Self {
        Product { path, bytes: text.into_bytes() }
    }
}
