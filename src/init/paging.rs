//! Which methods read several pages, and how: the first `settings` of a provider.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::engine::Engine;
use crate::mapping::infer::{Limit, Paging, Proposed, Token, limit, paging};
use crate::normalise::{Document, Operation};
use crate::render::{object, text};
use crate::schema::Resolver;
use crate::sql::SqlVerb;
use crate::text::counted;
use crate::tree::{Node, Text, yaml_writer};

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
    /// HTTP verb and path.
    name: String,
    operation: &'a Operation,
    resolver: Resolver<'a>,
    paging: Option<Paging>,
    limit: Option<Limit>,
}

/// Lists that get the same.
struct Group<'a> {
    /// What they get.
    what: String,
    lists: Vec<&'a List<'a>>,
    /// Why it is not sure, if it is not.
    doubt: Option<String>,
    /// What may tell them from others.
    parameter: String,
    response: String,
}

/// Drafts settings for the methods of a proposal.
pub fn settings(document: &Document, proposed: &[Proposed]) -> Settings {
    let lists: Vec<List<'_>> = proposed.iter().filter_map(|proposed| list(document, proposed)).collect();
    let mut lines = entries(of_paging(&lists), &lists);
    lines.extend(entries(of_limits(&lists), &lists));
    Settings { lines, told: told(&lists) }
}

fn of_paging<'a>(lists: &'a [List<'a>]) -> Vec<Group<'a>> {
    let with_paging = lists.iter().filter_map(|list| Some((list, list.paging.as_ref()?)));
    grouped(with_paging.map(|(list, paging)| Group {
        what: format!("pagination: {}", block(paging)),
        lists: vec![list],
        doubt: (!paging.is_sure).then(|| one_line(&paging.why)),
        parameter: if paging.request.key.is_empty() { "after" } else { &paging.request.key }.to_owned(),
        response: paging.response.key.trim_start_matches("$.").to_owned(),
    }))
}

/// Without a largest value the engine would send any LIMIT.
fn of_limits<'a>(lists: &'a [List<'a>]) -> Vec<Group<'a>> {
    let with_limit = lists.iter().filter_map(|list| Some((list, list.limit.as_ref()?)));
    grouped(with_limit.filter(|(_, limit)| limit.maximum.is_some()).map(|(list, limit)| Group {
        what: format!("push_down: {{top: {}}}", clause(limit)),
        lists: vec![list],
        doubt: None,
        parameter: limit.parameter.clone(),
        response: String::new(),
    }))
}

/// Joins what is for the same, and puts what is for most first.
fn grouped<'a>(single: impl Iterator<Item = Group<'a>>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for one in single {
        match groups.iter_mut().find(|group| group.what == one.what && group.doubt == one.doubt) {
            Some(group) => group.lists.extend(one.lists),
            None => groups.push(one),
        }
    }
    groups.sort_by_key(|group| (group.doubt.is_some(), Reverse(group.lists.len())));
    groups
}

/// The lines of all groups. An entry may reach lists of later ones, which win.
fn entries(groups: Vec<Group<'_>>, all: &[List<'_>]) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let later = groups.iter().skip(index + 1).filter(|later| later.doubt.is_none()).flat_map(|later| &later.lists);
        let later: BTreeSet<&str> = later.map(|list| list.name.as_str()).collect();
        lines.extend(entry(group, all, &later));
    }
    lines
}

/// The lines of an entry: for lists with a parameter or a property, if that tells them from others, else by operations,
/// whose names no review of the mapping changes.
fn entry(group: &Group<'_>, all: &[List<'_>], later: &BTreeSet<&str>) -> Vec<String> {
    let meant: BTreeSet<&str> = group.lists.iter().map(|list| list.name.as_str()).collect();
    let tells = |has: &dyn Fn(&List<'_>) -> bool| {
        let fits = |list: &List<'_>| match meant.contains(list.name.as_str()) {
            true => has(list),
            false => !has(list) || later.contains(list.name.as_str()),
        };
        all.iter().all(fits)
    };
    let has_parameter = |list: &List<'_>| {
        let named = |it| list.resolver.resolve(it)?.text("name");
        list.operation.node.items("parameters").iter().filter_map(named).any(|name| name == group.parameter)
    };
    let scope = if tells(&|_| true) {
        vec!["{verb: select}".to_owned()]
    } else if tells(&has_parameter) {
        vec![format!("{{verb: select, has_parameter: {}}}", quoted(&group.parameter))]
    } else if !group.response.is_empty() && tells(&|list| list.has_response(&group.response)) {
        vec![format!("{{verb: select, has_response: {}}}", quoted(&group.response))]
    } else {
        let operations = meant.iter().map(|name| format!("        - {}", quoted(name)));
        ["".to_owned(), "      operation:".to_owned()].into_iter().chain(operations).collect()
    };
    let mut lines: Vec<String> = group.doubt.iter().map(|doubt| format!("  # Not sure: {doubt}.")).collect();
    let mark = if group.doubt.is_some() { "#: " } else { "" };
    let mut scope = scope.into_iter();
    lines.push(format!("{mark}  - for: {}", scope.next().unwrap_or_default()).trim_end().to_owned());
    lines.extend(scope.map(|line| format!("{mark}{line}")));
    lines.push(format!("{mark}    {}", group.what));
    lines
}

impl List<'_> {
    /// Whether the response has a property, behind the dots of a path.
    fn has_response(&self, path: &str) -> bool {
        let engine = Engine { resolver: self.resolver };
        let content = engine.response(&self.operation.node).and_then(|(_, content)| content);
        content.and_then(|content| content.schema).is_some_and(|schema| engine.at_path(schema, path).is_some())
    }
}

fn list<'a>(document: &'a Document, proposed: &Proposed) -> Option<List<'a>> {
    let row = &proposed.row;
    let operation = document.operations.get(proposed.operation)?;
    (row.sql_verb == SqlVerb::Select.name()).then(|| List {
        name: format!("{} {}", operation.verb.to_uppercase(), operation.path),
        operation,
        resolver: document.components.resolver(),
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
            let entry = |(key, node): (&Text, &Node)| format!("{key}: {}", flow(node));
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
    Some(format!("{}: {ways}, {} without", counted(lists.len(), "SELECT method"), lists.len() - found))
}
