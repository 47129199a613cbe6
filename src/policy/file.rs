//! Parses `provgen-validate.yaml`, the policy.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::config::{deserialize, place};
use crate::engine::Release;
use crate::error::Error;
use crate::finding::Located;
use crate::finding::Severity;
use crate::place::Base;
use crate::place::Place;
use crate::source::read_file;
use crate::tree::Node;
use crate::tree::yaml;

use super::ignores::{Entry, Glob, Ignore, Ignores};
use super::{Scope, unknown_change, unknown_rule};

/// The file name of a policy.
pub const FILE: &str = "provgen-validate.yaml";

const HELP: &str = "`provgen schema policy` prints the JSON schema";

/// How `provgen validate` judges findings, and `provgen diff` changes.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct Policy {
    /// The only release of the engine that documents have to work on. Default: each of them.
    pub engine: Option<Release>,
    /// Severities that replace those of the rules, by rule. Rules that are named here are always shown.
    pub rules: BTreeMap<String, Level>,
    /// Findings that are not reported.
    pub ignore: Vec<IgnoredFinding>,
    /// Changes that `provgen diff` does not count.
    pub ignore_changes: Vec<IgnoredChange>,
}

/// The severity of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Its findings are dropped.
    Off,
    /// A service or resource is lost in the engine.
    Fatal,
    /// A query fails or misleads.
    Error,
    /// A probable mistake.
    Warning,
    /// Worth knowing.
    Info,
}

impl Level {
    /// The severity; `None` for `off`.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Fatal => Some(Severity::Fatal),
            Level::Error => Some(Severity::Error),
            Level::Warning => Some(Severity::Warning),
            Level::Info => Some(Severity::Info),
        }
    }
}

/// Findings of a rule at a place that are not reported.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct IgnoredFinding {
    /// The rule.
    pub rule: String,
    /// A glob of files, relative to the folder of the policy: `src/shop/**`.
    pub file: String,
    /// A glob of JSON pointers with literal braces: `#/paths/~1items~1{id}/**`. Default: everything in the file.
    #[serde(default)]
    pub pointer: Option<String>,
    /// The reason, which must not be empty.
    pub reason: String,
}

/// Changes of a type at a place that do not count.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct IgnoredChange {
    /// The type of change.
    pub change: String,
    /// A glob of places as SQL spells them, with or without the method: `shop.store.*`.
    pub place: String,
    /// A glob of columns, parameters, properties, variables or settings: `profile.**`. Default: everything there.
    #[serde(default)]
    pub item: Option<String>,
    /// The reason, which must not be empty.
    pub reason: String,
}

/// A policy and its syntax tree, which gives places for errors.
#[derive(Debug)]
pub struct PolicyFile {
    path: PathBuf,
    tree: Node,
    base: Base,
    policy: Policy,
    findings: Ignores,
    changes: Ignores,
}

impl PolicyFile {
    /// The nearest policy from a folder upward.
    pub fn find(folder: &Path) -> Option<PathBuf> {
        folder.ancestors().map(|folder| folder.join(FILE)).find(|file| file.is_file())
    }

    /// Opens the named policy, or else the nearest from the working folder upward, if there is one.
    ///
    /// # Errors
    /// As [`PolicyFile::open`].
    pub fn named_or_nearest(named: Option<&Path>) -> Result<Option<Self>, Error> {
        let folder = std::path::absolute(".").unwrap_or_default();
        let above = || PolicyFile::find(&folder).map(|file| PathBuf::from(Base::folder(&folder).relative(&file)));
        named.map(Path::to_owned).or_else(above).map(|file| PolicyFile::open(&file)).transpose()
    }

    /// Opens a policy file.
    ///
    /// # Errors
    /// As [`PolicyFile::parse`], or the file cannot be read.
    pub fn open(path: &Path) -> Result<Self, Error> {
        PolicyFile::parse(&read_file(path, 8, "check the path of the policy")?, path)
    }

    /// Parses a policy.
    ///
    /// # Errors
    /// Invalid YAML, an unknown key, rule or severity, an invalid glob, an empty reason.
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let tree = yaml::read(bytes, path)?;
        if tree.as_mapping().is_none() {
            return Err(Error::input("the policy must be an object", place(&tree, path, ""), HELP));
        }
        let policy: Policy = deserialize(&tree, path, HELP)?;
        let (findings, changes) = (Ignores::default(), Ignores::default());
        let mut file = PolicyFile { path: path.to_owned(), tree, base: Base::of(path), policy, findings, changes };
        file.check_names()?;
        let at = |list: &str, index: usize, key: &str| match key {
            "" => file.place(&format!("/{list}/{index}")),
            key => file.place(&format!("/{list}/{index}/{key}")),
        };
        let findings =
            Ignores::new(file.policy.ignore.iter().map(IgnoredFinding::entry), &|i, key| at("ignore", i, key))?;
        let changes = file.policy.ignore_changes.iter().map(IgnoredChange::entry);
        let changes = Ignores::new(changes, &|i, key| at("ignore_changes", i, key))?;
        (file.findings, file.changes) = (findings, changes);
        Ok(file)
    }

    /// The release of the engine that documents have to work on, if the policy names one.
    pub fn engine(&self) -> Option<Release> {
        self.policy.engine
    }

    /// The severity that the policy gives to a rule.
    pub fn level(&self, rule: &str) -> Option<Level> {
        self.policy.rules.get(rule).copied()
    }

    /// The ignores of findings.
    pub fn findings(&self) -> &Ignores {
        &self.findings
    }

    /// The ignores of changes.
    pub fn changes(&self) -> &Ignores {
        &self.changes
    }

    /// The ignores that match a finding, as indices.
    pub fn ignores_of(&self, finding: &Located) -> Vec<usize> {
        let file = self.base.relative(&finding.place.file);
        self.findings.hits(finding.rule, &[&file], finding.place.pointer.as_deref().unwrap_or("#"))
    }

    /// Whether everything that an ignore of findings can match lies within a scope.
    pub fn is_within(&self, ignore: &Ignore, scope: &Scope) -> bool {
        let literal = ignore.glob.find(['*', '?', '[', '{', '\\']).map_or(ignore.glob.as_str(), |special| {
            let before = ignore.glob.get(..special).unwrap_or_default();
            before.rsplit_once('/').map_or("", |(folder, _)| folder)
        });
        scope.covers_whole(&self.base, literal)
    }

    /// Fails on unknown rules and types of changes.
    fn check_names(&self) -> Result<(), Error> {
        let rules = self.policy.rules.keys().map(|id| (id, format!("/rules/{id}")));
        let ignores = self.policy.ignore.iter().enumerate();
        let ignores = ignores.map(|(index, ignore)| (&ignore.rule, format!("/ignore/{index}/rule")));
        for (id, pointer) in rules.chain(ignores) {
            if let Some(help) = unknown_rule(id) {
                return Err(Error::input(format!("unknown rule `{id}`"), self.place(&pointer), help));
            }
        }
        for (index, IgnoredChange { change, .. }) in self.policy.ignore_changes.iter().enumerate() {
            if let Some(help) = unknown_change(change) {
                let place = self.place(&format!("/ignore_changes/{index}/change"));
                return Err(Error::input(format!("unknown change `{change}`"), place, help));
            }
        }
        Ok(())
    }

    fn place(&self, pointer: &str) -> Place {
        place(&self.tree, &self.path, pointer)
    }
}

impl IgnoredFinding {
    fn entry(&self) -> Entry<'_> {
        let places = Glob { key: "file", text: &self.file, spelled: self.file.clone() };
        let parts = self.pointer.as_deref().map(|text| Glob { key: "pointer", text, spelled: with_braces(text) });
        Entry { of: &self.rule, places, parts, reason: &self.reason }
    }
}

impl IgnoredChange {
    fn entry(&self) -> Entry<'_> {
        let spelled = |text: &str| with_braces(&stepped(text));
        let places = Glob { key: "place", text: &self.place, spelled: spelled(&self.place) };
        let parts = self.item.as_deref().map(|text| Glob { key: "item", text, spelled: spelled(text) });
        Entry { of: &self.change, places, parts, reason: &self.reason }
    }
}

/// Makes braces literal: paths of an API have parameters in braces, and alternatives are of no use there.
fn with_braces(glob: &str) -> String {
    glob.replace('{', "[{]").replace('}', "[}]")
}

/// Replaces dots between names with slashes, which globs treat as separators.
pub fn stepped(names: &str) -> String {
    names.replace('.', "/")
}

/// The JSON Schema of a policy, draft 2020-12.
pub fn schema() -> Json {
    schemars::schema_for!(Policy).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(text: &str) -> String {
        match PolicyFile::parse(text.as_bytes(), Path::new(FILE)) {
            Ok(file) => format!("{:?}", file.policy.rules),
            Err(error) => {
                let at = error.place().map(|p| format!("{}:{} {:?}", p.mark.line(), p.mark.column(), p.pointer));
                format!("{error} ({}) at {at:?}", error.help())
            }
        }
    }

    #[test]
    fn globs_hit_files_and_pointers() {
        let hits = |file: &str, pointer: &str| {
            let text = format!("ignore: [{{rule: null-node, file: '{file}', pointer: '{pointer}', reason: x}}]");
            let policy = PolicyFile::parse(text.as_bytes(), Path::new(FILE)).expect("a policy");
            let mut place = Place::file(Path::new("src/shop/v1/services/a.yaml"));
            place.pointer = Some("#/paths/~1items~1{id}/get/responses".to_owned());
            let (message, help) = (String::new(), String::new());
            !policy
                .ignores_of(&Located { rule: "null-node", severity: Severity::Error, message, place, help })
                .is_empty()
        };
        let (file, pointer) = ("src/shop/*/services/*.yaml", "#/paths/~1items~1{id}/**");
        assert!(hits(file, pointer) && hits("**", "**") && hits("src/{shop,other}/**", "#/paths/*/get/*"));
        assert!(!hits("src/*/a.yaml", pointer) && !hits("shop/**", pointer));
        assert!(!hits(file, "#/paths/*") && !hits(file, "#/paths/~1items~1{key}/**"));
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let ignore = |rest: &str| outcome(&format!("ignore:\n  - rule: null-node\n{rest}"));
        let change =
            |id: &str, rest: &str| outcome(&format!("ignore_changes: [{{change: {id}, place: 'shop.**', {rest}}}]"));
        let cases = [
            outcome("rules: {null-node: off, response-key-absent: info}"),
            outcome(""),
            outcome("rulez: {}"),
            outcome("rules: {nul-node: off}"),
            outcome("rules: {null-node: of}"),
            outcome("rules: {zzzzzzzzzzzz: off}"),
            ignore("    file: a.yaml\n"),
            ignore("    file: a.yaml\n    reason: ' '\n"),
            ignore("    file: 'a[.yaml'\n    reason: x\n"),
            ignore("    file: a.yaml\n    pointer: '[a'\n    reason: x\n"),
            ignore("    file: a.yaml\n    reason: x\n    poniter: x\n"),
            change("column-removd", "reason: x"),
            change("null-node", "reason: x"),
            change("column-removed", "reason: ''"),
            change("column-removed", "item: '[a', reason: x"),
            change("column-removed", "itm: a, reason: x"),
        ];
        insta::assert_snapshot!(cases.join("\n"));
    }
}
