//! Changes that a policy ignores.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;

use crate::diff::{case, path};
use crate::support::{provgen, transcript};
use crate::validate::schema_of;

/// What `diff` says in a folder with a policy, of a case in which the column `name` was removed.
fn said(policy: &str, more: &[&str]) -> String {
    let (base, rev) = case("column-removed");
    let here = tempfile::tempdir().expect("temporary folder");
    fs::write(here.path().join("provgen-validate.yaml"), policy).expect("write");
    let nested = here.path().join("below");
    fs::create_dir(&nested).expect("folder");
    let at = |folder: &Path| transcript(&provgen(folder, &[&["diff", path(&base), path(&rev)], more].concat()));
    assert_eq!(at(&nested).replace("../provgen", "provgen"), at(here.path()), "the nearest policy from there upward");
    at(here.path())
}

fn ignore(rest: &str) -> String {
    format!("ignore_changes:\n  - {{change: column-removed, {rest}}}\n")
}

#[test]
fn what_a_policy_ignores_does_not_fail_and_is_counted() {
    for place in ["shop.store.users", "shop.store.*", "shop.**", "**"] {
        let told = said(&ignore(&format!("place: '{place}', item: na*, reason: nobody reads it")), &[]);
        assert_eq!(told, "exit code: 0\n--- stdout\nfound: no changes, 1 ignored\n--- stderr\n", "{place}");
    }
    for rest in
        ["place: shop.store", "place: shop.*", "place: '**', item: nam", "place: shop.store.users, item: a.name"]
    {
        let told = said(&ignore(&format!("{rest}, reason: r")), &[]);
        assert!(told.starts_with("exit code: 1") && told.contains("matches nothing"), "{rest}: {told}");
    }
}

#[test]
fn what_is_ignored_stands_in_markdown_and_json() {
    let policy = ignore("place: 'shop.**', reason: nobody reads it");
    let told = said(&policy, &["--format", "markdown"]);
    assert!(
        told.contains("\nNo changes.\n") && told.contains("<summary>Ignored by the policy (1)</summary>"),
        "{told}"
    );
    assert!(told.contains("- `shop.store.users`: the column `name` was removed. nobody reads it\n"), "{told}");
    let told = said(&policy, &["--format", "json"]);
    let json = told.split_once("stdout\n").and_then(|(_, rest)| rest.split_once("--- stderr")).expect("stdout").0;
    let json: Json = serde_json::from_str(json).expect("JSON");
    assert!(jsonschema::is_valid(&schema_of("diff"), &json), "{json:#}");
    assert_eq!((&json["counts"]["breaking"], &json["changes"]), (&0.into(), &Json::Array(Vec::new())));
    assert_eq!(json["ignored"][0]["reason"], "nobody reads it");
    assert_eq!(json["ignored"][0]["change"]["item"], "name");
}

/// One that could hit what was compared is reported, with its place and the page of the rule.
#[test]
fn an_ignore_that_hits_nothing_is_reported() {
    let unused = ignore("place: shop.store.gone, reason: r");
    insta::assert_snapshot!(said(&unused, &[]));
    assert!(!said(&ignore("place: other.store.users, reason: r"), &[]).contains("matches nothing"), "not compared");
    assert!(!said(&format!("rules: {{ignore-unused: off}}\n{unused}"), &[]).contains("matches nothing"));
    assert!(said(&format!("rules: {{ignore-unused: info}}\n{unused}"), &[]).contains("\ninfo[ignore-unused]"));
}

#[test]
fn a_policy_that_is_none_stops_diff() {
    for (policy, message) in
        [("ignore_changes: [{change: column-removed, place: a}]", "reason"), ("a: [", "unclosed bracket")]
    {
        let told = said(policy, &[]);
        assert!(told.starts_with("exit code: 2") && told.contains(message), "{told}");
    }
    let named = said("{}", &["--policy", "none.yaml"]);
    assert!(named.starts_with("exit code: 2") && named.contains("none.yaml"), "{named}");
}
