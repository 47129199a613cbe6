//! Checks the documents as `validate` would once they are written, so that a run without findings writes documents without
//! faults. What is found is reported at the input that it comes from.

use std::collections::{HashMap, HashSet};

use crate::config::ConfigFile;
use crate::engine::{Profile, pushdown};
use crate::finding::{
    Finding, METHOD_UNREACHABLE, METHOD_UNREACHABLE_DUPLICATE_PARAMS, METHOD_UNREACHABLE_SHADOWED, Rule,
    SERVER_MISSING, SERVER_URL_UNPARSABLE, Severity, Site,
};
use crate::model::Provider;
use crate::place::{FileId, Mark};
use crate::rules;
use crate::tree::{Node, pointer};

/// Rules of `validate`, each with the rule under which a stage reports the same fault.
const SAME: [(&Rule, &Rule); 3] = [
    (&METHOD_UNREACHABLE_DUPLICATE_PARAMS, &METHOD_UNREACHABLE),
    (&METHOD_UNREACHABLE_SHADOWED, &METHOD_UNREACHABLE),
    (&SERVER_URL_UNPARSABLE, &SERVER_MISSING),
];

/// What the stages have reported.
pub struct Reported<'a> {
    findings: HashSet<(&'a str, Site)>,
    rules: HashSet<&'a str>,
    /// The operation of each row of the mapping.
    operations: HashMap<Site, Site>,
}

impl<'a> Reported<'a> {
    pub fn new(findings: impl Iterator<Item = &'a Finding>, provider: &Provider) -> Self {
        let findings: HashSet<_> = findings.map(|finding| (finding.rule.id, finding.site)).collect();
        let methods = provider.resources().flat_map(|resource| &resource.methods);
        Reported {
            rules: findings.iter().map(|(rule, _)| *rule).collect(),
            findings,
            operations: methods.map(|it| (Site::of(it.mark), Site::of(it.operation.mark))).collect(),
        }
    }

    /// Returns what is new of the findings in a document, as findings of `generate`. `whole` is the input as a whole, for
    /// what comes from no part of it.
    pub fn news(&self, found: Vec<Finding>, whole: Site) -> impl Iterator<Item = Finding> {
        let placed = move |found: Finding| {
            let mark = found.site.mark();
            let site = if mark == Mark::default() { whole } else { Site::of(mark) };
            Finding { site, severity: found.rule.in_generate(), ..found }
        };
        found.into_iter().filter(counts).map(placed).filter(|found| !self.has(found))
    }

    /// Whether a stage has reported the fault, under this rule or its own.
    fn has(&self, found: &Finding) -> bool {
        let own = SAME.iter().find(|(rule, _)| *rule == found.rule).map_or(found.rule, |(_, own)| *own);
        // One server is missing, and each method lacks it.
        let is_of_all = found.rule == &SERVER_MISSING && self.rules.contains(found.rule.id);
        let sites = [Some(&found.site), self.operations.get(&found.site)];
        is_of_all || sites.into_iter().flatten().any(|site| self.findings.contains(&(own.id, *site)))
    }
}

/// The families of rules that look at blocks which the configuration gives as well.
const CONFIGURED: [&str; 6] = ["auth", "config", "method", "request", "response", "server"];

/// Whether a rule has findings that count.
pub fn is_needed(rule: &Rule) -> bool {
    rules::finds_faults(rule) || CONFIGURED.contains(&rule.family)
}

/// Whether a finding of `validate` is one of `generate`: a fault, or a warning about what the configuration says, or of a
/// rule that the catalogue has for both.
fn counts(found: &Finding) -> bool {
    let is_told = found.site.mark().file() == FileId::CONFIG || found.rule.is_of_generate();
    found.severity <= if is_told { Severity::Warning } else { Severity::Error }
}

/// Checks the push-down of the configuration as it is written there. Lowering takes it apart for methods, and drops what
/// none of them can send.
pub fn push_down(config: &ConfigFile, profile: Profile) -> Vec<Finding> {
    let Some(block) = config.service_config().and_then(|settings| settings.get(pushdown::KEY)) else {
        return Vec::new();
    };
    let settings = Node::default().with(pushdown::KEY, block.clone());
    let found = rules::check_settings(&settings, profile, is_needed);
    found.into_iter().filter(|found| found.site.mark().file() == FileId::CONFIG).collect()
}

/// Drops warnings that only some services have: the configuration says the same for all, and suits the others. Settings
/// are for some methods from the start.
pub fn drop_partial(services: &mut [(String, Vec<Finding>)], config: &ConfigFile) {
    let mut times: HashMap<(&str, Mark), usize> = HashMap::new();
    for (_, found) in services.iter() {
        let of_service: HashSet<_> = found.iter().map(|it| (it.rule.id, it.site.mark())).collect();
        of_service.into_iter().for_each(|key| *times.entry(key).or_default() += 1);
    }
    let places = pointer::find_all(&config.tree, &times.keys().map(|(_, mark)| *mark).collect());
    let is_of_settings = |mark: &Mark| places.get(mark).is_some_and(|place| place.starts_with("#/settings/"));
    let all = services.len();
    for (_, found) in services {
        found.retain(|it| {
            let mark = it.site.mark();
            let is_of_all = times.get(&(it.rule.id, mark)) == Some(&all);
            it.severity <= Severity::Error || is_of_all || is_of_settings(&mark)
        });
    }
}
