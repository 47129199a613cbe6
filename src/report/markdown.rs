//! Findings as Markdown for the summary of a GitHub Actions job: a folded table per file.

use std::fmt::Write;

use super::Verdict;
use super::escape::{code, prose, with_code};
use super::text::shortened;
use super::verdict::{by_file, counted};
use crate::finding::Located;

/// GitHub rejects summaries of more than 1 MiB.
const MOST_BYTES: usize = 1024 * 1024;

/// Space for the line that counts what did not fit.
const RESERVE: usize = 200;

/// Renders the summary. Files that do not fit are counted.
pub fn render(verdict: &Verdict) -> String {
    let mut text = head(verdict);
    let (mut files, mut findings) = (0, 0);
    for (file, group) in by_file(&verdict.findings) {
        let table = table(&file, group);
        // After the first file that does not fit skip all, so that what is missing is the end of the order.
        if files > 0 || text.len() + table.len() + RESERVE > MOST_BYTES {
            files += 1;
            findings += group.len();
        } else {
            text.push_str(&table);
        }
    }
    if files > 0 {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n{findings} more findings in {files} files are not shown.");
    }
    text
}

fn head(verdict: &Verdict) -> String {
    let totals = verdict.totals();
    let outcome = if verdict.fails() { "fails" } else { "passes" };
    format!("## provgen validate {outcome}\n\n{}\n", totals.trim_start_matches("found: "))
}

fn table(file: &str, findings: &[Located]) -> String {
    let counts = counted(&findings.iter().collect::<Vec<_>>(), false).join(", ");
    let mut table = format!("<details>\n<summary>{}: {counts}</summary>\n\n", prose(&shortened(file)));
    table.push_str("| line | rule | what is wrong | how to fix |\n|---:|---|---|---|\n");
    for finding in findings {
        let line = Some(finding.place.mark.line()).filter(|line| *line > 0).map(|line| line.to_string());
        let rule = format!("{} {}", finding.severity.name(), code(finding.rule));
        let cells = [line.unwrap_or_default(), rule, cell(&finding.message), cell(&finding.help)];
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {} |", cells.join(" | "));
    }
    table.push_str("\n</details>\n\n");
    table
}

/// Formats words between backticks as code, and escapes the rest.
fn cell(text: &str) -> String {
    with_code(&shortened(text))
}
