//! The result of a run: a line for each provider, or one table for many.

use comfy_table::{CellAlignment, Table, presets};

use super::targets::Target;
use crate::finding::Severity;
use crate::output::Written;
use crate::pipeline::Built;
use crate::text::counted;

/// The result for one provider.
pub enum Outcome {
    /// The tree was brought up to date.
    Written(Written),
    /// The tree was up to date.
    Fresh,
    /// This many files are not up to date.
    Stale(usize),
    /// Findings prevented writing.
    Refused,
    /// Its document has not been fetched.
    LeftOut,
}

pub struct Entry<'a> {
    pub target: &'a Target,
    /// `None` if it could not be read.
    pub built: Option<Built>,
    /// `None` if it could not be built or written.
    pub outcome: Option<Outcome>,
}

pub fn line(target: &Target, built: &Built, outcome: &Outcome) -> String {
    let (name, root) = (&target.name, target.root.display());
    match outcome {
        Outcome::Written(written) => format!("{name}: {} in {root} ({})\n", contents(built), done(written)),
        Outcome::Fresh => format!("{name}: {root} is up to date ({})\n", contents(built)),
        Outcome::Stale(files) => {
            format!("{name}: {} of {root} out of date; to update, run:\n", counted(*files, "file"))
        }
        Outcome::Refused if built.fails(Severity::Error) => format!("{name}: nothing was written\n"),
        Outcome::Refused => format!("{name}: nothing was written, because of --fail-on warning\n"),
        Outcome::LeftOut => format!("{name}: skipped\n"),
    }
}

fn contents(built: &Built) -> String {
    let counts = built.counts;
    let resources = format!("{} ({} selectable)", counted(counts.resources, "resource"), counts.selectable);
    let views = if counts.views == 0 { String::new() } else { format!("{}, ", counted(counts.views, "view")) };
    let (services, methods) = (counted(counts.services, "service"), counted(counts.methods, "method"));
    format!("{services}, {resources}, {views}{methods}, {}", counted(pages(built), "page"))
}

/// One line on what was lowered in the document; empty if nothing was, or nothing was written.
pub fn lowered(target: &Target, built: &Built, outcome: &Outcome) -> String {
    if matches!(outcome, Outcome::Refused) {
        return String::new();
    }
    let changed = built.lowered.by_switch().into_iter().filter(|(_, count)| *count > 0);
    let changed: Vec<String> = changed.map(|(switch, count)| format!("{switch} {count}")).collect();
    if changed.is_empty() { String::new() } else { format!("{}: lowered: {}\n", target.name, changed.join(", ")) }
}

fn pages(built: &Built) -> usize {
    built.products.iter().filter(|product| product.path.ends_with(".md")).count()
}

fn done(written: &Written) -> String {
    let adopted = match written.adopted.len() {
        0 => String::new(),
        number => format!(", {number} adopted"),
    };
    let (new, gone, same) = (written.written.len(), written.removed.len(), written.unchanged);
    format!("{new} written, {gone} removed, {same} unchanged{adopted}")
}

pub fn table(entries: &[Entry<'_>]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["provider", "services", "resources", "methods", "pages", "errors", "warnings", "result"]);
    table.add_rows(entries.iter().map(row));
    for column in table.column_iter_mut().skip(1).take(6) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("\n{}\n", table.trim_fmt())
}

fn row(entry: &Entry<'_>) -> [String; 8] {
    let number =
        |of: &dyn Fn(&Built) -> usize| entry.built.as_ref().map_or(String::new(), |built| of(built).to_string());
    [
        entry.target.name.clone(),
        number(&|built| built.counts.services),
        number(&|built| built.counts.resources),
        number(&|built| built.counts.methods),
        number(&pages),
        number(&|built| findings(built, Severity::Error)),
        number(&|built| findings(built, Severity::Warning)),
        entry.outcome.as_ref().map_or("failed".to_owned(), result),
    ]
}

fn result(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Written(written) => done(written),
        Outcome::Fresh => "up to date".to_owned(),
        Outcome::Stale(files) => format!("{} out of date", counted(*files, "file")),
        Outcome::Refused => "nothing written".to_owned(),
        Outcome::LeftOut => "skipped".to_owned(),
    }
}

/// The last line: errors and warnings of all providers; empty if there are none.
pub fn totals(entries: &[Entry<'_>]) -> String {
    let count =
        |severity| entries.iter().filter_map(|entry| entry.built.as_ref()).map(|built| findings(built, severity)).sum();
    match (count(Severity::Error), count(Severity::Warning)) {
        (0, 0) => String::new(),
        (errors, warnings) => format!("{}, {}\n", counted(errors, "error"), counted(warnings, "warning")),
    }
}

fn findings(built: &Built, severity: Severity) -> usize {
    built.findings.iter().filter(|finding| finding.severity == severity).count()
}
