//! The target of an action: a JSONPath (RFC 9535), and what it may cost at most.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value as Json;
use serde_json_path::{JsonPath, ParseError, PathElement};

use super::limits::{Limit, Size};

/// The longest target in bytes: the parser and each comparison take time for every letter.
const MAX_LENGTH: usize = 4096;

/// Brackets in brackets: the parser reads them by recursion.
const MAX_NESTING: usize = 12;

/// Nodes that a query may look at, times the conditions that it asks of each: an estimate that is
/// never too low. Real targets come to a few for each node of a document.
const MAX_STEPS: f64 = 1e7;

/// Steps of all the queries on a document.
const MAX_STEPS_OF_ALL: f64 = 2e8;

/// Steps in the ways to all that a query may select: each takes 24 bytes.
const MAX_WAYS: f64 = 4e7;

/// What a regular expression costs more than another condition: it is made anew for each node.
const REGEX_STEPS: f64 = 20.0;

/// A step to a child.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// To an item of a list.
    Index(usize),
    /// To an entry of an object.
    Name(String),
}

/// Nodes of a document, each once, as the part of its tree that leads to them.
#[derive(Default)]
pub struct Selection {
    /// Whether this node is one of them.
    pub is_selected: bool,
    /// The steps to those below. Items of a list stand in order.
    pub below: BTreeMap<Step, Selection>,
}

impl Selection {
    /// Whether it has no node.
    pub fn is_empty(&self) -> bool {
        !self.is_selected && self.below.is_empty()
    }

    /// The nodes of a document that are at the given addresses.
    fn among(node: &Json, found: &Addresses) -> Option<Self> {
        let mut below = BTreeMap::new();
        let mut look = |step: &dyn Fn() -> Step, child| {
            if let Some(selection) = Selection::among(child, found) {
                below.insert(step(), selection);
            }
        };
        match node {
            Json::Array(items) => items.iter().enumerate().for_each(|(at, item)| look(&|| Step::Index(at), item)),
            Json::Object(entries) => {
                entries.iter().for_each(|(name, value)| look(&|| Step::Name(name.clone()), value));
            }
            _ => {}
        }
        let is_selected = found.contains(&std::ptr::from_ref(node));
        (is_selected || !below.is_empty()).then_some(Selection { is_selected, below })
    }

    fn add(&mut self, way: impl Iterator<Item = Step>) {
        let end = way.fold(self, |selection, step| selection.below.entry(step).or_default());
        end.is_selected = true;
    }
}

/// Where nodes are in memory, which tells them apart while nothing changes.
type Addresses = HashSet<*const Json, foldhash::fast::RandomState>;

/// A JSONPath.
pub struct Target {
    text: String,
    path: JsonPath,
    cost: Cost,
}

/// Why a text cannot be a target.
pub struct Wrong {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

impl Wrong {
    fn of(text: &str, error: &ParseError) -> Self {
        let rest = text.get(error.position()..).filter(|rest| !rest.is_empty()).map(|rest| format!(" at `{rest}`"));
        let why = Some(error.message()).filter(|why| *why != "parser error").map(|why| format!(": {why}"));
        Wrong {
            message: format!("`{text}` is not a valid JSONPath{}{}", rest.unwrap_or_default(), why.unwrap_or_default()),
            help: "correct it, see RFC 9535; a name with characters other than letters, digits and _ needs brackets \
                 and quotes, such as `$.paths['/items']`",
        }
    }
}

impl Target {
    /// Reads a JSONPath.
    ///
    /// # Errors
    /// What RFC 9535 does not allow, and what is longer or deeper than anyone writes.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let cost = Cost::of(text);
        if text.len() > MAX_LENGTH || cost.nesting > MAX_NESTING {
            let message = format!("the JSONPath has more than {MAX_LENGTH} bytes or {MAX_NESTING} nested brackets");
            return Err(Wrong { message, help: "split the action" });
        }
        let path = JsonPath::parse(text).map_err(|error| Wrong::of(text, &error))?;
        Ok(Target { text: text.to_owned(), path, cost })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it selects in a document of that size; `spent` counts the steps of all queries.
    ///
    /// # Errors
    /// A query that could last forever, or take all memory.
    pub fn select(&self, document: &Json, size: &Size, spent: &mut f64) -> Result<Selection, Limit> {
        let steps = self.cost.steps(size);
        *spent += steps;
        // A descent that kept the way to each node would cost several times what it costs without.
        let keeps_ways = self.cost.descents == 0;
        let is_large = keeps_ways && self.cost.ways(size) > MAX_WAYS;
        if steps > MAX_STEPS || *spent > MAX_STEPS_OF_ALL || is_large {
            return Err(Limit::Steps);
        }
        Ok(if keeps_ways { self.located(document) } else { self.found(document) })
    }

    fn located(&self, document: &Json) -> Selection {
        let step = |element: &PathElement<'_>| match element {
            PathElement::Name(name) => Step::Name((*name).to_owned()),
            PathElement::Index(index) => Step::Index(*index),
        };
        let mut selection = Selection::default();
        for location in self.path.query_located(document).locations() {
            selection.add(location.iter().map(step));
        }
        selection
    }

    fn found(&self, document: &Json) -> Selection {
        let found: Addresses = self.path.query(document).iter().map(|node| std::ptr::from_ref(*node)).collect();
        Selection::among(document, &found).unwrap_or_default()
    }
}

/// What a query can come to.
#[derive(Default)]
struct Cost {
    /// How deep brackets stand in brackets.
    nesting: usize,
    /// `..`
    descents: i32,
    /// Whether anything but names and positions selects.
    has_wide_selector: bool,
    /// Selectors side by side, multiplied.
    choices: f64,
    /// Queries in filters that look through the whole document for each node.
    roots: i32,
    /// Queries in filters.
    conditions: usize,
    /// Calls of `match` and `search`.
    regexes: usize,
}

impl Cost {
    fn of(text: &str) -> Self {
        let mut cost = Cost { choices: 1.0, ..Cost::default() };
        let outside = without_strings(text);
        let mut open: Vec<(char, u32)> = Vec::new();
        for (at, letter) in outside.char_indices() {
            let rest = outside.get(at + letter.len_utf8()..).unwrap_or_default();
            match letter {
                '[' | '(' => open.push((letter, 1)),
                ',' => open.iter_mut().rev().take(1).for_each(|(_, selectors)| *selectors += 1),
                ']' | ')' => {
                    let selectors = open.pop().filter(|(bracket, _)| *bracket == '[');
                    cost.choices *= selectors.map_or(1.0, |(_, selectors)| f64::from(selectors));
                }
                '*' | ':' | '?' => cost.has_wide_selector = true,
                '.' if rest.starts_with('.') => cost.descents += 1,
                '@' => cost.conditions += 1,
                '$' if at > 0 => {
                    cost.conditions += 1;
                    cost.roots += i32::from(is_wide_query(rest));
                }
                _ => {}
            }
            cost.nesting = cost.nesting.max(open.len());
        }
        cost.regexes = outside.matches("match(").count() + outside.matches("search(").count();
        cost
    }

    fn steps(&self, size: &Size) -> f64 {
        let conditions = self.conditions.max(1) as f64 + REGEX_STEPS * self.regexes as f64;
        let nodes = if self.is_wide() { size.nodes as f64 } else { 1.0 };
        nodes * self.repeated(size) * conditions
    }

    fn ways(&self, size: &Size) -> f64 {
        let ways = if self.is_wide() { size.ways as f64 } else { size.levels as f64 };
        ways * self.repeated(size)
    }

    /// How often a node can be reached: more than once only by selectors side by side, or by one
    /// descent in another. What all nodes have below them comes to the nodes times the levels.
    fn repeated(&self, size: &Size) -> f64 {
        let (nodes, levels) = (size.nodes as f64, size.levels as f64);
        levels.powi((self.descents - 1).max(0)) * nodes.powi(self.roots) * self.choices
    }

    fn is_wide(&self) -> bool {
        self.has_wide_selector || self.descents > 0
    }
}

/// Whether a query in a filter, from behind its `$`, can select more than one node.
fn is_wide_query(rest: &str) -> bool {
    let end = rest.find([' ', ')', '&', '|', '=', '<', '>', '!']).unwrap_or(rest.len());
    let query = rest.get(..end).unwrap_or_default();
    query.contains(['*', ':', '?', ',']) || query.contains("..")
}

/// A JSONPath with nothing in its string literals.
fn without_strings(text: &str) -> String {
    let (mut outside, mut quote, mut is_escaped) = (String::new(), None, false);
    for letter in text.chars() {
        match quote {
            None => {
                quote = matches!(letter, '\'' | '"').then_some(letter);
                outside.push(letter);
            }
            Some(_) if is_escaped => is_escaped = false,
            Some(_) if letter == '\\' => is_escaped = true,
            Some(open) if letter == open => quote = None,
            Some(_) => {}
        }
    }
    outside
}
