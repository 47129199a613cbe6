//! What a rule looks at, and what it reports.

use crate::finding::{Finding, Rule, Severity, Site};
use crate::place::Mark;
use crate::registry::Document;

use super::context::{MethodContext, ProviderContext, ResourceContext, ServiceContext};

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
    pub(super) found: Vec<Finding>,
}

impl Findings {
    /// Reports a finding with the severity of the rule.
    pub fn add(&mut self, mark: Mark, message: impl Into<String>, help: impl Into<String>) {
        self.add_as(self.rule.in_validate(), mark, message, help);
    }

    /// Reports a finding with another severity.
    pub fn add_as(&mut self, severity: Severity, mark: Mark, message: impl Into<String>, help: impl Into<String>) {
        let (message, help) = (message.into(), help.into());
        self.found.push(Finding { rule: self.rule, message, site: Site::Spec(mark), help, severity });
    }
}
