//! Views of a resource, and the conditions under which they apply.

use crate::sql::SqlVerb;
use crate::sql::statement::Reading;
use crate::tree::Node;

/// The SQL dialects of the engine.
pub const DIALECTS: [&str; 2] = ["sqlite3", "postgres"];

/// Maximum number of fallbacks, more than any real view has.
const MAX_FALLBACKS: usize = 100;

/// Returns the view of a resource and its fallbacks, in the order in which the engine tries them.
pub fn alternatives(resource: &Node) -> impl Iterator<Item = &Node> {
    let first = resource.at_pointer("/config/views/select").filter(|view| view.as_mapping().is_some());
    std::iter::successors(first, |view| view.get("fallback").filter(|view| view.as_mapping().is_some()))
        .take(MAX_FALLBACKS)
}

/// Returns the statement of a view, if it has one.
pub fn ddl(view: &Node) -> Option<(&str, &Node)> {
    let node = view.get("ddl")?;
    Some((node.as_str().filter(|text| !text.trim().is_empty())?, node))
}

/// Returns why the statement of a view cannot run once its placeholders are filled.
pub fn fault(ddl: &str) -> Option<String> {
    match Reading::of(&filled(ddl)) {
        Ok(reading) => (reading.verb != SqlVerb::Select).then(|| "it is not a SELECT".to_owned()),
        Err(fault) if fault.mark.line() == 0 => Some(fault.message),
        Err(fault) => {
            Some(format!("{} (line {}, column {} of it)", fault.message, fault.mark.line(), fault.mark.column()))
        }
    }
}

/// Returns the conditions of a predicate, which `&&` separates.
pub fn conditions(predicate: &str) -> impl Iterator<Item = Condition<'_>> {
    predicate.split("&&").map(str::trim).filter(|part| !part.is_empty()).map(Condition::of)
}

/// A condition of a predicate.
#[derive(Debug, PartialEq, Eq)]
pub enum Condition<'a> {
    /// Requires a dialect.
    Dialect(&'a str),
    /// Requires parameters.
    Parameters,
    /// Anything that the engine does not recognise.
    Other(&'a str),
}

impl<'a> Condition<'a> {
    fn of(part: &'a str) -> Self {
        let value = |name: &str| part.strip_prefix(name)?.trim_start().strip_prefix("==").map(str::trim);
        let quoted = |text: &'a str| text.strip_prefix('"')?.strip_suffix('"');
        if let Some(dialect) = value("sqlDialect").and_then(quoted) {
            return Condition::Dialect(dialect);
        }
        match value("requiredParams").is_some_and(|list| list.starts_with('[') && list.ends_with(']')) {
            true => Condition::Parameters,
            false => Condition::Other(part),
        }
    }
}

/// Fills the placeholders `{{ name }}` of a statement: in quotes with a word, elsewhere with a literal.
pub fn filled(ddl: &str) -> String {
    let (mut filled, mut rest, mut is_quoted) = (String::with_capacity(ddl.len()), ddl, false);
    while let Some((before, (_, behind))) =
        rest.split_once("{{").and_then(|(it, rest)| Some((it, rest.split_once("}}")?)))
    {
        is_quoted ^= before.matches('\'').count() % 2 == 1;
        filled.push_str(before);
        filled.push_str(if is_quoted { "x" } else { "'x'" });
        rest = behind;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_where_they_stand() {
        assert_eq!(filled("a = '{{ b }}' AND c = {{d}}"), "a = 'x' AND c = 'x'");
        assert_eq!(filled("a = 'it''s' AND c = {{d"), "a = 'it''s' AND c = {{d");
    }

    #[test]
    fn predicates_are_read_as_the_engine_reads_them() {
        let read: Vec<_> = conditions(r#"sqlDialect == "sqlite3" && requiredParams == [ "a", b ] && x"#).collect();
        assert_eq!(read, [Condition::Dialect("sqlite3"), Condition::Parameters, Condition::Other("x")]);
    }
}
