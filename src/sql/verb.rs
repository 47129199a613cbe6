//! The verbs of StackQL that a method can serve.

/// The SQL verb of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SqlVerb {
    /// `SELECT`.
    Select,
    /// `INSERT`.
    Insert,
    /// `DELETE`.
    Delete,
    /// `UPDATE`.
    Update,
    /// `REPLACE`.
    Replace,
    /// `EXEC`: none of the others.
    Exec,
}

impl SqlVerb {
    /// The verbs that a resource lists in `sqlVerbs`, in the order of the published providers.
    pub const LISTED: [SqlVerb; 5] =
        [SqlVerb::Select, SqlVerb::Insert, SqlVerb::Update, SqlVerb::Delete, SqlVerb::Replace];

    /// Returns the verb as provider documents spell it.
    pub fn name(self) -> &'static str {
        match self {
            SqlVerb::Select => "select",
            SqlVerb::Insert => "insert",
            SqlVerb::Delete => "delete",
            SqlVerb::Update => "update",
            SqlVerb::Replace => "replace",
            SqlVerb::Exec => "exec",
        }
    }

    /// Returns the names of the methods that the engine takes if a resource has no list for the verb.
    pub fn default_methods(self) -> &'static [&'static str] {
        match self {
            SqlVerb::Select => &["select", "list", "aggregatedList", "get"],
            SqlVerb::Insert => &["insert", "create"],
            SqlVerb::Delete => &["delete"],
            SqlVerb::Update | SqlVerb::Replace | SqlVerb::Exec => &[],
        }
    }

    /// Returns the verb for a name in provider documents.
    pub fn parse(name: &str) -> Option<Self> {
        Self::LISTED.into_iter().chain([SqlVerb::Exec]).find(|verb| verb.name() == name)
    }
}
