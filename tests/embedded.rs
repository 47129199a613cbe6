//! The Okta provider that comes with provgen.

use std::collections::BTreeSet;

use provgen::{Built, Job};

use crate::support::repository;
use crate::{engine, support};

fn built() -> Built {
    let config = repository().join("specs/okta/provgen.yaml");
    provgen::build(&Job { config, spec: None, mapping: None, style: None }, &|_| {})
        .unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn it_gives_no_finding_but_one_and_the_tree_is_fresh() {
    let built = built();
    // The names and verbs are those of the published provider.
    let rules: Vec<&str> = built.findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["method-touches-many"; 4]);
    let counts = built.counts;
    assert_eq!([counts.services, counts.resources, counts.selectable, counts.methods], [24, 76, 70, 290]);
    let mut tree = support::tree(&repository().join("generated/okta"));
    tree.remove("provgen.sum").expect("ledger");
    let products: Vec<_> = built.products.iter().map(|product| (&product.path, &product.bytes)).collect();
    assert_eq!(products.len(), tree.len());
    assert!(products.into_iter().all(|(path, bytes)| tree.get(path) == Some(bytes)), "run `provgen generate okta`");
}

#[test]
fn the_engine_loads_its_documents() {
    for product in built().products.iter().filter(|product| product.path.contains("/services/")) {
        let document = yaml_serde::from_slice(&product.bytes).expect("YAML");
        assert!(engine::check_all(&document).is_empty(), "{}: {:?}", product.path, engine::check_all(&document));
        assert!(engine::unreached_components(&document).is_empty(), "{}", product.path);
    }
}

/// What section 8 of the published mapping's review lists must not come back.
#[test]
fn its_mapping_repeats_no_published_mistake() {
    let mut rows = csv::Reader::from_path(repository().join("specs/okta/mapping.csv")).expect("CSV");
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("row")).collect();
    for row in &rows {
        let [file, path, http, resource, method, verb] = [0, 1, 4, 8, 9, 10].map(|column| &row[column]);
        assert!(http != "put" || matches!(verb, "replace" | "update"), "{path}: a PUT that is {verb}");
        assert!(http != "delete" || verb == "delete", "{path}: a DELETE that is {verb}");
        assert!(!matches!(method, "deleteall" | "put"), "{path}");
        let action = path.rsplit_once("/lifecycle/").map(|(_, action)| action);
        let is_switch = matches!(action, Some("activate" | "deactivate"));
        assert!(!is_switch || action == Some(method), "{path}: a method called {method}");
        assert!(
            resource != "idps" || matches!(file, "identityprovider.yaml" | "user.yaml"),
            "{path}: named after another service"
        );
        assert_eq!(&row[12], "", "{path}: the vendor's words");
    }
    let operations: BTreeSet<(&str, &str)> = rows.iter().map(|row| (&row[1], &row[4])).collect();
    assert_eq!((rows.len(), operations.len()), (290, 290));
    let domains = rows.iter().find(|row| &row[2] == "listDomains").expect("listDomains");
    assert_eq!(&domains[11], "$.domains");
}

#[test]
fn its_files_read_as_they_were_read_before() {
    let built = built();
    for path in [
        "docs/index.md",
        "docs/providers/okta/domain/index.md",
        "docs/providers/okta/domain/domains/index.md",
        "src/okta/v00.00.00000/provider.yaml",
        "src/okta/v00.00.00000/services/domain.yaml",
    ] {
        let product = built.products.iter().find(|product| product.path == path).expect(path);
        insta::assert_snapshot!(path.replace('/', "_"), String::from_utf8_lossy(&product.bytes));
    }
}
