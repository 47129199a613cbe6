//! What a rule looks at, and what it reports.

use crate::finding::{Finding, Rule, Severity, Site};
use crate::place::Mark;
use crate::registry::Document;

use super::context::{MethodContext, ProviderContext, ResourceContext, ServiceContext};

/// A function that looks for a fault in one thing.
pub enum Look {
    /// In the text of any file.
    Document(fn(&Document, &mut Findings)),
    /// In `provider.yaml` and the list of files.
    Provider(fn(&ProviderContext<'_>, &mut Findings)),
    /// In a service document.
    Service(fn(&ServiceContext<'_>, &mut Findings)),
    /// In a resource.
    Resource(fn(&ResourceContext<'_>, &mut Findings)),
    /// In a method.
    Method(fn(&MethodContext<'_>, &mut Findings)),
}

/// What the rule at hand has found in the document at hand.
pub struct Findings {
    pub(super) rule: &'static Rule,
    pub(super) found: Vec<Finding>,
}

impl Findings {
    /// Reports something at a place of the document.
    pub fn add(&mut self, mark: Mark, message: impl Into<String>, help: impl Into<String>) {
        self.add_as(self.rule.in_validate(), mark, message, help);
    }

    /// Reports something that weighs more or less than the rule says.
    pub fn add_as(&mut self, severity: Severity, mark: Mark, message: impl Into<String>, help: impl Into<String>) {
        let (message, help) = (message.into(), help.into());
        self.found.push(Finding { rule: self.rule, message, site: Site::Spec(mark), help, severity });
    }
}
