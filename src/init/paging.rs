//! Which methods read several pages, and how: the first `settings` of a provider.

use std::collections::{BTreeMap, BTreeSet};

use crate::mapping::infer::{Limit, Paging, Proposed, Token, limit, paging};
use crate::normalise::{Document, Operation};
use crate::render::{object, text};
use crate::sql::SqlVerb;
use crate::text::counted;
use crate::tree::{Node, yaml_writer};

/// The drafted settings.
#[derive(Debug, Default)]
pub struct Settings {
    /// The lines below `settings:`; those that are not sure begin with `#:`.
    pub lines: Vec<String>,
    /// How many lists page in which way, in words.
    pub told: Option<String>,
}

/// A list that SELECT reads.
struct List<'a> {
    method: String,
    operation: &'a Operation,
    paging: Option<Paging>,
    limit: Option<Limit>,
}

/// Drafts settings for the methods of a proposal.
pub fn settings(document: &Document, proposed: &[Proposed]) -> Settings {
    let lists: Vec<List<'_>> = proposed.iter().filter_map(|proposed| list(document, proposed)).collect();
    let mut lines = Vec::new();
    let mut of_paging: BTreeMap<(bool, String, String), Vec<&List<'_>>> = BTreeMap::new();
    for list in &lists {
        let Some(paging) = &list.paging else { continue };
        let why = if paging.is_sure { String::new() } else { paging.why.clone() };
        of_paging.entry((!paging.is_sure, block(paging), why)).or_default().push(list);
    }
    for ((is_open, block, why), of) in of_paging {
        let parameter = of.first().and_then(|list| list.paging.as_ref()).map(|paging| paging.request.key.as_str());
        lines.extend(entry(&format!("pagination: {block}"), &of, &lists, parameter, (is_open, &why)));
    }
    let mut of_limit: BTreeMap<String, Vec<&List<'_>>> = BTreeMap::new();
    for list in &lists {
        // Without a largest value the engine would send any LIMIT.
        let Some(limit) = list.limit.as_ref().filter(|limit| limit.maximum.is_some()) else { continue };
        of_limit.entry(clause(limit)).or_default().push(list);
    }
    for (clause, of) in of_limit {
        let parameter = of.first().and_then(|list| list.limit.as_ref()).map(|limit| limit.parameter.as_str());
        lines.extend(entry(&format!("push_down: {{top: {clause}}}"), &of, &lists, parameter, (false, "")));
    }
    Settings { lines, told: told(&lists) }
}

fn list<'a>(document: &'a Document, proposed: &Proposed) -> Option<List<'a>> {
    let row = &proposed.row;
    let operation = document.operations.get(proposed.operation)?;
    (row.sql_verb == SqlVerb::Select.name()).then(|| List {
        method: format!("{}.{}.{}", proposed.service, row.resource, row.method),
        operation,
        paging: paging(operation, document.components.resolver()),
        limit: limit(operation, document.components.resolver()),
    })
}

fn block(paging: &Paging) -> String {
    let token = |token: &Token| object([("key", text(&token.key)), ("in", text(token.location))]);
    let mut entries: Vec<(&str, Node)> = Vec::new();
    entries.extend(paging.algorithm.map(|name| ("algorithm", text(name))));
    entries.extend([("request", token(&paging.request)), ("response", token(&paging.response))]);
    entries.extend(paging.terminator.as_ref().map(|it| ("terminator", token(it))));
    flow(&object(entries))
}

fn clause(limit: &Limit) -> String {
    let maximum = limit.maximum.as_deref().unwrap_or_default();
    format!("{{param: {}, max: {maximum}}}", flow(&text(&limit.parameter)))
}

/// A value on one line.
fn flow(node: &Node) -> String {
    match node.as_mapping() {
        Some(entries) => {
            let entry = |(key, node): (&crate::tree::Text, &Node)| format!("{key}: {}", flow(node));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        None => quoted(node.as_str().unwrap_or_default()),
    }
}

/// Text as a value between braces, where more letters than elsewhere have a meaning.
fn quoted(value: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if !value.is_empty() && value.chars().all(is_plain) {
        return yaml_writer::inline(value).into_owned();
    }
    format!("'{}'", value.replace('\'', "''"))
}

/// The lines of an entry for some lists: by their parameter, if that tells them from all others, else by their names.
fn entry(
    what: &str,
    of: &[&List<'_>],
    all: &[List<'_>],
    parameter: Option<&str>,
    (is_open, why): (bool, &str),
) -> Vec<String> {
    let has = |list: &List<'_>, name: &str| {
        list.operation.node.items("parameters").iter().any(|parameter| parameter.text("name") == Some(name))
    };
    let meant: BTreeSet<&str> = of.iter().map(|list| list.method.as_str()).collect();
    let tells = |name: &&str| all.iter().all(|list| has(list, name) == meant.contains(list.method.as_str()));
    let scope = match parameter.filter(|name| !name.is_empty()).filter(tells) {
        Some(name) => format!("{{verb: select, has_parameter: {}}}", quoted(name)),
        None if meant.len() == all.len() => "{verb: select}".to_owned(),
        None => format!("{{method: [{}]}}", meant.into_iter().collect::<Vec<_>>().join(", ")),
    };
    let mark = if is_open { "#:" } else { "" };
    let reason = if is_open { vec![format!("  # Not sure: {}.", one_line(why))] } else { Vec::new() };
    let lines = [format!("{mark}  - for: {scope}"), format!("{mark}    {what}")];
    reason.into_iter().chain(lines).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn told(lists: &[List<'_>]) -> Option<String> {
    let mut ways: BTreeMap<&'static str, usize> = BTreeMap::new();
    let sure = lists.iter().filter_map(|list| list.paging.as_ref()).filter(|paging| paging.is_sure);
    sure.for_each(|paging| *ways.entry(paging.kind.words()).or_default() += 1);
    let found: usize = ways.values().sum();
    if found == 0 {
        return None;
    }
    let ways = ways.into_iter().map(|(way, count)| format!("{count} {way}")).collect::<Vec<_>>().join(", ");
    Some(format!("{}: {ways}, {} without", counted(lists.len(), "method for SELECT"), lists.len() - found))
}
