//! The verbs of StackQL that a method can serve.

/// How SQL reaches a method.
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

    /// The verb as provider documents spell it.
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

    /// The methods that the engine takes where a resource has no list for the verb, by their names.
    pub fn default_methods(self) -> &'static [&'static str] {
        match self {
            SqlVerb::Select => &["select", "list", "aggregatedList", "get"],
            SqlVerb::Insert => &["insert", "create"],
            SqlVerb::Delete => &["delete"],
            SqlVerb::Update | SqlVerb::Replace | SqlVerb::Exec => &[],
        }
    }

    /// The verb of a name in provider documents.
    pub fn parse(name: &str) -> Option<Self> {
        Self::LISTED.into_iter().chain([SqlVerb::Exec]).find(|verb| verb.name() == name)
    }
}
