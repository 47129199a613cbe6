//! Each rule that only `generate` has, by its page: the bad example gives exactly this rule, the good one nothing.
//!
//! Behind the language of a fenced block stands the file that the block changes in a copy of
//! `tests/rules_base_generate/`, as in ```` ```yaml openapi.yaml ````. A YAML file that is there is changed by JSON
//! Merge Patch (see [`merge`]); any other block is a whole file, such as `mapping.csv` or `examples/store.users.md`.
//! Where the bad example is in words, a test of its own makes what is too large for a page to show. The rules that no
//! input is known to break are tested beside the code that proves pages.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use provgen::{RULES, Rule};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use serde_json::{Value as Json, json};

use crate::rules::merge;
use crate::support::{copy, provgen, repository};

/// Rules whose bad example is in words.
const IN_WORDS: [&str; 5] =
    ["example-dropped", "page-front-matter-invalid", "page-markup-raw", "page-too-large", "composition-not-merged"];

/// What a page lays over the base.
struct Block {
    /// The file that it changes.
    file: String,
    /// What stands in it.
    text: String,
}

/// The rules that only `generate` reports.
fn of_generate() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied().filter(|rule| rule.generate.is_some() && rule.validate.is_none())
}

/// The blocks below a heading of a page.
fn blocks(page: &str, heading: &str) -> Vec<Block> {
    let (mut blocks, mut title, mut current): (Vec<Block>, Option<String>, _) = (Vec::new(), None, None);
    let mut section = String::new();
    for event in Parser::new(page) {
        match event {
            Event::Start(Tag::Heading { .. }) => title = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => section = title.take().unwrap_or_default(),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let file = info.split_once(' ').unwrap_or_else(|| panic!("`{info}` names no file")).1.to_owned();
                current = Some(Block { file, text: String::new() });
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(current.take().filter(|_| section == heading)),
            Event::Text(text) => match (&mut current, &mut title) {
                (Some(block), _) => block.text.push_str(&text),
                (None, Some(title)) => title.push_str(&text),
                (None, None) => {}
            },
            _ => {}
        }
    }
    blocks
}

/// A copy of the base with blocks laid over it.
fn laid_over(blocks: &[Block]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    copy(&repository().join("tests/rules_base_generate"), folder.path());
    for block in blocks {
        let path = folder.path().join(&block.file);
        let text = match is_yaml(&path) && path.exists() {
            true => patched(&path, &block.text),
            false => block.text.clone(),
        };
        fs::create_dir_all(path.parent().expect("a folder")).expect("create folder");
        fs::write(path, text).expect("write");
    }
    folder
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "yaml")
}

fn patched(path: &Path, patch: &str) -> String {
    let mut tree: Json = yaml_serde::from_slice(&fs::read(path).expect("read")).expect("YAML");
    merge(&mut tree, &yaml_serde::from_str(patch).expect("YAML"));
    tree.to_string()
}

/// The rules that `generate` reports, however often.
fn reported(blocks: &[Block]) -> BTreeSet<String> {
    let folder = laid_over(blocks);
    let output = provgen(folder.path(), &["generate", "provgen.yaml"]);
    let stdout = String::from_utf8_lossy(&output.stdout);
    let code = output.status.code();
    assert!(matches!(code, Some(0 | 1)), "{code:?}\n{stdout}{}", String::from_utf8_lossy(&output.stderr));
    let rule = |line: &str| Some(line.split_once("]: ")?.0.split_once('[')?.1.to_owned());
    let is_finding = |line: &&str| line.starts_with("error[") || line.starts_with("warning[");
    stdout.lines().filter(is_finding).filter_map(rule).collect()
}

fn only(id: &str) -> BTreeSet<String> {
    BTreeSet::from([id.to_owned()])
}

/// A patch of the base's document.
fn document(patch: &Json) -> Vec<Block> {
    vec![Block { file: "openapi.yaml".to_owned(), text: patch.to_string() }]
}

#[test]
fn the_base_is_sound() {
    assert_eq!(reported(&[]), BTreeSet::new());
}

#[test]
fn each_bad_example_gives_its_rule_alone_and_each_good_one_nothing() {
    let mut wrong = Vec::new();
    for Rule { id, page, .. } in of_generate() {
        let (bad, good) = (blocks(page, "Bad"), blocks(page, "Good"));
        let mut found = reported(&bad);
        // Over a document that the engine cannot load, no example works.
        if *id != "example-dropped" {
            found.remove("example-dropped");
        }
        if !bad.is_empty() && found != only(id) {
            wrong.push(format!("{id}: the bad example gives {found:?}"));
        }
        let found = reported(&good);
        if !found.is_empty() {
            wrong.push(format!("{id}: the good example gives {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn pages_of_generate_are_whole() {
    let mut in_words = Vec::new();
    for Rule { id, page, .. } in of_generate() {
        for heading in ["Why", "Bad", "Good", "How to fix"] {
            assert!(page.contains(&format!("\n## {heading}\n\n")), "{id} has no section {heading}");
        }
        assert!(!blocks(page, "Good").is_empty(), "{id} has no good example");
        if blocks(page, "Bad").is_empty() {
            in_words.push(*id);
        }
    }
    assert_eq!(in_words, IN_WORDS);
}

/// SQLite ends at 2000 columns, and the engine adds some of its own.
#[test]
fn a_row_of_too_many_columns_is_not_merged() {
    let members = |count: usize| {
        let member = |from: usize, to: usize| {
            let properties = (from..to).map(|index| (format!("c{index}"), json!({"type": "string"})));
            json!({"properties": properties.collect::<serde_json::Map<_, _>>()})
        };
        let schema = json!({"properties": null, "allOf": [member(0, 1000), member(1000, count)]});
        document(&json!({"components": {"schemas": {"User": schema}}}))
    };
    let both = ["composition-not-merged", "example-dropped"].map(str::to_owned);
    assert_eq!(reported(&members(2001)), BTreeSet::from(both));
    assert_eq!(reported(&members(1900)), BTreeSet::new());
}

/// A document with a method that requires so many parameters.
fn required(count: usize, name: impl Fn(usize) -> String) -> Vec<Block> {
    let parameter = |index| json!({"name": name(index), "in": "query", "required": true, "schema": {}});
    let parameters: Vec<Json> = (0..count).map(parameter).collect();
    document(&json!({"paths": {"/users": {"get": {"parameters": parameters}}}}))
}

#[test]
fn a_page_whose_table_row_cannot_be_divided_is_too_large() {
    let long = |index| format!("{index:0>100}");
    assert_eq!(reported(&required(600, long)), only("page-too-large"));
    assert_eq!(reported(&required(60, long)), BTreeSet::new());
}

#[test]
fn an_example_that_is_too_long_to_be_checked_is_dropped() {
    let short = |index| format!("p{index}");
    assert_eq!(reported(&required(1000, short)), only("example-dropped"));
    assert_eq!(reported(&required(600, short)), BTreeSet::new());
}
