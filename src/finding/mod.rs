//! `Finding`: something is wrong with an input, and the user can mend it.

mod catalogue;
mod located;

use crate::place::{FileId, Mark};

pub use catalogue::*;
pub use located::{Inputs, Key, Located, key, locate, locate_in, sorted};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// What costs the engine a whole service or resource
    #[cfg_attr(feature = "cli", value(skip))]
    Fatal,
    /// What stops the run before anything is written; in a registry, what fails or misleads in a query
    Error,
    /// What leaves something out, while the rest is written
    Warning,
    /// What is worth knowing
    Info,
}

impl Severity {
    /// The word that stands before a finding.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Fatal => "fatal",
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// A kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable name in kebab-case.
    pub id: &'static str,
    /// What it is about, and the folder of its page.
    pub family: &'static str,
    /// Markdown: what, why, a bad and a good example, what to do.
    pub page: &'static str,
    /// Its severity in `generate` and `map`, if they report it.
    pub generate: Option<Severity>,
    /// Its severity in `validate`, if that reports it.
    pub validate: Option<Severity>,
    /// Its severity in `prove`, if that reports it.
    pub prove: Option<Severity>,
}

impl Rule {
    const fn new(family: &'static str, id: &'static str, page: &'static str) -> Self {
        Rule { id, family, page, generate: None, validate: None, prove: None }
    }

    /// What it is about, in one sentence: the first of the page.
    pub fn summary(&self) -> &'static str {
        self.page.split("\n\n").nth(1).unwrap_or_default()
    }

    /// Its severity where `generate` and `map` report it. What only `validate` has is a warning of `generate`, which writes
    /// the rest.
    pub fn in_generate(&self) -> Severity {
        self.generate.unwrap_or(Severity::Warning)
    }

    /// Whether the catalogue has it for `generate`.
    pub fn is_of_generate(&self) -> bool {
        self.generate.is_some()
    }

    /// Its severity where `validate` or `prove` reports it; an error if the catalogue has none.
    pub fn in_validate(&self) -> Severity {
        self.validate.or(self.prove).unwrap_or(Severity::Error)
    }
}

/// Which input of a provider a finding is about, and where in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Site {
    /// The OpenAPI document, or an overlay on it: [`Overlays`](crate::source::Overlays) tells them apart.
    Spec(Mark),
    /// The mapping, by line.
    Mapping(Mark),
    /// `provgen.yaml`.
    Config(Mark),
    /// A file of views, by its index in [`Inputs::views`].
    View(usize, Mark),
    /// A file of hand-written examples, by its index in [`Inputs::examples`].
    Example(usize, Mark),
}

impl Site {
    /// The place that a mark of a generated document leads to.
    pub(crate) fn of(mark: Mark) -> Self {
        match mark.file() {
            FileId::CONFIG => Site::Config(mark),
            FileId::MAPPING => Site::Mapping(mark.in_file(FileId::DOCUMENT)),
            file => file.view_index().map_or(Site::Spec(mark), |index| Site::View(index, mark)),
        }
    }

    /// The line and column.
    pub fn mark(self) -> Mark {
        match self {
            Site::Spec(mark)
            | Site::Mapping(mark)
            | Site::Config(mark)
            | Site::View(_, mark)
            | Site::Example(_, mark) => mark,
        }
    }
}

/// One thing that is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The kind.
    pub rule: &'static Rule,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub site: Site,
    /// What to do.
    pub help: String,
    /// Its weight: that of the rule in the command at hand, unless the place makes it another.
    pub severity: Severity,
}

impl Finding {
    /// Returns the finding as one about a document of several.
    pub(crate) fn in_document(mut self, index: usize) -> Self {
        if let Site::Spec(mark) = self.site
            && mark.file() == FileId::DOCUMENT
        {
            self.site = Site::Spec(mark.in_file(FileId::document(index)));
        }
        self
    }

    /// A finding of `generate` or `map`.
    pub fn new(rule: &'static Rule, site: Site, message: impl Into<String>, help: impl Into<String>) -> Self {
        debug_assert!(rule.generate.is_some(), "the catalogue has no severity of `generate` for {}", rule.id);
        Finding { rule, message: message.into(), site, help: help.into(), severity: rule.in_generate() }
    }
}
