//! The log of a job in GitHub Actions: text from documents, names of files and arguments is no command to the runner.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::rules::base;
use crate::support::transcript;

/// What the runner would do, and does in the log of a command that lets it through.
const ANYWHERE: &str = "x ##[stop-commands]pwned";
const AT_START: &str = "::stop-commands::pwned";

/// The commands in a text, as the runner reads it (actions/runner, `ActionCommand`). Line ends are those of
/// `StreamReader.ReadLine`.
fn commands(text: &str) -> Vec<&str> {
    let name = |info: &str| info.split(' ').next().unwrap_or_default().to_lowercase();
    let of_v2 = |line: &str| Some(name(line.trim_start().strip_prefix("::")?.split_once("::")?.0));
    let of_v1 = |line: &str| Some(name(line.split_once("##[")?.1.split_once(']')?.0));
    let is_own = |name: &str| ["error", "warning", "notice"].contains(&name);
    let is_foreign = |line: &&str| of_v2(line).is_some_and(|name| !is_own(&name)) || of_v1(line).is_some();
    text.split(['\n', '\r']).filter(is_foreign).collect()
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_provgen"));
    let command = command.args(arguments).current_dir(folder).env("GITHUB_ACTIONS", "true").env("NO_COLOR", "1");
    command.output().expect("provgen runs")
}

/// A registry in which all that a person names says a command.
fn registry(title: &str) -> TempDir {
    let root = tempfile::tempdir().expect("temporary folder");
    let folder = root.path().join("src/shop/v00.00.00000");
    fs::create_dir_all(folder.join("services")).expect("folder");
    let mut service: Json = base("store.yaml");
    let mut provider: Json = base("provider.yaml");
    provider["title"] = json!(title);
    provider["description"] = json!(format!("\n{AT_START}"));
    let resources = &mut service["components"]["x-stackQL-resources"];
    let method = json!({"operation": {"$ref": "#/paths/~1nowhere/get"}, "response": {"mediaType": ANYWHERE, "openAPIDocKey": AT_START}});
    resources["users"]["methods"][ANYWHERE] = method.clone();
    resources["users"]["methods"][AT_START] = method;
    resources[AT_START] =
        json!({"id": ANYWHERE, "methods": {}, "sqlVerbs": {"select": [{"$ref": format!("#/{ANYWHERE}")}]}});
    service["info"]["description"] = json!(format!("a\r{AT_START}\n  {AT_START}\u{2028}{AT_START}"));
    fs::write(folder.join("provider.yaml"), provider.to_string()).expect("write");
    fs::write(folder.join("services/store.yaml"), service.to_string()).expect("write");
    fs::write(folder.join(format!("services/{AT_START}.yaml").replace(':', "\u{a0}")), "[").expect("write");
    root
}

/// A folder with an API that says commands, and what was generated of it once.
fn project() -> TempDir {
    let root = tempfile::tempdir().expect("temporary folder");
    let folder = root.path().join("specs/shop");
    fs::create_dir_all(&folder).expect("folder");
    let spec = json!({
        "openapi": "3.0.3", "info": {"title": ANYWHERE, "version": "1", "description": format!("a\n {AT_START}\n{ANYWHERE}")},
        "servers": [{"url": "https://shop.example"}],
        "paths": {"/things": {"get": {"operationId": AT_START, "tags": [ANYWHERE], "summary": AT_START,
            "description": format!("a\n\n  {AT_START}\n\n```\n{AT_START}\n```\n{ANYWHERE}"), "responses": {"200": {"description": "ok",
            "content": {"application/json": {"schema": {"type": "array", "items": {"type": "object", "properties": {ANYWHERE: {"type": "string"}}}}}}}}}}},
    });
    fs::write(folder.join("openapi.yaml"), spec.to_string()).expect("write");
    let config = format!(
        "provider: shop\ntitle: \"{ANYWHERE}\"\ndescription: \"{AT_START}\"\nsource: {{file: openapi.yaml}}\n{ANYWHERE:?}: 1\n"
    );
    fs::write(folder.join("provgen.yaml"), config.rsplit_once("\n\"").expect("a line").0.to_owned() + "\n")
        .expect("write");
    root
}

fn assert_inert(output: &Output, what: &str) {
    let text = transcript(output);
    assert_eq!(commands(&text), Vec::<&str>::new(), "{what}: {text}");
}

#[test]
fn nothing_in_a_registry_is_a_command_to_the_runner() {
    let (base, rev) = (registry("A"), registry(ANYWHERE));
    let [old, new] = [&base, &rev].map(|root| root.path().to_str().expect("text"));
    let mut shown = String::new();
    for format in ["text", "json", "github", "junit", "sarif", "markdown"] {
        let output = run(base.path(), &["validate", new, "--format", format, "--max", "0", "--fail-on", "never"]);
        assert_inert(&output, format);
        shown.push_str(&transcript(&output));
    }
    assert!(shown.contains("stop-commands"), "the documents do not show: {shown}");
    for format in ["text", "json", "github", "markdown"] {
        assert_inert(&run(base.path(), &["diff", old, new, "--format", format, "--show", "documentation"]), format);
    }
    assert_inert(&run(base.path(), &["validate", new]), "validate");
    assert_inert(&run(base.path(), &["docs", "--from-registry", new, "--style", "guide"]), "docs");
    assert_inert(&run(base.path(), &["validate", AT_START]), "a path");
    assert_inert(&run(base.path(), &["validate", &format!("{ANYWHERE}/nowhere")]), "a path");
    assert_inert(&run(base.path(), &[AT_START, ANYWHERE]), "arguments");
    assert_inert(&run(base.path(), &["diff", "a", "b", "--format", ANYWHERE]), "a format");
    assert_inert(&run(base.path(), &["explain", ANYWHERE]), "a rule");
}

#[test]
fn nothing_in_an_api_is_a_command_to_the_runner() {
    let root = project();
    for arguments in [
        &["map", "shop"][..],
        &["map", "shop", "--dry-run"],
        &["generate", "shop"],
        &["stats", "shop"],
        &["stats", "shop", "--format", "json"],
        &["init", "specs/shop/openapi.yaml", "--provider", AT_START],
    ] {
        assert_inert(&run(root.path(), arguments), &arguments.join(" "));
    }
    // Files that differ are shown as a diff, in whose context lines text begins after a blank.
    let generated = root.path().join("generated");
    let pages: Vec<_> =
        walk(&generated).into_iter().filter(|path| path.extension().is_some_and(|it| it == "md")).collect();
    assert!(!pages.is_empty(), "nothing was generated");
    for page in pages {
        let text = fs::read_to_string(&page).expect("read");
        fs::write(&page, format!("{AT_START}\n  {AT_START}\n{ANYWHERE}\n{text}")).expect("write");
    }
    let checked = run(root.path(), &["generate", "shop", "--check"]);
    assert!(transcript(&checked).contains("stop-commands"), "{}", transcript(&checked));
    assert_inert(&checked, "generate --check");
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("read").map(|entry| entry.expect("entry").path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
