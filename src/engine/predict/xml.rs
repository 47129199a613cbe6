//! Answers in XML.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::value::Value;

/// How deep elements may lie in each other.
const MAX_DEPTH: usize = 200;

/// An element.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// Its name without its namespace.
    pub name: String,
    attributes: Vec<(String, String)>,
    text: String,
    /// The elements in it.
    pub children: Vec<Element>,
}

/// Reads a document.
pub fn read(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => add(&mut open, element(&start)),
            Event::End(_) => {
                let closed = open.pop().unwrap_or_default();
                add(&mut open, closed);
            }
            Event::Text(text) => {
                append(&mut open, &text);
            }
            Event::CData(text) => append(&mut open, &text),
            Event::GeneralRef(entity) => {
                append(&mut open, &entity_text(&entity));
            }
            Event::Eof => break,
            _ => {}
        }
        if open.len() > MAX_DEPTH {
            return Err("too deep".to_owned());
        }
    }
    match open.as_slice() {
        [root] if !root.children.is_empty() => Ok(root.clone()),
        _ => Err("XML syntax error: unexpected EOF".to_owned()),
    }
}

fn entity_text(name: &str) -> String {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let letter = match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => match name.strip_prefix("#x") {
            Some(digits) => number(digits, 16),
            None => name.strip_prefix('#').and_then(|digits| number(digits, 10)),
        },
    };
    letter.map(String::from).unwrap_or_default()
}

fn element(start: &BytesStart<'_>) -> Element {
    let name = start.local_name().as_ref().to_owned();
    let attributes = start.attributes().flatten().map(|attribute| {
        let key = attribute.key.local_name().as_ref().to_owned();
        (key, attribute.value.to_string())
    });
    Element { name, attributes: attributes.collect(), ..Element::default() }
}

fn add(open: &mut [Element], closed: Element) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(closed);
    }
}

fn append(open: &mut [Element], text: &str) {
    if let Some(parent) = open.last_mut() {
        parent.text.push_str(text);
    }
}

impl Element {
    /// Returns the text in it and in its elements.
    pub fn inner_text(&self) -> String {
        let mut text = self.text.clone();
        text.extend(self.children.iter().map(Element::inner_text));
        text
    }

    fn outer(&self) -> String {
        let attributes: String = self.attributes.iter().map(|(key, value)| format!(" {key}=\"{value}\"")).collect();
        let children: String = self.children.iter().map(Element::outer).collect();
        format!("<{0}{attributes}>{1}{children}</{0}>", self.name, escape(&self.text))
    }

    fn value(&self) -> Value {
        if self.children.is_empty() && self.attributes.is_empty() {
            return cast(self.text.trim());
        }
        let mut entries: BTreeMap<String, Value> =
            self.attributes.iter().map(|(key, value)| (format!("-{key}"), cast(value))).collect();
        for child in &self.children {
            let value = child.value();
            match entries.get_mut(&child.name) {
                Some(Value::List(items)) => items.push(value),
                Some(known) => *known = Value::List(vec![std::mem::replace(known, Value::Null), value]),
                None => {
                    entries.insert(child.name.clone(), value);
                }
            }
        }
        if !self.text.trim().is_empty() {
            entries.insert("#text".to_owned(), cast(self.text.trim()));
        }
        Value::Object(entries)
    }

    fn find<'e>(&'e self, steps: &[(bool, &str)], found: &mut Vec<&'e Element>) {
        let Some(((is_deep, name), rest)) = steps.split_first() else {
            found.push(self);
            return;
        };
        for child in &self.children {
            if *name == "*" || child.name == *name {
                child.find(rest, found);
            }
            if *is_deep {
                child.find(steps, found);
            }
        }
    }
}

/// Escapes text for XML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Text as the value that it looks like.
fn cast(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        text => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Float(number),
            _ => Value::Text(text.to_owned()),
        },
    }
}

/// Makes a map of a document, elements of one name as a list.
pub fn to_map(text: &str) -> Result<Value, String> {
    let document = read(text)?;
    let root = document.children.first().cloned().unwrap_or_default();
    Ok(Value::Object(BTreeMap::from([(root.name.clone(), root.value())])))
}

fn steps(path: &str) -> Vec<(bool, &str)> {
    let mut steps = Vec::new();
    let mut is_deep = false;
    for (index, part) in path.split('/').enumerate() {
        if part.is_empty() {
            is_deep = index > 0;
            continue;
        }
        steps.push((is_deep, part));
        is_deep = false;
    }
    steps
}

/// Finds the elements of a path.
pub fn find_all(document: &Element, path: &str) -> Vec<Element> {
    let mut found = Vec::new();
    document.find(&steps(path), &mut found);
    found.into_iter().cloned().collect()
}

/// Returns the text of the first element of a path.
pub fn first_inner(document: &str, path: &str) -> Result<String, String> {
    let document = read(document)?;
    match find_all(&document, path).first() {
        Some(found) => Ok(found.inner_text()),
        None => Err(format!("no element found for xpath {path}")),
    }
}

/// Returns all elements of a path as they are written.
pub fn all_outer(document: &str, path: &str) -> Result<Vec<String>, String> {
    Ok(find_all(&read(document)?, path).iter().map(Element::outer).collect())
}
