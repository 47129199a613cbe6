//! The rules beside the catalogue of faults, and planted into a real document.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use provgen::{Finding, Rule, Severity};
use serde_json::{Value as Json, json};
use yaml_serde::Value as Yaml;

use crate::corpus::apis;
use crate::faults::own_rule;
use crate::rules::{Block, Page, base, merge, of_documents};
use crate::support::{self, cases, corpus, repository};

/// The rules of the catalogue with their severities.
fn catalogue(markdown: &str) -> BTreeMap<String, String> {
    let section =
        markdown.split("\n## 5. ").nth(1).and_then(|rest| rest.split("\n## 6. ").next()).expect("a catalogue");
    let rows = section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| id "));
    rows.flat_map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        rules_of(cells[1], cells[2])
    })
    .collect()
}

/// The rules of a row. `a, b; c | E; W` is E for `a` and `b`, and W for `c`; `a, b | E; W` is E for `a`, and W for `b`.
/// Severities beyond those are of other engines.
fn rules_of(ids: &str, severities: &str) -> Vec<(String, String)> {
    let all = |part: &str| part.split(", ").map(name).collect::<Vec<_>>();
    let mut groups: Vec<Vec<String>> = ids.split("; ").map(all).collect();
    let severities: Vec<&str> = severities.split("; ").map(|it| it.trim_matches('*')).collect();
    if groups.len() == 1 && groups[0].len() == severities.len() {
        groups = groups.remove(0).into_iter().map(|id| vec![id]).collect();
    }
    let with_severity = groups.into_iter().enumerate().flat_map(|(index, group)| {
        let severity = severities.get(index).unwrap_or(&severities[0]);
        group.into_iter().map(|id| (id, (*severity).to_owned()))
    });
    with_severity.collect()
}

/// The id without the remark behind it.
fn name(id: &str) -> String {
    id.split(['*', ' ']).next().expect("a name").to_owned()
}

#[test]
fn severities_stand_for_the_rules_in_their_place() {
    let pairs = |ids, severities| -> Vec<String> {
        rules_of(ids, severities).into_iter().map(|(id, severity)| format!("{id} {severity}")).collect()
    };
    assert_eq!(pairs("a, b (h)", "E"), ["a E", "b E"]);
    assert_eq!(pairs("a; b, c; d", "E; W; I"), ["a E", "b W", "c W", "d I"]);
    assert_eq!(pairs("a, b", "W; E"), ["a W", "b E"]);
    assert_eq!(pairs("a", "E; W"), ["a E"]);
    assert_eq!(pairs("a, b; c", "W"), ["a W", "b W", "c W"]);
    assert_eq!(pairs("a", "I, E if required"), ["a I, E if required"]);
}

/// The reference has moved on since the rules were written. The snapshot lists where they differ, so that a rule which
/// is added, dropped or weighed anew shows.
#[test]
fn the_catalogue_has_its_rules_but_for_known_differences() {
    let Some(path) = corpus("reference/provider-format.md") else { return };
    let catalogue = catalogue(&fs::read_to_string(path).expect("read"));
    assert!(catalogue.len() > 120, "{}", catalogue.len());
    let mut differences = Vec::new();
    for (id, severity) in &catalogue {
        let Some(rule) = of_documents().find(|rule| rule.id == id) else {
            differences.push(format!("{id} has no rule"));
            continue;
        };
        let own = match rule.in_validate() {
            Severity::Fatal => 'F',
            Severity::Error => 'E',
            Severity::Warning => 'W',
            Severity::Info => 'I',
        };
        if !severity.starts_with(own) {
            differences.push(format!("{id} is {severity} there and {own} here"));
        }
    }
    let is_new = |rule: &&Rule| !catalogue.contains_key(rule.id);
    differences.extend(of_documents().filter(is_new).map(|rule| format!("{} is not there", rule.id)));
    insta::assert_snapshot!("differences", differences.join("\n"));
}

/// Lays a document over another, so that what both have stays.
fn graft(target: &mut Json, patch: &Json) {
    match (target, patch) {
        (Json::Object(target), Json::Object(patch)) => {
            for (key, value) in patch {
                graft(target.entry(key.clone()).or_insert(Json::Null), value);
            }
        }
        (target, patch) => *target = patch.clone(),
    }
}

/// A document that `generate` wrote, in which the sound one of the pages stands as well.
fn realistic() -> Json {
    let path = repository().join("generated/okta/src/okta/v00.00.00000/services/authorizationserver.yaml");
    let mut tree: Json = yaml_serde::from_slice(&fs::read(path).expect("read")).expect("YAML");
    for (name, resource) in tree["components"]["x-stackQL-resources"].as_object_mut().expect("resources") {
        resource["id"] = json!(format!("shop.store.{name}"));
    }
    graft(&mut tree, &base("store.yaml"));
    tree
}

fn validated(service: &Json, provider: &Json, extra: &[Block<'_>]) -> BTreeSet<(&'static str, Severity, String)> {
    let root = tempfile::tempdir().expect("temporary folder");
    let folder = root.path().join("src/shop/v00.00.00000");
    fs::create_dir_all(folder.join("services")).expect("folder");
    fs::write(folder.join("services/store.yaml"), service.to_string()).expect("write");
    fs::write(folder.join("provider.yaml"), provider.to_string()).expect("write");
    for block in extra.iter().filter(|block| block.kind.starts_with("services/")) {
        fs::write(folder.join(block.kind), block.text).expect("write");
    }
    let located = provgen::validate(root.path(), &|| {}).unwrap_or_else(|error| panic!("{error}"));
    located.into_iter().map(|it| (it.rule, it.severity, it.message)).collect()
}

/// A block as a patch; nothing if it is more than that, such as YAML that has no JSON.
fn patch(block: Option<&Block<'_>>) -> Option<Json> {
    let Some(block) = block else { return Some(json!({})) };
    let is_special = block.text.contains('!') || block.text.contains(" y:") || block.text.contains("{y:");
    yaml_serde::from_str::<Yaml>(block.text).ok().filter(|_| !is_special).map(|tree| json!(tree))
}

/// How often each rule found something.
fn by_rule(found: &BTreeSet<(&'static str, Severity, String)>) -> BTreeMap<(&'static str, Severity), usize> {
    let mut counts = BTreeMap::new();
    found.iter().for_each(|(rule, severity, _)| *counts.entry((*rule, *severity)).or_default() += 1);
    counts
}

#[test]
fn each_fault_is_found_in_a_real_document() {
    let known = by_rule(&validated(&realistic(), &base("provider.yaml"), &[]));
    let (mut wrong, mut planted) = (Vec::new(), 0);
    for rule in of_documents() {
        let bad = Page::parse(rule.page).bad;
        let block = |kind: &str| bad.iter().find(|block| block.kind == kind);
        let (Some(in_service), Some(in_provider), None) =
            (patch(block("")), patch(block("provider.yaml")), block("raw"))
        else {
            continue;
        };
        let (mut service, mut provider) = (realistic(), base("provider.yaml"));
        merge(&mut service, &in_service);
        merge(&mut provider, &in_provider);
        let id = rule.id;
        let found = by_rule(&validated(&service, &provider, &bad));
        let is_new = |(of, count): &(&(&str, Severity), &usize)| known.get(*of).is_none_or(|known| known < *count);
        let new = found.iter().filter(is_new).map(|(of, _)| of);
        let new = new.filter(|(rule, severity)| *severity < Severity::Info || *rule == id);
        let rules: BTreeSet<&str> = new.map(|(rule, _)| *rule).collect();
        planted += 1;
        if rules != BTreeSet::from([id]) {
            wrong.push(format!("{id}: {rules:?}"));
        }
    }
    assert!(wrong.is_empty() && planted > 110, "{planted} planted, {wrong:#?}");
}

/// What `generate` cannot avoid yet, though the engine stumbles over it.
const NOT_AVOIDED: &[&str] = &[
    "exec-non-string-parameter",
    "exec-panic",
    "exec-response-unsuitable",
    "object-key-jsonpath-unreadable",
    "required-body-property-readonly",
    "select-scalar-root",
];

fn blocking(root: &Path) -> Vec<Finding> {
    let located = provgen::validate(root, &|| {}).unwrap_or_else(|error| panic!("{}: {error}", root.display()));
    located.into_iter().filter(|it| it.severity <= Severity::Error && !NOT_AVOIDED.contains(&it.rule)).collect()
}

#[test]
fn what_generate_writes_is_valid() {
    let found = blocking(&repository().join("generated"));
    assert!(found.is_empty(), "{found:#?}");
    for case in cases("generate") {
        let found: BTreeSet<&str> = blocking(&case.join("expected")).into_iter().map(|it| it.rule).collect();
        let told = fs::read_to_string(case.join("expected/output.txt")).expect("output");
        let is_told = |rule: &str| [rule, own_rule(rule)].iter().any(|rule| told.contains(&format!("[{rule}]")));
        match support::name(&case) {
            // What is published keeps its faults; what lowering mends stays where it is switched off; settings of the user
            // are passed on as they are; an API may choose its names and hosts.
            "as-is" | "config-faults" | "config-passthrough" | "document-faults" | "hosts" | "lower-off"
            | "property-names" => {
                assert!(!found.is_empty(), "{}", support::name(&case));
                assert!(found.iter().all(|rule| is_told(rule)), "{}: {found:?}\n{told}", support::name(&case));
            }
            _ => assert!(found.is_empty(), "{}: {found:?}", support::name(&case)),
        }
    }
}

#[test]
fn what_generate_makes_of_an_api_is_valid() {
    for api in apis(&["2026.06.3"]) {
        let root = tempfile::tempdir().expect("temporary folder");
        for product in api.build(&json!(null)).products.iter().filter(|product| product.path.starts_with("src/")) {
            let path = root.path().join(&product.path);
            fs::create_dir_all(path.parent().expect("folder")).expect("folder");
            fs::write(path, &product.bytes).expect("write");
        }
        let found = blocking(root.path());
        assert!(found.is_empty(), "{}: {found:#?}", api.name);
    }
}
