//! The cells of a mapping that a rule can fill.

/// A cell that a rule filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// `stackql_resource_name`.
    Resource,
    /// `stackql_method_name`.
    Method,
    /// `stackql_verb`.
    Verb,
    /// `stackql_object_key`.
    ObjectKey,
}

impl Cell {
    /// Returns the name that marks use.
    pub fn name(self) -> &'static str {
        match self {
            Cell::Resource => "resource",
            Cell::Method => "method",
            Cell::Verb => "verb",
            Cell::ObjectKey => "object key",
        }
    }
}
