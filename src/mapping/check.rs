//! Checks the whole mapping of a provider: name collisions, and configuration entries without effect.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::config::{ConfigFile, target};
use crate::finding::{CONFIG_UNUSED, FILE_CLASH, Finding, NAME_NOT_IDENTIFIER, NAME_RESERVED, NOTHING_MAPPED, Site};
use crate::normalise::Operation;
use crate::place::Mark;
use crate::tree::pointer;

use super::mapped::{Mapped, MappedMethod, MappedService};
use super::meant::Known;
use super::names::{is_reserved, is_service, new_name};
use crate::sql::is_identifier;

/// Maximum length of a name: names become files, and file systems allow 255 bytes.
pub const MAX_NAME: usize = 200;

/// Checks the mapping of all documents of a provider.
pub fn check(mapped: &[&Mapped], operations: &[&Operation], config: &ConfigFile) -> Vec<Finding> {
    let services = || mapped.iter().flat_map(|mapped| &mapped.services);
    let mut findings = Vec::new();
    if services().next().is_none() {
        // An empty provider would also remove every file of the tree.
        let message = "no operation is mapped to a method: the provider would be empty";
        let target = target(&config.path);
        let help = format!("run `provgen map {target}` for rows of all operations, and do not skip all services");
        findings.push(Finding::new(&NOTHING_MAPPED, Site::Mapping(Mark::new(1, 1)), message, help));
    }
    let names = services().map(|(name, service)| (name.as_str(), of_service(service)));
    files("service", names, |name, mark| site_of_service(name, mark, config), &mut findings);
    for (name, service) in services() {
        let resources = service.resources.iter().map(|(name, methods)| (name.as_str(), of_methods(methods)));
        files(&format!("`{name}` resource"), resources, |_, mark| Site::Mapping(mark), &mut findings);
    }
    findings.extend(unused(mapped, &Known::new(mapped, operations), config));
    findings
}

fn of_methods(methods: &[MappedMethod]) -> Mark {
    methods.first().map(|method| method.mark).unwrap_or_default()
}

fn of_service(service: &MappedService) -> Mark {
    service.resources.values().map(|methods| of_methods(methods)).min().unwrap_or_default()
}

/// Returns the place that names a service: its entry in `services.rename` or `services.paths`, else its first row.
fn site_of_service(name: &str, mark: Mark, config: &ConfigFile) -> Site {
    let renamed = config.config.services.rename.iter().find(|(_, new)| new_name(new) == name);
    let placed = config.config.services.paths.iter().position(|rule| new_name(&rule.service) == name);
    let pointer = renamed.map(|(old, _)| format!("/services/rename/{}", pointer::escape(old)));
    let pointer = pointer.or_else(|| Some(format!("/services/paths/{}/service", placed?)));
    pointer.map_or(Site::Mapping(mark), |pointer| Site::Config(config.mark(&pointer)))
}

fn files<'n>(
    what: &str,
    names: impl Iterator<Item = (&'n str, Mark)>,
    site: impl Fn(&str, Mark) -> Site,
    findings: &mut Vec<Finding>,
) {
    let mut seen: HashMap<String, (&str, Mark)> = HashMap::new();
    let mut names: Vec<_> = names.collect();
    names.sort_by_key(|(_, mark)| *mark);
    for (name, mark) in names {
        findings.extend(identifier(name, what, site(name, mark)));
        if is_reserved(name) {
            let message = format!("`{name}` cannot be the name of a {what}: it is reserved on Windows");
            findings.push(Finding::new(&NAME_RESERVED, site(name, mark), message, "choose another name"));
        }
        if let Some((other, first)) = seen.insert(name.to_lowercase(), (name, mark)) {
            let line = first.line();
            let message = format!("the {what} `{name}` would be the same file as `{other}` on line {line}");
            findings.push(Finding::new(&FILE_CLASH, Site::Mapping(mark), message, "rename one of the two"));
        }
    }
}

/// Returns a finding if SQL or file systems cannot use a name.
pub fn identifier(name: &str, what: &str, site: Site) -> Option<Finding> {
    if !is_identifier(name) {
        let message = format!("the name `{name}` of a {what} is not a valid SQL identifier");
        let help = "use letters, digits and `_`, and begin with a letter or `_`";
        return Some(Finding::new(&NAME_NOT_IDENTIFIER, site, message, help));
    }
    (name.len() > MAX_NAME).then(|| {
        let message = format!("the name of a {what} has {} characters; the maximum is {MAX_NAME}", name.len());
        Finding::new(&NAME_NOT_IDENTIFIER, site, message, "choose a shorter name")
    })
}

/// Reports configuration entries for what does not exist.
fn unused(mapped: &[&Mapped], known: &Known<'_>, config: &ConfigFile) -> Vec<Finding> {
    let used: BTreeSet<_> = mapped.iter().flat_map(|mapped| &mapped.used).collect();
    let unused = entries(mapped, config).into_iter().filter(|entry| !used.contains(&(entry.list, entry.key.clone())));
    let report = |Entry { list, key, kind, name }: Entry<'_>| {
        let site = Site::Config(config.mark(&format!("/services/{list}/{}", pointer::escape(&key))));
        let message = match list {
            "paths" => format!("no operation is left for the {kind} `{name}`"),
            _ => format!("`services.{list}` names the {kind} `{name}`, which does not exist"),
        };
        let help = match known.meant(kind, name) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "correct or remove the entry".to_owned(),
        };
        Finding::new(&CONFIG_UNUSED, site, message, help)
    };
    unused.map(report).collect()
}

/// An entry of the configuration that has to be for something.
struct Entry<'c> {
    list: &'static str,
    /// Its key or index in the list.
    key: String,
    /// What it is for: a service, a tag, an operation.
    kind: &'static str,
    name: &'c str,
}

fn entries<'c>(mapped: &[&Mapped], config: &'c ConfigFile) -> Vec<Entry<'c>> {
    let services = &config.config.services;
    let names: BTreeMap<_, _> = mapped.iter().flat_map(|mapped| &mapped.services).collect();
    let has_service = |written: &str| names.keys().any(|name| is_service(written, name));
    let named = |list, name: &'c String| Entry { list, key: name.clone(), kind: "service", name };
    let renamed = services.rename.keys().map(|name| named("rename", name));
    let about = services.about.keys().filter(|name| !has_service(name)).map(|name| named("about", name));
    let skipped = services.skip.iter().enumerate().filter_map(|(index, skip)| {
        let (kind, name) = skip.what()?;
        Some(Entry { list: "skip", key: index.to_string(), kind, name })
    });
    let placed = services.paths.iter().enumerate().map(|(index, rule)| Entry {
        list: "paths",
        key: index.to_string(),
        kind: "rule of the service",
        name: &rule.service,
    });
    renamed.chain(skipped).chain(about).chain(placed).collect()
}
