//! The cells of a mapping that a rule can fill.

/// A cell that a rule filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// `filename`.
    Service,
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
    /// All, in the order of the columns.
    pub const ALL: [Cell; 5] = [Cell::Service, Cell::Resource, Cell::Method, Cell::Verb, Cell::ObjectKey];

    /// Returns the cell of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Cell::ALL.into_iter().find(|cell| cell.name() == name)
    }

    /// Returns the name that marks use.
    pub fn name(self) -> &'static str {
        match self {
            Cell::Service => "service",
            Cell::Resource => "resource",
            Cell::Method => "method",
            Cell::Verb => "verb",
            Cell::ObjectKey => "object key",
        }
    }
}
