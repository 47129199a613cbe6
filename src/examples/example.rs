//! An example statement.

use crate::sql::SqlVerb;

/// An example statement for a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// A short title, unescaped.
    pub title: String,
    /// The statement in several lines, with its semicolon.
    pub sql: String,
    /// The intended method.
    pub method: String,
    /// The verb of the statement.
    pub verb: SqlVerb,
    /// Whether it is handwritten.
    pub is_written: bool,
}
