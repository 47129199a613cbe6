//! Rules: what the engine refuses, misreads or never uses in provider documents.
//!
//! A rule is a line in the [catalogue](crate::finding::RULES), a page `<family>/<id>.md`, a file `<family>/<id>.rs` (with
//! `_` for `-`) with the check, and a line in `<family>/mod.rs` that says what it looks at. Rules that only other commands
//! report have only a page here. `validate` reads one document after the other and drops each when
//! all rules have checked it.

mod auth;
mod config;
mod context;
mod facts;
mod look;
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

use crate::finding::Rule;

pub use context::{MethodContext, ProviderContext, ResourceContext, ServiceContext};
pub use look::{Findings, Look, finds_faults};
pub use run::{Subject, check_all, check_settings, check_unwritten, validate};

/// The checks of each rule.
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::finding::{IGNORE_UNUSED, RULES, YAML_PARSE_ERROR};

    /// Unreadable files and unused ignores are reported elsewhere.
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
