//! An index of path templates by their segments.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::template::{Template, segments};
use crate::standin::requested::decoded_path;

/// Maximum number of segments of a path; longer ones are left out.
const MAX_SEGMENTS: usize = 200;

/// What follows on the segments so far.
pub struct Branch<L> {
    literals: HashMap<String, Branch<L>>,
    /// By the number of characters that are no variable, and the text; the most literal first.
    patterns: BTreeMap<(Reverse<usize>, String), Pattern<L>>,
    leaves: Vec<L>,
}

struct Pattern<L> {
    segment: Segment,
    branch: Branch<L>,
}

/// A segment with variables.
enum Segment {
    Whole(String),
    Mixed(Template),
}

/// A variable of a path with the segment that it stands in, and its value as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture<'a> {
    /// The index of the segment.
    pub segment: usize,
    /// The name of the variable.
    pub name: &'a str,
    /// The value.
    pub value: &'a str,
}

impl<L> Default for Branch<L> {
    fn default() -> Self {
        Branch { literals: HashMap::new(), patterns: BTreeMap::new(), leaves: Vec::new() }
    }
}

impl<L> Branch<L> {
    /// Adds a path.
    pub fn insert(&mut self, path: &str, leaf: L) {
        let segments = segments(path);
        if segments.len() <= MAX_SEGMENTS {
            segments.into_iter().fold(self, Branch::grown).leaves.push(leaf);
        }
    }

    fn grown(&mut self, segment: &str) -> &mut Branch<L> {
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let parsed = match name.filter(|name| !name.contains(['{', '}', ':'])) {
            Some(name) => Some(Segment::Whole(name.to_owned())),
            None => Template::new(segment).map(Segment::Mixed),
        };
        match parsed {
            None => self.literals.entry(decoded_path(segment).into_owned()).or_default(),
            Some(parsed) => {
                let key = (Reverse(parsed.literal()), segment.to_owned());
                let pattern = || Pattern { segment: parsed, branch: Branch::default() };
                &mut self.patterns.entry(key).or_insert_with(pattern).branch
            }
        }
    }
}

impl<L> Branch<L> {
    /// Tells of the leaves of all templates that a path fits, the most literal first.
    pub fn find<'a>(&'a self, path: &'a str, found: &mut dyn FnMut(&'a [L], &[Capture<'a>])) {
        let segments: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').take(MAX_SEGMENTS + 1).collect();
        self.descend(&segments, 0, &mut Vec::new(), found);
    }

    fn descend<'a>(
        &'a self,
        segments: &[&'a str],
        at: usize,
        captures: &mut Vec<Capture<'a>>,
        found: &mut dyn FnMut(&'a [L], &[Capture<'a>]),
    ) {
        let Some(sent) = segments.get(at) else {
            if !self.leaves.is_empty() {
                found(&self.leaves, captures);
            }
            return;
        };
        if let Some(branch) = self.literals.get(&*decoded_path(sent)) {
            branch.descend(segments, at + 1, captures, found);
        }
        for pattern in self.patterns.values() {
            let before = captures.len();
            if let Some(values) = pattern.segment.captures(sent) {
                captures.extend(values.into_iter().map(|(name, value)| Capture { segment: at, name, value }));
                pattern.branch.descend(segments, at + 1, captures, found);
                captures.truncate(before);
            }
        }
    }
}

impl Segment {
    /// The number of characters that are no variable.
    fn literal(&self) -> usize {
        match self {
            Segment::Whole(_) => 0,
            Segment::Mixed(template) => template.literal,
        }
    }

    fn captures<'a>(&'a self, sent: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        match self {
            Segment::Whole(name) => (!sent.is_empty()).then(|| vec![(name.as_str(), sent)]),
            Segment::Mixed(template) => template.captures(sent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATHS: [&str; 8] =
        ["/a/{x}", "/a/b", "/a/{x}.json", "/a/{x}/c", "/{y}/b", "/a/", "/%C3%BC/{x}", "/r/{v:[0-9]+}"];

    fn found(path: &str) -> Vec<String> {
        let mut tree = Branch::default();
        for path in PATHS {
            tree.insert(path, path);
        }
        tree.insert(&"/a".repeat(100_000), "long");
        let mut all = Vec::new();
        tree.find(path, &mut |leaves, captures| {
            let values: Vec<String> =
                captures.iter().map(|it| format!("{}@{}={}", it.name, it.segment, it.value)).collect();
            all.push(format!("{} {}", leaves.join(" "), values.join(" ")).trim_end().to_owned());
        });
        all
    }

    #[test]
    fn the_most_literal_path_comes_first() {
        assert_eq!(found("/a/b"), ["/a/b", "/a/{x} x@1=b", "/{y}/b y@0=a"]);
        assert_eq!(found("/a/b.json"), ["/a/{x}.json x@1=b", "/a/{x} x@1=b.json"]);
        assert_eq!(found("/a/%2Fb/c"), ["/a/{x}/c x@1=%2Fb"]);
    }

    #[test]
    fn slashes_and_empty_segments_count() {
        assert_eq!(found("/a/"), ["/a/"]);
        assert_eq!(found("/a"), Vec::<String>::new());
        assert_eq!(found("/a/b/"), Vec::<String>::new());
        assert_eq!(found(&"/a".repeat(100_000)), Vec::<String>::new());
    }

    #[test]
    fn encoded_text_and_patterns_are_understood() {
        assert_eq!(found("/ü/1"), ["/%C3%BC/{x} x@1=1"]);
        assert_eq!(found("/%61/b").len(), 3);
        assert_eq!(found("/r/12"), ["/r/{v:[0-9]+} v@1=12"]);
        assert_eq!(found("/r/x"), Vec::<String>::new());
    }
}
