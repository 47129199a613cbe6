//! The site around generated pages, and the schema of the catalogue beside them.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::{copy, provgen, repository, transcript, tree};

/// A folder with the committed pages in `generated/okta`.
fn okta() -> TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    copy(&repository().join("generated/okta"), &folder.path().join("generated/okta"));
    folder
}

fn run(folder: &Path, arguments: &str) -> String {
    transcript(&provgen(folder, &arguments.split_whitespace().collect::<Vec<_>>()))
}

#[test]
fn a_site_has_the_pages_as_they_are() {
    let folder = okta();
    insta::assert_snapshot!([run(folder.path(), "site site"), run(folder.path(), "site site okta")].join("\n"));
    let site = tree(&folder.path().join("site"));
    for (path, bytes) in tree(&folder.path().join("generated/okta/docs")) {
        let place = if path == "index.md" { "docs/okta.md".to_owned() } else { format!("docs/{path}") };
        assert!(site.get(&place) == Some(&bytes), "{place}");
    }
    let providers: serde_json::Value = serde_json::from_slice(&site["providers.json"]).expect("JSON");
    assert_eq!(providers[0]["id"], "okta-doc");
    assert_eq!(providers[0]["services"].as_array().expect("services").len(), 24);
    assert_eq!(providers[0]["services"][0]["items"][0]["id"], "providers/okta/application/apps/index");
}

#[test]
fn a_site_leaves_alone_what_it_did_not_write() {
    let folder = okta();
    let site = folder.path().join("site");
    run(folder.path(), "site site");
    fs::create_dir_all(site.join("node_modules/a")).expect("folder");
    fs::write(site.join("node_modules/a/index.js"), "1").expect("file");
    fs::write(site.join("docs/intro.md"), "mine").expect("file");
    fs::remove_dir_all(folder.path().join("generated/okta/docs/providers/okta/user")).expect("remove");
    let again = run(folder.path(), "site site");
    assert!(again.contains("(1 written, 16 removed"), "{again}");
    assert!(site.join("node_modules/a/index.js").exists() && site.join("docs/intro.md").exists());
    fs::remove_file(site.join("provgen.sum")).expect("remove");
    fs::write(site.join("sidebars.js"), "mine").expect("file");
    assert!(run(folder.path(), "site site").starts_with("exit code: 2"));
    assert_eq!(fs::read(site.join("sidebars.js")).expect("file"), b"mine");
}

#[test]
fn what_cannot_be_a_site_is_said() {
    let folder = okta();
    copy(&folder.path().join("generated/okta"), &folder.path().join("generated/other"));
    fs::create_dir_all(folder.path().join("generated/empty")).expect("folder");
    let all =
        ["site site", "site site okat", "site site empty", "site site --generated nowhere", "site site okta okta"];
    insta::assert_snapshot!(all.map(|arguments| run(folder.path(), arguments)).join("\n"));
}

#[test]
fn the_schema_of_the_catalogue_is_known() {
    let folder = tempfile::tempdir().expect("temporary folder");
    insta::assert_snapshot!(run(folder.path(), "schema catalogue"));
}
