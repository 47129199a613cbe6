//! What the statements of a provider came to, counted, and what is wrong with its methods.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::finding::{Located, PROVE_MODEL_DIFFERS, Rule};
use crate::sql::SqlVerb;

use super::difference::Difference;
use super::judge::{Failure, judge, shortened};
use super::plan::{Purpose, Statement};
use super::{Observed, Subject};

/// How many statements there were, and how many of them did as the provider says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub count: usize,
    /// Those without failure.
    pub passed: usize,
}

/// What the statements of a provider came to.
#[derive(Debug, Default)]
pub struct Proof {
    /// Statements by what they are for, and by verb where they call a method.
    pub tallies: BTreeMap<(Purpose, Option<SqlVerb>), Tally>,
    /// What is wrong, by method and rule, each with its smallest statement.
    pub findings: Vec<Located>,
    /// The number of failures by rule.
    pub failures: BTreeMap<&'static str, usize>,
    /// How long it took to run the statements.
    pub elapsed: Duration,
    /// How long the statements took together, each for itself.
    pub run: Duration,
}

impl Proof {
    /// Judges statements by what was observed of them.
    pub fn new(subject: &Subject, statements: &[Statement<'_>], observed: &[Observed]) -> Self {
        let mut proof = Proof { run: observed.iter().map(|it| it.elapsed).sum(), ..Proof::default() };
        let mut failed = Failed::default();
        for (statement, observed) in statements.iter().zip(observed) {
            let failure = judge(statement, observed);
            let tally = proof.tallies.entry((statement.purpose, statement.verb)).or_default();
            tally.count += 1;
            tally.passed += usize::from(failure.is_none());
            if let Some(failure) = failure {
                *proof.failures.entry(failure.rule.id).or_default() += 1;
                failed.add(statement, failure);
            }
        }
        proof.findings = failed.findings(subject);
        proof
    }

    /// Adds what the engine and its model say differently of statements.
    pub fn add_differences(&mut self, subject: &Subject, differences: &[(&Statement<'_>, Difference)]) {
        let mut failed = Failed::default();
        for (statement, difference) in differences {
            failed.add(statement, Failure { rule: &PROVE_MODEL_DIFFERS, message: difference.message() });
        }
        self.failures.extend((!differences.is_empty()).then_some((PROVE_MODEL_DIFFERS.id, differences.len())));
        self.findings.append(&mut failed.findings(subject));
    }

    /// All statements together.
    pub fn total(&self) -> Tally {
        let add =
            |sum: Tally, tally: &Tally| Tally { count: sum.count + tally.count, passed: sum.passed + tally.passed };
        self.tallies.values().fold(Tally::default(), add)
    }
}

/// Failures by service, resource, method and rule.
#[derive(Default)]
struct Failed<'s> {
    groups: BTreeMap<(&'s str, &'s str, Option<&'s str>, &'static str), Group<'s>>,
}

/// Failures of the same kind, of which the smallest statement is told.
struct Group<'s> {
    smallest: &'s Statement<'s>,
    failure: Failure,
    count: usize,
}

impl<'s> Failed<'s> {
    fn add(&mut self, statement: &'s Statement<'s>, failure: Failure) {
        let method = statement.method.map(|method| method.name.as_str());
        let key = (statement.service.name.as_str(), statement.resource.name.as_str(), method, failure.rule.id);
        let group =
            self.groups.entry(key).or_insert_with(|| Group { smallest: statement, failure: failure.clone(), count: 0 });
        group.count += 1;
        if statement.sql.len() < group.smallest.sql.len() {
            (group.smallest, group.failure) = (statement, failure);
        }
    }

    fn findings(&self, subject: &Subject) -> Vec<Located> {
        self.groups.values().map(|group| group.finding(subject)).collect()
    }
}

impl Group<'_> {
    fn finding(&self, subject: &Subject) -> Located {
        let statement = self.smallest;
        let method = statement.method.map(|method| method.name.as_str());
        let others = match self.count {
            1 => String::new(),
            2 => " (1 other statement fails alike)".to_owned(),
            count => format!(" ({} other statements fail alike)", count - 1),
        };
        let message = format!("`{}`: {}{others}", shortened(&statement.sql), self.failure.message);
        let rule: &Rule = self.failure.rule;
        Located {
            rule: rule.id,
            severity: rule.in_validate(),
            message,
            place: subject.place(&statement.service.name, statement.resource, method),
            help: format!("to try it again, add `--only {}`", self.address()),
        }
    }

    /// What leads to the method, or to the resource.
    fn address(&self) -> String {
        let Statement { service, resource, method, .. } = self.smallest;
        let method = method.map(|method| format!(".{}", method.name)).unwrap_or_default();
        format!("{}.{}{method}", service.name, resource.name)
    }
}
