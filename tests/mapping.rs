//! `provgen map`: each case is completed as it expects. What the rules propose for APIs is tested beside them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support;

#[test]
fn each_case_is_completed_as_expected() {
    for case in support::cases("map") {
        let folder = tempfile::tempdir().expect("temporary folder");
        let name = support::name(&case);
        let work = folder.path().join(name);
        support::copy(&case, &work);
        let config = format!("{name}/provgen.yaml");
        let arguments = fs::read_to_string(case.join("arguments.txt")).unwrap_or_default();
        let arguments: Vec<&str> = ["map", &config].into_iter().chain(arguments.split_whitespace()).collect();
        let output = support::transcript(&support::provgen(folder.path(), &arguments));
        let mapping = work.join("mapping.csv");
        let completed = fs::read(&mapping).expect("mapping");
        expect(&case.join("expected.txt"), output.as_bytes());
        expect(&case.join("expected.csv"), &completed);
        let settings = fs::read(work.join("provgen.yaml")).expect("configuration");
        match case.join("expected.yaml") {
            file if file.exists() => expect(&file, &settings),
            _ => assert!(fs::read(case.join("provgen.yaml")).expect("read") == settings, "{name}: settings changed"),
        }
        support::provgen(folder.path(), &arguments);
        assert!(fs::read(&mapping).expect("mapping") == completed, "{name}: a second run changed the mapping");
        let again = fs::read(work.join("provgen.yaml")).expect("configuration");
        assert!(again == settings, "{name}: a second run changed the configuration");
        let generated = support::transcript(&support::provgen(folder.path(), &["generate", &config]));
        assert!(generated.starts_with("exit code: 0") && !generated.contains("error["), "{name}: {generated}");
        let is_written = !arguments.contains(&"--check") && !completed.windows(6).any(|text| text == b"guess:");
        let is_done = is_written && !output.contains("doubtful rows");
        let check = support::provgen(folder.path(), &["map", &config, "--check"]);
        assert_eq!(check.status.code(), Some(if is_done { 0 } else { 1 }), "{name}");
        assert!(fs::read(&mapping).expect("mapping") == completed, "{name}: --check wrote something");
    }
}

/// `PROVGEN_UPDATE_CASES=1 cargo test` writes what is expected.
fn expect(path: &Path, found: &[u8]) {
    if std::env::var_os("PROVGEN_UPDATE_CASES").is_some() {
        fs::write(path, found).expect("write expectation");
    }
    let expected = fs::read(path).unwrap_or_default();
    assert_eq!(String::from_utf8_lossy(&expected), String::from_utf8_lossy(found), "{}", path.display());
}

/// The rows of a mapping by column.
fn sheet(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    reader.deserialize().map(|row| row.expect("row")).collect()
}

#[test]
fn a_newer_document_of_the_corpus_gets_new_rows_and_keeps_the_old_ones() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let copy = folder.path().join("bakery");
    support::copy(&support::own().join("bakery"), &copy);
    let map = |more: &[&str]| {
        let arguments = [&["map", "bakery/provgen.yaml", "--spec", "bakery/openapi-2.yaml"], more].concat();
        support::transcript(&support::provgen(folder.path(), &arguments))
    };
    let mapping = copy.join("mapping.csv");
    let before = sheet(&mapping);
    assert!(map(&["--check"]).starts_with("exit code: 1"));
    assert_eq!(sheet(&mapping), before, "--check wrote something");
    let told = map(&[]);
    assert!(told.starts_with("exit code: 0"), "{told}");
    let (marked, kept): (Vec<_>, Vec<_>) = sheet(&mapping).into_iter().partition(|row| !row["provgen"].is_empty());
    let without_mark = |mut row: BTreeMap<String, String>| {
        row.remove("provgen");
        row
    };
    let kept: Vec<_> = kept.into_iter().map(without_mark).collect();
    let changed = kept.iter().zip(&before).filter(|(kept, before)| kept != before);
    let changed: Vec<_> = changed.map(|(kept, before)| (before["path"].as_str(), kept["path"].as_str())).collect();
    assert_eq!(changed, [("/v1/orders/by-customer/{customer}", "/v1/customers/{customer}/orders")]);
    let others = |rows: &[BTreeMap<String, String>]| {
        let cells = rows.iter().flatten().filter(|(column, _)| *column != "path");
        cells.map(|(column, cell)| (column.clone(), cell.clone())).collect::<Vec<_>>()
    };
    assert_eq!(others(&kept), others(&before), "a row of a person was changed");
    let new = marked.iter().map(|row| {
        ["filename", "path", "stackql_resource_name", "stackql_method_name", "stackql_verb"]
            .map(|column| row[column].as_str())
    });
    let expected = [
        ["ovens.yaml", "/v1/ovens/{id}/stop", "ovens", "stop_oven", "exec"],
        ["orders.yaml", "/v1/customers", "customers", "list_customers", "select"],
        ["orders.yaml", "/v1/customers/{customer}", "customers", "get_customer", "select"],
    ];
    assert_eq!(new.collect::<Vec<_>>(), expected);
    assert!(
        told.contains("got 3 rows, new paths for 1 row (12 kept, 3 guessed, 1 stale)")
            && told.contains("is now GET /v1/customers/"),
        "{told}"
    );
}
