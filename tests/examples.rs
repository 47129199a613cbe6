//! SQL examples: by case folders, and over today's API.
//!
//! `PROVGEN_UPDATE_CASES=1 cargo test` writes what is expected; read the difference before you commit it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use provgen::{Built, Job, Method, Style};
use serde_json::json;

use crate::corpus::apis;
use crate::support::{cases, corpus, name, repository};

fn built(config: &Path, spec: Option<&Path>) -> Built {
    let style = Some(Style::Guide);
    let job = Job { config: config.to_owned(), spec: spec.map(Path::to_owned), mapping: None, style };
    provgen::build(&job, &|_| {}).unwrap_or_else(|error| panic!("{}: {error}", config.display()))
}

/// The examples as Markdown, and below them what was found.
fn page(case: &Path, built: &Built) -> String {
    let mut page = String::new();
    let mut last = "";
    for (id, example) in built.examples.iter() {
        if id != last {
            let _ = writeln!(page, "# {id}\n");
            last = id;
        }
        let _ = writeln!(page, "## {}\n\n`{}`\n\n```sql\n{}\n```\n", example.title, example.method, example.sql);
    }
    for finding in &built.findings {
        let file = finding.place.file.strip_prefix(case).expect("in the case").display();
        let mark = finding.place.mark;
        let _ = writeln!(page, "- {} at {file}:{}:{}: {}", finding.rule, mark.line(), mark.column(), finding.message);
        let _ = writeln!(page, "  {}", finding.help);
    }
    page
}

#[test]
fn each_case_has_the_examples_that_it_expects() {
    for case in cases("examples") {
        let found = page(&case, &built(&case.join("provgen.yaml"), None));
        let expected = case.join("expected.md");
        if std::env::var_os("PROVGEN_UPDATE_CASES").is_some() {
            fs::write(&expected, &found).expect("write expectation");
        }
        assert_eq!(fs::read_to_string(&expected).unwrap_or_default(), found, "{}", name(&case));
    }
}

/// The methods that no example calls.
fn without(built: &Built) -> Vec<String> {
    let mut without = Vec::new();
    for resource in built.provider.resources() {
        let examples = built.examples.of(&resource.id);
        let silent = |method: &&Method| !examples.iter().any(|example| example.method == method.name);
        without.extend(resource.methods.iter().filter(silent).map(|method| format!("{}.{}", resource.id, method.name)));
    }
    without
}

/// The methods of a provider, those without an example, and how many examples there are.
fn counted(label: &str, built: &Built) -> (usize, usize, usize) {
    let mut by_verb: BTreeMap<&str, usize> = BTreeMap::new();
    for resource in built.provider.resources() {
        let examples = built.examples.of(&resource.id);
        let distinct: BTreeSet<_> = examples.iter().map(|example| &example.sql).collect();
        assert_eq!(distinct.len(), examples.len(), "{}: equal examples", resource.id);
        let distinct: BTreeSet<_> = examples.iter().map(|example| &example.title).collect();
        assert_eq!(distinct.len(), examples.len(), "{}: equal titles", resource.id);
        for example in examples {
            *by_verb.entry(example.verb.name()).or_default() += 1;
            assert!(example.sql.lines().count() < 80, "{}", example.sql);
        }
    }
    let dropped: Vec<_> = built.findings.iter().filter(|finding| finding.rule == "example-dropped").collect();
    assert!(dropped.is_empty(), "{label}: {dropped:#?}");
    let without = without(built);
    let methods = built.provider.counts().methods;
    println!("{label}: {methods} methods, examples {by_verb:?}, without: {without:#?}");
    (methods, without.len(), by_verb.values().sum())
}

#[test]
fn examples_of_the_corpus_are_true() {
    let mut all = Vec::new();
    for api in apis(&[]) {
        let guide = |job: &Job| provgen::build(&Job { style: Some(Style::Guide), ..job.clone() }, &|_| {});
        let built = api.run(&json!(null), guide).unwrap_or_else(|error| panic!("{}: {error}", api.name));
        let (methods, without, made) = counted(&api.name, &built);
        all.push((api.name, methods, without, made));
    }
    let all: Vec<_> =
        all.iter().map(|(name, methods, without, made)| (name.as_str(), *methods, *without, *made)).collect();
    let expected = [
        ("bakery", 13, 0, 14),
        ("bakery 2", 15, 0, 16),
        ("harbour", 25, 0, 30),
        ("library", 20, 1, 22),
        ("museum", 15, 1, 19),
        ("observatory", 11, 0, 14),
        ("orchard", 11, 0, 14),
    ];
    assert_eq!(all, expected);
}

#[test]
fn examples_of_todays_api_are_true() {
    let Some(spec) = corpus("specs/okta-management-2026.06.3.yaml") else { return };
    let built = built(&repository().join("specs/okta-management/provgen.yaml"), Some(&spec));
    assert_eq!(counted("okta", &built), (732, 9, 821));
}
