//! A statement that an example shows, and what it is for.

use crate::sql::SqlVerb;

/// One example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What it is for, in a few words. It can hold whatever the API's document has.
    pub title: String,
    /// The statement, over several lines, with its semicolon.
    pub sql: String,
    /// The method that it means.
    pub method: String,
    /// The verb that the statement begins with.
    pub verb: SqlVerb,
    /// Whether a maintainer has written it.
    pub is_written: bool,
}
