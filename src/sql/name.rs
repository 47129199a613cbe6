//! The words and characters of StackQL's grammar: which names need quotes, and how text is written.
//!
//! Facts of the engine's parser: an identifier is a letter, `_` or `$`, then letters, digits, `_`, `$` and `@`;
//! anything else needs double quotes. Its grammar has two lists of keywords that may be names; other keywords may not.

/// Keywords that may be names only after a dot.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "add", "and", "as", "asc", "auto_increment", "between", "binary", "by", "case", "collate", "convert", "create",
    "cross", "current_date", "current_time", "current_timestamp", "database", "databases", "delete", "desc",
    "describe", "distinct", "distinctrow", "div", "drop", "else", "end", "escape", "exec", "exists", "explain",
    "false", "for", "force", "from", "group", "having", "if", "ignore", "in", "index", "inner", "insert", "interval",
    "into", "is", "join", "left", "like", "limit", "localtime", "localtimestamp", "lock", "match", "maxvalue", "mod",
    "natural", "next", "not", "null", "off", "on", "or", "order", "outer", "regexp", "rename", "replace", "right",
    "rlike", "schema", "select", "separator", "set", "show", "straight_join", "substr", "substring", "table", "then",
    "timestampadd", "timestampdiff", "to", "true", "union", "unique", "unlock", "update", "use", "using", "utc_date",
    "utc_time", "utc_timestamp", "values", "when", "where", "xor",
];

/// Keywords that may never be names.
#[rustfmt::skip]
const FORBIDDEN: &[&str] = &[
    "_binary", "_latin1", "_utf8", "_utf8mb4", "all", "alter", "analyze", "cast", "column", "constraint", "do",
    "format", "full", "group_concat", "list", "pull", "registry", "release", "savepoint", "sql_cache",
    "sql_calc_found_rows", "sql_no_cache", "stream", "traditional", "tree", "vitess", "work",
];

/// The position of a name in a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// By itself, such as a column.
    Alone,
    /// After a dot, such as a service, a resource or a method.
    BehindDot,
}

impl Position {
    /// Returns the position of a name in a path, by its index.
    pub fn in_path(index: usize) -> Self {
        if index == 0 { Position::Alone } else { Position::BehindDot }
    }
}

/// Whether the parser accepts a name there only in double quotes.
pub fn needs_quotes(name: &str, position: Position) -> bool {
    let word = name.to_ascii_lowercase();
    let is_taken = match position {
        Position::Alone => is_reserved(&word) || is_forbidden(&word),
        Position::BehindDot => is_forbidden(&word),
    };
    is_taken || !is_word(name)
}

/// Whether a word is a keyword that may never be a name, whatever its case.
pub fn is_forbidden(word: &str) -> bool {
    FORBIDDEN.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
}

fn is_reserved(lower_case: &str) -> bool {
    RESERVED.binary_search(&lower_case).is_ok()
}

/// Whether a name has the characters of an identifier.
pub fn is_word(name: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_alphabetic() || b == b'_' || b == b'$';
    let mut bytes = name.bytes();
    bytes.next().is_some_and(is_letter) && bytes.all(|b| is_letter(b) || b.is_ascii_digit() || b == b'@')
}

/// Whether SQL can use a name without quotes: a letter or `_`, then letters, digits and `_`.
pub fn is_identifier(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Returns a name for a statement, in double quotes where the parser needs them.
pub fn identifier(name: &str, position: Position) -> String {
    if needs_quotes(name, position) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.to_owned() }
}

/// Returns names joined with dots, such as a table.
pub fn path(names: &[&str]) -> String {
    let quoted = names.iter().enumerate().map(|(index, name)| identifier(name, Position::in_path(index)));
    quoted.collect::<Vec<_>>().join(".")
}

/// Returns a parameter of EXEC. Keywords need no quotes after `@`.
pub fn variable(name: &str) -> String {
    if is_word(name) { format!("@{name}") } else { format!("@{}", identifier(name, Position::BehindDot)) }
}

/// Returns text as a literal. A backslash begins an escape in the engine's strings.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_sorted_for_the_search() {
        assert!(RESERVED.is_sorted() && FORBIDDEN.is_sorted());
    }

    #[test]
    fn quotes_stand_where_the_parser_needs_them() {
        use Position::{Alone, BehindDot};
        for (name, alone, behind_dot) in [
            ("id", "id", "id"),
            ("$ref", "$ref", "$ref"),
            ("user@host", "user@host", "user@host"),
            ("order", "\"order\"", "order"),
            ("Order", "\"Order\"", "Order"),
            ("list", "\"list\"", "\"list\""),
            ("status", "status", "status"),
            ("usage", "usage", "usage"),
            ("kebab-case", "\"kebab-case\"", "\"kebab-case\""),
            ("2fa", "\"2fa\"", "\"2fa\""),
            ("a\"b", "\"a\"\"b\"", "\"a\"\"b\""),
            ("größe", "\"größe\"", "\"größe\""),
        ] {
            assert_eq!((identifier(name, Alone), identifier(name, BehindDot)), (alone.into(), behind_dot.into()));
        }
    }

    #[test]
    fn paths_and_variables_have_quotes_of_their_own() {
        assert_eq!(path(&["okta", "list", "order", "2fa"]), "okta.\"list\".order.\"2fa\"");
        assert_eq!(path(&["order", "order"]), "\"order\".order");
        assert_eq!([variable("list"), variable("If-Match")], ["@list", "@\"If-Match\""]);
    }

    #[test]
    fn a_literal_holds_its_text() {
        assert_eq!(literal(r"it's C:\x"), r"'it''s C:\\x'");
    }

    #[test]
    fn identifiers_are_words_of_ascii_letters_digits_and_underscores() {
        assert!(is_identifier("_well_known") && is_identifier("deleteAll"));
        for name in ["", "../../x", "a/b", "2fa", "a-b", "é", "a b"] {
            assert!(!is_identifier(name), "{name}");
        }
    }
}
