//! Explains why a file is no baseline, in clearer words than the JSON parser.

use std::path::Path;

use crate::error::Error;
use crate::place::Mark;
use crate::place::Place;
use crate::tree::yaml;
use crate::tree::{Node, Value};

const HELP: &str = "remove it, and create it again with `provgen validate --write-baseline`";

/// The error for an invalid baseline.
pub(super) fn refusal(bytes: &[u8], path: &Path, error: &serde_json::Error) -> Error {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let mark = Mark::new(number(error.line()), number(error.column()));
    if error.is_data() {
        let fault = yaml::read(bytes, path).ok().and_then(|tree| fault(&tree));
        let (mark, what) = fault.unwrap_or((mark, "duplicate key".to_owned()));
        return Error::input(format!("this is not a baseline: {what}"), Place::at(path, mark), HELP);
    }
    let text = error.to_string();
    let what = text.split(" at line ").next().filter(|_| !error.is_eof()).unwrap_or("unexpected end of file");
    Error::input(format!("this is not a baseline, because it is not valid JSON: {what}"), Place::at(path, mark), HELP)
}

pub(super) fn of_version(version: u32, path: &Path) -> Error {
    Error::input(format!("unknown baseline version {version}"), Place::file(path), HELP)
}

/// What is invalid in a baseline, and where.
fn fault(tree: &Node) -> Option<(Mark, String)> {
    let whole = "an object with `version` and `findings`";
    shape(tree, "it", whole, &[("version", "a non-negative integer", is_count), ("findings", "a list", is_list)])
        .or_else(|| tree.items("findings").iter().find_map(entry))
}

fn entry(node: &Node) -> Option<(Mark, String)> {
    let whole = "an object with `rule`, `file`, `pointer` and `count`";
    let keys: [Key; 4] = [
        ("rule", "text", is_text),
        ("file", "text", is_text),
        ("pointer", "text", is_text),
        ("count", "a non-negative integer", is_count),
    ];
    shape(node, "an entry", whole, &keys)
}

/// A key, its expected value in words, and a check for it.
type Key = (&'static str, &'static str, fn(&Node) -> bool);

fn shape(node: &Node, name: &str, whole: &str, keys: &[Key]) -> Option<(Mark, String)> {
    let Some(entries) = node.as_mapping() else {
        return Some((node.mark, format!("{name} is {}, but must be {whole}", node.kind())));
    };
    let unknown = entries.iter().find(|(key, _)| !keys.iter().any(|(known, ..)| *known == &***key));
    if let Some((key, value)) = unknown {
        return Some((value.mark, format!("{name} has the unknown key `{key}`; it must be {whole}")));
    }
    keys.iter().find_map(|(key, expected, is_fit)| match node.get(key) {
        None => Some((node.mark, format!("{name} has no `{key}`; it must be {whole}"))),
        Some(value) if !is_fit(value) => {
            Some((value.mark, format!("`{key}` is {}, but must be {expected}", value.kind())))
        }
        Some(_) => None,
    })
}

fn is_text(node: &Node) -> bool {
    node.as_str().is_some()
}

fn is_list(node: &Node) -> bool {
    node.as_sequence().is_some()
}

fn is_count(node: &Node) -> bool {
    matches!(&node.value, Value::Number(spelling) if spelling.parse::<u32>().is_ok())
}
