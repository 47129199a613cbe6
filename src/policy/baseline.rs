//! A baseline: the findings that are known, so that only new ones fail.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Place};
use crate::report::fingerprint::{Key, key};
use crate::report::{Base, Located};
use crate::source::node::Mark;
use crate::source::read_file;

use super::{IGNORE_UNUSED, Scope};

const HELP: &str = "remove it, and write it anew with `provgen validate --write-baseline`";

const VERSION: u32 = 1;

/// How many findings of a rule are known at a place. Lines and messages do not matter.
#[derive(Debug)]
pub struct Baseline {
    base: Base,
    known: BTreeMap<Key, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    version: u32,
    findings: Vec<Entry>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    file: String,
    pointer: String,
    count: usize,
}

impl Baseline {
    /// One that knows nothing, to be written to a file.
    pub fn empty(path: &Path) -> Self {
        Baseline { base: Base::of(path), known: BTreeMap::new() }
    }

    /// Opens a baseline.
    ///
    /// # Errors
    /// A file that cannot be read, or that provgen would not have written.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Baseline::parse(&read_file(path, 64, "write one with `provgen validate --write-baseline`")?, path)
    }

    fn parse(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let content: Content = serde_json::from_slice(bytes).map_err(|error| {
            let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            let mark = Mark { line: number(error.line()), column: number(error.column()) };
            Error::input(format!("this is no baseline: {error}"), Place::at(path, mark), HELP)
        })?;
        if content.version != VERSION {
            let message = format!("a baseline of version {} is not known", content.version);
            return Err(Error::input(message, Place::file(path), HELP));
        }
        let mut baseline = Baseline::empty(path);
        for entry in content.findings {
            *baseline.known.entry((entry.rule, entry.file, entry.pointer)).or_default() += entry.count;
        }
        Ok(baseline)
    }

    /// Takes out what is known. Of more findings at a place than are known, the last ones are new.
    pub fn new_ones(&self, found: Vec<Located>) -> (Vec<Located>, usize) {
        let all = found.len();
        let mut left = self.known.clone();
        let is_new = |finding: &Located| match left.get_mut(&self.key(finding)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        let new: Vec<Located> = found.into_iter().filter(is_new).collect();
        let known = all - new.len();
        (new, known)
    }

    /// Puts what was found in the place of what was known in a scope, of rules that were asked.
    pub fn replace(&mut self, scope: &Scope, is_active: impl Fn(&str) -> bool, found: &[Located]) {
        let base = &self.base;
        self.known.retain(|(rule, file, _), _| !(is_active(rule) && scope.covers(base, file)));
        // An ignore that hits nothing is the policy's, and mended there.
        for finding in found.iter().filter(|finding| finding.rule != IGNORE_UNUSED.id) {
            *self.known.entry(self.key(finding)).or_default() += 1;
        }
    }

    /// How many findings it knows.
    pub fn count(&self) -> usize {
        self.known.values().sum()
    }

    /// The file: sorted, a line an entry, so that two people can change it.
    pub fn to_text(&self) -> String {
        let line = |((rule, file, pointer), count): (&Key, &usize)| {
            let (rule, file, pointer) = (rule.clone(), file.clone(), pointer.clone());
            let entry = serde_json::to_string(&Entry { rule, file, pointer, count: *count });
            // Text and a number cannot fail.
            format!("    {}", entry.unwrap_or_default())
        };
        let mut sorted: Vec<(&Key, &usize)> = self.known.iter().collect();
        sorted.sort_by_key(|((rule, file, pointer), _)| (file, rule, pointer));
        let lines: Vec<String> = sorted.into_iter().map(line).collect();
        let findings = if lines.is_empty() { "[]".to_owned() } else { format!("[\n{}\n  ]", lines.join(",\n")) };
        format!("{{\n  \"version\": {VERSION},\n  \"findings\": {findings}\n}}\n")
    }

    /// Names of files are relative to that of the baseline, so that it holds wherever provgen runs.
    fn key(&self, finding: &Located) -> Key {
        key(finding, self.base.relative(&finding.place.file))
    }
}
