//! Reads what the engine prints for a statement: a table as CSV on stdout, messages on stderr.

use csv::{ReaderBuilder, StringRecord};

use super::crash;
use crate::engine::predict::Kind;

/// What the engine says of a statement that changed something.
const SUCCESS: &str = "The operation was despatched successfully";

/// What the engine prints for `NULL`.
const NULL: &str = "null";

/// What is said of output that cannot be read.
const NO_TABLE: &str = "stackql printed something that is no table";

/// What the engine printed for a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The kind of end.
    pub kind: Kind,
    /// The names of columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Option<String>>>,
    /// What the engine says, or the function that it crashed in.
    pub message: String,
}

impl Printed {
    /// Creates it for a statement that printed nothing of use.
    pub fn failed(message: impl Into<String>) -> Self {
        Printed { kind: Kind::Error, columns: Vec::new(), rows: Vec::new(), message: message.into() }
    }

    /// Reads what was printed on stdout and stderr. A process that fails says so, and one that prints nothing otherwise
    /// means a table without columns.
    pub fn read(out: &[u8], err: &[u8], is_sound: bool) -> Self {
        let (out, err) = (String::from_utf8_lossy(out), String::from_utf8_lossy(err));
        if let Some(function) = crash::function(&err) {
            return Printed { kind: Kind::Panic, ..Printed::failed(function) };
        }
        let message = err.trim();
        let is_silent = message.is_empty();
        let is_success = message.lines().all(|line| line.trim().is_empty() || line == SUCCESS);
        let Some((columns, rows)) = table(&out) else {
            return Printed::failed(if is_silent { NO_TABLE } else { message });
        };
        let kind = match is_success {
            true if out.is_empty() && is_silent && !is_sound => {
                return Printed::failed("stackql failed without a message");
            }
            true if out.is_empty() && !is_silent => Kind::Done,
            true => Kind::Rows,
            false => Kind::Error,
        };
        Printed { kind, columns, rows, message: message.to_owned() }
    }
}

/// The names of columns, and rows.
type Table = (Vec<String>, Vec<Vec<Option<String>>>);

/// Reads a table; nothing if a row has not one value for each column.
fn table(text: &str) -> Option<Table> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    if !reader.read_record(&mut record).ok()? {
        return Some((Vec::new(), Vec::new()));
    }
    let columns: Vec<String> = record.iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    loop {
        if columns.len() == 1 {
            rows.extend(empty_rows(text, reader.position().byte()));
        }
        if !reader.read_record(&mut record).ok()? {
            return Some((columns, rows));
        }
        if record.len() != columns.len() {
            return None;
        }
        rows.push(record.iter().map(value).collect());
    }
}

/// Returns the rows that begin at a place and that the reader of CSV skips, as their lines have no text: the engine
/// writes the empty value of an only column like that.
fn empty_rows(text: &str, start: u64) -> Vec<Vec<Option<String>>> {
    let rest = usize::try_from(start).ok().and_then(|start| text.get(start..)).unwrap_or_default();
    let count = rest.len() - rest.trim_start_matches('\n').len();
    vec![vec![Some(String::new())]; count]
}

fn value(text: &str) -> Option<String> {
    (text != NULL).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(out: &str, err: &str) -> (Kind, Vec<String>, Vec<Vec<Option<String>>>, String) {
        let Printed { kind, columns, rows, message } = Printed::read(out.as_bytes(), err.as_bytes(), true);
        (kind, columns, rows, message)
    }

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    #[test]
    fn a_table_keeps_order_quotes_and_null() {
        let (kind, columns, rows, message) = read("b,a\n\"x\ny\",null\n\"{\"\"k\"\":1}\",\n", "");
        assert_eq!((kind, columns, message.as_str()), (Kind::Rows, texts(&["b", "a"]), ""));
        assert_eq!(rows, [[Some("x\ny".to_owned()), None], [Some("{\"k\":1}".to_owned()), Some(String::new())]]);
    }

    #[test]
    fn a_line_without_text_is_an_empty_value_of_the_only_column() {
        let (_, columns, rows, _) = read("a\n\n1\n\n\n\"x\n\ny\"\n\n", "");
        let values: Vec<&str> = rows.iter().flatten().flatten().map(String::as_str).collect();
        assert_eq!((columns, values), (texts(&["a"]), vec!["", "1", "", "", "x\n\ny", ""]));
    }

    #[test]
    fn kinds_of_ends_are_told_apart() {
        let kind = |out, err| read(out, err).0;
        assert_eq!(kind("", "The operation was despatched successfully\n"), Kind::Done);
        assert_eq!(kind("a\n1\n", "The operation was despatched successfully\n"), Kind::Rows);
        assert_eq!(kind("a\n", ""), Kind::Rows);
        assert_eq!(kind("", ""), Kind::Rows);
        assert_eq!(kind("a\n1\n", "no such column: b\n"), Kind::Error);
        assert_eq!(kind("a\n", "panic: x\n"), Kind::Panic);
        assert_eq!(Printed::read(b"", b"", false).kind, Kind::Error);
    }

    #[test]
    fn what_is_no_table_is_an_error() {
        assert_eq!(read("a,b\n1\n", ""), (Kind::Error, vec![], vec![], NO_TABLE.to_owned()));
        assert_eq!(read("\u{1}\u{2}\"\n,,\n", "").0, Kind::Error);
        assert_eq!(Printed::read(b"a\n\xFF\n", b"", true).rows, [[Some("\u{FFFD}".to_owned())]]);
    }
}
