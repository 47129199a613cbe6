//! Rewrites the pin in `provgen.yaml`, `sha256` and `version`, without changing any other byte.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use granit_parser::{Event, Parser};

use crate::error::Error;
use crate::place::Mark;
use crate::place::Place;
use crate::tree::yaml;
use crate::tree::{Mapping, Node, Text, Value};

/// What a provider pins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pin {
    /// `info.version` of the document, if it fits a line.
    pub version: Option<String>,
    /// SHA-256 in hexadecimal.
    pub sha256: Option<String>,
}

impl Pin {
    fn values(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let values = [("version", self.version.as_deref()), ("sha256", self.sha256.as_deref())];
        values.into_iter().filter_map(|(key, value)| Some((key, value?)))
    }
}

/// The configuration with a new pin; `None` if it already has that pin.
///
/// # Errors
/// The pin cannot be changed without changing something else; the help says what to write.
pub(super) fn rewrite(bytes: &[u8], file: &Path, pin: &Pin) -> Result<Option<Vec<u8>>, Error> {
    let text = yaml::decode(bytes, file)?;
    let old = yaml::read(bytes, file)?;
    let wanted = with_pin(&old, pin);
    if old == wanted {
        return Ok(None);
    }
    let edited = edit(text, pin).filter(|edited| {
        let new = yaml::read(edited.as_bytes(), file);
        new.is_ok_and(|new| new == wanted)
    });
    let edited = edited.ok_or_else(|| by_hand(file, pin))?;
    let mark_of_order = bytes.get(..bytes.len() - text.len()).unwrap_or_default();
    Ok(Some([mark_of_order, edited.as_bytes()].concat()))
}

fn by_hand(file: &Path, pin: &Pin) -> Error {
    let lines: Vec<String> = pin.values().map(|(key, value)| format!("`{key}: {}`", quoted(value))).collect();
    let help = format!("write {} under `source` by hand, then run the command without --update", lines.join(" and "));
    Error::input("the pin cannot be changed without changing other parts of the file", Place::file(file), help)
}

fn with_pin(tree: &Node, pin: &Pin) -> Node {
    let Some(source) = tree.get("source").and_then(Node::as_mapping) else { return tree.clone() };
    let mut source = source.clone();
    for (key, value) in pin.values() {
        source.insert(Text::from(key), Node::string(value, Mark::default()));
    }
    let mut root = tree.as_mapping().cloned().unwrap_or_default();
    root.insert(Text::from("source"), Node::mapping(source, Mark::default()));
    Node::new(Value::Mapping(Arc::<Mapping>::new(root)), tree.mark)
}

/// Quotes a scalar so that it is text in block and flow style. Versions have no control characters.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A scalar under `source`.
struct Entry {
    key: String,
    key_at: Range<usize>,
    value_at: Range<usize>,
}

/// The text with the new pin; `None` if its syntax is not supported.
fn edit(text: &str, pin: &Pin) -> Option<String> {
    let (entries, is_flow) = entries_of_source(text)?;
    let mut changes = Vec::new();
    let mut missing = Vec::new();
    for (key, value) in pin.values() {
        match entries.iter().find(|entry| entry.key == key) {
            Some(entry) => changes.push(replacement(text, entry, value)?),
            None => missing.push(format!("{key}: {}", quoted(value))),
        }
    }
    if !missing.is_empty() {
        let url = entries.iter().find(|entry| entry.key == "url")?;
        changes.push(if is_flow { (behind(url), inline(&missing)) } else { new_lines(text, url, &missing)? });
    }
    changes.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
    let mut edited = text.to_owned();
    for (place, new) in changes {
        edited.get(place.clone())?;
        edited.replace_range(place, &new);
    }
    Some(edited)
}

fn replacement(text: &str, entry: &Entry, value: &str) -> Option<(Range<usize>, String)> {
    let old = text.get(entry.value_at.clone())?;
    if old.is_empty() {
        let colon = entry.key_at.end + text.get(entry.key_at.end..)?.find(':')? + 1;
        return Some((colon..colon, format!(" {}", quoted(value))));
    }
    (!old.contains('\n')).then(|| (entry.value_at.clone(), quoted(value)))
}

fn behind(entry: &Entry) -> Range<usize> {
    entry.value_at.end..entry.value_at.end
}

fn inline(entries: &[String]) -> String {
    entries.iter().map(|entry| format!(", {entry}")).collect()
}

/// Inserts lines after an entry and its comment.
fn new_lines(text: &str, entry: &Entry, lines: &[String]) -> Option<(Range<usize>, String)> {
    let before = text.get(..entry.key_at.start)?;
    let indent = before.get(before.rfind('\n').map_or(0, |at| at + 1)..)?;
    if !indent.bytes().all(|byte| byte == b' ') {
        return None;
    }
    let rest = text.get(entry.value_at.end..)?;
    let Some(end) = rest.find('\n') else {
        let new = lines.iter().map(|line| format!("\n{indent}{line}")).collect();
        return Some((text.len()..text.len(), new));
    };
    let line_break = if rest.get(..end)?.ends_with('\r') { "\r\n" } else { "\n" };
    let at = entry.value_at.end + end + 1;
    Some((at..at, lines.iter().map(|line| format!("{indent}{line}{line_break}")).collect()))
}

/// An open collection: a list, or an object with the key whose value comes next.
enum Open {
    List,
    Object(Option<(String, Range<usize>)>),
}

/// The scalars directly under `source`, and whether `source` is in flow style.
fn entries_of_source(text: &str) -> Option<(Vec<Entry>, bool)> {
    let mut open: Vec<Open> = Vec::new();
    let mut entries = Vec::new();
    let mut is_flow = false;
    for next in Parser::new_from_str(text) {
        let (event, span) = next.ok()?;
        match event {
            Event::Scalar(value, ..) => {
                let at = span.byte_range()?;
                if let Some(Open::Object(key @ None)) = open.last_mut() {
                    *key = Some((value.into_owned(), at));
                    continue;
                }
                if let [Open::Object(Some((source, _))), Open::Object(Some((key, key_at)))] = open.as_slice()
                    && source == "source"
                {
                    entries.push(Entry { key: key.clone(), key_at: key_at.clone(), value_at: at });
                }
                value_ends(&mut open);
            }
            Event::Alias(_) => value_ends(&mut open),
            Event::SequenceStart(..) => open.push(Open::List),
            Event::MappingStart(..) => {
                if matches!(open.as_slice(), [Open::Object(Some((source, _)))] if source == "source") {
                    is_flow = text.get(span.byte_range()?.start..)?.starts_with('{');
                }
                open.push(Open::Object(None));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                open.pop();
                value_ends(&mut open);
            }
            _ => {}
        }
    }
    Some((entries, is_flow))
}

fn value_ends(open: &mut [Open]) {
    if let Some(Open::Object(key)) = open.last_mut() {
        *key = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin() -> Pin {
        Pin { version: Some("it's 2".to_owned()), sha256: Some("0e1".to_owned()) }
    }

    fn rewritten(text: &str) -> String {
        match rewrite(text.as_bytes(), Path::new("provgen.yaml"), &pin()) {
            Ok(Some(bytes)) => String::from_utf8(bytes).unwrap(),
            Ok(None) => "unchanged".to_owned(),
            Err(error) => format!("error: {error}: {}", error.help()),
        }
    }

    #[test]
    fn values_that_are_there_are_replaced_and_nothing_else() {
        let old = "# a\nsource:  # b\n  sha256: \"12\" # c\n  version:   1.0\t# d\n  url: u\n\n\nx: {sha256: 1}\n";
        let new = "# a\nsource:  # b\n  sha256: '0e1' # c\n  version:   'it''s 2'\t# d\n  url: u\n\n\nx: {sha256: 1}\n";
        assert_eq!(rewritten(old), new);
        assert_eq!(rewritten(new), "unchanged");
    }

    #[test]
    fn values_that_are_missing_come_after_the_url() {
        let lines = "    version: 'it''s 2'\n    sha256: '0e1'\n";
        assert_eq!(
            rewritten("source:\n    url: u # x\n    file: f\n"),
            format!("source:\n    url: u # x\n{lines}    file: f\n")
        );
        assert_eq!(rewritten("source:\n    url: u"), format!("source:\n    url: u\n{}", lines.trim_end()));
        let crlf = "\u{feff}source:\r\n    url: 'u'\r\nx: ü\r\n";
        let lines = lines.replace('\n', "\r\n");
        assert_eq!(rewritten(crlf), format!("\u{feff}source:\r\n    url: 'u'\r\n{lines}x: ü\r\n"));
        assert_eq!(rewritten("source: {url: 'ü' }\n"), "source: {url: 'ü', version: 'it''s 2', sha256: '0e1' }\n");
        assert_eq!(
            rewritten(r#"{"x": "ü", "source": {"url": "u", "sha256": "1"}}"#),
            r#"{"x": "ü", "source": {"url": "u", version: 'it''s 2', "sha256": '0e1'}}"#
        );
    }

    #[test]
    fn a_key_without_a_value_gets_one() {
        assert_eq!(
            rewritten("source:\n  url: u\n  sha256:\n  version: # x\ny: 1\n"),
            "source:\n  url: u\n  sha256: '0e1'\n  version: 'it''s 2' # x\ny: 1\n"
        );
    }

    #[test]
    fn what_is_written_in_an_unusual_way_is_left_to_the_user() {
        let unusual = [
            "base: &b {url: u}\nsource: *b\n",
            "base: &b {url: u}\nsource: {<<: *b}\n",
            "source: {url: u, version: &v v1, sha256: 1}\nx: *v\n",
            "source:\n  url: u\n  sha256: |\n    12\n",
            "source:\n  ? url\n  : u\n",
        ];
        for text in unusual {
            let error = rewritten(text);
            assert!(error.contains("`version: 'it''s 2'` and `sha256: '0e1'` under `source`"), "{text}: {error}");
        }
    }
}
