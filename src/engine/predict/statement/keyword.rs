//! Which words the engine's parser takes for names.

/// Words that are names only behind a dot.
const RESERVED: &[&str] = &[
    "add", "and", "as", "asc", "between", "binary", "by", "case", "collate", "convert", "create", "cross",
    "current_date", "current_time", "current_timestamp", "database", "databases", "delete", "desc", "describe",
    "distinct", "div", "drop", "else", "end", "escape", "exec", "exists", "explain", "false", "for", "from", "group",
    "having", "if", "ignore", "in", "index", "inner", "insert", "interval", "into", "is", "join", "left", "like",
    "limit", "localtime", "localtimestamp", "lock", "mod", "natural", "next", "not", "null", "off", "on", "or",
    "order", "outer", "over", "recursive", "regexp", "replace", "returning", "right", "rlike", "schema", "select",
    "separator", "set", "show", "substr", "substring", "table", "then", "timestampadd", "timestampdiff", "to", "true",
    "union", "update", "use", "using", "utc_date", "utc_time", "utc_timestamp", "values", "when", "where", "xor",
];

/// Words that are never names.
const NEVER: &[&str] = &[
    "_binary", "_latin1", "_utf8", "_utf8mb4", "all", "alter", "analyze", "cast", "column", "constraint", "do",
    "format", "full", "group_concat", "list", "pull", "registry", "release", "savepoint", "sql_cache",
    "sql_calc_found_rows", "sql_no_cache", "stream", "traditional", "tree", "vitess", "work",
];

/// Words that are names, but which the engine puts in backquotes where it prints a statement without a dialect.
const SOFT: &[&str] = &[
    "accessible", "action", "against", "asensitive", "auth", "auto_increment", "before", "begin", "bigint", "bit",
    "blob", "bool", "boolean", "both", "call", "cascade", "change", "char", "character", "charset", "check",
    "collation", "columns", "comment", "commit", "committed", "condition", "continue", "current", "current_user",
    "cursor", "date", "datetime", "dec", "decimal", "declare", "default", "delayed", "deterministic", "distinctrow",
    "double", "duplicate", "each", "elseif", "enclosed", "engines", "enum", "escaped", "exit", "expansion",
    "extended", "fetch", "fields", "float", "flush", "following", "force", "foreign", "fulltext", "generated",
    "geometry", "get", "global", "grant", "indexes", "infile", "inout", "insensitive", "int", "integer",
    "interactive", "isolation", "iterate", "json", "json_each", "key", "keys", "kill", "language", "leading", "leave",
    "less", "level", "linear", "lines", "linestring", "load", "login", "long", "longblob", "longtext", "loop",
    "match", "materialized", "maxvalue", "mediumblob", "mediumint", "mediumtext", "method", "mode", "modifies",
    "names", "nativequery", "nchar", "no", "numeric", "offset", "only", "optimize", "option", "optionally", "out",
    "outfile", "partition", "plugins", "point", "polygon", "preceding", "precision", "primary", "processlist",
    "procedure", "purge", "query", "range", "read", "reads", "real", "references", "refresh", "rename", "reorganize",
    "repair", "repeat", "repeatable", "require", "resignal", "restrict", "return", "revoke", "rollback", "row",
    "rows", "sa", "sensitive", "sequence", "serializable", "serviceaccount", "session", "share", "signal", "signed",
    "sleep", "smallint", "spatial", "specific", "sql", "sqlexception", "sqlstate", "sqlwarning", "ssl", "stackql",
    "start", "starting", "status", "stored", "straight_join", "tables", "temp", "temporary", "terminated", "text",
    "than", "time", "timestamp", "tinyblob", "tinyint", "tinytext", "trailing", "transaction", "trigger", "truncate",
    "unbounded", "uncommitted", "undo", "unique", "unlock", "unsigned", "usage", "varbinary", "varchar", "variables",
    "varying", "view", "virtual", "warnings", "while", "with", "write", "year", "zerofill",
];

/// Whether a word without quotes can be a name, at the start of one or behind a dot.
pub fn is_name(word: &str, is_behind_dot: bool) -> bool {
    let word = word.to_ascii_lowercase();
    let is_in = |list: &[&str]| list.contains(&word.as_str());
    !is_in(NEVER) && (is_behind_dot || !is_in(RESERVED))
}

/// Whether a word is one that the parser knows.
pub fn is_keyword(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    [RESERVED, NEVER, SOFT].iter().any(|list| list.contains(&word.as_str()))
}
