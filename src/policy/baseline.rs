//! A baseline: the known findings, so that only new ones fail.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::finding::{IGNORE_UNUSED, Key, Located, key};
use crate::place::Base;
use crate::source::read_file;

use super::Scope;
use super::refusal::{of_version, refusal};

const VERSION: u32 = 1;

/// Counts of known findings by rule and place. Lines and messages do not matter.
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
    /// An empty baseline for a file.
    pub fn empty(path: &Path) -> Self {
        Baseline { base: Base::of(path), known: BTreeMap::new() }
    }

    /// Opens a baseline.
    ///
    /// # Errors
    /// The file cannot be read, or provgen would not have written it.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Baseline::parse(&Baseline::read(path)?, path)
    }

    /// Reads the file of a baseline.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
        read_file(path, 64, "create one with `provgen validate --write-baseline`")
    }

    /// Parses the content of a baseline's file.
    ///
    /// # Errors
    /// provgen would not have written it.
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let content: Content = serde_json::from_slice(bytes).map_err(|error| refusal(bytes, path, &error))?;
        if content.version != VERSION {
            return Err(of_version(content.version, path));
        }
        let mut baseline = Baseline::empty(path);
        for entry in content.findings {
            *baseline.known.entry((entry.rule, entry.file, entry.pointer)).or_default() += entry.count;
        }
        Ok(baseline)
    }

    /// Removes known findings; returns the new ones and the number of known ones. Of several findings at one place, the
    /// last ones are new.
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

    /// Replaces the known findings of active rules within a scope.
    pub fn replace(&mut self, scope: &Scope, is_active: impl Fn(&str) -> bool, found: &[Located]) {
        let base = &self.base;
        self.known.retain(|(rule, file, _), _| !(is_active(rule) && scope.covers(base, file)));
        // Findings about unused ignores must be fixed in the policy.
        for finding in found.iter().filter(|finding| finding.rule != IGNORE_UNUSED.id) {
            *self.known.entry(self.key(finding)).or_default() += 1;
        }
    }

    /// The text of the file: sorted, with a line for each entry, so that changes merge well.
    pub fn to_text(&self) -> String {
        let line = |((rule, file, pointer), count): (&Key, &usize)| {
            let (rule, file, pointer) = (rule.clone(), file.clone(), pointer.clone());
            let entry = serde_json::to_string(&Entry { rule, file, pointer, count: *count });
            // Serializing text and a number cannot fail.
            format!("    {}", entry.unwrap_or_default())
        };
        let mut sorted: Vec<(&Key, &usize)> = self.known.iter().collect();
        sorted.sort_by_key(|((rule, file, pointer), _)| (file, rule, pointer));
        let lines: Vec<String> = sorted.into_iter().map(line).collect();
        let findings = if lines.is_empty() { "[]".to_owned() } else { format!("[\n{}\n  ]", lines.join(",\n")) };
        format!("{{\n  \"version\": {VERSION},\n  \"findings\": {findings}\n}}\n")
    }

    /// File names are relative to the baseline, so that it is valid in any working folder.
    fn key(&self, finding: &Located) -> Key {
        key(finding, self.base.relative(&finding.place.file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_baseline_is_refused_in_plain_words() {
        let entry = |entry: &str| format!("{{\"version\": 1, \"findings\": [\n  {entry}]}}");
        let texts = [
            "[]".to_owned(),
            "null".to_owned(),
            String::new(),
            "x".to_owned(),
            "{\"version\": 1, \"findings\": [".to_owned(),
            "{\"version\": 1}".to_owned(),
            "{\"version\": \"1\", \"findings\": []}".to_owned(),
            "{\"version\": 1,\n \"findings\": {}}".to_owned(),
            "{\"version\": 1, \"findings\": [], \"extra\": 1}".to_owned(),
            "{\"version\": 1, \"version\": 1, \"findings\": []}".to_owned(),
            "{\"version\": 2, \"findings\": []}".to_owned(),
            entry("3"),
            entry("{\"rule\": 1}"),
            entry("{\"rule\": \"a\", \"file\": \"b\", \"pointer\": \"c\"}"),
            entry("{\"rule\": \"a\", \"file\": \"b\", \"pointer\": \"c\", \"count\": -1}"),
            entry("{\"rule\": \"a\", \"file\": \"b\", \"pointer\": \"c\", \"count\": 1}"),
        ];
        let outcome = |text: &String| match Baseline::parse(text.as_bytes(), Path::new("known.json")) {
            Ok(baseline) => format!("{} known", baseline.known.values().sum::<usize>()),
            Err(error) => {
                let mark = error.place().map(|place| place.mark).unwrap_or_default();
                format!("{}:{} {error} ({})", mark.line(), mark.column(), error.help())
            }
        };
        insta::assert_snapshot!(texts.each_ref().map(outcome).join("\n"));
    }
}
