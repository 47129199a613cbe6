//! What a rule looks at, and what it reports.

use crate::engine::{Profile, Release};
use crate::finding::{Finding, PARAMETER_WITHOUT_SCHEMA, RESOURCE_ID_MISMATCH, Rule, Severity, Site};
use crate::place::Mark;
use crate::registry::Document;

use super::context::{MethodContext, ProviderContext, ResourceContext, ServiceContext};

/// Rules that report a fault at some places, and something less at most.
const FAULTS: [&Rule; 2] = [&PARAMETER_WITHOUT_SCHEMA, &RESOURCE_ID_MISMATCH];

/// Whether a rule can report something of the severity fatal or error.
pub fn finds_faults(rule: &Rule) -> bool {
    rule.in_validate() <= Severity::Error || FAULTS.contains(&rule)
}

/// The check of a rule, by what it looks at.
pub enum Look {
    Document(fn(&Document, &mut Findings)),
    /// `provider.yaml` and the list of files.
    Provider(fn(&ProviderContext<'_>, &mut Findings)),
    Service(fn(&ServiceContext<'_>, &mut Findings)),
    Resource(fn(&ResourceContext<'_>, &mut Findings)),
    Method(fn(&MethodContext<'_>, &mut Findings)),
}

/// The findings of one rule in one document.
pub struct Findings {
    pub(super) rule: &'static Rule,
    pub(super) profile: Profile,
    pub(super) found: Vec<Finding>,
}

impl Findings {
    /// The releases of the engine that the documents have to work on.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Reports something that only the older engine does, if documents have to work on it.
    pub fn add_for_older(&mut self, mark: Mark, message: impl Into<String>, help: impl Into<String>) {
        if self.profile.includes(Release::August2026) {
            self.add(mark, format!("{} (engine {})", message.into(), Release::August2026.name()), help);
        }
    }

    /// Reports something at a place of the document.
    pub fn add(&mut self, mark: Mark, message: impl Into<String>, help: impl Into<String>) {
        self.add_as(self.rule.in_validate(), mark, message, help);
    }

    /// Reports a finding with another severity.
    pub fn add_as(&mut self, severity: Severity, mark: Mark, message: impl Into<String>, help: impl Into<String>) {
        debug_assert!(severity > Severity::Error || finds_faults(self.rule), "`{}` has to be in FAULTS", self.rule.id);
        let (message, help) = (message.into(), help.into());
        self.found.push(Finding { rule: self.rule, message, site: Site::Spec(mark), help, severity });
    }
}
