//! A file of the tree that a provider is written as.

/// One file of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Where: relative to the root, with `/`.
    pub path: String,
    /// What.
    pub bytes: Vec<u8>,
}

impl Product {
    /// A file of text.
    pub(crate) fn of_text(path: String, text: String) -> Self {
        Product { path, bytes: text.into_bytes() }
    }
}
