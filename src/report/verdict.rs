//! What a run of `validate` comes to: the findings that count, and how many do not.

use crate::finding::Severity;

use super::Names;
use crate::finding::Located;

/// Findings in their order, with what was left out of them, and when they fail.
#[derive(Debug)]
pub struct Verdict {
    /// What is reported.
    pub findings: Vec<Located>,
    /// What their files are called wherever provgen runs.
    pub names: Names,
    /// How many an ignore has taken out.
    pub ignored: usize,
    /// How many the baseline knows.
    pub known: usize,
    /// The least weight that fails; none if nothing does.
    pub fail_on: Option<Severity>,
}

const WEIGHTS: [(Severity, &str); 4] = [
    (Severity::Fatal, "fatal"),
    (Severity::Error, "errors"),
    (Severity::Warning, "warnings"),
    (Severity::Info, "info"),
];

impl Verdict {
    /// How many findings have this weight.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Whether a finding is at or above the threshold.
    pub fn is_failure(&self, finding: &Located) -> bool {
        self.fail_on.is_some_and(|least| finding.severity <= least)
    }

    /// Whether anything is at or above the threshold.
    pub fn fails(&self) -> bool {
        self.findings.iter().any(|finding| self.is_failure(finding))
    }

    /// The line that counts.
    pub fn totals(&self) -> String {
        let mut parts = counted(&self.findings.iter().collect::<Vec<_>>(), true);
        parts.push(format!("{} ignored", self.ignored));
        if self.known > 0 {
            parts.push(format!("{} in the baseline", self.known));
        }
        format!("found: {}\n", parts.join(", "))
    }

    /// The weightiest findings, no more than so many, in the order of all.
    pub fn weightiest(&self, most: usize) -> Vec<&Located> {
        let mut chosen: Vec<(usize, &Located)> = self.findings.iter().enumerate().collect();
        chosen.sort_by_key(|(index, finding)| (finding.severity, *index));
        chosen.truncate(most);
        chosen.sort_by_key(|(index, _)| *index);
        chosen.into_iter().map(|(_, finding)| finding).collect()
    }
}

/// How many findings have which weight, in words. Weights that nothing has are named where a reader looks for them.
pub(super) fn counted(findings: &[&Located], with_zeros: bool) -> Vec<String> {
    let count = |weight| findings.iter().filter(|finding| finding.severity == weight).count();
    let part = |(weight, plural): &(Severity, &'static str)| match count(*weight) {
        0 if !with_zeros || *weight == Severity::Info => None,
        1 if *weight != Severity::Fatal => Some(format!("1 {}", plural.trim_end_matches('s'))),
        count => Some(format!("{count} {plural}")),
    };
    WEIGHTS.iter().filter_map(part).collect()
}

/// Findings one file after the other, in their order.
pub(super) fn by_file(findings: &[Located]) -> impl Iterator<Item = (String, &[Located])> {
    findings.chunk_by(|a, b| a.place.file == b.place.file).filter_map(|group| Some((group.first()?.file(), group)))
}
