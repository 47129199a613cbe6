//! `provgen-validate.yaml`: the policy as a maintainer writes it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::config::{deserialize, place};
use crate::error::{Error, Place};
use crate::finding::Severity;
use crate::report::{Base, Located};
use crate::source::node::Node;
use crate::source::{read_file, yaml};

use super::{Scope, unknown_rule};

/// The name under which a policy is looked for, from the working folder upward.
pub const FILE: &str = "provgen-validate.yaml";

const HELP: &str = "`provgen schema policy` prints what is allowed";

/// What `provgen validate` makes of its findings.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct Policy {
    /// Weights of rules by their names, in place of their own. A rule that is named here is always shown.
    pub rules: BTreeMap<String, Level>,
    /// Findings that are not reported.
    pub ignore: Vec<Ignore>,
}

/// What a rule weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Its findings are dropped.
    Off,
    /// It costs the engine a service or resource.
    Fatal,
    /// It fails or misleads in a query.
    Error,
    /// It deserves a look.
    Warning,
    /// It is worth knowing.
    Info,
}

impl Level {
    /// The weight, if there is one.
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
pub struct Ignore {
    /// The rule.
    pub rule: String,
    /// A glob of files, relative to the folder of the policy: `src/shop/**`.
    pub file: String,
    /// A glob of JSON pointers, in which braces are braces: `#/paths/~1items~1{id}/**`. Default: everything in the file.
    #[serde(default)]
    pub pointer: Option<String>,
    /// Why.
    pub reason: String,
}

/// A policy with its tree, for the places of what is wrong with it.
#[derive(Debug)]
pub struct PolicyFile {
    path: PathBuf,
    tree: Node,
    base: Base,
    policy: Policy,
    matchers: Vec<(GlobMatcher, Option<GlobMatcher>)>,
}

impl PolicyFile {
    /// The nearest policy from a folder upward.
    pub fn find(folder: &Path) -> Option<PathBuf> {
        folder.ancestors().map(|folder| folder.join(FILE)).find(|file| file.is_file())
    }

    /// Opens a policy.
    ///
    /// # Errors
    /// As [`PolicyFile::parse`], and a file that cannot be read.
    pub fn open(path: &Path) -> Result<Self, Error> {
        PolicyFile::parse(&read_file(path, 8, "check the path of the policy")?, path)
    }

    /// Understands a policy.
    ///
    /// # Errors
    /// What is no YAML, a key, rule or weight that does not exist, a glob that is none, an empty reason.
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let tree = yaml::read(bytes, path)?;
        if tree.as_mapping().is_none() {
            return Err(Error::input("a policy is an object", place(&tree, path, ""), HELP));
        }
        let policy: Policy = deserialize(&tree, path, HELP)?;
        let mut file = PolicyFile { path: path.to_owned(), tree, base: Base::of(path), policy, matchers: Vec::new() };
        file.check_rules()?;
        let ignores = file.policy.ignore.iter().enumerate();
        file.matchers = ignores.map(|(index, ignore)| file.matchers_of(index, ignore)).collect::<Result<_, _>>()?;
        Ok(file)
    }

    /// The weight that the policy gives a rule.
    pub fn level(&self, rule: &str) -> Option<Level> {
        self.policy.rules.get(rule).copied()
    }

    /// Which ignores hit a finding.
    pub fn ignores_of(&self, finding: &Located) -> Vec<usize> {
        let file = self.base.relative(&finding.place.file);
        let pointer = finding.place.pointer.as_deref().unwrap_or("#");
        let ignores = self.policy.ignore.iter().zip(&self.matchers).enumerate();
        let hits = ignores.filter(|(_, (ignore, (files, pointers)))| {
            ignore.rule == finding.rule
                && files.is_match(&file)
                && pointers.as_ref().is_none_or(|pointers| pointers.is_match(pointer))
        });
        hits.map(|(index, _)| index).collect()
    }

    /// The ignores with the places where they stand.
    pub fn ignores(&self) -> impl Iterator<Item = (&Ignore, Place)> {
        self.policy.ignore.iter().enumerate().map(|(index, ignore)| (ignore, self.place(&format!("/ignore/{index}"))))
    }

    /// Whether all that an ignore can hit lies within a scope.
    pub fn is_within(&self, ignore: &Ignore, scope: &Scope) -> bool {
        let literal = ignore.file.find(['*', '?', '[', '{', '\\']).map_or(ignore.file.as_str(), |special| {
            let before = ignore.file.get(..special).unwrap_or_default();
            before.rsplit_once('/').map_or("", |(folder, _)| folder)
        });
        scope.covers_whole(&self.base, literal)
    }

    fn check_rules(&self) -> Result<(), Error> {
        let rules = self.policy.rules.keys().map(|id| (id, format!("/rules/{id}")));
        let ignores = self.policy.ignore.iter().enumerate();
        let ignores = ignores.map(|(index, ignore)| (&ignore.rule, format!("/ignore/{index}/rule")));
        for (id, pointer) in rules.chain(ignores) {
            if let Some(help) = unknown_rule(id) {
                return Err(Error::input(format!("there is no rule `{id}`"), self.place(&pointer), help));
            }
        }
        let mut ignores = self.policy.ignore.iter().enumerate();
        match ignores.find(|(_, ignore)| ignore.reason.trim().is_empty()) {
            Some((index, _)) => {
                let place = self.place(&format!("/ignore/{index}/reason"));
                Err(Error::input("an ignore has no reason", place, "say why this is no fault, or who mends it when"))
            }
            None => Ok(()),
        }
    }

    fn matchers_of(&self, index: usize, ignore: &Ignore) -> Result<(GlobMatcher, Option<GlobMatcher>), Error> {
        let matcher = |key: &str, text: &str, glob: &str| {
            let built = GlobBuilder::new(glob).literal_separator(true).backslash_escape(true).build();
            built.map(|glob| glob.compile_matcher()).map_err(|error| {
                let place = self.place(&format!("/ignore/{index}/{key}"));
                let message = format!("`{text}` is no glob: {}", error.kind());
                Error::input(message, place, "write `*` for a name, `**` for several, `[[]` for a bracket")
            })
        };
        // Paths of an API have parameters in braces, and alternatives are of no use there.
        let literal = |text: &str| text.replace('{', "[{]").replace('}', "[}]");
        let pointer = ignore.pointer.as_deref().map(|text| matcher("pointer", text, &literal(text))).transpose()?;
        Ok((matcher("file", &ignore.file, &ignore.file)?, pointer))
    }

    fn place(&self, pointer: &str) -> Place {
        place(&self.tree, &self.path, pointer)
    }
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
                let at = error.place().map(|p| format!("{}:{} {:?}", p.mark.line, p.mark.column, p.pointer));
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
        ];
        insta::assert_snapshot!(cases.join("\n"));
    }
}
