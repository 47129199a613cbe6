//! Replaces text in the descriptions and summaries of a document, as the configuration says.

use regex::{Captures, Regex, RegexBuilder};

use crate::config::{ConfigFile, Description};
use crate::error::Error;
use crate::finding::{CONFIG_UNUSED, Finding, Site};
use crate::schema::grammar::{DOCUMENT_KIND, Kind};
use crate::tree::Node;
use crate::tree::change::{Change, children};

/// How many bytes the texts of a document may grow by.
const MAX_GROWTH: usize = 64 << 20;

/// How many bytes searches may look at, if each looks at the whole text: some patterns do.
const MAX_STEPS: usize = 1 << 30;

/// The memory that a compiled pattern may take, in bytes.
const MAX_PATTERN: usize = 1 << 20;

/// The replacements, in their order.
#[derive(Default)]
pub struct Descriptions(Vec<Replacement>);

struct Replacement {
    search: Search,
    replace: String,
}

enum Search {
    Literal(String),
    Pattern(Regex),
}

/// What the replacements made of a document.
pub struct Rewritten {
    /// The document.
    pub document: Node,
    /// Whether each replacement found anything.
    pub hits: Vec<bool>,
}

impl Descriptions {
    /// Understands the replacements of a configuration.
    ///
    /// # Errors
    /// An entry that does not say what to look for, and a pattern that cannot be read.
    pub fn new(config: &ConfigFile) -> Result<Self, Error> {
        let entries = config.config.descriptions.iter().enumerate();
        let entry = |(index, entry): (usize, &Description)| {
            let search = search(entry).map_err(|(key, message, help)| {
                Error::input(message, config.place(&format!("/descriptions/{index}{key}")), help)
            })?;
            Ok(Replacement { search, replace: entry.replace.clone() })
        };
        entries.map(entry).collect::<Result<_, _>>().map(Descriptions)
    }

    /// Returns a document with replaced texts.
    ///
    /// # Errors
    /// Texts that grow beyond all measure, and patterns that are found too often in long texts.
    pub fn rewrite(&self, document: &Node, config: &ConfigFile) -> Result<Rewritten, Error> {
        let mut writer = Writer::new(&self.0, MAX_GROWTH, MAX_STEPS);
        let changed = if self.0.is_empty() { None } else { writer.walk(document, DOCUMENT_KIND) };
        if let Some(index) = writer.over {
            let (message, help) = match writer.steps {
                0 => ("it takes too long to find the pattern in the descriptions".to_owned(), "look for a longer text"),
                _ => (
                    format!("the descriptions grow by more than {} MB", MAX_GROWTH >> 20),
                    "look for a longer text, or replace it by a shorter one",
                ),
            };
            return Err(Error::input(message, config.place(&format!("/descriptions/{index}")), help));
        }
        Ok(Rewritten { document: changed.unwrap_or_else(|| document.clone()), hits: writer.hits })
    }

    /// Reports replacements that found nothing. `hits` says for each document which found anything.
    pub fn unused(&self, config: &ConfigFile, hits: &[Vec<bool>]) -> Vec<Finding> {
        let is_hit = |index: usize| hits.iter().any(|hits| hits.get(index).copied().unwrap_or_default());
        let report = |index: usize| {
            let site = Site::Config(config.mark(&format!("/descriptions/{index}")));
            let message = "no description or summary of the document has this text";
            Finding::new(&CONFIG_UNUSED, site, message, "correct or remove the entry")
        };
        (0..self.0.len()).filter(|index| !is_hit(*index)).map(report).collect()
    }
}

/// What is wrong with an entry: the key, what, and what to do.
type Fault = (&'static str, String, &'static str);

fn search(entry: &Description) -> Result<Search, Fault> {
    match (&entry.find, &entry.pattern) {
        (Some(text), None) if text.is_empty() => {
            Err(("/find", "the text to look for is empty".to_owned(), "write the text that is replaced"))
        }
        (Some(text), None) => Ok(Search::Literal(text.clone())),
        (None, Some(pattern)) => {
            let built = RegexBuilder::new(pattern).size_limit(MAX_PATTERN).build();
            let message = |fault: &regex::Error| format!("the pattern cannot be used: {}", last_line(fault));
            let help = "write a regular expression as https://docs.rs/regex/latest/regex/#syntax has it";
            built.map(Search::Pattern).map_err(|fault| ("/pattern", message(&fault), help))
        }
        _ => Err(("", "an entry looks for one text".to_owned(), "give either `find` or `pattern`")),
    }
}

/// The lines before the last draw the pattern, and point to the fault.
fn last_line(fault: &regex::Error) -> String {
    let text = fault.to_string();
    let line = text.lines().last().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

struct Writer<'r> {
    replacements: &'r [Replacement],
    hits: Vec<bool>,
    /// The bytes that texts may still grow by.
    left: usize,
    /// The bytes that searches may still look at.
    steps: usize,
    /// The replacement that needed more.
    over: Option<usize>,
}

impl<'r> Writer<'r> {
    fn new(replacements: &'r [Replacement], left: usize, steps: usize) -> Self {
        Writer { replacements, hits: vec![false; replacements.len()], left, steps, over: None }
    }

    fn walk(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        if matches!(kind, Kind::Data) {
            return None;
        }
        let is_list = node.as_sequence().is_some();
        children(node, |key, child| {
            let below = if is_list { kind.item() } else { kind.child(key) };
            match (below, child.as_str()) {
                (Kind::Text, Some(text)) if kind.object().is_some() && matches!(key, "description" | "summary") => {
                    self.text(text).map(|text| Node::string(text, child.mark)).into()
                }
                _ => self.walk(child, below).map_or(Change::Keep, Change::Set),
            }
        })
    }

    /// Returns a text after all replacements, if any found something.
    fn text(&mut self, text: &str) -> Option<String> {
        let mut changed: Option<String> = None;
        for (index, replacement) in self.replacements.iter().enumerate() {
            let old = changed.as_deref().unwrap_or(text);
            if self.over.is_some() || !replacement.is_in(old) {
                continue;
            }
            let Some(new) = replacement.applied(old, self.left, &mut self.steps) else {
                self.over = Some(index);
                continue;
            };
            self.left = self.left.saturating_sub(new.len().saturating_sub(old.len()));
            if let Some(hit) = self.hits.get_mut(index) {
                *hit = true;
            }
            changed = Some(new);
        }
        changed
    }
}

impl Replacement {
    fn is_in(&self, text: &str) -> bool {
        match &self.search {
            Search::Literal(literal) => text.contains(literal.as_str()),
            Search::Pattern(pattern) => pattern.is_match(text),
        }
    }

    /// Returns the text with all replacements, unless it grows by more than `most` bytes or `steps` run out.
    fn applied(&self, text: &str, most: usize, steps: &mut usize) -> Option<String> {
        let most = text.len().saturating_add(most);
        match &self.search {
            Search::Literal(literal) => {
                let growth = self.replace.len().saturating_sub(literal.len());
                let grown = text.matches(literal.as_str()).count().saturating_mul(growth).saturating_add(text.len());
                (grown <= most).then(|| text.replace(literal.as_str(), &self.replace))
            }
            Search::Pattern(pattern) => self.expanded(pattern, text, most, steps),
        }
    }

    fn expanded(&self, pattern: &Regex, text: &str, most: usize, steps: &mut usize) -> Option<String> {
        let groups = self.replace.matches('$').count();
        let largest = |found: &Captures<'_>| {
            let length = found.get(0).map_or(0, |whole| whole.len());
            groups.saturating_mul(length).saturating_add(self.replace.len())
        };
        let (mut new, mut end) = (String::new(), 0);
        for found in pattern.captures_iter(text) {
            *steps = steps.saturating_sub(text.len());
            if *steps == 0 {
                return None;
            }
            let whole = found.get(0)?;
            new.push_str(text.get(end..whole.start())?);
            if new.len().saturating_add(largest(&found)) > most {
                return None;
            }
            found.expand(&self.replace, &mut new);
            end = whole.end();
        }
        new.push_str(text.get(end..)?);
        Some(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replacement(pattern: &str, replace: &str) -> Replacement {
        let search = Search::Pattern(Regex::new(pattern).expect("pattern"));
        Replacement { search, replace: replace.to_owned() }
    }

    fn text(replacements: &[Replacement], left: usize, text: &str) -> (Option<String>, Option<usize>) {
        let mut writer = Writer::new(replacements, left, MAX_STEPS);
        (writer.text(text), writer.over)
    }

    #[test]
    fn replacements_follow_one_another() {
        let literal = Replacement { search: Search::Literal("b".to_owned()), replace: "$1".to_owned() };
        let replacements = [replacement("a(.)", "$1"), literal];
        assert_eq!(text(&replacements, 100, "xabax").0.as_deref(), Some("x$1x"));
        assert_eq!(text(&replacements, 100, "xyz").0, None);
    }

    /// Each search of this pattern looks at all that is left of the text.
    #[test]
    fn searches_that_look_at_too_much_are_given_up() {
        let replacements = [replacement(".*[^A-Z]|[A-Z]", "x")];
        let over = |steps: usize| {
            let mut writer = Writer::new(&replacements, 100, steps);
            writer.text("AAAAAAAAAA");
            (writer.over, writer.steps)
        };
        assert_eq!(over(101), (None, 1));
        assert_eq!(over(100), (Some(0), 0));
    }

    #[test]
    fn texts_that_double_again_and_again_are_given_up() {
        let doubling: Vec<_> = (0..64).map(|_| replacement(".*", "$0$0")).collect();
        assert_eq!(text(&doubling, 1000, "abcd").1, Some(7));
        let literals: Vec<_> = (0..64)
            .map(|_| Replacement { search: Search::Literal("a".to_owned()), replace: "aa".to_owned() })
            .collect();
        assert_eq!(text(&literals, 1000, "a").1, Some(9));
        assert_eq!(text(&[replacement("(?s)^.*$", &"$0".repeat(10_000))], 1000, "abc").1, Some(0));
    }
}
