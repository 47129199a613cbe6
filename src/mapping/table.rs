//! The CSV file in which maintainers name resources and methods.

use std::collections::HashSet;
use std::path::Path;

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use crate::error::Error;
use crate::place::Mark;
use crate::place::Place;
use crate::tree::yaml::decode;

use super::cell::Cell;
use super::marks::Marks;
#[cfg(feature = "cli")]
use super::marks::Sureness;
use super::separator;

/// The resource name that leaves an operation out on purpose.
pub const SKIP: &str = "skip_this_resource";

/// The columns of a new mapping.
pub const HEADER: &str = "filename,path,verb,operationId,stackql_resource_name,stackql_method_name,stackql_verb,stackql_object_key,provgen\n";

/// One row: an operation and its mapping. Missing cells are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub mark: Mark,
    /// The service, with or without a file extension.
    pub filename: String,
    pub path: String,
    /// Finds the operation if its path has changed.
    pub operation_id: String,
    pub verb: String,
    /// The tags that the operation had when the row was written.
    pub tags: String,
    /// The schema of the answer, as the tools that draft mappings note it.
    pub answer: String,
    pub resource: String,
    pub method: String,
    pub sql_verb: String,
    /// The path of the rows in the response.
    pub object_key: String,
    /// What `provgen map` guessed in this row, until a person empties the cell.
    pub guess: String,
}

impl Row {
    /// Returns what a rule filled in this row.
    pub fn marks(&self) -> Marks {
        Marks::read(&self.guess)
    }

    /// Returns how sure the least sure guess is; none if nothing is left to review, as in a row that leaves its operation out.
    #[cfg(feature = "cli")]
    pub fn least_sure(&self) -> Option<Sureness> {
        self.marks().least_sure().filter(|_| self.resource != SKIP)
    }

    /// Whether the row has a guess that nobody has reviewed.
    pub fn is_guessed(&self) -> bool {
        !self.marks().guessed.is_empty()
    }

    /// Whether a cell is a guess that nobody has reviewed.
    pub fn is_guess(&self, cell: Cell) -> bool {
        self.marks().guessed.contains_key(&cell)
    }

    /// Returns the cell `provgen` with other marks. Notes of people stay, before the marks.
    pub fn remarked(&self, marks: &Marks) -> String {
        let is_note = |part: &&str| !part.is_empty() && Marks::read(part) == Marks::default();
        let notes = self.guess.split(';').map(str::trim).filter(is_note).map(str::to_owned);
        notes.chain([marks.to_string()].into_iter().filter(|marks| !marks.is_empty())).collect::<Vec<_>>().join("; ")
    }

    pub fn service(&self) -> Option<&str> {
        let name = self.filename.as_str();
        let endings = [".yaml", ".yml", ".json"];
        let stem = endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
        Some(stem).filter(|stem| !stem.is_empty())
    }
}

/// Reads a mapping, whose cells commas, semicolons or tabs separate. Columns may be in any order; unknown ones are ignored.
///
/// # Errors
/// Invalid UTF-8 or CSV, several separators, a duplicate column, or no column that identifies operations or names methods.
pub fn read(bytes: &[u8], file: &Path) -> Result<Vec<Row>, Error> {
    if bytes.is_empty() {
        return Err(Error::input(
            "the mapping is empty",
            Place::file(file),
            "run `provgen map`, which proposes its rows",
        ));
    }
    let (_, header, records) = records(bytes, file)?;
    Ok(records.iter().map(|(mark, record)| row(&header, record, *mark)).collect())
}

/// Writes a mapping with the columns of a new one.
#[cfg(feature = "cli")]
pub fn csv(rows: &[Row]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(HEADER.as_bytes().to_vec());
    for row in rows {
        // Writing to memory cannot fail.
        let _ = writer.write_record([
            &row.filename,
            &row.path,
            &row.verb,
            &row.operation_id,
            &row.resource,
            &row.method,
            &row.sql_verb,
            &row.object_key,
            &row.guess,
        ]);
    }
    writer.into_inner().unwrap_or_default()
}

type Records<'a> = (&'a str, StringRecord, Vec<(Mark, StringRecord)>);

/// Reads the unchanged records of a mapping. For errors see [`read`].
pub(super) fn records<'a>(bytes: &'a [u8], file: &Path) -> Result<Records<'a>, Error> {
    let text = decode(bytes, file)?;
    let separator = separator::of_header(text, HEADER);
    check_quotes(text, separator, file)?;
    let delimiter = separator::byte(separator);
    let mut reader = ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| broken(&error, file))?.clone();
    check_header(&header, separator, file)?;
    let width = header.len();
    let mut lines = Lines { text, byte: 0, line: 1 };
    let records = reader.into_records().map(|record| {
        let record = record.map_err(|error| broken(&error, file))?;
        let mark = lines.of(&record);
        check_separator(&record, width, separator, Place::at(file, mark))?;
        Ok((mark, record))
    });
    Ok((text, header, records.collect::<Result<_, Error>>()?))
}

/// Returns the offset at which a record, or the empty lines before it, start.
pub(super) fn start_of(record: &StringRecord, text: &str) -> usize {
    let byte = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(text.len());
    let (before, behind) = text.split_at_checked(byte).unwrap_or((text, ""));
    // The reader ends the line at `\r` and skips `\n` later.
    byte + usize::from(before.ends_with('\r') && behind.starts_with('\n'))
}

enum Within {
    Start,
    Bare,
    Quoted(u32),
    Closed(u32),
}

/// The reader accepts a quote that is never closed, as if it ended with the file.
fn check_quotes(text: &str, separator: char, file: &Path) -> Result<(), Error> {
    let (mut line, mut cell) = (1, Within::Start);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        cell = match (cell, letter) {
            (Within::Quoted(opened), '"') => Within::Closed(opened),
            (Within::Quoted(opened), _) => Within::Quoted(opened),
            (Within::Start, '"') => Within::Quoted(line),
            // Two quotes represent one.
            (Within::Closed(opened), '"') => Within::Quoted(opened),
            (_, '\n' | '\r') => Within::Start,
            (_, letter) if letter == separator => Within::Start,
            _ => Within::Bare,
        };
        line += u32::from(letter == '\n' || (letter == '\r' && letters.peek() != Some(&'\n')));
    }
    let Within::Quoted(line) = cell else { return Ok(()) };
    let place = Place::at(file, Mark::new(line, 1));
    let help = "close it; if it is part of the text, double it";
    Err(Error::input("a quote that opens in this row is never closed", place, help))
}

/// Counts lines along with the records. The reader's own count stops before empty lines, and knows no lines that `\r` alone
/// ends: rows would share a line, by which they are told apart.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, record: &StringRecord) -> Mark {
        let start = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.byte);
        let rest = self.text.get(start..).unwrap_or_default();
        let first = start + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let passed = self.text.get(self.byte..first).unwrap_or_default();
        let newlines = passed.matches(['\r', '\n']).count() - passed.matches("\r\n").count();
        self.line += u32::try_from(newlines).unwrap_or(u32::MAX);
        self.byte = first;
        Mark::new(self.line, 1)
    }
}

fn broken(error: &csv::Error, file: &Path) -> Error {
    let line = error.position().map_or(1, |position| position.line());
    let mark = Mark::new(u32::try_from(line).unwrap_or(u32::MAX), 1);
    let message = match error.kind() {
        ErrorKind::Utf8 { .. } => "the row is not UTF-8 text".to_owned(),
        _ => format!("this is not valid CSV: {error}"),
    };
    Error::input(message, Place::at(file, mark), "save the mapping as CSV, in UTF-8")
}

fn check_header(header: &StringRecord, separator: char, file: &Path) -> Result<(), Error> {
    let has = |name: &str| columns(header).any(|column| column == name);
    let refuse = |message: String, help: &str| Err(Error::input(message, Place::at(file, Mark::new(1, 1)), help));
    let names = ["stackql_resource_name", "stackql_method_name", "stackql_verb"];
    let missing: Vec<String> = names.iter().filter(|name| !has(name)).map(|name| format!("`{name}`")).collect();
    if !missing.is_empty() {
        let is_mixed = header.len() == 1 || header.iter().any(|name| separator::other(name, separator, 2).is_some());
        let help = match is_mixed {
            true => format!("separate all columns by {}", separator::name(separator)),
            false => "add the missing columns to the header".to_owned(),
        };
        return refuse(format!("the mapping has no column {}", missing.join(", ")), &help);
    }
    let names_operations = has("operationId") || (has("path") && has("verb"));
    if !names_operations {
        let help = "add `path` and `verb`, or `operationId`";
        return refuse("the mapping has no column that identifies operations".to_owned(), help);
    }
    // A header may have thousands of columns.
    let mut seen = HashSet::new();
    match columns(header).find(|column| !column.is_empty() && !seen.insert(*column)) {
        Some(column) => refuse(format!("the mapping has the column `{column}` twice"), "remove one of the two"),
        None => Ok(()),
    }
}

/// A row of one cell that is a whole row by another separator would pass for one without a mapping.
fn check_separator(record: &StringRecord, width: usize, separator: char, place: Place) -> Result<(), Error> {
    let cell = record.get(0).filter(|_| record.len() == 1);
    let Some(other) = cell.and_then(|cell| separator::other(cell, separator, width)) else { return Ok(()) };
    let (used, wanted) = (separator::name(other), separator::name(separator));
    let message = format!("{used} separate the cells of this row, {wanted} those of the header");
    Err(Error::input(message, place, format!("separate the cells of all rows by {wanted}")))
}

fn columns(header: &StringRecord) -> impl Iterator<Item = &str> {
    header.iter().map(str::trim)
}

fn row(header: &StringRecord, record: &StringRecord, mark: Mark) -> Row {
    let mut row = Row { mark, ..Row::default() };
    for (column, cell) in columns(header).zip(record) {
        let cell = cell.trim().to_owned();
        match column {
            "filename" => row.filename = cell,
            "path" => row.path = cell,
            "operationId" => row.operation_id = cell,
            "verb" => row.verb = cell.to_ascii_lowercase(),
            "tags" => row.tags = cell,
            "response_object" => row.answer = cell,
            "stackql_resource_name" => row.resource = cell,
            "stackql_method_name" => row.method = cell,
            "stackql_verb" => row.sql_verb = cell.to_ascii_lowercase(),
            "stackql_object_key" => row.object_key = cell,
            "provgen" => row.guess = cell,
            _ => {}
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(text: &str) -> String {
        match read(text.as_bytes(), Path::new("mapping.csv")) {
            Ok(rows) => format!("{rows:?}"),
            Err(error) => format!("{error} at {:?}", error.place().map(|place| place.mark.line())),
        }
    }

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        let text = "x,stackql_verb,verb,path,stackql_method_name,stackql_resource_name\n1,SELECT,GET,\"/a,b\",list,as\n\n,,get\n";
        let rows = read(text.as_bytes(), Path::new("m.csv")).unwrap_or_default();
        let seen: Vec<_> = rows
            .iter()
            .map(|r| (r.mark.line(), r.path.as_str(), r.verb.as_str(), r.sql_verb.as_str(), r.resource.as_str()))
            .collect();
        assert_eq!(seen, [(2, "/a,b", "get", "select", "as"), (4, "", "get", "", "")]);
    }

    #[test]
    fn each_row_has_a_line_whatever_ends_it() {
        for end in ["\n", "\r\n", "\r"] {
            let text = "operationId,stackql_resource_name,stackql_method_name,stackql_verb\n1\n\n\"2\n\"\n3\n"
                .replace('\n', end);
            let rows = read(text.as_bytes(), Path::new("m.csv")).unwrap_or_default();
            let lines: Vec<_> = rows.iter().map(|row| (row.mark.line(), row.operation_id.as_str())).collect();
            assert_eq!(lines, [(2, "1"), (4, "2"), (6, "3")], "{end:?}");
            let open = outcome(&format!("{text}\"4{end}"));
            assert!(open.ends_with("at Some(7)"), "{end:?}: {open}");
        }
    }

    #[test]
    fn a_header_with_many_columns_takes_no_time() {
        let columns: String = (0..100_000).map(|index| format!(",c{index}")).collect();
        let start = std::time::Instant::now();
        outcome(&format!("operationId,stackql_resource_name,stackql_method_name,stackql_verb{columns}\n"));
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }

    #[test]
    fn a_mapping_that_cannot_work_is_refused() {
        let cases = [
            outcome(""),
            outcome("a,b\n"),
            outcome("stackql_resource_name,stackql_method_name,stackql_verb,path\n"),
            outcome("stackql_resource_name,stackql_method_name,stackql_verb,operationId,operationId\n"),
            outcome("operationId;stackql_resource_name;stackql_method_name;stackql_verb\n1;a;\"b;select\n"),
            outcome("operationId\tstackql_resource_name\tstackql_method_name\tstackql_verb\n1;a;b;select\n"),
        ];
        insta::assert_snapshot!(cases.join("\n"));
    }
}
