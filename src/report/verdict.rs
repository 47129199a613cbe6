//! The result of a run of `validate`.

use crate::finding::Severity;

use super::Names;
use crate::finding::Located;

/// The findings of a run, the number of those left out, and the threshold.
#[derive(Debug)]
pub struct Verdict {
    /// Reported findings, in order.
    pub findings: Vec<Located>,
    /// The names of their files from the root of the checkout.
    pub names: Names,
    /// How many findings were ignored.
    pub ignored: usize,
    /// How many findings the baseline knows.
    pub known: usize,
    /// The threshold of severity; `None` if nothing fails.
    pub fail_on: Option<Severity>,
}

const WEIGHTS: [(Severity, &str); 4] = [
    (Severity::Fatal, "fatal"),
    (Severity::Error, "errors"),
    (Severity::Warning, "warnings"),
    (Severity::Info, "info"),
];

impl Verdict {
    /// The number of findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Whether a finding is at or above the threshold.
    pub fn is_failure(&self, finding: &Located) -> bool {
        self.fail_on.is_some_and(|least| finding.severity <= least)
    }

    /// Whether any finding is at or above the threshold.
    pub fn fails(&self) -> bool {
        self.findings.iter().any(|finding| self.is_failure(finding))
    }

    /// The last line of the report, with the numbers of findings.
    pub fn totals(&self) -> String {
        let mut parts = counted(&self.findings.iter().collect::<Vec<_>>(), true);
        parts.push(format!("{} ignored", self.ignored));
        if self.known > 0 {
            parts.push(format!("{} in the baseline", self.known));
        }
        format!("found: {}\n", parts.join(", "))
    }
}

/// The `most` most severe findings, in their order, and a line on the others. 0 means no cap.
pub fn weightiest(findings: &[Located], most: usize) -> (Vec<&Located>, String) {
    let mut chosen: Vec<(usize, &Located)> = findings.iter().enumerate().collect();
    if most > 0 {
        chosen.sort_by_key(|(index, finding)| (finding.severity, *index));
        chosen.truncate(most);
        chosen.sort_by_key(|(index, _)| *index);
    }
    let hidden = match findings.len() - chosen.len() {
        0 => String::new(),
        hidden => format!("hidden: {hidden} less severe; use `--max 0` to show all\n"),
    };
    (chosen.into_iter().map(|(_, finding)| finding).collect(), hidden)
}

/// Counts by severity in words. `with_zeros` includes severities that readers expect.
pub(super) fn counted(findings: &[&Located], with_zeros: bool) -> Vec<String> {
    let count = |weight| findings.iter().filter(|finding| finding.severity == weight).count();
    let part = |(weight, plural): &(Severity, &'static str)| match count(*weight) {
        0 if !with_zeros || *weight == Severity::Info => None,
        1 if *weight != Severity::Fatal => Some(format!("1 {}", plural.trim_end_matches('s'))),
        count => Some(format!("{count} {plural}")),
    };
    WEIGHTS.iter().filter_map(part).collect()
}

/// Groups findings by file, in their order.
pub(super) fn by_file(findings: &[Located]) -> impl Iterator<Item = (String, &[Located])> {
    findings.chunk_by(|a, b| a.place.file == b.place.file).filter_map(|group| Some((group.first()?.file(), group)))
}
