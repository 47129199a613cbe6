//! Decides which findings count, and with which severity.

use std::collections::BTreeSet;

use crate::finding::{self, IGNORE_UNUSED, Located, Severity, YAML_PARSE_ERROR};

use super::ignores::Ignore;
use super::{PolicyFile, Scope};

/// How to judge the findings of a run.
pub struct Judge<'a> {
    /// The policy, if there is one.
    pub policy: Option<&'a PolicyFile>,
    /// Only these rules count; if empty, all do.
    pub only: &'a [String],
    /// These rules do not count.
    pub skip: &'a [String],
    /// The least severity that is shown, except for rules that the user or the policy names.
    pub least: Severity,
}

/// The result of judging findings.
pub struct Judged {
    /// Findings that count, in their order.
    pub kept: Vec<Located>,
    /// How many findings were ignored.
    pub ignored: usize,
}

impl Judge<'_> {
    /// Whether a rule counts. Rules about files that cannot be read always do.
    pub fn is_active(&self, rule: &str) -> bool {
        let is_off = self.policy.and_then(|policy| policy.level(rule)).is_some_and(|level| level.severity().is_none());
        let is_asked = self.only.is_empty() || rule == YAML_PARSE_ERROR.id || names(self.only, rule);
        is_asked && !names(self.skip, rule) && !is_off
    }

    /// Applies the severities of the policy and removes findings that do not count. Adds findings about unused ignores.
    pub fn judge(&self, found: Vec<Located>, scope: &Scope) -> Judged {
        let mut used = BTreeSet::new();
        let mut kept = Vec::new();
        let mut ignored = 0;
        for finding in found.into_iter().filter(|finding| self.is_active(finding.rule)) {
            let ignores = self.policy.map(|policy| policy.ignores_of(&finding)).unwrap_or_default();
            let finding = self.weighed(finding);
            if ignores.is_empty() {
                kept.push(finding);
            } else {
                // Findings that would not be shown are not counted.
                ignored += usize::from(self.is_shown(&finding));
                used.extend(ignores);
            }
        }
        kept.extend(self.unused(&used, scope).into_iter().map(|finding| self.weighed(finding)));
        kept.retain(|finding| self.is_shown(finding));
        Judged { kept: finding::sorted(kept), ignored }
    }

    fn weighed(&self, finding: Located) -> Located {
        let level = self.policy.and_then(|policy| policy.level(finding.rule));
        let severity = level.and_then(super::Level::severity).unwrap_or(finding.severity);
        Located { severity, ..finding }
    }

    fn is_shown(&self, finding: &Located) -> bool {
        let is_named = self.policy.is_some_and(|policy| policy.level(finding.rule).is_some());
        finding.severity <= self.least || is_named || names(self.only, finding.rule)
    }

    fn unused(&self, used: &BTreeSet<usize>, scope: &Scope) -> Vec<Located> {
        let Some(policy) = self.policy.filter(|_| self.is_active(IGNORE_UNUSED.id)) else { return Vec::new() };
        let could_hit = |ignore: &Ignore| self.is_active(&ignore.of) && policy.is_within(ignore, scope);
        policy.findings().unused(used, "`file` and `pointer`", could_hit)
    }
}

fn names(rules: &[String], rule: &str) -> bool {
    rules.iter().any(|name| name == rule)
}
