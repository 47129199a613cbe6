//! Rewrites single cells of existing rows: the others stay byte for byte.

use std::collections::HashMap;

use crate::place::Mark;

use super::infer::Standing;
use super::table::Row;

/// The rows of which cells change, by where they stand.
pub struct Changes<'a>(pub HashMap<Mark, &'a Standing>);

impl<'a> Changes<'a> {
    pub fn new(standing: &[&'a Standing]) -> Self {
        let changed = standing.iter().filter(|standing| standing.written.is_some());
        Changes(changed.map(|standing| (standing.row.mark, *standing)).collect())
    }

    /// Returns the new cell of a row in a column, if it changes. A verb in capitals stays so.
    pub fn cell(&self, mark: Mark, column: &str, cell: &str) -> Option<String> {
        let standing = self.0.get(&mark)?;
        let (old, new) = (value(standing.written.as_ref()?, column)?, value(&standing.row, column)?);
        let in_capitals = column == "verb" && cell.trim() == old.to_uppercase() && !old.is_empty();
        (old != new).then(|| if in_capitals { new.to_uppercase() } else { new.to_owned() })
    }
}

fn value<'r>(row: &'r Row, column: &str) -> Option<&'r str> {
    match column {
        "filename" => Some(&row.filename),
        "path" => Some(&row.path),
        "verb" => Some(&row.verb),
        "operationId" => Some(&row.operation_id),
        _ => None,
    }
}

/// Replaces cells of a line by their index, and adds empty ones before them if the line is short. `quoted` writes a cell.
pub fn replaced(line: &str, cells: &[(usize, String)], separator: char, quoted: impl Fn(&str) -> String) -> String {
    let mut written: Vec<String> = split(line, separator).into_iter().map(str::to_owned).collect();
    for (at, cell) in cells {
        if written.len() <= *at {
            written.resize(at + 1, String::new());
        }
        written.get_mut(*at).into_iter().for_each(|old| *old = quoted(cell));
    }
    written.join(&separator.to_string())
}

enum Within {
    Start,
    Bare,
    Quoted,
    Closed,
}

/// Splits a line of CSV at the separators outside quotes.
fn split(line: &str, separator: char) -> Vec<&str> {
    let (mut cells, mut start, mut within) = (Vec::new(), 0, Within::Start);
    for (at, letter) in line.char_indices() {
        within = match within {
            Within::Quoted if letter == '"' => Within::Closed,
            Within::Quoted => Within::Quoted,
            // Two quotes represent one.
            Within::Start | Within::Closed if letter == '"' => Within::Quoted,
            _ if letter == separator => {
                cells.extend(line.get(start..at));
                start = at + letter.len_utf8();
                Within::Start
            }
            _ => Within::Bare,
        };
    }
    cells.extend(line.get(start..));
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_cells_stay_byte_for_byte() {
        let quoted = |cell: &str| format!("<{cell}>");
        let cell = |at| vec![(at, "new".to_owned())];
        for (line, at, expected) in [
            ("a,b,c", 1, "a,<new>,c"),
            ("\"a,\"\"b\"\",\",\" c\" ,d", 1, "\"a,\"\"b\"\",\",<new>,d"),
            ("a, \"b\",c", 2, "a, \"b\",<new>"),
            ("\"a\nb\",c", 1, "\"a\nb\",<new>"),
            ("a", 2, "a,,<new>"),
            ("", 0, "<new>"),
            ("\"\",\"\"\"\",x", 2, "\"\",\"\"\"\",<new>"),
            ("ä,ö", 1, "ä,<new>"),
        ] {
            assert_eq!(replaced(line, &cell(at), ',', quoted), expected, "{line}");
        }
    }
}
