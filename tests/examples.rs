//! SQL examples: by case folders, and over today's API.
//!
//! `PROVGEN_UPDATE_CASES=1 cargo test` writes what is expected; read the difference before you commit it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use provgen::examples::{self, Example};
use provgen::pipeline::{self, Illustrated, Job};
use serde_json::json;

use crate::corpus::apis;
use crate::support::{cases, corpus, name, repository};

fn illustrated(config: &Path, spec: Option<&Path>) -> Illustrated {
    let job = Job { config: config.to_owned(), spec: spec.map(Path::to_owned), mapping: None, style: None };
    pipeline::examples(&job, &|_| {}).unwrap_or_else(|error| panic!("{}: {error}", config.display()))
}

/// The examples as Markdown, and below them what was found.
fn page(case: &Path, built: &Illustrated) -> String {
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
        let found = page(&case, &illustrated(&case.join("provgen.yaml"), None));
        let expected = case.join("expected.md");
        if std::env::var_os("PROVGEN_UPDATE_CASES").is_some() {
            fs::write(&expected, &found).expect("write expectation");
        }
        assert_eq!(fs::read_to_string(&expected).unwrap_or_default(), found, "{}", name(&case));
    }
}

#[test]
fn an_example_means_the_method_that_the_engine_chooses() {
    let built = illustrated(&repository().join("tests/cases/examples/choice/provgen.yaml"), None);
    let list = &built.examples.of("p.t.teams")[0];
    assert_eq!(examples::check(&built.provider, list), []);
    let other = Example { method: "of_org".to_owned(), ..list.clone() };
    let problems = examples::check(&built.provider, &other);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].message, "it is for the method `of_org`, and the engine takes `list`");
}

/// Why each method without an example has none.
fn without(built: &Illustrated) -> Vec<(String, Option<&'static str>)> {
    let mut without = Vec::new();
    for resource in built.provider.resources() {
        let examples = built.examples.of(&resource.id);
        let silent = resource.methods.iter().filter(|it| !examples.iter().any(|example| example.method == it.name));
        without.extend(silent.map(|method| (format!("{}.{}", resource.id, method.name), examples::why_none(method))));
    }
    without
}

/// The methods of a provider, those without an example, and how many examples there are. All must be true.
fn counted(label: &str, built: &Illustrated) -> (usize, usize, usize) {
    let provider = &built.provider;
    let mut problems = Vec::new();
    let mut by_verb: BTreeMap<&str, usize> = BTreeMap::new();
    for service in &provider.services {
        for resource in service.api_resources() {
            let made = examples::of(provider, service, resource);
            // Those that were written by hand come first.
            assert!(built.examples.of(&resource.id).ends_with(&made), "{}: nothing was left out", resource.id);
            let distinct: BTreeSet<_> = made.iter().map(|example| &example.sql).collect();
            assert_eq!(distinct.len(), made.len(), "{}: equal examples", resource.id);
            let distinct: BTreeSet<_> = made.iter().map(|example| &example.title).collect();
            assert_eq!(distinct.len(), made.len(), "{}: equal titles", resource.id);
            for example in made {
                problems.extend(examples::check(provider, &example).into_iter().map(|it| (example.sql.clone(), it)));
                *by_verb.entry(example.verb.name()).or_default() += 1;
                assert!(example.sql.lines().count() < 80, "{}", example.sql);
            }
        }
    }
    let without = without(built);
    let methods = provider.counts().methods;
    println!("{label}: {methods} methods, examples {by_verb:?}, without: {without:#?}");
    assert!(problems.is_empty(), "{label}: {problems:#?}");
    assert!(without.iter().all(|(_, why)| why.is_some()), "{label}: {without:#?}");
    (methods, without.len(), by_verb.values().sum())
}

#[test]
fn examples_of_the_corpus_are_true() {
    let mut all = Vec::new();
    for api in apis(&[]) {
        let built = api.run(&json!(null), |job| pipeline::examples(job, &|_| {}));
        let built = built.unwrap_or_else(|error| panic!("{}: {error}", api.name));
        let (methods, without, made) = counted(&api.name, &built);
        all.push((api.name, methods, without, made));
    }
    let all: Vec<_> =
        all.iter().map(|(name, methods, without, made)| (name.as_str(), *methods, *without, *made)).collect();
    let expected = [
        ("bakery", 13, 0, 14),
        ("bakery 2", 15, 0, 16),
        ("harbour", 25, 0, 29),
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
    let built = illustrated(&repository().join("specs/okta-management/provgen.yaml"), Some(&spec));
    assert_eq!(counted("okta", &built), (732, 7, 819));
}
