//! Reads YAML, and JSON as a subset of it, into a [`Node`] tree.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use granit_parser::{Event, Marker, Parser, ScalarStyle, Span, Tag};
use indexmap::map::Entry;

use super::oddity::{Oddity, is_boolean_of_1_1, is_changed_as_key};
use super::scalar;
use crate::error::Error;
use crate::place::Mark;
use crate::place::Place;
use crate::tree::{Mapping, Node, Text, Value};

/// Maximum nesting: no real document comes near, and every stage walks the tree by recursion.
pub const MAX_DEPTH: usize = 200;

/// Maximum number of nodes that aliases may add: far above the 818 aliases of the largest known service document, far
/// below an alias bomb.
const MAX_ALIASED_NODES: usize = 500_000;

/// Maximum length of a key. JSON sets no limit, YAML says 1024.
const MAX_KEY: usize = 1024;

/// Reads one document as the engine does: of duplicate keys the last one counts. Also returns its oddities, in the
/// order of the text.
///
/// # Errors
/// Those of [`read`], except for duplicate keys.
pub fn read_as_engine(bytes: &[u8], file: &Path) -> Result<(Node, Vec<(Mark, Oddity)>), Error> {
    let mut builder = Builder::new(file);
    builder.oddities = Some(Vec::new());
    builder.run(bytes)
}

/// Reads one document.
///
/// # Errors
/// Invalid UTF-8 or YAML, duplicate keys, keys that are not scalars, more than one document, too much nesting or too
/// many aliases; each with line and column.
pub fn read(bytes: &[u8], file: &Path) -> Result<Node, Error> {
    Builder::new(file).run(bytes).map(|(tree, _)| tree)
}

/// Returns UTF-8 text without a byte order mark.
///
/// # Errors
/// Invalid UTF-8, or a file without content.
pub fn decode<'a>(bytes: &'a [u8], file: &Path) -> Result<&'a str, Error> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let place = Place::at(file, end_of(before));
        Error::input("the file is not UTF-8 text", place, "save it as UTF-8")
    })?;
    if text.trim().is_empty() {
        return Err(Error::input("the file is empty", Place::file(file), "write the document into the file"));
    }
    Ok(text)
}

fn end_of(before: &[u8]) -> Mark {
    let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let lines = before.iter().filter(|b| **b == b'\n').count();
    let column = String::from_utf8_lossy(before.get(line_start..).unwrap_or_default()).chars().count();
    Mark::new(small(lines + 1), small(column + 1))
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn mark(marker: &Marker) -> Mark {
    Mark::new(small(marker.line()), small(marker.col() + 1))
}

/// A node under construction, with the cost of repeating it.
struct Built {
    node: Node,
    depth: usize,
    weight: usize,
}

enum Frame {
    Sequence {
        items: Vec<Node>,
        at: Mark,
        anchor: usize,
        depth: usize,
        weight: usize,
    },
    Mapping {
        entries: Mapping,
        merges: Vec<Node>,
        key: Option<Key>,
        at: Mark,
        anchor: usize,
        depth: usize,
        weight: usize,
    },
}

struct Key {
    text: Text,
    at: Mark,
    is_merge: bool,
}

struct Builder<'f> {
    file: &'f Path,
    frames: Vec<Frame>,
    anchors: HashMap<usize, (Node, usize, usize)>,
    aliased: usize,
    keys: HashSet<Text, foldhash::fast::RandomState>,
    root: Option<Node>,
    /// The oddities so far; `None` if duplicate keys are errors.
    oddities: Option<Vec<(Mark, Oddity)>>,
}

impl<'f> Builder<'f> {
    fn new(file: &'f Path) -> Self {
        let (frames, anchors, keys) = (Vec::new(), HashMap::new(), HashSet::default());
        Builder { file, frames, anchors, aliased: 0, keys, root: None, oddities: None }
    }

    fn run(mut self, bytes: &[u8]) -> Result<(Node, Vec<(Mark, Oddity)>), Error> {
        let text = decode(bytes, self.file)?;
        let options = granit_parser::options! {
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
            simple_key_max_lookahead: MAX_KEY,
            block_scalar_eof_without_line_feed: true,
        };
        for next in Parser::new_from_str_with_options(text, options) {
            let (event, span) = next.map_err(|error| self.syntax_error(mark(error.marker()), &error.info()))?;
            self.take(event, span, text)?;
        }
        let oddities = self.oddities.take().unwrap_or_default();
        Ok((self.finish()?, oddities))
    }

    fn note(&mut self, at: Mark, oddity: impl FnOnce() -> Oddity) {
        if let Some(oddities) = &mut self.oddities {
            oddities.push((at, oddity()));
        }
    }

    fn note_tag(&mut self, at: Mark, tag: Option<&Tag>) {
        if let Some(tag) = tag.filter(|tag| Oddity::is_foreign(tag)) {
            self.note(at, || Oddity::ForeignTag(tag.original()));
        }
    }

    fn error(&self, at: Mark, message: impl Into<String>, help: &str) -> Error {
        let mut place = Place::at(self.file, at);
        place.pointer = Some(self.pointer());
        Error::input(message, place, help)
    }

    fn syntax_error(&self, at: Mark, info: &str) -> Error {
        if info.contains("recursion limit") {
            return self.too_deep(at);
        }
        let language = if self.file.extension().is_some_and(|extension| extension == "json") { "JSON" } else { "YAML" };
        let help = match info.contains("simple key") {
            true => {
                format!(
                    "correct the {language} at this position; a key has at most {MAX_KEY} characters and no line break"
                )
            }
            false => format!("correct the {language} at this position"),
        };
        self.error(at, format!("this is not valid {language}: {info}"), &help)
    }

    /// Returns the pointer of the innermost open collection.
    fn pointer(&self) -> String {
        let tokens = self.frames.iter().filter_map(|frame| match frame {
            Frame::Sequence { items, .. } => Some(items.len().to_string()),
            Frame::Mapping { key, .. } => key.as_ref().map(|key| key.text.to_string()),
        });
        super::pointer::fragment(tokens.collect::<Vec<_>>().iter().map(String::as_str))
    }

    fn take(&mut self, event: Event<'_>, span: Span, text: &str) -> Result<(), Error> {
        let at = mark(&span.start);
        match event {
            Event::DocumentStart(..) if self.root.is_some() => Err(self.error(
                at,
                "the file contains more than one document",
                "put each document into a file of its own",
            )),
            Event::Scalar(value, style, anchor, tag) => {
                // The parser reports a plain scalar without text as `~`.
                let is_empty = span.slice(text).is_some_and(str::is_empty);
                let value = if is_empty && style == ScalarStyle::Plain { "" } else { value.as_ref() };
                self.scalar(value, style, tag.as_deref(), at, anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.note_tag(at, tag.as_deref());
                self.open(at, Frame::Sequence { items: Vec::new(), at, anchor, depth: 0, weight: 1 })
            }
            Event::MappingStart(_, anchor, tag) => {
                self.note_tag(at, tag.as_deref());
                let (entries, merges) = (Mapping::default(), Vec::new());
                self.open(at, Frame::Mapping { entries, merges, key: None, at, anchor, depth: 0, weight: 1 })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(id) => self.alias(id, at),
            _ => Ok(()),
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        at: Mark,
        anchor: usize,
    ) -> Result<(), Error> {
        if self.expects_key() {
            return self.set_key(text, style, at);
        }
        self.note_tag(at, tag);
        if style == ScalarStyle::Plain && tag.is_none() && is_boolean_of_1_1(text) {
            let at = match self.frames.last() {
                Some(Frame::Mapping { key: Some(key), .. }) => key.at,
                _ => at,
            };
            self.note(at, || Oddity::BooleanText(text.into()));
        }
        let value = self.value(text, style, tag, at)?;
        let built = Built { node: Node::new(value, at), depth: 1, weight: 1 };
        self.remember(anchor, &built);
        self.add(built)
    }

    fn value(&self, text: &str, style: ScalarStyle, tag: Option<&Tag>, at: Mark) -> Result<Value, Error> {
        let is_text_tag = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
        let is_number_tag =
            tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("int") || tag.is_yaml_core_schema_tag("float"));
        if is_text_tag || (style != ScalarStyle::Plain && !is_number_tag) {
            return Ok(Value::String(Text::from(text)));
        }
        scalar::resolve(text).map_err(|_| {
            self.error(
                at,
                format!("`{text}` is a number that JSON cannot represent"),
                "use a finite number, or quote it if it is text",
            )
        })
    }

    fn expects_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame::Mapping { key: None, .. }))
    }

    fn set_key(&mut self, text: &str, style: ScalarStyle, at: Mark) -> Result<(), Error> {
        let is_plain = style == ScalarStyle::Plain;
        if is_plain && matches!(text, "" | "~") {
            return Err(self.error(at, "a key is missing before this `:`", "write the key, in quotes if it is empty"));
        }
        let text = self.interned(text);
        if is_plain && is_changed_as_key(&text) {
            self.note(at, || Oddity::BooleanKey(text.clone()));
        }
        if let Some(Frame::Mapping { key, .. }) = self.frames.last_mut() {
            *key = Some(Key { is_merge: is_plain && &*text == "<<", text, at });
        }
        Ok(())
    }

    /// Shares the few keys that make up most of a spec.
    fn interned(&mut self, text: &str) -> Text {
        if let Some(known) = self.keys.get(text) {
            return Arc::clone(known);
        }
        let text = Text::from(text);
        self.keys.insert(Arc::clone(&text));
        text
    }

    fn open(&mut self, at: Mark, frame: Frame) -> Result<(), Error> {
        if self.expects_key() {
            return Err(self.error(at, "a key is a list or an object", "use text as key"));
        }
        if self.frames.len() >= MAX_DEPTH {
            return Err(self.too_deep(at));
        }
        self.frames.push(frame);
        Ok(())
    }

    fn too_deep(&self, at: Mark) -> Error {
        self.error(at, format!("the document is nested deeper than {MAX_DEPTH} levels"), "flatten it")
    }

    fn close(&mut self) -> Result<(), Error> {
        let (built, anchor) = match self.frames.pop() {
            Some(Frame::Sequence { items, at, anchor, depth, weight }) => {
                (Built { node: Node::sequence(items, at), depth: depth + 1, weight }, anchor)
            }
            Some(Frame::Mapping { mut entries, merges, at, anchor, depth, weight, .. }) => {
                merges.iter().for_each(|merged| merge(&mut entries, merged));
                entries.shrink_to_fit();
                (Built { node: Node::mapping(entries, at), depth: depth + 1, weight }, anchor)
            }
            None => return Ok(()),
        };
        self.remember(anchor, &built);
        self.add(built)
    }

    fn remember(&mut self, anchor: usize, built: &Built) {
        if anchor > 0 {
            self.anchors.insert(anchor, (built.node.clone(), built.depth, built.weight));
        }
    }

    fn alias(&mut self, id: usize, at: Mark) -> Result<(), Error> {
        let Some((node, depth, weight)) = self.anchors.get(&id).cloned() else {
            return Err(self.error(at, "this alias is inside the value that it repeats", "write the value out"));
        };
        self.aliased += weight;
        if self.aliased > MAX_ALIASED_NODES {
            return Err(self.error(
                at,
                "the aliases of this document expand to too many values",
                "write the values out",
            ));
        }
        if self.expects_key() {
            return match &node.value {
                Value::String(text) => self.set_key(&text.clone(), ScalarStyle::SingleQuoted, at),
                _ => Err(self.error(at, "a key is not text", "use text as key")),
            };
        }
        self.add(Built { node: Node::new(node.value, at), depth, weight })
    }

    fn add(&mut self, built: Built) -> Result<(), Error> {
        if self.frames.len() + built.depth > MAX_DEPTH {
            return Err(self.too_deep(built.node.mark));
        }
        match self.frames.last_mut() {
            None => self.root = Some(built.node),
            Some(Frame::Sequence { items, depth, weight, .. }) => {
                *depth = built.depth.max(*depth);
                *weight += built.weight;
                items.push(built.node);
            }
            Some(Frame::Mapping { key, depth, weight, .. }) => {
                *depth = built.depth.max(*depth);
                *weight += built.weight;
                if let Some(key) = key.take() {
                    return self.add_entry(key, built.node);
                }
            }
        }
        Ok(())
    }

    fn add_entry(&mut self, key: Key, mut node: Node) -> Result<(), Error> {
        let Some(Frame::Mapping { entries, merges, .. }) = self.frames.last_mut() else { return Ok(()) };
        if key.is_merge {
            merges.push(node);
            return Ok(());
        }
        node.mark = key.at;
        let mut first = match entries.entry(key.text) {
            Entry::Vacant(place) => {
                place.insert(node);
                return Ok(());
            }
            Entry::Occupied(first) => first,
        };
        if let Some(oddities) = &mut self.oddities {
            oddities.push((key.at, Oddity::DuplicateKey(first.key().clone(), first.get().mark)));
            first.insert(node);
            return Ok(());
        }
        let line = first.get().mark.line();
        let message = format!("duplicate key `{}`, first used on line {line}", first.key());
        Err(self.error(key.at, message, "remove or rename one of the two; parsers disagree on which one counts"))
    }

    fn finish(self) -> Result<Node, Error> {
        let file = self.file;
        let help = "write the document into the file";
        self.root.ok_or_else(|| Error::input("the file contains only comments", Place::file(file), help))
    }
}

/// Adds the entries of `<<` after the object's own keys, which win.
fn merge(entries: &mut Mapping, merged: &Node) {
    match &merged.value {
        Value::Mapping(source) => {
            for (key, value) in source.iter() {
                entries.entry(Arc::clone(key)).or_insert_with(|| value.clone());
            }
        }
        Value::Sequence(sources) => sources.iter().for_each(|source| merge(entries, source)),
        _ => {}
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Node {
        read(text.as_bytes(), Path::new("t.yaml")).unwrap_or_else(|error| panic!("{error}"))
    }

    fn refusal(text: &[u8]) -> String {
        match read(text, Path::new("t.yaml")) {
            Ok(node) => panic!("read as {node:?}"),
            Err(error) => {
                let place = error.place().map(|p| (p.mark.line(), p.mark.column()));
                format!("{error} at {place:?}")
            }
        }
    }

    #[test]
    fn order_spelling_and_places_are_kept() {
        let node = tree("b: 1.10\na:\n  - x\n  - {n: yes}\n");
        assert_eq!(format!("{node:?}"), r#"{"b":1.1,"a":["x",{"n":"yes"}]}"#);
        assert!(matches!(&node.get("b").map(|n| &n.value), Some(Value::Number(n)) if &**n == "1.10"));
        assert_eq!(node.get("a").map(|n| n.mark), Some(Mark::new(2, 1)));
        assert_eq!(node.at_pointer("/a/1/n").map(|n| n.mark), Some(Mark::new(4, 6)));
    }

    #[test]
    fn json_reads_like_yaml() {
        let node = tree("{\n\t\"a\": [1, \"\\uD83D\\uDE00\", null],\n\t\"b\": {}\n}\n");
        assert_eq!(format!("{node:?}"), "{\"a\":[1,\"😀\",null],\"b\":{}}");
    }

    #[test]
    fn aliases_and_merge_keys_are_resolved() {
        let node = tree("base: &b {x: 1, y: 2}\nuse: {<<: *b, y: 3}\nagain: *b\n");
        assert_eq!(format!("{node:?}"), r#"{"base":{"x":1,"y":2},"use":{"y":3,"x":1},"again":{"x":1,"y":2}}"#);
    }

    #[test]
    fn an_empty_value_is_null_and_text_at_the_end_gets_no_newline() {
        assert_eq!(format!("{:?}", tree("a:\nb: ~\nc: |\n  x")), r#"{"a":null,"b":null,"c":"x"}"#);
    }

    #[test]
    fn bad_documents_are_refused_with_a_place() {
        let cases: &[&[u8]] = &[
            b"",
            b" \n",
            b"a: 1\na: 2\n",
            b"200: x\n'200': y\n",
            b"a: [1\n",
            b"a: b: c\n",
            b"\xff\xfe",
            b"a: \xc3(\n",
            b"--- 1\n--- 2\n",
            b"[a]: 1\n",
            b"~: 1\n",
            b"a: *b\n",
            b"a: &a [*a]\n",
            b"a: .nan\n",
            b"a: \x01\n",
        ];
        insta::assert_snapshot!(cases.iter().map(|case| refusal(case)).collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn an_alias_bomb_and_a_deep_document_end_early() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let below = format!("*a{}, ", level - 1).repeat(10);
            bomb.push_str(&format!("a{level}: &a{level} [{below}]\n"));
        }
        assert!(refusal(bomb.as_bytes()).contains("expand"));
        let mut chain = String::from("a0: &a0 [x]\n");
        for level in 1..10_000 {
            chain.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
        }
        assert!(refusal(chain.as_bytes()).contains("nested"));
        assert!(refusal("[".repeat(10_000).as_bytes()).contains("nested"));
    }
}
