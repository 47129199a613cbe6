//! Rules: what the engine refuses, misreads or never uses in provider documents.
//!
//! A rule is a line in the [catalogue](crate::finding::RULES), a page `<family>/<id>.md`, a file `<family>/<id>.rs` (with
//! `_` for `-`) that looks, and a line in `<family>/mod.rs` that says what it looks at. Rules that only other commands
//! report have a page here, and are found elsewhere. `validate` reads one document after the other and drops each when
//! all rules have seen it.

mod auth;
mod config;
mod context;
mod facts;
mod method;
mod parameter;
mod provider;
mod request;
mod resource;
mod response;
mod run;
mod schema;
mod server;
mod service;
mod view;
mod yaml;

use crate::finding::{Finding, Rule, Severity, Site};
use crate::place::Mark;
use crate::registry::Document;

pub use context::{MethodContext, ProviderContext, ResourceContext, ServiceContext};
pub use run::{Subject, check_all, check_document, check_provider, validate};

/// A function that looks for a fault in one thing.
enum Look {
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

/// What looks for each rule; some look at several things.
fn looks() -> impl Iterator<Item = &'static (&'static Rule, Look)> {
    let families = [
        auth::LOOKS,
        config::LOOKS,
        method::LOOKS,
        parameter::LOOKS,
        provider::LOOKS,
        request::LOOKS,
        resource::LOOKS,
        response::LOOKS,
        schema::LOOKS,
        server::LOOKS,
        service::LOOKS,
        view::LOOKS,
        yaml::LOOKS,
    ];
    families.into_iter().flatten()
}

/// What the rule at hand has found in the document at hand.
pub struct Findings {
    rule: &'static Rule,
    found: Vec<Finding>,
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::finding::{IGNORE_UNUSED, RULES, YAML_PARSE_ERROR};

    /// What files cannot be read, and which ignores hit nothing, is found elsewhere.
    #[test]
    fn something_looks_for_each_rule_of_validate() {
        let looked_for: BTreeSet<&str> = looks().map(|(rule, _)| rule.id).collect();
        let elsewhere = [YAML_PARSE_ERROR.id, IGNORE_UNUSED.id];
        let reported = RULES.iter().filter(|rule| rule.validate.is_some()).map(|rule| rule.id);
        assert_eq!(looked_for, reported.filter(|id| !elsewhere.contains(id)).collect());
    }

    #[test]
    fn what_looks_for_a_rule_stands_beside_its_page() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
        for (rule, _) in looks() {
            let path = root.join(rule.family).join(format!("{}.rs", rule.id.replace('-', "_")));
            assert!(path.exists(), "{}", path.display());
        }
    }
}
