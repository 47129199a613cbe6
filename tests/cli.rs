//! The command as its users see it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::{provgen, transcript, tree};

const CONFIG: &str = "\
provider: shop
title: Shop
description: Things for sale.
source: {file: openapi.yaml}
servers: [{url: 'https://{region}.example.com/', variables: {region: {default: eu}}}]
config: {auth: {type: api_key, credentialsenvvar: SHOP_TOKEN, valuePrefix: 'Bearer '}}
";

const SPEC: &str = "\
openapi: 3.0.3
info: {title: Shop API, version: '1'}
paths:
  /items:
    get:
      tags: [item]
      operationId: listItems
      description: Lists what is for sale.
      responses:
        '200':
          description: The items.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Item'}}
components:
  schemas:
    Item: {type: object, properties: {id: {type: string}, price: {type: number}}}
";

const MAPPING: &str = "\
filename,path,verb,operationId,stackql_resource_name,stackql_method_name,stackql_verb
item.yaml,/items,get,listItems,items,list,select
";

const SERVICE: &str = "generated/shop/src/shop/v00.00.00000/services/item.yaml";

/// A folder with `specs/shop` in it.
fn shop() -> TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    add(folder.path(), "shop");
    folder
}

fn add(folder: &Path, name: &str) {
    let specs = folder.join("specs").join(name);
    fs::create_dir_all(&specs).expect("specs");
    for (file, text) in [("provgen.yaml", CONFIG), ("openapi.yaml", SPEC), ("mapping.csv", MAPPING)] {
        fs::write(specs.join(file), text).expect("input");
    }
}

fn run(folder: &TempDir, arguments: &str) -> String {
    transcript(&provgen(folder.path(), &arguments.split_whitespace().collect::<Vec<_>>()))
}

fn edit(folder: &TempDir, file: &str, from: &str, to: &str) {
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).expect("file");
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(path, text.replacen(from, to, 1)).expect("edit");
}

#[test]
fn help_says_what_there_is() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let pages = ["--help", "generate --help", "map --help", "fetch --help", "schema --help"]
        .map(|arguments| run(&folder, arguments));
    insta::assert_snapshot!(pages.join("\n==========\n"));
}

#[test]
fn the_schema_of_the_configuration_is_known() {
    let folder = tempfile::tempdir().expect("temporary folder");
    insta::assert_snapshot!(run(&folder, "schema config"));
}

#[test]
fn a_provider_is_written_once_and_then_stays() {
    let folder = shop();
    insta::assert_snapshot!(
        [run(&folder, "generate shop"), run(&folder, "generate"), run(&folder, "generate shop --check")].join("\n")
    );
}

#[test]
fn its_files_read_as_they_were_read_before() {
    let folder = shop();
    run(&folder, "generate shop");
    for (path, bytes) in tree(&folder.path().join("generated/shop")) {
        insta::assert_snapshot!(format!("shop_{}", path.replace('/', "_")), String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn check_shows_what_is_stale_and_how_to_repair_it() {
    let folder = shop();
    run(&folder, "generate shop");
    edit(&folder, SERVICE, "Lists what is for sale.", "Lists what is for sale!");
    fs::remove_file(folder.path().join("generated/shop/docs/index.md")).expect("remove");
    let before = tree(folder.path());
    insta::assert_snapshot!(run(&folder, "generate shop --check"));
    assert!(before == tree(folder.path()), "--check wrote something");
    assert!(run(&folder, "generate shop").contains("was edited by hand and has been overwritten"));
    assert!(run(&folder, "generate shop --check").starts_with("exit code: 0"));
}

#[test]
fn check_repairs_with_the_flags_that_were_given() {
    let folder = shop();
    fs::rename(folder.path().join("specs/shop/openapi.yaml"), folder.path().join("new spec.yaml")).expect("rename");
    let output =
        provgen(folder.path(), &["generate", "shop", "--check", "--spec", "new spec.yaml", "--out", "elsewhere"]);
    assert!(transcript(&output).contains("provgen generate shop --spec 'new spec.yaml' --out elsewhere\n"));
    assert!(!folder.path().join("elsewhere").exists());
}

#[test]
fn what_is_no_longer_produced_goes_and_edits_stay() {
    let folder = shop();
    run(&folder, "generate shop");
    let page = "generated/shop/docs/providers/shop/item/items/index.md";
    edit(&folder, page, "## Methods", "## My methods");
    edit(&folder, "specs/shop/mapping.csv", ",items,", ",goods,");
    insta::assert_snapshot!([run(&folder, "generate shop --check"), run(&folder, "generate shop")].join("\n"));
    assert!(folder.path().join(page).exists());
    assert!(run(&folder, "generate shop --check").starts_with("exit code: 0"));
}

#[test]
fn a_foreign_file_in_the_way_is_named_and_kept() {
    let folder = shop();
    fs::create_dir_all(folder.path().join("generated/shop/docs")).expect("folder");
    fs::write(folder.path().join("generated/shop/docs/index.md"), "mine\n").expect("file");
    insta::assert_snapshot!(run(&folder, "generate shop"));
    assert_eq!(tree(&folder.path().join("generated")).len(), 1);
}

#[test]
fn an_output_folder_that_is_a_file_is_an_error() {
    let folder = shop();
    fs::write(folder.path().join("generated"), "mine\n").expect("file");
    insta::assert_snapshot!(run(&folder, "generate shop"));
}

#[test]
fn a_provider_that_fails_does_not_stop_the_others() {
    let folder = shop();
    add(folder.path(), "broken");
    fs::write(folder.path().join("specs/broken/openapi.yaml"), "openapi: [\n").expect("edit");
    insta::assert_snapshot!(run(&folder, "generate"));
    assert!(folder.path().join(SERVICE).exists());
}

#[test]
fn a_threshold_turns_warnings_into_failure() {
    let folder = shop();
    edit(&folder, "specs/shop/mapping.csv", ",select", ",");
    insta::assert_snapshot!(run(&folder, "generate shop --fail-on warning"));
    assert!(!folder.path().join("generated").exists());
}

#[test]
fn what_is_not_there_is_named() {
    let folder = shop();
    let runs = [
        "generate shpo",
        "generate nothing/provgen.yaml",
        "generate shop shop",
        "generate --out",
        "generat",
        "schema provider",
    ];
    insta::assert_snapshot!(runs.map(|arguments| run(&folder, arguments)).join("\n"));
    let elsewhere = tempfile::tempdir().expect("temporary folder");
    insta::assert_snapshot!(run(&elsewhere, "generate"));
}

#[test]
fn a_file_with_another_hash_is_refused() {
    let folder = shop();
    edit(&folder, "specs/shop/provgen.yaml", "openapi.yaml", "openapi.yaml, sha256: '00'");
    insta::assert_snapshot!(run(&folder, "generate shop"));
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let folder = shop();
    let mut command = Command::new(PathBuf::from(env!("CARGO_BIN_EXE_provgen")));
    let mut child =
        command.args(["schema", "config"]).current_dir(folder.path()).stdout(Stdio::piped()).spawn().expect("run");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("end").code(), Some(0));
}

#[test]
fn colour_is_there_on_request_only() {
    let folder = shop();
    edit(&folder, "specs/shop/mapping.csv", ",select", ",selct");
    let coloured = run(&folder, "generate shop --color always --check");
    assert!(coloured.contains("\u{1b}["), "{coloured}");
    for arguments in ["generate shop --check", "generate shop --color never --check"] {
        assert!(!run(&folder, arguments).contains('\u{1b}'), "{arguments}");
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = shop();
    let trees = ["1", "8"].map(|jobs| {
        run(&folder, &format!("generate shop --quiet --jobs {jobs} --out {jobs}"));
        tree(&folder.path().join(jobs))
    });
    assert!(!trees[0].is_empty() && trees[0] == trees[1]);
}

#[test]
fn shells_and_manuals_get_what_they_need() {
    let folder = tempfile::tempdir().expect("temporary folder");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(run(&folder, &format!("completions {shell}")).contains("generate"), "{shell}");
    }
    assert!(run(&folder, "man").contains(".TH provgen"));
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let folder = shop();
    edit(&folder, "specs/shop/provgen.yaml", "openapi.yaml", "openapi.yaml, max_megabytes: 1");
    let comment = format!("# {}\n", "x".repeat(1_000_000));
    fs::write(folder.path().join("specs/shop/openapi.yaml"), comment + SPEC).expect("large file");
    insta::assert_snapshot!(run(&folder, "generate shop"));
}

/// Only where a folder can be locked itself.
#[cfg(unix)]
#[test]
fn a_second_run_on_the_same_tree_is_told_to_wait() {
    let folder = shop();
    let root = folder.path().join("generated/shop");
    fs::create_dir_all(&root).expect("root");
    let other = fs::File::open(&root).expect("root");
    other.lock().expect("lock");
    insta::assert_snapshot!(run(&folder, "generate shop"));
    drop(other);
    assert!(run(&folder, "generate shop").starts_with("exit code: 0"));
}
