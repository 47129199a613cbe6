//! `provgen explain`: explains a rule or a type of change.

use std::io;

use clap::Args;

use super::screen::result;
use super::status::{Status, fail};
use crate::diff::{CHANGES, ChangeType};
use crate::error::Error;
use crate::finding::{RULES, Rule, Severity};
use crate::report::sarif::RuleText;
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
    let rule = RULES.iter().find(|rule| rule.id == id);
    RuleText {
        summary: rule.map(|rule| rule.summary().to_owned()).unwrap_or_default(),
        page: rule.map(|rule| page(rule)).unwrap_or_default(),
        severity: rule.map_or(Severity::Error, |rule| rule.in_validate()),
    }
}

/// All pages with their ids: rules, then changes.
fn pages() -> Vec<(&'static str, String)> {
    let rules = RULES.iter().map(|rule| (rule.id, page(rule)));
    let changes = CHANGES.iter().map(|kind| (kind.id, change_page(kind)));
    rules.chain(changes).collect()
}

fn page(rule: &Rule) -> String {
    format!("{}\nSeverity: {}\n", rule.page, severity(rule))
}

/// The severity of a rule, by command where that matters.
fn severity(rule: &Rule) -> String {
    let generate = rule.in_generate();
    match rule.validate {
        Some(validate) if rule.generate.is_some() && generate == validate => validate.name().to_owned(),
        Some(validate) if rule.generate.is_some() || validate <= Severity::Error => {
            format!("{} in `provgen validate`, {} in `provgen generate`", validate.name(), generate.name())
        }
        Some(validate) => validate.name().to_owned(),
        None => rule.prove.map_or_else(
            || format!("{}, found by `provgen generate`", generate.name()),
            |prove| format!("{}, found by `provgen prove`", prove.name()),
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
        None => "run `provgen explain --all` to list all".to_owned(),
    };
    Error::usage(format!("unknown rule or change `{id}`"), help)
}
