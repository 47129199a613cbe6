//! What SELECT makes of a column by its name (provider-format 3.4). The engine drops the double quotes of a column on
//! the way to the database, so that SQLite reads the bare word.

use std::borrow::Cow;

/// What happens to a column because of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameClass {
    /// Nothing.
    Plain,
    /// Class H: the parser takes it in double quotes alone.
    Quoted,
    /// Class G: SQLite reads characters of it as operators.
    Characters,
    /// Classes A and B: a syntax error, in double quotes as well.
    Unselectable,
    /// Class D: `ORDER BY` or `WHERE` fails.
    Partial,
    /// Class C: the date, the time or NULL instead of the value.
    Silent,
    /// Class E: queries of the resource return no rows.
    NoRows,
    /// Class F: the table of the resource cannot be made.
    NoTable,
}

impl NameClass {
    /// Whether SELECT gives the value of a column by its name in double quotes.
    pub fn is_selectable(self) -> bool {
        matches!(self, NameClass::Plain | NameClass::Quoted | NameClass::Partial)
    }
}

/// Keywords of SQLite that fail in double quotes.
#[rustfmt::skip]
const UNSELECTABLE: &[&str] = &[
    "add", "all", "alter", "and", "as", "autoincrement", "between", "case", "cast", "check", "collate", "constraint",
    "create", "default", "deferrable", "delete", "distinct", "drop", "else", "escape", "except", "exists", "foreign",
    "from", "group", "having", "in", "index", "insert", "intersect", "into", "is", "isnull", "join", "limit", "not",
    "nothing", "notnull", "on", "or", "order", "primary", "raise", "references", "returning", "set", "table", "then",
    "to", "transaction", "union", "unique", "update", "using", "values", "when", "where",
];

/// Keywords of the engine's parser alone, for which double quotes suffice.
#[rustfmt::skip]
const QUOTED: &[&str] = &[
    "_binary", "_latin1", "_utf8", "_utf8mb4", "analyze", "asc", "binary", "by", "column", "convert", "cross",
    "database", "databases", "desc", "describe", "distinctrow", "div", "do", "end", "exec", "explain", "for", "format",
    "full", "group_concat", "if", "ignore", "inner", "interval", "left", "like", "list", "localtime", "localtimestamp",
    "lock", "mod", "natural", "next", "off", "outer", "over", "pull", "recursive", "regexp", "registry", "release",
    "replace", "right", "rlike", "savepoint", "schema", "separator", "show", "sql_cache", "sql_calc_found_rows",
    "sql_no_cache", "straight_join", "stream", "substr", "substring", "timestampadd", "timestampdiff", "traditional",
    "tree", "use", "utc_date", "utc_time", "utc_timestamp", "vitess", "work", "xor",
];

/// Words that stand for a value of their own.
const SILENT: &[&str] = &["current_date", "current_time", "current_timestamp", "null"];

/// Words that fail in some clauses alone.
const PARTIAL: &[&str] = &["commit", "select", "with"];

/// Columns that the engine adds to each table.
const OWN_COLUMNS: &[&str] = &["iql_generation_id", "iql_session_id"];

/// What happens to a column of a name. Keywords are keywords in any case.
pub fn class(name: &str) -> NameClass {
    let has_capitals = name.bytes().any(|b| b.is_ascii_uppercase());
    let word = if has_capitals { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) };
    let is_in = |words: &[&str]| words.binary_search(&&*word).is_ok();
    match () {
        () if is_in(OWN_COLUMNS) || name.contains('"') => NameClass::NoTable,
        () if word == "true" => NameClass::NoRows,
        () if is_in(SILENT) => NameClass::Silent,
        () if is_in(PARTIAL) => NameClass::Partial,
        () if is_in(UNSELECTABLE) => NameClass::Unselectable,
        () if !has_plain_characters(name) => NameClass::Characters,
        () if is_in(QUOTED) => NameClass::Quoted,
        () => NameClass::Plain,
    }
}

/// Whether no statement can give a parameter of a name: the engine's own columns, and names with a double quote.
pub fn is_fatal_parameter(name: &str) -> bool {
    class(name) == NameClass::NoTable
}

/// Whether SQLite reads a name as one word.
fn has_plain_characters(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_for_the_search() {
        assert!([UNSELECTABLE, QUOTED, SILENT, PARTIAL, OWN_COLUMNS].iter().all(|words| words.is_sorted()));
    }

    #[test]
    fn names_have_the_class_that_the_engine_was_seen_to_give_them() {
        use NameClass::*;
        for (name, expected) in [
            ("id", Plain),
            ("a$b", Plain),
            ("Key", Plain),
            ("Group", Unselectable),
            ("primary", Unselectable),
            ("list", Quoted),
            ("a-b", Characters),
            ("$ref", Characters),
            ("2fa", Characters),
            ("größe", Characters),
            ("with", Partial),
            ("NULL", Silent),
            ("true", NoRows),
            ("false", Plain),
            ("iql_session_id", NoTable),
            ("a\"b", NoTable),
        ] {
            assert_eq!(class(name), expected, "{name}");
        }
    }
}
