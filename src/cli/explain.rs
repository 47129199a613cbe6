//! `provgen explain`: why a rule exists, and how to mend what it finds.

use std::io;

use clap::Args;

use super::screen::result;
use super::{Status, fail};
use crate::config::closest;
use crate::error::Error;
use crate::finding::{Rule, Severity};
use crate::policy::{self, IGNORE_UNUSED};
use crate::report::sarif::RuleText;
use crate::rules::{self, Page};

/// Explain a rule: what it finds, why that hurts, and how to mend it.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The rule
    #[arg(value_name = "RULE", required_unless_present = "all")]
    rule: Option<String>,

    /// Explain every rule
    #[arg(long, conflicts_with = "rule")]
    all: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> io::Result<Status> {
    let all = all();
    let Some(id) = &arguments.rule else {
        let pages: Vec<String> = all.into_iter().map(page).collect();
        result(&pages.join("\n"))?;
        return Ok(Status::Success);
    };
    match all.iter().find(|rule| rule.id == id) {
        Some(rule) => result(&page(rule)).map(|()| Status::Success),
        None => fail(&unknown(id, &all)),
    }
}

/// What a SARIF log says about a rule.
pub fn rule_text(id: &str) -> RuleText {
    let rule = all().into_iter().find(|rule| rule.id == id);
    let page = rule.map(page).unwrap_or_default();
    let summary = Page::parse(&page).summary.to_owned();
    RuleText { summary, page, severity: rule.map_or(Severity::Error, |rule| rule.severity) }
}

fn all() -> Vec<&'static Rule> {
    let mut all = rules::all();
    all.push(&IGNORE_UNUSED);
    all
}

/// The page of a rule; one that only `generate` has is a sentence.
fn page(rule: &Rule) -> String {
    let of_policy = (rule.id == IGNORE_UNUSED.id).then_some(policy::PAGE);
    match rules::find(rule.id).map(|check| check.page).or(of_policy) {
        Some(page) => format!("{page}\nSeverity: {}\n", rule.severity.name()),
        None => format!(
            "# {}\n\n{}\n\nSeverity: {}, found by `provgen generate`\n",
            rule.id,
            rule.summary.trim(),
            rule.severity.name()
        ),
    }
}

fn unknown(id: &str, all: &[&Rule]) -> Error {
    let known: Vec<String> = all.iter().map(|rule| rule.id.to_owned()).collect();
    let help = match closest(id, &known) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "`provgen explain --all` prints all of them".to_owned(),
    };
    Error::usage(format!("there is no rule `{id}`"), help)
}
