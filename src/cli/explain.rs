//! `provgen explain`: explains a rule or a type of change.

use std::io;

use clap::Args;

use super::screen::result;
use super::{Status, fail};
use crate::diff::{CHANGES, ChangeType};
use crate::error::Error;
use crate::finding::{Rule, Severity};
use crate::policy::{self, IGNORE_UNUSED};
use crate::report::sarif::RuleText;
use crate::rules::{self, Page};
use crate::text::closest;

/// Explain a rule or a type of change, and how to fix it
#[derive(Debug, Args)]
pub struct Arguments {
    /// The id of a rule or a type of change
    #[arg(value_name = "RULE", required_unless_present = "all")]
    rule: Option<String>,

    /// Explain all rules and types of changes
    #[arg(long, conflicts_with = "rule")]
    all: bool,
}

pub fn run(arguments: &Arguments) -> io::Result<Status> {
    let pages = pages();
    let Some(id) = &arguments.rule else {
        let pages: Vec<String> = pages.into_iter().map(|(_, page)| page).collect();
        result(&pages.join("\n"))?;
        return Ok(Status::Success);
    };
    match pages.iter().find(|(known, _)| known == id) {
        Some((_, page)) => result(page).map(|()| Status::Success),
        None => fail(&unknown(id, &pages)),
    }
}

/// The text about a rule in a SARIF log.
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

/// All pages with their ids: rules, then changes.
fn pages() -> Vec<(&'static str, String)> {
    let rules = all().into_iter().map(|rule| (rule.id, page(rule)));
    let changes = CHANGES.iter().map(|kind| (kind.id, change_page(kind)));
    rules.chain(changes).collect()
}

/// The page of a rule; one sentence for rules that only `generate` has.
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

fn change_page(kind: &ChangeType) -> String {
    format!("{}\nLevel: {}, found by `provgen diff`\n", kind.page, kind.level.name())
}

fn unknown(id: &str, pages: &[(&str, String)]) -> Error {
    let known: Vec<String> = pages.iter().map(|(id, _)| (*id).to_owned()).collect();
    let help = match closest(id, &known) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "`provgen explain --all` prints all of them".to_owned(),
    };
    Error::usage(format!("there is no rule and no change `{id}`"), help)
}
