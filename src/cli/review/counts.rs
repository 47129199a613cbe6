//! How many rows of each service are reviewed.

use std::collections::BTreeMap;

use comfy_table::{CellAlignment, Table, presets};

use crate::mapping::{Row, Sureness};
use crate::text::plain;

/// Returns a table of the rows of each service: all, with unsure guesses, with sure ones, and reviewed.
pub fn table<'r>(rows: impl Iterator<Item = (&'r str, &'r Row)>) -> String {
    let mut services: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut total = [0; 4];
    for (service, row) in rows {
        let of_row = match row.least_sure() {
            Some(Sureness::High) => [1, 1, 0, 0],
            Some(Sureness::Low) => [1, 0, 1, 0],
            None => [1, 0, 0, 1],
        };
        let of_service = services.entry(service).or_default();
        for (count, more) in of_service.iter_mut().chain(&mut total).zip(of_row.iter().cycle()) {
            *count += more;
        }
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["service", "rows", "high", "low", "reviewed"]);
    let line = |name: &str, counts: &[usize; 4]| {
        let name = if name.is_empty() { "-".to_owned() } else { plain(name) };
        [name].into_iter().chain(counts.iter().map(usize::to_string)).collect::<Vec<_>>()
    };
    table.add_rows(services.iter().map(|(name, counts)| line(name, counts)));
    if services.len() > 1 {
        table.add_row(line("total", &total));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("\n{}\n", table.trim_fmt())
}
