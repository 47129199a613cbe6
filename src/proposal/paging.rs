//! Which methods read several pages, and how: `settings` of the configuration that a person may take.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::engine::Engine;
use crate::mapping::infer::{Limit, Paging, Token, limit, page_parameter, paging};
use crate::normalise::{Document, Operation};
use crate::schema::Resolver;
use crate::text::{counted, plain};
use crate::tree::yaml_writer;

/// Drafted settings.
#[derive(Debug, Default)]
pub struct Draft {
    /// The lines below `settings:`; those that are not sure begin with `#:`.
    pub lines: Vec<String>,
    /// How many lists page in which way, in words.
    pub told: Option<String>,
}

impl Draft {
    /// Whether an entry is sure.
    pub fn has_entries(&self) -> bool {
        self.lines.iter().any(|line| line.trim_start().starts_with('-'))
    }
}

/// A method that SELECT reads.
pub struct List<'a> {
    /// HTTP verb and path.
    name: String,
    operation: &'a Operation,
    resolver: Resolver<'a>,
    /// The parameter that asks for a page.
    asked: Option<String>,
    paging: Option<Paging>,
    limit: Option<Limit>,
    /// Whether it is known how it pages.
    is_settled: bool,
}

impl<'a> List<'a> {
    /// Looks at an operation of a document.
    pub fn new(document: &'a Document, operation: usize) -> Option<Self> {
        let (operation, resolver) = (document.operations.get(operation)?, document.components.resolver());
        Some(List {
            name: format!("{} {}", operation.verb.to_uppercase(), operation.path),
            operation,
            resolver,
            asked: page_parameter(operation, resolver),
            paging: paging(operation, resolver),
            limit: limit(operation, resolver),
            is_settled: false,
        })
    }

    /// The same without what is settled already: settings are told apart from it.
    pub fn settled(self, pages: bool, limit: bool) -> Self {
        let List { paging, limit: own, .. } = self;
        List { is_settled: pages, paging: paging.filter(|_| !pages), limit: own.filter(|_| !limit), ..self }
    }

    fn has_pages(&self) -> bool {
        self.is_settled || self.paging.as_ref().is_some_and(|paging| paging.is_sure)
    }

    fn has_parameter(&self, wanted: &str) -> bool {
        let named = |it| self.resolver.resolve(it)?.text("name");
        self.operation.node.items("parameters").iter().filter_map(named).any(|name| name == wanted)
    }
}

/// Why LIMIT is not sent to a list without pages: WHERE and ORDER BY look at the rows that come (case
/// `settings/push-down-top` of our own).
const ONE_PAGE: &str = "no other pages are known, so that WHERE and ORDER BY would look at LIMIT rows only";

/// Lists that get the same.
struct Group<'a> {
    /// What they get.
    what: String,
    lists: Vec<&'a List<'a>>,
    /// Why it is not sure, if it is not.
    doubt: Option<String>,
    /// The parameters that may tell them from others.
    parameters: BTreeSet<&'a str>,
    /// The property that may.
    response: String,
}

/// Drafts settings for lists.
pub fn settings(lists: &[List<'_>]) -> Draft {
    let mut lines = entries(of_paging(lists), lists);
    lines.extend(entries(of_limits(lists), lists));
    Draft { lines, told: told(lists) }
}

fn of_paging<'a>(lists: &'a [List<'a>]) -> Vec<Group<'a>> {
    let with_paging = lists.iter().filter_map(|list| Some((list, list.paging.as_ref()?)));
    grouped(with_paging.map(|(list, paging)| Group {
        what: format!("pagination: {}", block(paging)),
        lists: vec![list],
        doubt: (!paging.is_sure).then(|| one_line(&paging.why)),
        parameters: list.asked.as_deref().into_iter().collect(),
        response: paging.response.key.trim_start_matches("$.").to_owned(),
    }))
}

/// The maximum of a parameter counts where it declares one. Without any the engine would send each LIMIT.
fn of_limits<'a>(lists: &'a [List<'a>]) -> Vec<Group<'a>> {
    let group = |list: &'a List<'a>| {
        let limit = list.limit.as_ref()?;
        let what = match (&limit.maximum, limit.is_declared) {
            (Some(_), true) => format!("{{param: {}}}", quoted(&limit.parameter)),
            (Some(most), false) => format!("{{param: {}, max: {most}}}", quoted(&limit.parameter)),
            (None, _) => "null".to_owned(),
        };
        Some(Group {
            what: format!("push_down: {{top: {what}}}"),
            lists: vec![list],
            doubt: limit.maximum.filter(|_| !list.has_pages()).map(|_| ONE_PAGE.to_owned()),
            parameters: BTreeSet::from([&*limit.parameter]),
            response: String::new(),
        })
    };
    let mut groups = grouped(lists.iter().filter_map(group));
    // What is taken away comes last, if there is anything that gives it.
    groups.sort_by_key(|group| group.takes_away());
    groups
}

/// Joins what is for the same, and puts what is for most first.
fn grouped<'a>(single: impl Iterator<Item = Group<'a>>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for one in single {
        match groups.iter_mut().find(|group| group.what == one.what && group.doubt == one.doubt) {
            Some(group) => {
                group.lists.extend(one.lists);
                group.parameters.extend(one.parameters);
            }
            None => groups.push(one),
        }
    }
    groups.sort_by_key(|group| (group.doubt.is_some(), Reverse(group.lists.len())));
    groups
}

/// The lines of all groups. An entry may reach lists of later ones, which win.
fn entries(groups: Vec<Group<'_>>, all: &[List<'_>]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    for (index, group) in groups.iter().enumerate() {
        let later = groups.iter().skip(index + 1).filter(|later| later.doubt.is_none()).flat_map(|later| &later.lists);
        let later: BTreeSet<&str> = later.map(|list| list.name.as_str()).collect();
        let scope = group.scope(all, &later);
        if group.takes_away() && !group.lists.iter().any(|list| reached.contains(&*list.name)) {
            continue;
        }
        reached.extend(all.iter().filter(|list| scope.has(list)).map(|list| &*list.name));
        lines.extend(entry(group, &scope));
    }
    lines
}

/// What an entry is for.
enum Scope<'a> {
    All,
    Parameter(&'a str),
    Response(&'a str),
    /// Operations, whose names no review of the mapping changes.
    Operations(BTreeSet<&'a str>),
    /// Either of two.
    Any(Box<[Scope<'a>; 2]>),
}

impl Scope<'_> {
    fn has(&self, list: &List<'_>) -> bool {
        match self {
            Scope::All => true,
            Scope::Parameter(name) => list.has_parameter(name),
            Scope::Response(path) => Engine { resolver: list.resolver }.responds_with(&list.operation.node, path),
            Scope::Operations(names) => names.contains(&*list.name),
            Scope::Any(scopes) => scopes.iter().any(|scope| scope.has(list)),
        }
    }

    /// The lines behind `for:`, and below it.
    fn lines(&self) -> Vec<String> {
        match self {
            Scope::All => vec![" {verb: select}".to_owned()],
            Scope::Parameter(name) => vec![format!(" {{verb: select, has_parameter: {}}}", quoted(name))],
            Scope::Response(path) => vec![format!(" {{verb: select, has_response: {}}}", quoted(path))],
            Scope::Operations(names) => {
                let operations = names.iter().map(|name| format!("        - {}", quoted(name)));
                ["".to_owned(), "      operation:".to_owned()].into_iter().chain(operations).collect()
            }
            Scope::Any(scopes) => [String::new()].into_iter().chain(scopes.iter().flat_map(Scope::item)).collect(),
        }
    }

    /// The lines of an item below `for:`.
    fn item(&self) -> Vec<String> {
        let item = |(index, line): (usize, String)| match index {
            0 => format!("      - {}", line.trim_start()),
            _ => format!("  {line}"),
        };
        self.lines().into_iter().filter(|line| !line.is_empty()).enumerate().map(item).collect()
    }
}

impl<'a> Group<'a> {
    fn takes_away(&self) -> bool {
        self.what.ends_with("null}")
    }

    /// A parameter or a property that the lists have and others have not, and the operations of lists that lack it.
    fn scope(&'a self, all: &[List<'_>], later: &BTreeSet<&str>) -> Scope<'a> {
        let meant: BTreeSet<&str> = self.lists.iter().map(|list| list.name.as_str()).collect();
        let is_wrong = |list: &&List<'_>| !meant.contains(&*list.name) && !later.contains(&*list.name);
        let others: Vec<&List<'_>> = all.iter().filter(is_wrong).collect();
        let of_parameters = self.parameters.iter().map(|name| Scope::Parameter(name));
        let of_response = Some(Scope::Response(&self.response)).filter(|_| !self.response.is_empty());
        let shorter = [Scope::All].into_iter().chain(of_parameters).chain(of_response);
        let telling = shorter.filter(|scope| !others.iter().any(|list| scope.has(list)));
        let missed = telling.map(|scope| {
            let missed = self.lists.iter().filter(|list| !scope.has(list)).map(|list| list.name.as_str());
            (missed.collect::<BTreeSet<_>>(), scope)
        });
        // Of two that tell as much the first counts.
        match missed.min_by_key(|(missed, _)| missed.len()) {
            Some((missed, scope)) if missed.is_empty() => scope,
            Some((missed, scope)) if missed.len() * 2 < meant.len() => {
                Scope::Any(Box::new([scope, Scope::Operations(missed)]))
            }
            _ => Scope::Operations(meant),
        }
    }
}

fn entry(group: &Group<'_>, scope: &Scope<'_>) -> Vec<String> {
    let mut lines: Vec<String> = group.doubt.iter().map(|doubt| format!("  # Not sure: {doubt}.")).collect();
    lines.extend(
        group
            .takes_away()
            .then(|| "  # The engine would send any LIMIT, and not every number is known to be allowed.".to_owned()),
    );
    let mark = if group.doubt.is_some() { "#: " } else { "" };
    let mut scope = scope.lines().into_iter();
    lines.push(format!("{mark}  - for:{}", scope.next().unwrap_or_default()));
    lines.extend(scope.map(|line| format!("{mark}{line}")));
    lines.push(format!("{mark}    {}", group.what));
    lines
}

fn block(paging: &Paging) -> String {
    let token = |name: &str, token: &Token| format!("{name}: {{key: {}, in: {}}}", quoted(&token.key), token.location);
    let algorithm = paging.algorithm.map(|name| format!("algorithm: {name}"));
    let tokens = [token("request", &paging.request), token("response", &paging.response)];
    let terminator = paging.terminator.as_ref().map(|it| token("terminator", it));
    let parts: Vec<String> = algorithm.into_iter().chain(tokens).chain(terminator).collect();
    format!("{{{}}}", parts.join(", "))
}

/// Text as a value between braces, where more letters than elsewhere have a meaning.
fn quoted(value: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    match yaml_writer::inline(value) {
        Cow::Borrowed(text) if !text.chars().all(is_plain) => format!("'{}'", text.replace('\'', "''")),
        inline => inline.into_owned(),
    }
}

/// Text for a comment, in which YAML allows no control characters either.
fn one_line(text: &str) -> String {
    plain(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn told(lists: &[List<'_>]) -> Option<String> {
    let mut ways: BTreeMap<&'static str, usize> = BTreeMap::new();
    let sure = lists.iter().filter_map(|list| list.paging.as_ref()).filter(|paging| paging.is_sure);
    sure.for_each(|paging| *ways.entry(paging.kind.words()).or_default() += 1);
    let found: usize = ways.values().sum();
    let all = lists.iter().filter(|list| !list.is_settled).count();
    if found == 0 {
        return None;
    }
    let ways = ways.into_iter().map(|(way, count)| format!("{count} {way}")).collect::<Vec<_>>().join(", ");
    Some(format!("{}: {ways}, {} without", counted(all, "SELECT method"), all - found))
}
