//! Whatever the writer puts out, every reader gets back what went in.

use std::path::Path;

use granit_parser::{Event, Parser, ScalarStyle};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;

use super::yaml::read;
use super::yaml_writer::{document, inline};
use super::{Mapping, Node, Text, Value};
use crate::error::Error;
use crate::place::Mark;

/// Texts that some reader takes for something else if they stand bare.
#[rustfmt::skip]
const AMBIGUOUS: &[&str] = &[
    "", "~", "null", "Null", "NULL", "nUll", "y", "Y", "n", "N", "yes", "Yes", "YES", "yEs", "no", "No", "NO", "on",
    "On", "ON", "off", "Off", "OFF", "oFF", "true", "True", "TRUE", "tRuE", "false", "False", "FALSE", "=", "<<",
    "---", "...", "--- a", "-", "- a", "?", "? a", ":", ": a", "a: b", "a:", "a #b", "#a", "a ", " a", "a: ",
    "a\u{3000}", "%YAML 1.1", "@a", "`a", "&a", "*a", "!a", "!!int 3", "|", "|-", ">", "\"a\"", "'a'", "{}", "{a",
    "[]", "[a", "]", "}", ",", "0", "-0", "7", "+7", "007", "08", "0o7", "0O7", "0x1F", "0b1", "-0b1", "1_000", "1.5",
    "1.", ".5", "+.5", "1e3", "1E3", "1.0e+3", "685_230.15", "12:30", "12:30:45", "-1:30", "190:20:30.15",
    "2017-03-28", "2017-3-8", "2017-03-28T01:02:03Z", "2017-03-28 01:02:03", "2001-12-14t21:59:43.10-05:00", ".inf",
    "-.INF", "+.Inf", ".nan", ".NaN", "1.2.3", "3.0.3", "1,000", "99999999999999999999", "0x8000000000000000000",
    "1e400",
];

/// Texts that must stay bare, lest a document is all quotes.
#[rustfmt::skip]
const PLAIN: &[&str] = &[
    "a", "Yesterday", "nothing", "nan", "inf", "e3", "/v1/{id}", "$ref", "_links", "(a)", "^a$", ";", "\\d+", "a:b",
    "https://a.b/c?d=e#f", "a#b", "it's", "say \"hi\"", "a, b [c] {d}", "a - b", "a & b", "über", "日本", "😀",
    "x-stackQL-resources", "application/json; charset=utf-8",
];

/// What strings of trouble are made of.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "a", "B", "7", ": ", ":", " #", "#", "- ", "-", "? ", "'", "\"", "\\", " ", "  ", "\t", "\n", "\n\n", "\r",
    "\r\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{feff}", "\u{a0}", "\u{7f}", "\0", "\u{1}", "\u{1b}", "\u{9f}",
    "\u{fffe}", "\u{ffff}", "\u{1fffe}", "\u{fdd0}", "\u{10ffff}", "\u{3000}", "\u{200b}", "\u{fffd}", "é", "😀", "%",
    "@", "`", "|", ">", "&a", "*a", "!", "{", "}", "[", "]", ",", "~", "=", "<<", "/", "$",
];

/// Lines of texts that may stand as literal blocks.
#[rustfmt::skip]
const LINES: &[&str] = &[
    "", "a", "é", "- a", "# a", "---", "...", "%YAML 1.1", "k: v", "? k", ": v", "|", "|+", "\"", "'", "*a", "}",
    " a", "    a", " \ta", "\ta", "a\tb", "a ", "a\t", " ", "\u{2003}", "\u{3000}a", "\u{85}", "1", "null",
];

/// Numbers in spellings that the writer keeps.
#[rustfmt::skip]
const COMMON_NUMBERS: &[&str] = &[
    "0", "-0", "7", "-1", "1.10", "-0.0", "0.1", "10.0", "18446744073709551615", "-9223372036854775808",
    "18446744073709552000.0", "1.0e+3", "-2.50e-7",
];

/// Numbers in spellings that it may change.
#[rustfmt::skip]
const ODD_NUMBERS: &[&str] = &[
    "7", "+7", "007", "-010", "08", "+0", "00", "1.10", "5.", "-5.", ".5", "-.5", "+.5", "01.5", "00.5", "1e3", "1E3",
    "1e+3", "-1e-3", "1.5e3", "0e0", ".5e1", "5.E1", "0x1F", "0xFFFFFFFFFFFFFFFF", "0o17", "0o0", "5e-324", "1e-400",
    "1.7976931348623157e308", "18446744073709551616", "-9223372036854775809", "123456789012345678901234567890",
    "000123456789012345678901234567890", "+18446744073709551616",
];

fn concatenated(parts: &'static [&'static str], separator: &'static str) -> impl Strategy<Value = String> {
    vec(select(parts), 0..7).prop_map(move |parts| parts.join(separator))
}

fn text() -> impl Strategy<Value = String> {
    let lines = (concatenated(LINES, "\n"), 0..4_usize).prop_map(|(lines, breaks)| lines + &"\n".repeat(breaks));
    let characters = vec(any::<char>(), 0..8).prop_map(String::from_iter);
    prop_oneof![
        2 => select(AMBIGUOUS).prop_map(str::to_owned),
        1 => select(PLAIN).prop_map(str::to_owned),
        3 => concatenated(PIECES, ""),
        3 => lines,
        1 => characters,
    ]
}

/// Keys are texts, and now and then about as long as a reader accepts without a `? `.
fn key() -> impl Strategy<Value = Text> {
    let long = (select(&["a", "é", "'", "\n"][..]), 1015..1035_usize).prop_map(|(part, count)| part.repeat(count));
    prop_oneof![30 => text(), 1 => long].prop_map(Text::from)
}

fn node(value: Value) -> Node {
    Node::new(value, Mark::default())
}

fn string(text: impl Into<Text>) -> Node {
    Node::string(text, Mark::default())
}

fn number(spelling: &str) -> Node {
    node(Value::Number(spelling.into()))
}

fn list(items: Vec<Node>) -> Node {
    Node::sequence(items, Mark::default())
}

fn object(entries: impl IntoIterator<Item = (Text, Node)>) -> Node {
    Node::mapping(Mapping::from_iter(entries), Mark::default())
}

fn strings() -> BoxedStrategy<Node> {
    text().prop_map(string).boxed()
}

fn leaves(numbers: &'static [&'static str]) -> BoxedStrategy<Node> {
    let number = select(numbers).prop_map(number);
    let boolean = any::<bool>().prop_map(|value| Node::bool(value, Mark::default()));
    prop_oneof![6 => strings(), 2 => number, 1 => boolean, 1 => Just(node(Value::Null))].boxed()
}

fn tree(leaves: BoxedStrategy<Node>) -> impl Strategy<Value = Node> {
    leaves.prop_recursive(5, 48, 5, |inner| {
        let sequence = vec(inner.clone(), 0..5).prop_map(list);
        let mapping = vec((key(), inner), 0..5).prop_map(object);
        prop_oneof![sequence, mapping]
    })
}

fn parsed(yaml: &str) -> Result<Node, Error> {
    read(yaml.as_bytes(), Path::new("written.yaml"))
}

fn reread(yaml: &str) -> Result<Node, TestCaseError> {
    parsed(yaml).map_err(|error| TestCaseError::fail(format!("{error}, in:\n{yaml}")))
}

/// The unquoted scalars of a document, keys included.
fn plain_scalars(yaml: &str) -> Vec<String> {
    let events = Parser::new_from_str(yaml).filter_map(Result::ok);
    let plain = events.filter_map(|(event, _)| match event {
        Event::Scalar(text, ScalarStyle::Plain, ..) => Some(text.into_owned()),
        _ => None,
    });
    plain.collect()
}

/// Whether YAML 1.1 (its type repository, read generously) takes a bare text for anything but text.
fn is_no_text_in_yaml_1_1(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "", "~", "null", "y", "yes", "n", "no", "true", "false", "on", "off", "=", "<<", ".inf", "-.inf", "+.inf",
        ".nan",
    ];
    WORDS.contains(&text.to_ascii_lowercase().as_str()) || is_number_in_yaml_1_1(text) || is_date_in_yaml_1_1(text)
}

fn is_number_in_yaml_1_1(text: &str) -> bool {
    let signless = text.strip_prefix(['-', '+']).unwrap_or(text).replace('_', "").to_ascii_lowercase();
    let with_radix = [("0b", 2), ("0o", 8), ("0x", 16)].into_iter().any(|(prefix, radix)| {
        signless
            .strip_prefix(prefix)
            .is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix)))
    });
    let mantissa = match signless.split_once('e') {
        Some((mantissa, exponent)) if exponent.parse::<i64>().is_ok() => mantissa,
        _ => &signless,
    };
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    with_radix || (mantissa.bytes().any(|b| b.is_ascii_digit()) && mantissa.split(':').all(is_digits))
}

fn is_date_in_yaml_1_1(text: &str) -> bool {
    let date = text.split(['T', 't', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = date.split('-').collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

proptest! {
    #![proptest_config(crate::properties::config(512))]

    #[test]
    fn our_reader_gets_the_same_tree_back(tree in tree(leaves(COMMON_NUMBERS))) {
        let yaml = document(&tree);
        prop_assert_eq!(reread(&yaml)?, tree, "in:\n{}", yaml);
    }

    #[test]
    fn a_reader_on_libyaml_gets_the_same_value(tree in tree(leaves(ODD_NUMBERS))) {
        let yaml = document(&tree);
        let expected = serde_json::to_value(&tree).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let value: serde_json::Value = yaml_serde::from_str(&yaml).map_err(|error| TestCaseError::fail(format!("{error}, in:\n{yaml}")))?;
        prop_assert_eq!(value, expected, "in:\n{}", yaml);
    }

    #[test]
    fn to_write_again_what_was_read_changes_nothing(tree in tree(leaves(ODD_NUMBERS))) {
        let yaml = document(&tree);
        prop_assert_eq!(document(&reread(&yaml)?), yaml);
    }

    #[test]
    fn a_document_ends_with_one_newline(tree in tree(leaves(COMMON_NUMBERS))) {
        let yaml = document(&tree);
        prop_assert!(yaml.ends_with('\n') && !yaml.ends_with("\n\n"), "{:?}", yaml);
    }

    #[test]
    fn no_bare_text_is_anything_else_in_yaml_1_1(tree in tree(strings())) {
        let yaml = document(&tree);
        for scalar in plain_scalars(&yaml) {
            prop_assert!(!is_no_text_in_yaml_1_1(&scalar), "{:?} in:\n{}", scalar, yaml);
        }
    }

    #[test]
    fn an_inline_text_stays_on_its_line_and_comes_back(text in text()) {
        let yaml = format!("title: {}\nnext: 1\n", inline(&text));
        prop_assert_eq!(yaml.lines().count(), 2, "{}", yaml);
        let tree = reread(&yaml)?;
        prop_assert_eq!(tree.text("title"), Some(text.as_str()), "in:\n{}", yaml);
    }
}

#[test]
fn ambiguous_texts_are_quoted_as_value_key_and_line() {
    for text in AMBIGUOUS {
        let quoted = format!("'{}'", text.replace('\'', "''"));
        assert_eq!(document(&object([((*text).into(), string(*text))])), format!("{quoted}: {quoted}\n"));
        assert_eq!(inline(text), quoted);
    }
}

#[test]
fn the_resolver_of_these_tests_knows_yaml_1_1() {
    #[rustfmt::skip]
    let others = [
        "yes", "Off", "NO", "y", "~", "", "=", "<<", ".NaN", "-.inf", "0", "-7", "0b1", "0o7", "017", "0x1F", "1_000",
        "1.5", "1e3", "685.230_15e+03", "190:20:30", "190:20:30.15", "2017-3-8", "2001-12-14t21:59:43.10-05:00",
    ];
    others.into_iter().for_each(|text| assert!(is_no_text_in_yaml_1_1(text), "{text}"));
    PLAIN.iter().for_each(|text| assert!(!is_no_text_in_yaml_1_1(text), "{text}"));
}

#[test]
fn clear_texts_stand_bare() {
    for text in PLAIN {
        assert_eq!(inline(text), *text);
        assert_eq!(document(&string(*text)), format!("{text}\n"));
    }
}

#[test]
fn characters_that_readers_lose_are_escaped() {
    #[rustfmt::skip]
    let cases = [
        ("a\tb", r#""a\tb""#), ("a\rb", r#""a\rb""#), ("\r\n", r#""\r\n""#), ("\0", r#""\u0000""#),
        ("\u{1b}", r#""\u001B""#), ("\u{7f}", r#""\u007F""#), ("\u{85}", r#""\u0085""#),
        ("a\u{a0}b", r#""a\u00A0b""#), ("\u{2028}", r#""\u2028""#), ("\u{2029}", r#""\u2029""#),
        ("\u{feff}a", r#""\uFEFFa""#), ("\u{fdd0}", r#""\uFDD0""#), ("\u{ffff}", r#""\uFFFF""#),
        ("\u{1fffe}", r#""\U0001FFFE""#), ("\u{10ffff}", r#""\U0010FFFF""#), ("\"\\\u{1}", r#""\"\\\u0001""#),
        ("é\u{a1}\u{fffd}😀", "é\u{a1}\u{fffd}😀"),
    ];
    cases.into_iter().for_each(|(text, expected)| assert_eq!(inline(text), expected));
}

#[test]
fn numbers_are_spelled_as_all_readers_know_them() {
    #[rustfmt::skip]
    let cases = [
        ("1.10", "1.10"), ("0", "0"), ("-0", "-0"), ("-3", "-3"), ("18446744073709551616", "18446744073709551616.0"),
        ("10.0", "10.0"), ("1e3", "1.0e+3"), ("1E3", "1.0e+3"), ("1.5e3", "1.5e+3"), ("-1.50e-3", "-1.50e-3"),
        ("1.0e+3", "1.0e+3"), ("5.e1", "5.0e+1"), (".5e1", "0.5e+1"), ("010", "10"), ("-010", "-10"), ("08", "8"),
        ("000", "0"), ("01.5", "1.5"), ("00.5", "0.5"), ("0x1F", "31"),
        ("0xFFFFFFFFFFFFFFFF", "18446744073709551615"), ("0o17", "15"), (".5", "0.5"), ("-.5", "-0.5"),
        ("+.5", "0.5"), ("5.", "5.0"), ("+5", "5"), ("+1.5", "1.5"), ("no number", "no number"), ("1:30", "'1:30'"),
    ];
    for (spelling, expected) in cases {
        assert_eq!(document(&number(spelling)), format!("{expected}\n"), "{spelling}");
    }
}

#[test]
fn lines_become_a_literal_block_if_readers_agree_on_it() {
    #[rustfmt::skip]
    let cases = [
        ("a\nb", "k: |-\n  a\n  b\nz: 1\n"), ("a\n", "k: |\n  a\nz: 1\n"),
        ("a\n\n  b\n\n\n", "k: |+\n  a\n\n    b\n\n\nz: 1\n"), ("# a\n---\n", "k: |\n  # a\n  ---\nz: 1\n"),
        ("a\tb\n", "k: |\n  a\tb\nz: 1\n"), ("\n", "k: \"\\n\"\nz: 1\n"), ("\na", "k: \"\\na\"\nz: 1\n"),
        (" a\nb", "k: \" a\\nb\"\nz: 1\n"), ("a \nb", "k: \"a \\nb\"\nz: 1\n"), ("a\n ", "k: \"a\\n \"\nz: 1\n"),
        ("a\n\tb", "k: \"a\\n\\tb\"\nz: 1\n"), ("a\t\nb", "k: \"a\\t\\nb\"\nz: 1\n"),
        ("a\r\nb", "k: \"a\\r\\nb\"\nz: 1\n"), ("a\u{a0}b\n", "k: \"a\\u00A0b\\n\"\nz: 1\n"),
    ];
    for (text, expected) in cases {
        assert_eq!(document(&object([("k".into(), string(text)), ("z".into(), number("1"))])), expected);
    }
}

#[test]
fn the_layout_is_block_style_with_indented_lists() -> Result<(), Error> {
    let layout = "a:\n  b:\n    - x\n    - c: 1\n      d:\n        - true\n    - - w\n      - |-\n        l\n        m\n    - {}\ne: []\n'f: g': null\n\"h\\ni\": ''\n";
    assert_eq!(document(&parsed(layout)?), layout);
    Ok(())
}

#[test]
fn a_key_that_is_too_long_gets_a_question_mark() {
    let written = |key: &str| document(&list(vec![object([(key.into(), list(vec![node(Value::Null)]))])]));
    let (longest, long) = ("k".repeat(1024), "k".repeat(1025));
    assert_eq!(written(&longest), format!("- {longest}:\n    - null\n"));
    assert_eq!(written(&long), format!("- ? {long}\n  :\n    - null\n"));
}

#[test]
fn blank_lines_at_the_end_of_a_file_carry_no_meaning() {
    assert_eq!(document(&list(vec![string("a\n\n"); 2])), "- |+\n  a\n\n- \"a\\n\\n\"\n");
}

#[test]
fn the_deepest_tree_comes_back() -> Result<(), Error> {
    let wrap = |inner, level| match level % 2 {
        0 => list(vec![inner]),
        _ => object([("k".into(), inner)]),
    };
    let deep = (0..199).fold(string("a\nb"), wrap);
    assert_eq!(parsed(&document(&deep))?, deep);
    Ok(())
}
