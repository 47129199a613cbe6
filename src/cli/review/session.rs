//! One row after another, in a terminal.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use super::line::{Edited, edit};
use super::save::save;
use super::terminal::{Key, Terminal};
use crate::error::Error;
use crate::mapping::infer::Cell;
use crate::mapping::{Row, Sureness};
use crate::review::{self, Change, Entry, Filter, options};
use crate::sql::{SqlVerb, is_identifier};
use crate::text::{closest, plain};

const HELP: &str = "
  a, Enter  accept the guesses of this row
  1 to 5    edit a cell; Tab offers what else it could be, Enter writes it, Escape keeps the cell
  s, Space  skip this row
  u         undo the last decision
  q         quit; what is decided is written
  ?         this help
";

const KEYS: &str = "a accept, 1-5 edit, s skip, u undo, q quit, ? help > ";

/// How many sibling rows are shown.
const MAX_SIBLINGS: usize = 4;

/// A person at work on a mapping.
pub struct Session<'s> {
    config: &'s Path,
    file: &'s Path,
    entries: &'s mut Vec<Entry>,
    /// The entries to review, by index.
    queue: Vec<usize>,
    at: usize,
    /// The place in the queue of each decision, and the row before it with its service.
    done: Vec<(usize, Row, String)>,
}

enum Next {
    Go,
    Stop,
}

type Step = io::Result<Result<Next, Error>>;

impl<'s> Session<'s> {
    pub fn new(config: &'s Path, file: &'s Path, entries: &'s mut Vec<Entry>) -> Self {
        Session { config, file, entries, queue: Vec::new(), at: 0, done: Vec::new() }
    }

    /// Shows rows until none is left or the person stops. Returns whether the person stopped.
    pub fn run(mut self, filter: &Filter) -> io::Result<Result<bool, Error>> {
        let lines: Vec<_> = review::queue(self.entries, filter).iter().map(|entry| entry.row.mark).collect();
        let places: HashMap<_, _> =
            self.entries.iter().enumerate().map(|(index, entry)| (entry.row.mark, index)).collect();
        self.queue = lines.iter().filter_map(|mark| places.get(mark).copied()).collect();
        let terminal = Terminal::open()?;
        while let Some(index) = self.queue.get(self.at).copied() {
            terminal.say(&self.card(index))?;
            match self.ask(&terminal, index)? {
                Ok(Next::Go) => {}
                Ok(Next::Stop) => return terminal.say("\n").map(|()| Ok(true)),
                Err(error) => return terminal.say("\n").map(|()| Err(error)),
            }
        }
        let file = plain(&self.file.display().to_string());
        terminal.say(&format!("\n{file}: nothing is left to review\n")).map(|()| Ok(false))
    }

    /// Waits for a key that does something.
    fn ask(&mut self, terminal: &Terminal, index: usize) -> Step {
        loop {
            let key = terminal.key()?;
            match key {
                Key::Stop | Key::Char('q') => return Ok(Ok(Next::Stop)),
                Key::Char('a') | Key::Enter => {
                    let Some(after) = self.entries.get(index).map(|entry| review::accepted(&entry.row)) else { break };
                    terminal.say("accepted\n")?;
                    return self.decide(terminal, index, after);
                }
                Key::Char('s' | ' ') => {
                    self.at += 1;
                    terminal.say("skipped\n")?;
                    break;
                }
                Key::Char('u') => return self.undo(terminal),
                Key::Char('?') => {
                    terminal.say(HELP)?;
                    break;
                }
                Key::Char(digit @ '1'..='5') => {
                    let at = usize::try_from(u32::from(digit) - u32::from('1')).unwrap_or_default();
                    let Some(cell) = Cell::ALL.get(at) else { continue };
                    return self.edit(terminal, index, *cell);
                }
                Key::Resized => break,
                _ => {}
            }
        }
        Ok(Ok(Next::Go))
    }

    fn edit(&mut self, terminal: &Terminal, index: usize, cell: Cell) -> Step {
        let Some(entry) = self.entries.get(index) else { return Ok(Ok(Next::Go)) };
        let (others, _) = options(entry, cell);
        let text = match edit(terminal, &format!("\n{}", cell.name()), text_of(entry, cell), &others)? {
            Edited::Stop => return Ok(Ok(Next::Stop)),
            Edited::Kept => return Ok(Ok(Next::Go)),
            Edited::Text(text) => text,
        };
        if let Some(fault) = fault(cell, &text) {
            return terminal.say(&format!("{fault}\n")).map(|()| Ok(Next::Go));
        }
        let after = edited(&entry.row, cell, &text);
        self.decide(terminal, index, after)
    }

    /// Writes a decision, and goes on if nothing is left to review in its row.
    fn decide(&mut self, terminal: &Terminal, index: usize, after: Row) -> Step {
        let Some(entry) = self.entries.get_mut(index) else { return Ok(Ok(Next::Go)) };
        let change = Change { before: entry.row.clone(), after };
        let service = entry.service.clone();
        match save(self.config, self.file, std::slice::from_ref(&change)) {
            Err(error) => return Ok(Err(error)),
            Ok(0) => {
                let is_done = !change.after.is_guessed();
                entry.row = change.after;
                if let Some(service) = entry.row.service().filter(|_| entry.row.filename != change.before.filename) {
                    service.clone_into(&mut entry.service);
                }
                self.done.push((self.at, change.before, service));
                self.at += usize::from(is_done);
            }
            Ok(_) => {
                self.at += 1;
                terminal.say("this row changed in the file meanwhile and stays as it is\n")?;
            }
        }
        Ok(Ok(Next::Go))
    }

    fn undo(&mut self, terminal: &Terminal) -> Step {
        let Some((at, before, service)) = self.done.pop() else {
            return terminal.say("nothing to undo\n").map(|()| Ok(Next::Go));
        };
        let Some(entry) = self.queue.get(at).and_then(|index| self.entries.get_mut(*index)) else {
            return Ok(Ok(Next::Go));
        };
        let change = Change { before: entry.row.clone(), after: before };
        match save(self.config, self.file, std::slice::from_ref(&change)) {
            Err(error) => return Ok(Err(error)),
            Ok(0) => {
                entry.row = change.after;
                entry.service = service;
                self.at = at;
                terminal.say("undone\n")?;
            }
            Ok(_) => terminal.say("the row changed in the file meanwhile and stays as it is\n")?,
        }
        Ok(Ok(Next::Go))
    }

    fn card(&self, index: usize) -> String {
        let Some(entry) = self.entries.get(index) else { return String::new() };
        let row = &entry.row;
        let (at, all) = (self.at + 1, self.queue.len());
        let operation = plain(&format!("{} {} {}", row.verb.to_uppercase(), row.path, row.operation_id));
        let cells = review::cells(row).into_iter();
        let cells: String = cells.map(|(cell, sureness)| cell_line(entry, cell, sureness)).collect();
        format!("\n[{at} of {all}] {}\n{cells}{}{KEYS}", operation.trim(), self.siblings(entry))
    }

    /// Other rows that tell how a row fits in.
    fn siblings(&self, entry: &Entry) -> String {
        let line = |other: &Entry| {
            let row = &other.row;
            let operation = plain(&format!("{} {}", row.verb.to_uppercase(), row.path));
            let method = plain(&format!("{}.{} {}", row.resource, row.method, row.sql_verb));
            format!("  also: {operation} is {method}\n")
        };
        review::siblings(entry, self.entries).take(MAX_SIBLINGS).map(line).collect()
    }
}

/// The line of a cell, with the key that edits it, which is the same in all rows.
fn cell_line(entry: &Entry, cell: Cell, sureness: Option<Sureness>) -> String {
    let number = 1 + Cell::ALL.iter().take_while(|other| **other != cell).count();
    let text = plain(text_of(entry, cell));
    let Some(sureness) = sureness else {
        return format!("  {number} {:<10} {text}\n", cell.name());
    };
    let (others, why) = options(entry, cell);
    let others = if others.is_empty() { String::new() } else { format!("; or {}", plain(&others.join(", "))) };
    format!("  {number} {:<10} {text}  ({} confidence: {why}{others})\n", cell.name(), sureness.name())
}

fn text_of(entry: &Entry, cell: Cell) -> &str {
    match cell {
        Cell::Service => &entry.service,
        Cell::Resource => &entry.row.resource,
        Cell::Method => &entry.row.method,
        Cell::Verb => &entry.row.sql_verb,
        Cell::ObjectKey => &entry.row.object_key,
    }
}

/// Returns a row with another cell, whose guess is settled.
fn edited(row: &Row, cell: Cell, text: &str) -> Row {
    let mut after = row.clone();
    let mut marks = row.marks();
    marks.guessed.remove(&cell);
    marks.hinted.remove(&cell);
    after.guess = row.remarked(&marks);
    match cell {
        Cell::Service => after.filename = format!("{text}.yaml"),
        Cell::Resource => after.resource = text.to_owned(),
        Cell::Method => after.method = text.to_owned(),
        Cell::Verb => after.sql_verb = text.to_lowercase(),
        Cell::ObjectKey => after.object_key = text.to_owned(),
    }
    after
}

/// Returns what is wrong with a cell that a person wrote.
fn fault(cell: Cell, text: &str) -> Option<String> {
    if text.is_empty() && cell != Cell::ObjectKey {
        return Some("this cell cannot be empty".to_owned());
    }
    let is_name = matches!(cell, Cell::Service | Cell::Resource | Cell::Method);
    if is_name && !is_identifier(text) {
        return Some("a name has letters, digits and `_`, and begins with a letter or `_`".to_owned());
    }
    let unknown = text.split('|').map(str::trim).find(|name| SqlVerb::parse(&name.to_lowercase()).is_none());
    let name = unknown.filter(|_| cell == Cell::Verb)?;
    let known = ["select", "insert", "update", "replace", "delete", "exec"].map(str::to_owned);
    Some(match closest(name, &known) {
        Some(known) => format!("unknown SQL verb `{}`; did you mean `{known}`?", plain(name)),
        None => format!("unknown SQL verb `{}`; use {}", plain(name), known.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_generate_would_refuse_is_no_cell() {
        for (cell, text) in [
            (Cell::Resource, "my users"),
            (Cell::Method, "get-user"),
            (Cell::Service, "a/b"),
            (Cell::Verb, "selct"),
            (Cell::Method, ""),
        ] {
            assert!(fault(cell, text).is_some(), "{text}");
        }
        for (cell, text) in [
            (Cell::Resource, "users"),
            (Cell::Verb, "SELECT | exec"),
            (Cell::ObjectKey, "$.a b"),
            (Cell::ObjectKey, ""),
        ] {
            assert_eq!(fault(cell, text), None);
        }
    }
}
