//! The functions that the engine gives to templates, beside those of Go.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use gotmpl::{FuncMap, Template, TemplateError, Value as Item};
use regex::RegexBuilder;

use super::data::{Bounded, item, value};
use crate::engine::predict::value::Value;
use crate::engine::predict::xml;

/// How long a pattern may become when it is compiled.
const MAX_PATTERN: usize = 1 << 20;

type Answer = Result<Item, TemplateError>;

type Function = fn(&[Item]) -> Answer;

/// The functions of Go's `text/template`.
#[rustfmt::skip]
const OF_GO: [&str; 19] = [
    "and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print", "printf",
    "println", "slice", "urlquery",
];

/// The functions that look into texts: whether they fail is up to what an API writes there.
const READERS: [&str; 5] =
    ["getXPath", "getXPathAllOuter", "getRegexpFirstMatch", "getRegexpAllMatches", "jsonMapFromString"];

/// Functions of Go that write texts, which could grow without bound.
const WRITERS: [(&str, Function); 5] = [
    ("html", |args| written("html", args)),
    ("js", |args| written("js", args)),
    ("print", |args| written("print", args)),
    ("println", |args| written("println", args)),
    ("urlquery", |args| written("urlquery", args)),
];

/// The functions that every type has, each with how many values it takes.
const OWN: [(&str, usize, Function); 9] = [
    ("separator", 1, separator),
    ("jsonMapFromString", 1, json_map),
    ("getXPath", 2, |args| xml_text(args, xml::first_inner)),
    ("getXPathAllOuter", 2, all_outer),
    ("getRegexpFirstMatch", 2, first_match),
    ("getRegexpAllMatches", 2, |args| Ok(Item::List(matches(args)?.into()))),
    ("safeIndex", 2, safe_index),
    ("toBool", 1, to_bool),
    ("toInt", 1, to_int),
];

/// The functions that came with v0.2.0.
const NEWER: [(&str, usize, Function); 3] = [("toJson", 1, to_json), ("kindOf", 1, kind), ("plus1", 1, plus_one)];

/// Whether templates of a type may call a function.
pub fn has_function(kind: &str, name: &str) -> bool {
    let own = OWN.iter().chain(NEWER.iter().filter(|_| has_newer(kind)));
    OF_GO.contains(&name) || own.map(|(own, ..)| *own).any(|own| own == name)
}

/// Whether Go itself has a function.
pub fn is_of_go(name: &str) -> bool {
    OF_GO.contains(&name)
}

fn has_newer(kind: &str) -> bool {
    !kind.ends_with("v0.1.0")
}

/// Returns the functions of a type by their names. None takes more text than `most`; `on_text` is set if one fails
/// because of what a text holds.
pub fn functions(kind: &str, most: usize, on_text: &Arc<AtomicBool>) -> FuncMap {
    let mut functions: FuncMap = BTreeMap::new();
    let mut add = |name: &'static str, count: Option<usize>, function: Function| {
        let on_text = Arc::clone(on_text);
        let is_reader = READERS.contains(&name);
        let checked = move |args: &[Item]| {
            if let Some(count) = count.filter(|count| *count != args.len()) {
                return refuse(format!("wrong number of arguments for `{name}`: {} instead of {count}", args.len()));
            }
            if args.iter().map(length).sum::<usize>() > most {
                on_text.store(true, Ordering::Relaxed);
                return refuse(format!("`{name}` gets a text that is too long"));
            }
            let answer = function(args);
            if is_reader && answer.is_err() && args.iter().all(|arg| matches!(arg, Item::String(_))) {
                on_text.store(true, Ordering::Relaxed);
            }
            answer
        };
        functions.insert(name.to_owned(), Arc::new(checked));
    };
    WRITERS.into_iter().for_each(|(name, function)| add(name, None, function));
    add("printf", None, printf);
    let own = OWN.into_iter().chain(NEWER.into_iter().filter(|_| has_newer(kind)));
    own.for_each(|(name, count, function)| add(name, Some(count), function));
    functions
}

/// The length of the texts in a value.
fn length(item: &Item) -> usize {
    match item {
        Item::String(text) => text.len(),
        Item::List(items) => items.iter().map(length).sum(),
        Item::Map(entries) => entries.values().map(length).sum(),
        _ => 0,
    }
}

/// Runs a function of Go over values.
fn written(call: &str, args: &[Item]) -> Answer {
    let values: String = (0..args.len()).map(|index| format!(" (index . {index})")).collect();
    let template = Template::new("call").parse(&format!("{{{{{call}{values}}}}}"))?;
    let mut output = Bounded(String::new());
    template.execute_fmt(&mut output, &Item::List(args.into()))?;
    Ok(Item::String(output.0.into()))
}

fn refuse<T>(message: impl Into<String>) -> Result<T, TemplateError> {
    Err(TemplateError::Exec(message.into()))
}

fn first(args: &[Item]) -> &Item {
    args.first().unwrap_or(&Item::Nil)
}

fn two_texts(args: &[Item]) -> Result<(&str, &str), TemplateError> {
    match args {
        [Item::String(one), Item::String(other)] => Ok((one, other)),
        _ => refuse("wrong type of argument: expected two strings"),
    }
}

/// Writes values by a format; the names of types are those of the engine's language.
fn printf(args: &[Item]) -> Answer {
    let Some((Item::String(format), values)) = args.split_first() else {
        return refuse("wrong type of argument: expected a format");
    };
    if format.as_ref() == "%T" {
        let name = match values.first() {
            Some(Item::String(_)) => "string",
            Some(Item::Bool(_)) => "bool",
            Some(Item::Float(_)) => "float64",
            Some(Item::Int(_)) => "int",
            Some(Item::List(_)) => "[]interface {}",
            Some(Item::Map(_)) => "map[string]interface {}",
            _ => "<nil>",
        };
        return Ok(Item::String(name.into()));
    }
    written("printf", args)
}

/// Gives a function that gives nothing at first and the text from then on.
fn separator(args: &[Item]) -> Answer {
    let Item::String(text) = first(args) else { return refuse("wrong type of argument: expected a string") };
    let (text, count) = (Arc::clone(text), AtomicU64::new(0));
    Ok(Item::Function(Arc::new(move |_| {
        let is_first = count.fetch_add(1, Ordering::Relaxed) == 0;
        Ok(Item::String(if is_first { "".into() } else { Arc::clone(&text) }))
    })))
}

fn json_map(args: &[Item]) -> Answer {
    let Item::String(text) = first(args) else { return refuse("wrong type of argument: expected a string") };
    match Value::parse(text) {
        Some(Value::Null) => Ok(Item::Map(Arc::new(BTreeMap::new()))),
        Some(object @ Value::Object(_)) => Ok(item(&object)),
        _ => refuse("cannot unmarshal into a map"),
    }
}

fn first_match(args: &[Item]) -> Answer {
    match matches(args)?.into_iter().next() {
        Some(first) => Ok(first),
        None => refuse("no match found"),
    }
}

fn xml_text(args: &[Item], find: fn(&str, &str) -> Result<String, String>) -> Answer {
    let (document, path) = two_texts(args)?;
    find(document, path).map(|text| Item::String(text.into())).map_err(TemplateError::Exec)
}

fn all_outer(args: &[Item]) -> Answer {
    let (document, path) = two_texts(args)?;
    let found = xml::all_outer(document, path).map_err(TemplateError::Exec)?;
    Ok(Item::List(found.into_iter().map(|text| Item::String(text.into())).collect()))
}

fn matches(args: &[Item]) -> Result<Vec<Item>, TemplateError> {
    let (text, pattern) = two_texts(args)?;
    let pattern = RegexBuilder::new(pattern).size_limit(MAX_PATTERN).build();
    let pattern = pattern.map_err(|error| TemplateError::Exec(error.to_string()))?;
    let Some(found) = pattern.captures(text).filter(|found| found.len() > 1) else {
        return refuse(format!("no match found for pattern {pattern}"));
    };
    let groups = found.iter().skip(1).map(|group| group.map_or("", |group| group.as_str()));
    Ok(groups.map(|text| Item::String(text.into())).collect())
}

fn safe_index(args: &[Item]) -> Answer {
    match args {
        [Item::Map(entries), Item::String(key)] => Ok(entries.get(key.as_ref()).cloned().unwrap_or(Item::Nil)),
        [Item::Nil, Item::String(_)] => Ok(Item::Nil),
        _ => refuse("wrong type of argument: expected a map and a string"),
    }
}

fn to_bool(args: &[Item]) -> Answer {
    Ok(Item::Bool(match first(args) {
        Item::String(text) => text.as_ref() == "true",
        Item::Bool(value) => *value,
        _ => false,
    }))
}

fn to_int(args: &[Item]) -> Answer {
    Ok(Item::Int(match first(args) {
        Item::String(text) => leading_number(text),
        #[allow(clippy::cast_possible_truncation)] // That is what the engine does.
        Item::Float(value) => *value as i64,
        _ => 0,
    }))
}

fn leading_number(text: &str) -> i64 {
    let text = text.trim_start();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    let length = text.len() - digits.len() + end;
    text.get(..length).and_then(|number| number.trim_start_matches('+').parse().ok()).unwrap_or_default()
}

fn to_json(args: &[Item]) -> Answer {
    match first(args) {
        Item::Function(_) => refuse("a function is no JSON"),
        item => Ok(Item::String(value(item).to_json().into())),
    }
}

fn kind(args: &[Item]) -> Answer {
    Ok(Item::String(kind_of(first(args)).into()))
}

fn plus_one(args: &[Item]) -> Answer {
    match first(args) {
        Item::Int(number) => Ok(Item::Int(number.wrapping_add(1))),
        _ => refuse("wrong type of argument: expected an int"),
    }
}

fn kind_of(item: &Item) -> &'static str {
    match item {
        Item::Nil => "invalid",
        Item::Bool(_) => "bool",
        Item::Int(_) => "int",
        Item::Uint(_) => "uint",
        Item::Float(_) => "float64",
        Item::String(_) => "string",
        Item::List(_) => "slice",
        Item::Map(_) => "map",
        _ => "func",
    }
}
