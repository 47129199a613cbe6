//! Completes a mapping file: existing text stays byte for byte, new cells and rows are inserted with its separator.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use csv::{ByteRecord, QuoteStyle, StringRecord, Terminator, WriterBuilder};

use crate::error::Error;
use crate::place::Mark;
use crate::text::snake_case;

use super::changes::{Changes, replaced};
use super::infer::{Proposed, Standing};
use super::marks::Marks;
use super::separator;
#[cfg(feature = "cli")]
use super::table::Row;
use super::table::{self, HEADER};

/// The column that marks guesses.
const MARK: &str = "provgen";

/// How many cells a row may have behind the last column that keep their place: all other rows get as many.
const MAX_NAMELESS: usize = 20;

/// Returns a mapping with missing cells filled and missing rows added: after the last row of their service, or at the
/// end for new services. Rows that moved get their new path. Empty bytes stand for a missing file.
///
/// # Errors
/// The errors of [`table::read`].
pub fn complete(bytes: &[u8], file: &Path, standing: &[&Standing], proposed: &[&Proposed]) -> Result<Vec<u8>, Error> {
    let changes = Changes::new(standing);
    if proposed.is_empty() && changes.0.is_empty() {
        return Ok(bytes.to_vec());
    }
    let sheet = Sheet::read(if bytes.is_empty() { HEADER.as_bytes() } else { bytes }, file)?;
    let mut sheet = sheet.widened(proposed, &changes);
    sheet.change(&changes);
    let mut added = Added::new(standing, proposed);
    let filled: HashMap<Mark, &Proposed> =
        proposed.iter().filter(|proposed| !proposed.is_new()).map(|proposed| (proposed.row.mark, *proposed)).collect();
    let mut text = sheet.head.clone();
    for line in &sheet.lines {
        text.push_str(&line.before);
        match filled.get(&line.mark) {
            Some(proposed) => text.push_str(&sheet.record(&line.cells, proposed)),
            None => text.push_str(&sheet.padded(line)),
        }
        let (newline, rest) = first_newline(&line.after);
        text.push_str(newline);
        added.behind(line.mark).into_iter().for_each(|proposed| sheet.add(&mut text, proposed));
        text.push_str(rest);
    }
    added.rest.into_iter().for_each(|proposed| sheet.add(&mut text, proposed));
    Ok(text.into_bytes())
}

/// Returns a mapping in which the cells of some rows are others, by the place of the row. All other rows stay byte for
/// byte.
///
/// # Errors
/// The errors of [`table::read`].
#[cfg(feature = "cli")]
pub fn rewrite(bytes: &[u8], file: &Path, rows: &HashMap<Mark, Row>) -> Result<Vec<u8>, Error> {
    if rows.is_empty() {
        return Ok(bytes.to_vec());
    }
    let sheet = Sheet::read(bytes, file)?;
    let is_lacking = |column: &str| !sheet.columns.iter().any(|known| known == column);
    let needed = |column: &&str| is_lacking(column) && rows.values().any(|row| !own_cell(column, row).is_empty());
    let missing: Vec<&str> = ["filename", "stackql_object_key", MARK].into_iter().filter(needed).collect();
    let sheet = sheet.with_columns(&missing);
    let mut text = sheet.head.clone();
    for line in &sheet.lines {
        text.push_str(&line.before);
        match rows.get(&line.mark) {
            Some(row) => text.push_str(&sheet.rewritten(&line.cells, row)),
            None => text.push_str(&sheet.padded(line)),
        }
        text.push_str(&line.after);
    }
    Ok(text.into_bytes())
}

/// Returns the cell of a row in a column that a mapping gives; nothing for other columns.
#[cfg(feature = "cli")]
fn own_cell<'r>(column: &str, row: &'r Row) -> &'r str {
    match column {
        "filename" => &row.filename,
        "stackql_resource_name" => &row.resource,
        "stackql_method_name" => &row.method,
        "stackql_verb" => &row.sql_verb,
        "stackql_object_key" => &row.object_key,
        MARK => &row.guess,
        _ => "",
    }
}

/// New rows by the row that they follow.
struct Added<'a> {
    behind: HashMap<Mark, Vec<&'a Proposed>>,
    rest: Vec<&'a Proposed>,
}

impl<'a> Added<'a> {
    fn new(standing: &[&Standing], proposed: &[&'a Proposed]) -> Self {
        let services = standing.iter().filter_map(|standing| Some((standing.service.as_deref()?, standing.row.mark)));
        let mut last: HashMap<&str, Mark> = HashMap::new();
        for (service, mark) in services {
            last.entry(service).and_modify(|last| *last = mark.max(*last)).or_insert(mark);
        }
        let mut added = Added { behind: HashMap::new(), rest: Vec::new() };
        for proposed in proposed.iter().filter(|proposed| proposed.is_new()) {
            match last.get(proposed.service.as_str()) {
                Some(mark) => added.behind.entry(*mark).or_default().push(proposed),
                None => added.rest.push(proposed),
            }
        }
        added.rest.sort_by(|a, b| a.service.cmp(&b.service));
        added
    }

    fn behind(&mut self, mark: Mark) -> Vec<&'a Proposed> {
        self.behind.remove(&mark).unwrap_or_default()
    }
}

/// A mapping file split into its parts.
struct Sheet {
    /// The header, with a byte order mark if there is one.
    head: String,
    columns: Vec<String>,
    /// Number of columns before new ones are added.
    width: usize,
    newline: &'static str,
    separator: char,
    lines: Vec<Line>,
}

struct Line {
    mark: Mark,
    /// Empty lines before it.
    before: String,
    text: String,
    /// The line ending, and empty lines after it.
    after: String,
    cells: StringRecord,
}

impl Line {
    /// Returns the number of cells up to the last one that says something.
    fn width(&self) -> usize {
        self.cells
            .iter()
            .zip(1..)
            .filter(|(cell, _)| !cell.trim().is_empty())
            .map(|(_, width)| width)
            .max()
            .unwrap_or(0)
    }
}

impl Sheet {
    fn read(bytes: &[u8], file: &Path) -> Result<Self, Error> {
        let (text, header, records) = table::records(bytes, file)?;
        let start = |at: usize| records.get(at).map_or(text.len(), |(_, record)| table::start_of(record, text));
        let (header_text, end_of_header) = without_newlines(text.get(..start(0)).unwrap_or_default());
        let newline = if end_of_header.contains("\r\n") { "\r\n" } else { "\n" };
        let byte_order_mark = if bytes.len() > text.len() { "\u{feff}" } else { "" };
        let line = |(at, (mark, record)): (usize, &(Mark, StringRecord))| {
            let whole = text.get(start(at)..start(at + 1)).unwrap_or_default();
            let stem = whole.trim_start_matches(['\r', '\n']);
            let (row, after) = without_newlines(stem);
            let before = whole.get(..whole.len() - stem.len()).unwrap_or_default().to_owned();
            Line { mark: *mark, before, text: row.to_owned(), after: after.to_owned(), cells: record.clone() }
        };
        Ok(Sheet {
            head: format!(
                "{byte_order_mark}{header_text}{}",
                if end_of_header.is_empty() { newline } else { end_of_header }
            ),
            columns: header.iter().map(|name| name.trim().to_owned()).collect(),
            width: header.len(),
            newline,
            separator: separator::of_header(text, HEADER),
            lines: records.iter().enumerate().map(line).collect(),
        })
    }

    /// Adds the columns that the new cells need.
    fn widened(self, proposed: &[&Proposed], changes: &Changes) -> Self {
        let is_added = proposed.iter().any(|proposed| proposed.is_new());
        let names_services = proposed.iter().any(|p| !p.is_service_derived && !p.row.filename.is_empty())
            || changes.0.values().any(|standing| standing.is_service_new());
        let has_keys = proposed.iter().any(|proposed| !proposed.row.object_key.is_empty());
        let wanted = [
            ("filename", names_services),
            ("path", is_added),
            ("verb", is_added),
            ("stackql_object_key", has_keys),
            (MARK, !proposed.is_empty()),
        ];
        let has: HashSet<String> = self.columns.iter().cloned().collect();
        let missing: Vec<&str> = wanted
            .iter()
            .filter(|(name, is_wanted)| *is_wanted && !has.contains(*name))
            .map(|(name, _)| *name)
            .collect();
        self.with_columns(&missing)
    }

    /// Adds columns. They come behind the cells of the longest row, which may have more than the header names.
    fn with_columns(mut self, missing: &[&str]) -> Self {
        if missing.is_empty() {
            return self;
        }
        let widest = self.lines.iter().map(Line::width).max().unwrap_or_default();
        let nameless = vec![""; widest.saturating_sub(self.width).min(MAX_NAMELESS)];
        let (header, end) = without_newlines(&self.head);
        self.head = [&[header], &*nameless, missing].concat().join(&self.separator.to_string()) + end;
        self.columns.extend(nameless.iter().chain(missing).map(|name| (*name).to_owned()));
        self
    }

    /// Changes the cells of existing rows.
    fn change(&mut self, changes: &Changes) {
        let separator = self.separator;
        for line in &mut self.lines {
            let cell = |(at, column): (usize, &String)| {
                Some((at, changes.cell(line.mark, column, line.cells.get(at).unwrap_or_default())?))
            };
            let cells: Vec<(usize, String)> = self.columns.iter().enumerate().filter_map(cell).collect();
            if cells.is_empty() {
                continue;
            }
            line.text =
                replaced(&line.text, &cells, separator, |cell| csv_line(&ByteRecord::from(vec![cell]), separator));
            let width = cells.iter().map(|(at, _)| at + 1).fold(line.cells.len(), usize::max);
            let new = |at: usize| cells.iter().find(|(of, _)| *of == at).map(|(_, cell)| cell.as_str());
            let old = |at: usize| line.cells.get(at).unwrap_or_default();
            line.cells = (0..width).map(|at| new(at).unwrap_or_else(|| old(at)).to_owned()).collect();
        }
    }

    /// Returns a row as it is, with empty cells in new columns.
    fn padded(&self, line: &Line) -> String {
        let missing =
            if self.columns.len() == self.width { 0 } else { self.columns.len().saturating_sub(line.cells.len()) };
        format!("{}{}", line.text, self.separator.to_string().repeat(missing))
    }

    fn add(&self, text: &mut String, proposed: &Proposed) {
        if !text.ends_with(['\n', '\r']) {
            text.push_str(self.newline);
        }
        text.push_str(&self.record(&StringRecord::new(), proposed));
        text.push_str(self.newline);
    }

    /// Returns a row with other cells. A cell that stays the same keeps its spaces, and verbs their capitals.
    #[cfg(feature = "cli")]
    fn rewritten(&self, cells: &StringRecord, row: &Row) -> String {
        let given =
            ["filename", "stackql_resource_name", "stackql_method_name", "stackql_verb", "stackql_object_key", MARK];
        let cell = |(at, column): (usize, &String)| {
            let old = cells.get(at).unwrap_or_default();
            let new = own_cell(column, row);
            let is_same = old.trim() == new || (column == "stackql_verb" && old.trim().eq_ignore_ascii_case(new));
            let stays = is_same || !given.contains(&column.as_str());
            if stays { old.to_owned() } else { new.to_owned() }
        };
        let beyond = cells.iter().skip(self.columns.len()).map(str::to_owned);
        let record = self.columns.iter().enumerate().map(cell).chain(beyond).map(String::into_bytes).collect();
        csv_line(&record, self.separator)
    }

    fn record(&self, cells: &StringRecord, proposed: &Proposed) -> String {
        let cell = |(at, column): (usize, &String)| match cells.get(at) {
            Some(cell) if !cell.trim().is_empty() && column != MARK => cell.to_owned(),
            _ => cell_of(column, proposed),
        };
        let beyond = cells.iter().skip(self.columns.len()).map(str::to_owned);
        let record: ByteRecord =
            self.columns.iter().enumerate().map(cell).chain(beyond).map(String::into_bytes).collect();
        csv_line(&record, self.separator)
    }
}

fn cell_of(column: &str, proposed: &Proposed) -> String {
    let row = &proposed.row;
    let if_new = |text: &str| if proposed.is_new() { text.to_owned() } else { String::new() };
    match column {
        "filename" => row.filename.clone(),
        "path" => if_new(&row.path),
        "verb" => if_new(&row.verb),
        "operationId" => if_new(&row.operation_id),
        "formatted_op_id" => if_new(&snake_case(&row.operation_id)),
        "tags" => if_new(&proposed.tags.join("|")),
        "formatted_tags" => if_new(&snake_case(&proposed.tags.join("|"))),
        "stackql_resource_name" => row.resource.clone(),
        "stackql_method_name" => row.method.clone(),
        "stackql_verb" => row.sql_verb.clone(),
        "stackql_object_key" => row.object_key.clone(),
        MARK => row.remarked(&marks_of(proposed)),
        _ => String::new(),
    }
}

/// Returns the marks of the cells that are filled now and of those that were filled before.
fn marks_of(proposed: &Proposed) -> Marks {
    let mut marks = proposed.row.marks();
    marks.guessed.extend(proposed.marks.guessed.clone());
    marks.hinted.extend(proposed.marks.hinted.clone());
    marks
}

/// Returns a record as CSV without a line ending.
fn csv_line(record: &ByteRecord, separator: char) -> String {
    let mut writer = WriterBuilder::new()
        .delimiter(separator::byte(separator))
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::Any(b'\n'))
        .flexible(true)
        .from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_byte_record(record);
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(bytes.strip_suffix(b"\n").unwrap_or(&bytes)).into_owned()
}

fn without_newlines(text: &str) -> (&str, &str) {
    text.split_at(text.trim_end_matches(['\r', '\n']).len())
}

/// Splits a text of line endings after the first one.
fn first_newline(text: &str) -> (&str, &str) {
    text.split_at(text.find('\n').map_or(text.len(), |at| at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Row;

    fn added(service: &str, path: &str) -> Proposed {
        let cell = str::to_owned;
        let row = Row {
            filename: format!("{service}.yaml"),
            path: cell(path),
            verb: cell("get"),
            resource: cell("items"),
            method: cell("list, all"),
            sql_verb: cell("select"),
            ..Row::default()
        };
        let marks = Marks::read("guess:low resource, verb");
        Proposed { row, service: cell(service), operation: 0, tags: Vec::new(), marks, is_service_derived: true }
    }

    /// Completes a mapping with a row of the service `a` and one of the service `b`.
    fn completed(text: &str) -> String {
        let file = Path::new("mapping.csv");
        let rows = table::read(text.as_bytes(), file).unwrap_or_default();
        let standing: Vec<Standing> = rows.into_iter().map(Standing::kept).collect();
        let proposed = [added("b", "/b"), added("a", "/a")];
        let bytes =
            complete(text.as_bytes(), file, &standing.iter().collect::<Vec<_>>(), &proposed.iter().collect::<Vec<_>>());
        String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
    }

    const COLUMNS: &str = "filename,path,verb,stackql_resource_name,stackql_method_name,stackql_verb";
    const A: &str = "a.yaml,/a,get,items,\"list, all\",select,\"guess:low resource, verb\"";
    const B: &str = "b.yaml,/b,get,items,\"list, all\",select,\"guess:low resource, verb\"";

    #[test]
    fn new_rows_stand_behind_their_service_and_others_stay_as_they_are() {
        let text = format!("{COLUMNS}\na.yaml,/1,get,\"q\",x,select\n\nc.yaml,/2,get,c\n");
        let expected = format!("{COLUMNS},provgen\na.yaml,/1,get,\"q\",x,select,\n{A}\n\nc.yaml,/2,get,c,,,\n{B}\n");
        assert_eq!(completed(&text), expected);
    }

    #[test]
    fn cells_behind_the_last_column_stay_there() {
        let text = format!("{COLUMNS}\na.yaml,/1,get,a,x,select,my note\n");
        let expected = format!("{COLUMNS},,provgen\na.yaml,/1,get,a,x,select,my note,\n");
        assert!(completed(&text).starts_with(&expected), "{}", completed(&text));
    }

    #[test]
    fn older_marks_and_notes_stay_beside_new_marks() {
        let file = Path::new("mapping.csv");
        for (before, after) in [
            ("guess:low service; ask Ann", "\"ask Ann; guess:low service, resource, verb\""),
            ("guess:high verb", "\"guess:low resource, verb\""),
            ("", "\"guess:low resource, verb\""),
        ] {
            let text = format!("{COLUMNS},provgen\na.yaml,/a,get,,x,,{before}\n");
            let rows = table::read(text.as_bytes(), file).unwrap_or_default();
            let mut proposed = added("a", "/a");
            proposed.row.mark = rows.first().map(|row| row.mark).unwrap_or_default();
            proposed.row.guess = before.to_owned();
            let bytes = complete(text.as_bytes(), file, &[], &[&proposed]).unwrap_or_default();
            let text = String::from_utf8(bytes).unwrap_or_default();
            assert!(text.ends_with(&format!(",/a,get,items,x,select,{after}\n")), "{text}");
        }
    }

    #[test]
    fn ends_of_lines_and_byte_order_marks_stay() {
        let text = format!("\u{feff}{COLUMNS}\r\na.yaml,/1,get,a,x,select\r\nc.yaml,/2,get,c,x,select");
        let expected = format!(
            "\u{feff}{COLUMNS},provgen\r\na.yaml,/1,get,a,x,select,\r\n{A}\r\nc.yaml,/2,get,c,x,select,\r\n{B}\r\n"
        );
        assert_eq!(completed(&text), expected);
    }

    #[test]
    fn a_mapping_that_is_not_there_is_made() {
        let text = completed("");
        assert_eq!(text.lines().next(), Some(HEADER.trim_end()));
        assert_eq!(text.lines().count(), 3);
        assert_eq!(completed(COLUMNS), format!("{COLUMNS},provgen\n{A}\n{B}\n"));
    }
}
