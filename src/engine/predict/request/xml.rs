//! Bodies in XML.

use std::collections::BTreeMap;

use crate::engine::predict::method::Method;
use crate::engine::predict::value::Value;

/// Makes a body: an element for each property with what it holds as one text, in which `&`, `<` and `>` stand as they are
/// (`tests/cases/settings/request-xml`). The order of properties is by chance; here it is that of their names.
pub fn body(method: &Method<'_>, values: &BTreeMap<String, Value>) -> Option<String> {
    let (schema, request) = (method.body_schema()?, method.request.as_ref()?);
    let name = match schema.xml_name() {
        "" => schema.name(),
        name => name,
    };
    if name.is_empty() {
        return None;
    }
    let element = |(key, value): (&String, &Value)| format!("<{key}>{}</{key}>", text(&value.display()));
    let inside: String = values.iter().map(element).collect();
    let body = format!("{}<{name}>{inside}</{name}>", request.text("xmlDeclaration"));
    Some(match request.text("xmlRootAnnotation") {
        "" => body,
        annotation => body.replacen(name, &format!("{name} {annotation}"), 1),
    })
}

fn text(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '"' => text.push_str("&#34;"),
            '\'' => text.push_str("&#39;"),
            '\t' => text.push_str("&#x9;"),
            '\n' => text.push_str("&#xA;"),
            '\r' => text.push_str("&#xD;"),
            other => text.push(other),
        }
    }
    text
}
