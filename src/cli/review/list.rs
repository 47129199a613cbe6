//! The rows to review as a table and as JSON.

use std::collections::HashMap;
use std::path::Path;

use comfy_table::{Table, presets};
use serde_json::{Value as Json, json};

use crate::mapping::Sureness;
use crate::mapping::infer::Cell;
use crate::review::{self, Entry, options};
use crate::text::plain;

/// Returns the rows to review as a table.
pub fn table(file: &Path, queue: &[&Entry]) -> String {
    if queue.is_empty() {
        return format!("{}: nothing to review\n", plain(&file.display().to_string()));
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["line", "confidence", "guessed", "operation", "resource", "method", "verb", "object key"]);
    table.add_rows(queue.iter().map(|entry| {
        let row = &entry.row;
        let guessed: Vec<&str> = guesses(entry).map(|(cell, _)| cell.name()).collect();
        [
            row.mark.line().to_string(),
            entry.sureness().map_or("", |sureness| sureness.name()).to_owned(),
            guessed.join(", "),
            plain(&format!("{} {}", row.verb.to_uppercase(), row.path)),
            plain(&format!("{}.{}", entry.service, row.resource)),
            plain(&row.method),
            plain(&row.sql_verb),
            plain(&row.object_key),
        ]
    }));
    format!("{}\n", table.trim_fmt())
}

/// Returns the rows to review as JSON, with reasons, other options and sibling rows.
pub fn json(file: &Path, entries: &[Entry], queue: &[&Entry]) -> String {
    let mut siblings: HashMap<(&str, &str), Vec<u32>> = HashMap::new();
    for entry in entries {
        siblings.entry((&entry.service, &entry.row.resource)).or_default().push(entry.row.mark.line());
    }
    let rows: Vec<Json> = queue.iter().map(|entry| of_entry(entry, &siblings)).collect();
    let whole = json!({"mapping": file.display().to_string(), "rows": rows});
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

/// The guesses of a row, the least sure first.
fn guesses(entry: &Entry) -> impl Iterator<Item = (Cell, Sureness)> {
    review::cells(&entry.row).into_iter().filter_map(|(cell, sureness)| Some((cell, sureness?)))
}

/// A list of siblings has an end, so that a resource with all rows of a large mapping does not square its size.
const MAX_SIBLINGS: usize = 20;

fn of_entry(entry: &Entry, siblings: &HashMap<(&str, &str), Vec<u32>>) -> Json {
    let row = &entry.row;
    let guesses = guesses(entry).map(|(cell, sureness)| {
        let (options, reason) = options(entry, cell);
        json!({"cell": cell.name(), "confidence": sureness.name(), "reason": reason, "options": options})
    });
    let of_resource = siblings.get(&(entry.service.as_str(), row.resource.as_str())).into_iter().flatten();
    let others: Vec<u32> = of_resource.copied().filter(|line| *line != row.mark.line()).take(MAX_SIBLINGS).collect();
    json!({
        "line": row.mark.line(),
        "confidence": entry.sureness().map(|sureness| sureness.name()),
        "service": entry.service,
        "http_verb": row.verb,
        "path": row.path,
        "operation_id": row.operation_id,
        "resource": row.resource,
        "method": row.method,
        "verb": row.sql_verb,
        "object_key": row.object_key,
        "guesses": guesses.collect::<Vec<_>>(),
        "sibling_lines": others,
    })
}
