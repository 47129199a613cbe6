//! Templates that change an answer or a body.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use gotmpl::{FuncMap, Template, TemplateError, Value as Item};
use regex::RegexBuilder;

use super::value::{NoJson, Value};
use super::xml;
use crate::engine::transform::TYPES;

/// How many times templates may go round in all.
const MAX_ROUNDS: u64 = 200_000;

/// How long what they write may be.
const MAX_OUTPUT: usize = 8 << 20;

/// How long a pattern may become when it is compiled.
const MAX_PATTERN: usize = 1 << 20;

type Answer = Result<Item, TemplateError>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Input {
    Json,
    Text,
    Xml,
}

/// Whether the engine knows a type of template.
pub fn is_known(kind: &str) -> bool {
    input_of(kind).is_some()
}

fn input_of(kind: &str) -> Option<Input> {
    let known = TYPES.contains(&kind).then(|| kind.strip_prefix("golang_template_"))??;
    Some(match known.split_once("_v").map_or("text", |(input, _)| input) {
        "mxj" => Input::Xml,
        "json" => Input::Json,
        _ => Input::Text,
    })
}

/// Runs a template over text.
pub fn run(kind: &str, source: &str, text: &str) -> Result<String, String> {
    let failed = |error: &dyn fmt::Display| format!("failed to transform: {error}");
    let Some(input) = input_of(kind) else { return Err(format!("unsupported template type: {kind}")) };
    let template = Template::new("transform").funcs(functions(!kind.ends_with("_v0.1.0"))).max_range_iters(MAX_ROUNDS);
    let template = template.parse(source).map_err(|error| failed(&error))?;
    let data = match input {
        Input::Text => Item::String(text.into()),
        Input::Json => match Value::decode_first(text.as_bytes()) {
            Ok((Value::Null, _)) | Err(NoJson::Empty) => return Ok(String::new()),
            Ok((value, _)) => item(&value),
            Err(_) => return Err(failed(&"invalid JSON")),
        },
        Input::Xml if text.trim().is_empty() => return Ok(String::new()),
        Input::Xml => item(&xml::to_map(text).map_err(|error| failed(&error))?),
    };
    let mut output = Bounded(String::new());
    let result = template.execute_fmt(&mut output, &data);
    match result {
        // The whole text is read at once, and its end hides what went wrong.
        Err(error) if input != Input::Text => Err(failed(&error)),
        _ => Ok(output.0),
    }
}

struct Bounded(String);

impl fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > MAX_OUTPUT {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

fn functions(has_all: bool) -> FuncMap {
    let mut functions: FuncMap = BTreeMap::new();
    let mut add = |name: &str, function: fn(&[Item]) -> Answer| {
        functions.insert(name.to_owned(), Arc::new(function));
    };
    add("separator", separator);
    add("jsonMapFromString", json_map);
    add("getXPath", |args| xml_text(args, xml::first_inner));
    add("getXPathAllOuter", all_outer);
    add("getRegexpFirstMatch", |args| match matches(args)?.into_iter().next() {
        Some(first) => Ok(first),
        None => refuse("no match found"),
    });
    add("getRegexpAllMatches", |args| Ok(Item::List(matches(args)?.into())));
    add("safeIndex", safe_index);
    add("toBool", to_bool);
    add("toInt", to_int);
    add("printf", printf);
    if has_all {
        add("toJson", |args| Ok(Item::String(value(first(args)).to_json().into())));
        add("kindOf", |args| Ok(Item::String(kind_of(first(args)).into())));
        add("plus1", plus_one);
    }
    functions
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
    let names: String = (0..values.len()).map(|index| format!(" (index .values {index})")).collect();
    let template = Template::new("printf").parse(&format!("{{{{printf .format{names}}}}}"))?;
    let data = BTreeMap::from([
        (Arc::from("format"), Item::String(Arc::clone(format))),
        (Arc::from("values"), Item::List(values.into())),
    ]);
    let mut output = Bounded(String::new());
    template.execute_fmt(&mut output, &Item::Map(Arc::new(data)))?;
    Ok(Item::String(output.0.into()))
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

fn item(value: &Value) -> Item {
    match value {
        Value::Null => Item::Nil,
        Value::Bool(value) => Item::Bool(*value),
        Value::Int(value) => Item::Int(*value),
        Value::Float(value) => Item::Float(*value),
        Value::Text(text) => Item::String(text.as_str().into()),
        Value::List(items) => Item::List(items.iter().map(item).collect()),
        Value::Object(entries) => {
            Item::Map(Arc::new(entries.iter().map(|(key, value)| (key.as_str().into(), item(value))).collect()))
        }
    }
}

fn value(item: &Item) -> Value {
    match item {
        Item::Bool(value) => Value::Bool(*value),
        Item::Int(value) => Value::Int(*value),
        #[allow(clippy::cast_precision_loss)] // JSON has no other numbers.
        Item::Uint(value) => Value::Float(*value as f64),
        Item::Float(value) => Value::Float(*value),
        Item::String(text) => Value::Text(text.to_string()),
        Item::List(items) => Value::List(items.iter().map(value).collect()),
        Item::Map(entries) => Value::Object(entries.iter().map(|(key, item)| (key.to_string(), value(item))).collect()),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_run_over_json_and_text() {
        let list = r#"[{{$s := separator ","}}{{range $k, $v := .}}{{call $s}}{"k":{{toJson $k}},"v":{{$v}}}{{end}}]"#;
        let out = run("golang_template_json_v0.3.0", list, r#"{"b":1.50,"a":"x"}"#);
        assert_eq!(out.as_deref(), Ok(r#"[{"k":"a","v":x},{"k":"b","v":1.5}]"#));
        assert!(run("golang_template_json_v0.1.0", "{{toJson .}}", "{}").is_err());
        assert_eq!(run("golang_template_text_v0.3.0", "<{{.}}>", "a\n").as_deref(), Ok("<a\n>"));
    }

    #[test]
    fn endless_templates_end() {
        let nested = r#"{{define "t"}}{{template "t" .}}{{end}}{{template "t" .}}"#;
        assert!(run("golang_template_json_v0.3.0", nested, "{}").is_err());
        let long = "{{range .}}{{range $}}{{range $}}{{range $}}{{printf \"%1000d\" 1}}{{end}}{{end}}{{end}}{{end}}";
        let list = format!("[{}0]", "0,".repeat(100));
        assert!(run("golang_template_json_v0.3.0", long, &list).is_err());
    }
}
