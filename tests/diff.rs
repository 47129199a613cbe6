//! What changes for SQL users: each type of change by a case, and what holds for any two models.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use provgen::{CHANGES, Change, diff, side};
use serde_json::{Map, Value as Json, json};
use tempfile::TempDir;

use crate::rules::{base, merge};
use crate::support::{cases, git, name, provgen, transcript};
use crate::validate::schema_of;

const STORE: &str = "shop/v00.00.00000/services/store.yaml";
const PROVIDER: &str = "shop/v00.00.00000/provider.yaml";

/// The document that patches of a file are laid over.
fn plain(path: &str) -> Json {
    base(if path.ends_with("provider.yaml") { "provider.yaml" } else { "store.yaml" })
}

/// A registry of a sound provider with patches by file laid over it; other files than its two begin as copies, and
/// `null` takes one away.
fn registry(patches: &[Json]) -> TempDir {
    let root = tempfile::tempdir().expect("temporary folder");
    let mut files: Map<String, Json> = Map::from_iter([PROVIDER, STORE].map(|path| (path.to_owned(), plain(path))));
    for (path, patch) in patches.iter().flat_map(|patches| patches.as_object().into_iter().flatten()) {
        let path = match path.as_str() {
            "provider.yaml" => PROVIDER,
            "store.yaml" => STORE,
            other => other,
        };
        if patch.is_null() {
            files.remove(path);
            continue;
        }
        merge(files.entry(path).or_insert_with(|| plain(path)), patch);
    }
    for (path, tree) in files {
        let path = root.path().join("src").join(path);
        fs::create_dir_all(path.parent().expect("folder")).expect("folder");
        fs::write(path, tree.to_string()).expect("write");
    }
    root
}

fn patch(path: &Path) -> Json {
    yaml_serde::from_slice(&fs::read(path).expect("read")).expect("YAML")
}

fn pair(case: &Path) -> (TempDir, TempDir) {
    let (base, rev) = (patch(&case.join("base.yaml")), patch(&case.join("rev.yaml")));
    (registry(std::slice::from_ref(&base)), registry(&[base, rev]))
}

fn changes_of(base: &Path, rev: &Path) -> Vec<Change> {
    let read = |path: &Path| side(path.to_str().expect("text")).unwrap_or_else(|error| panic!("{error}"));
    diff(&read(base), &read(rev))
}

/// What `diff` prints of two states: as for a terminal, so that nothing is taken out.
fn printed(base: &TempDir, rev: &TempDir, arguments: &[&str]) -> String {
    let here = tempfile::tempdir().expect("temporary folder");
    let output = provgen(here.path(), &[&["diff", path(base), path(rev), "--color", "always"], arguments].concat());
    assert_ne!(output.status.code(), Some(2), "{}", transcript(&output));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Changes of all levels as text.
fn text_of(base: &TempDir, rev: &TempDir) -> String {
    printed(base, rev, &["--show", "documentation"])
}

#[test]
fn each_type_of_change_has_a_case_that_shows_it() {
    let is_update = std::env::var_os("PROVGEN_UPDATE_CASES").is_some();
    let mut shown = BTreeSet::new();
    for case in cases("diff") {
        let (base, rev) = pair(&case);
        let found = changes_of(base.path(), rev.path());
        assert!(found.iter().any(|change| change.kind.id == name(&case)), "{}: {found:#?}", name(&case));
        let text = anstream::adapter::strip_str(&text_of(&base, &rev)).to_string();
        let expected = case.join("expected.txt");
        if is_update {
            fs::write(&expected, &text).expect("write");
        }
        assert_eq!(text, fs::read_to_string(&expected).unwrap_or_default(), "{}", name(&case));
        shown.insert(name(&case).to_owned());
    }
    let known: BTreeSet<_> = CHANGES.iter().map(|kind| kind.id.to_owned()).collect();
    assert_eq!(shown, known);
}

#[test]
fn pages_are_whole() {
    for kind in CHANGES {
        let page = kind.page;
        assert!(page.starts_with(&format!("# {}\n\n", kind.id)), "{}", kind.id);
        assert!(page.contains("\n## Impact on SQL users\n") && page.contains("\n## What to do\n"), "{}", kind.id);
        assert!(kind.id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", kind.id);
        assert!(provgen::RULES.iter().all(|rule| rule.id != kind.id), "{}", kind.id);
    }
}

/// Cases the other way round show the mirrors.
#[test]
fn cases_mirror() {
    for case in cases("diff") {
        let (base, rev) = pair(&case);
        let there = changes_of(base.path(), rev.path());
        let back = changes_of(rev.path(), base.path());
        assert_mirror(&there, &back, name(&case));
        assert!(changes_of(base.path(), base.path()).is_empty());
    }
}

/// A registry often lists a method twice: the second entry changes nothing.
#[test]
fn a_method_that_is_listed_twice_is_reached() {
    let entry = json!({"$ref": "#/components/x-stackQL-resources/users/methods/delete_user"});
    let of_users = |users: Json| json!({"store.yaml": {"components": {"x-stackQL-resources": {"users": users}}}});
    let base = of_users(json!({"sqlVerbs": {"delete": [entry, entry]}}));
    let rev = of_users(json!({"methods": {"delete_user": null}, "sqlVerbs": {"delete": []}}));
    let found = changes_of(registry(&[base]).path(), registry(&[rev]).path());
    let texts: Vec<&str> = found.iter().map(|change| change.text.as_str()).collect();
    assert_eq!(texts, ["the method `delete_user`, which DELETE reached with `id`, was removed"]);
}

/// Facts of a change as the way back would have them: type, place, where it was, item, before, after.
type Facts = (&'static str, provgen::Address, provgen::Address, Option<String>, Option<String>, Option<String>);

pub fn assert_mirror(there: &[Change], back: &[Change], label: &str) {
    // A query that moves is told for queries that the old state knows: see the proof.
    let counts = |change: &&Change| change.kind.id != "query-moved";
    let facts = |change: &Change| -> Facts {
        let was = change.was.clone().unwrap_or_else(|| change.place.clone());
        let (before, after) = (change.before.clone(), change.after.clone());
        (change.kind.id, was, change.place.clone(), change.item.clone(), before, after)
    };
    let turned = |change: &Change| -> Facts {
        let (id, was, place, item, before, after) = facts(change);
        (CHANGES.iter().find(|kind| kind.id == id).expect("a type").mirror, place, was, item, after, before)
    };
    let mut expected: Vec<Facts> = there.iter().filter(counts).map(turned).collect();
    let mut found: Vec<Facts> = back.iter().filter(counts).map(facts).collect();
    expected.sort();
    found.sort();
    assert_eq!(expected, found, "{label}");
}

pub fn case(of: &str) -> (TempDir, TempDir) {
    let case = cases("diff").into_iter().find(|case| name(case) == of).expect("a case");
    pair(&case)
}

pub fn path(folder: &TempDir) -> &str {
    folder.path().to_str().expect("text")
}

#[test]
fn the_exit_code_is_that_of_the_threshold() {
    let here = tempfile::tempdir().expect("temporary folder");
    let code = |of: &str, more: &[&str]| {
        let (base, rev) = case(of);
        let arguments = [&["diff", path(&base), path(&rev)], more].concat();
        provgen(here.path(), &arguments).status.code().expect("a code")
    };
    assert_eq!(code("column-removed", &[]), 1);
    assert_eq!(code("column-removed", &["--fail-on", "never"]), 0);
    assert_eq!(code("column-shape-changed", &[]), 0);
    assert_eq!(code("column-shape-changed", &["--fail-on", "risky"]), 1);
    assert_eq!(code("column-added", &["--fail-on", "risky"]), 0);
}

#[test]
fn the_version_moves_with_the_weightiest_change() {
    let here = tempfile::tempdir().expect("temporary folder");
    for (of, bump) in [
        ("column-removed", "major\n"),
        ("column-shape-changed", "minor\n"),
        ("column-added", "minor\n"),
        ("column-description-changed", "patch\n"),
    ] {
        let (base, rev) = case(of);
        let output = provgen(here.path(), &["diff", path(&base), path(&rev), "--semver", "--fail-on", "never"]);
        assert_eq!(String::from_utf8_lossy(&output.stdout), bump, "{of}");
        assert_eq!(output.status.code(), Some(0), "{of}");
    }
}

#[test]
fn what_is_not_there_is_said() {
    let root = registry(&[]);
    fs::create_dir(root.path().join("empty")).expect("folder");
    let said = |base: &str| transcript(&provgen(root.path(), &["diff", "--", base, "src"]));
    insta::assert_snapshot!(
        ["scr", "empty", "none:src", "-x:src", ":src"].map(|base| format!("$ {base}\n{}", said(base))).join("\n")
    );
    fs::write(root.path().join("src").join(STORE), "a: [").expect("write");
    let broken = said("src");
    assert!(broken.starts_with("exit code: 2") && broken.contains("store.yaml:1:"), "{broken}");
}

/// A repository whose first commit, `before`, has what a case begins with, in `generated/shop`; the rest is not
/// committed.
fn repository_of(of: &str) -> TempDir {
    let (base, rev) = case(of);
    let root = tempfile::tempdir().expect("temporary folder");
    let registry = root.path().join("generated/shop");
    crate::support::copy(base.path(), &registry);
    git(root.path(), &["init", "-q"]);
    git(root.path(), &["add", "."]);
    git(root.path(), &["commit", "-q", "-m", "before"]);
    git(root.path(), &["tag", "before"]);
    crate::support::copy(rev.path(), &registry);
    root
}

#[test]
fn commits_are_read_without_a_checkout() {
    let root = repository_of("column-removed");
    let tree = crate::support::tree(&root.path().join("generated"));
    for base in [
        "before:generated/shop",
        "HEAD:generated",
        "before:./generated/shop/src/shop",
        "before:generated/shop/src/shop/v00.00.00000/provider.yaml",
    ] {
        let told = transcript(&provgen(root.path(), &["diff", base, "generated/shop"]));
        assert!(
            told.contains("the column `name` was removed") && told.contains("found: 1 breaking\n"),
            "{base}: {told}"
        );
    }
    for (base, rev) in [("before:./shop", "shop"), ("before:.", ".")] {
        let told = transcript(&provgen(&root.path().join("generated"), &["diff", base, rev]));
        assert!(told.contains("found: 1 breaking\n"), "{base}: {told}");
    }
    assert_eq!(crate::support::tree(&root.path().join("generated")), tree);
}

#[test]
fn what_a_commit_lacks_is_said() {
    let root = repository_of("column-removed");
    let said = |base: &str| transcript(&provgen(root.path(), &["diff", "--", base, "generated/shop"]));
    insta::assert_snapshot!(
        [
            "befor:generated",
            "before:generate",
            "before:generated/shp",
            "before:../generated",
            "--output=x:generated",
            "before:"
        ]
        .map(|base| format!("$ {base}\n{}", said(base)))
        .join("\n")
    );
    assert!(!root.path().join("x").exists());
}

#[test]
fn a_commit_can_be_built() {
    let inputs = cases("generate").into_iter().next().expect("a case");
    let root = tempfile::tempdir().expect("temporary folder");
    crate::support::copy(&inputs, &root.path().join("specs/shop"));
    git(root.path(), &["init", "-q"]);
    git(root.path(), &["add", "."]);
    git(root.path(), &["commit", "-q", "-m", "before"]);
    let told = transcript(&provgen(root.path(), &["diff", "HEAD:specs/shop/provgen.yaml", "specs/shop"]));
    assert_eq!(told, "exit code: 0\n--- stdout\nfound: no changes\n--- stderr\n");
}

#[test]
fn a_changelog_keeps_what_it_has() {
    let (base, rev) = case("resource-renamed");
    let folder = tempfile::tempdir().expect("temporary folder");
    let file = folder.path().join("CHANGELOG.md");
    let run = |rev: &str| {
        let arguments =
            ["diff", path(&base), rev, "--changelog", "CHANGELOG.md", "--date", "2026-02-03", "--fail-on", "never"];
        assert_eq!(provgen(folder.path(), &arguments).status.code(), Some(0));
        fs::read_to_string(&file).unwrap_or_default()
    };
    assert_eq!(run(path(&base)), "", "nothing changes, and nothing is written");
    insta::assert_snapshot!(run(path(&rev)));
    let old = "# Changelog\r\n\r\n## [Unreleased]\r\n\r\n- soon  \r\n\r\n## 2020-01-01\r\n- old\u{feff}";
    fs::write(&file, old).expect("write");
    let new = run(path(&rev));
    let (before, behind) = old.split_once("## 2020").expect("a section");
    assert!(new.starts_with(&format!("{before}## 2026-02-03\r\n")), "{new:?}");
    assert!(new.ends_with(&format!("\r\n\r\n## 2020{behind}")) && !new.replace("\r\n", "").contains('\n'), "{new:?}");
    assert_eq!(run(path(&rev)), new, "the same is said once");
    fs::write(&file, [0xff]).expect("write");
    let refused = provgen(folder.path(), &["diff", path(&base), path(&rev), "--changelog", "CHANGELOG.md"]);
    assert_eq!((refused.status.code(), fs::read(&file).expect("read")), (Some(2), vec![0xff]));
}

#[test]
fn a_changelog_has_a_section_a_state() {
    let (base, rev) = case("resource-renamed");
    let (_, other) = case("column-removed");
    let folder = tempfile::tempdir().expect("temporary folder");
    let run = |rev: &TempDir, day: &str| {
        let arguments =
            ["diff", path(&base), path(rev), "--changelog", "CHANGELOG.md", "--date", day, "--fail-on", "never"];
        assert_eq!(provgen(folder.path(), &arguments).status.code(), Some(0));
        fs::read_to_string(folder.path().join("CHANGELOG.md")).expect("read")
    };
    let sections =
        |text: &str| text.lines().filter(|line| line.starts_with("## ")).map(str::to_owned).collect::<Vec<_>>();
    let first = run(&rev, "2026-02-03");
    assert_eq!(run(&rev, "2026-02-03"), first);
    assert_eq!(run(&rev, "2026-02-04"), first, "the same is said once, whatever day it is");
    let last = run(&other, "2026-02-04");
    assert_eq!(sections(&last), ["## 2026-02-04", "## 2026-02-03"]);
    assert!(last.ends_with(first.split_once("## ").expect("a section").1), "{last}");
    assert_eq!(run(&other, "2026-02-04"), last);
}

#[test]
fn machines_read_changes() {
    let schema = schema_of("diff");
    for case in cases("diff") {
        let (base, rev) = pair(&case);
        let found = changes_of(base.path(), rev.path());
        let json: Json = serde_json::from_str(&printed(&base, &rev, &["--format", "json"])).expect("JSON");
        assert!(jsonschema::is_valid(&schema, &json), "{}: {json:#}", name(&case));
        assert_eq!(json["changes"].as_array().expect("a list").len(), found.len());
        for line in printed(&base, &rev, &["--format", "github"]).lines() {
            assert!(line.starts_with("::error title=") || line.starts_with("::warning title="), "{line}");
        }
    }
    let (base, rev) = case("resource-renamed");
    let forms = ["json", "markdown", "github"].map(|format| printed(&base, &rev, &["--format", format]));
    insta::assert_snapshot!(forms.join("\n"));
}

/// Names that would end a code span, a line, a comment or a command.
#[test]
fn comments_are_no_longer_than_github_takes_and_names_stay_text() {
    let columns: Map<String, Json> =
        (0..3000).map(|number| (format!("c{number}"), serde_json::json!({"type": "string"}))).collect();
    let nasty = "a`b\n## c</details>|{d}%0A\u{1b}[31m";
    let rev = serde_json::json!({"store.yaml": {"components": {"schemas": {"User": {"properties": columns}}}}});
    let hostile = serde_json::json!({"store.yaml": {"components": {"schemas": {"User": {"properties": {nasty: {"type": "string"}}}}}}});
    let base = registry(&[]);
    let long = registry(&[rev, hostile]);
    let markdown = printed(&base, &long, &["--format", "markdown"]);
    assert!(markdown.chars().count() < 65_536 && markdown.contains(" and 2986 more\n"), "{markdown}");
    let (coloured, annotations) = (text_of(&base, &long), printed(&long, &base, &["--format", "github"]));
    for text in [&markdown, &coloured, &annotations] {
        assert!(!text.contains("\n## c") && !text.contains("\u{1b}[31mA"), "{text}");
    }
    let text = anstream::adapter::strip_str(&coloured).to_string();
    assert!(!text.contains('\u{1b}'), "{text}");
    let (last, commands) =
        annotations.lines().collect::<Vec<_>>().split_last().map(|(a, b)| (*a, b.len())).expect("lines");
    assert_eq!((last, commands), ("2991 more breaking changes have no annotation: GitHub shows at most 10", 10));
}

/// A registry may hold a password where it should name a variable.
#[test]
fn secrets_are_in_no_report() {
    let (base, rev) = case("auth-setting-changed");
    let folder = tempfile::tempdir().expect("temporary folder");
    let changelog = folder.path().join("CHANGELOG.md");
    let text = printed(&base, &rev, &["--show", "documentation", "--changelog", changelog.to_str().expect("text")]);
    let lines = fs::read_to_string(&changelog).expect("read");
    let [json, markdown, github] =
        ["json", "markdown", "github"].map(|format| printed(&base, &rev, &["--format", format]));
    for report in [lines, text, json, markdown, github] {
        assert!(report.contains("client_secret") && !report.contains("secret-"), "{report}");
    }
}

#[test]
fn changes_are_explained() {
    let here = tempfile::tempdir().expect("temporary folder");
    let output = provgen(here.path(), &["explain", "query-moved"]);
    assert!(String::from_utf8_lossy(&output.stdout).ends_with("\nLevel: risky, found by `provgen diff`\n"));
    let unknown = transcript(&provgen(here.path(), &["explain", "query-mved"]));
    assert!(unknown.contains("did you mean `query-moved`?"), "{unknown}");
}

#[test]
fn git_need_not_be_installed() {
    let root = repository_of("column-removed");
    let mut command = Command::new(env!("CARGO_BIN_EXE_provgen"));
    command.current_dir(root.path()).args(["diff", "before:generated", "generated"]).env("PATH", root.path());
    let told = transcript(&command.output().expect("run provgen"));
    assert!(told.contains("found: 1 breaking\n"), "{told}");
}

#[test]
fn generate_says_what_it_changes() {
    let inputs = cases("generate").into_iter().find(|case| name(case) == "allow-empty-value").expect("a case");
    let root = tempfile::tempdir().expect("temporary folder");
    crate::support::copy(&inputs, &root.path().join("specs/shop"));
    let said = || transcript(&provgen(root.path(), &["generate", "shop"]));
    assert!(!said().contains("for SQL users"), "there was nothing before");
    assert!(!said().contains("for SQL users"), "nothing has changed");
    let spec = root.path().join("specs/shop/openapi.yaml");
    let text = fs::read_to_string(&spec).expect("read");
    fs::write(&spec, text.replace("allowEmptyValue: true", "allowEmptyValue: false")).expect("write");
    let told = said();
    assert!(told.contains("\nshop: 2 breaking changes for SQL users; run `provgen diff` to see them\n"), "{told}");
}

#[test]
fn names_in_snake_case_break_queries_unless_the_engine_keeps_the_old_ones() {
    let service = json!({"store.yaml": {"components": {"schemas": {"User": {"properties": {"displayName": {"type": "string"}}}}}}});
    let aliases = json!({"provider.yaml": {"config": {"snake_case_aliases": true}}});
    let (base, rev) = (registry(std::slice::from_ref(&service)), registry(&[service, aliases]));
    let removed = "the column `displayName` was removed";
    for (arguments, is_broken) in [(&[][..], true), (&["--engine", "2026-08"], true), (&["--engine", "0.5.5"], false)] {
        let text = printed(&base, &rev, arguments);
        assert_eq!(text.contains(removed), is_broken, "{arguments:?}: {text}");
        assert!(text.contains("the column `display_name` was added"), "{arguments:?}: {text}");
    }
}

/// OpenAPI 3.1.1, "Annotated Enumerations": the same values in another form.
#[test]
fn an_enum_that_is_written_as_alternatives_is_no_change() {
    let plain = json!({"type": "string", "enum": ["new", "sold"]});
    let one = |value: &str| json!({"enum": [value], "title": value.to_uppercase()});
    let forms = [
        json!({"oneOf": [one("new"), one("sold")]}),
        json!({"anyOf": [one("sold"), one("new")]}),
        json!({"type": "string", "oneOf": [{"const": "new"}, {"const": "sold", "description": "Gone"}]}),
        json!({"oneOf": [{"type": "string", "enum": ["new"]}, {"anyOf": [one("sold"), one("new")]}]}),
        json!({"allOf": [{"oneOf": [one("new"), one("sold")]}]}),
        json!({"oneOf": [{"$ref": "#/components/schemas/New"}, one("sold")]}),
    ];
    let everywhere = |schema: &Json| {
        let inside = json!({"type": "object", "properties": {"inner": schema}});
        let of = json!({"type": "object", "properties": {
            "value": schema,
            "list": {"type": "array", "items": schema},
            "map": {"type": "object", "additionalProperties": schema},
            "object": inside,
        }});
        let parameter = json!({"name": "state", "in": "query", "schema": schema});
        let parameters =
            json!([parameter, {"name": "states", "in": "query", "schema": {"type": "array", "items": schema}}]);
        let service = json!({
            "paths": {"/users": {"get": {"parameters": parameters}}},
            "components": {"schemas": {"User": of, "NewUser": of, "New": one("new")}},
        });
        registry(&[json!({"store.yaml": service})])
    };
    let base = everywhere(&plain);
    for form in forms {
        let rev = everywhere(&form);
        let found: Vec<String> = changes_of(base.path(), rev.path()).into_iter().map(|change| change.text).collect();
        assert_eq!(found, Vec::<String>::new(), "{form}");
    }
    let found = changes_of(base.path(), everywhere(&json!({"oneOf": [one("new"), one("lost")]})).path());
    assert!(found.iter().any(|change| change.text == "the column `value` is no longer `sold`"), "{found:#?}");
}

/// A configuration says what its documents say, with settings as well.
#[test]
fn what_is_generated_is_no_change() {
    let mut changed = Vec::new();
    for case in cases("settings").into_iter().chain(cases("generate")) {
        let generated = crate::cases::generated(&case);
        if !generated.output.starts_with("exit code: 0") {
            continue;
        }
        let (folder, config, root) = (generated.folder(), &generated.config, generated.root.to_string_lossy());
        let told = transcript(&provgen(folder, &["diff", config, &root]));
        if !told.contains("\nfound: no changes\n") {
            changed.push(format!("{}: {told}", name(&case)));
        }
    }
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}
