//! What makes the engine refuse a whole service document: a value of the wrong kind, or a reference that leads nowhere.

use super::stop::{Step, crash, fail};
use crate::engine::references::{Fault, Refusal, Search, search};
use crate::schema::grammar::Kind;
use crate::tree::{Node, Value};

/// What the engine reads a value as.
#[derive(Clone, Copy)]
enum Shape {
    Any,
    Text,
    Flag,
    Number,
    Count,
    /// A flag, or a schema.
    Extra,
    List(&'static Shape),
    Map(&'static Shape),
    Object(&'static [(&'static str, Shape)]),
    /// An object or a reference to one.
    Part(Section),
}

/// A section of components.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Schemas,
    Parameters,
    Headers,
    RequestBodies,
    Responses,
    SecuritySchemes,
    Examples,
}

const ALL: [Section; 7] = [
    Section::Schemas,
    Section::Parameters,
    Section::Headers,
    Section::RequestBodies,
    Section::Responses,
    Section::SecuritySchemes,
    Section::Examples,
];

impl Section {
    fn name(self) -> &'static str {
        match self {
            Section::Schemas => "schemas",
            Section::Parameters => "parameters",
            Section::Headers => "headers",
            Section::RequestBodies => "requestBodies",
            Section::Responses => "responses",
            Section::SecuritySchemes => "securitySchemes",
            Section::Examples => "examples",
        }
    }

    fn fields(self) -> &'static [(&'static str, Shape)] {
        match self {
            Section::Schemas => SCHEMA,
            Section::Parameters | Section::Headers => PARAMETER,
            Section::RequestBodies => REQUEST_BODY,
            Section::Responses => RESPONSE,
            Section::SecuritySchemes => SECURITY_SCHEME,
            Section::Examples => EXAMPLE,
        }
    }
}

use Shape::{Any, Count, Extra, Flag, List, Map, Number, Object, Part, Text};

const SCHEMA: &[(&str, Shape)] = &[
    ("oneOf", List(&Part(Section::Schemas))),
    ("anyOf", List(&Part(Section::Schemas))),
    ("allOf", List(&Part(Section::Schemas))),
    ("not", Part(Section::Schemas)),
    ("type", Text),
    ("title", Text),
    ("format", Text),
    ("description", Text),
    ("enum", List(&Any)),
    ("externalDocs", EXTERNAL_DOCS),
    ("uniqueItems", Flag),
    ("exclusiveMinimum", Flag),
    ("exclusiveMaximum", Flag),
    ("nullable", Flag),
    ("readOnly", Flag),
    ("writeOnly", Flag),
    ("allowEmptyValue", Flag),
    ("deprecated", Flag),
    ("minimum", Number),
    ("maximum", Number),
    ("multipleOf", Number),
    ("minLength", Count),
    ("maxLength", Count),
    ("pattern", Text),
    ("minItems", Count),
    ("maxItems", Count),
    ("items", Part(Section::Schemas)),
    ("required", List(&Text)),
    ("properties", Map(&Part(Section::Schemas))),
    ("minProperties", Count),
    ("maxProperties", Count),
    ("additionalProperties", Extra),
    ("discriminator", Object(&[("propertyName", Text), ("mapping", Map(&Text))])),
];

const EXTERNAL_DOCS: Shape = Object(&[("description", Text), ("url", Text)]);

const EXAMPLE: &[(&str, Shape)] = &[("summary", Text), ("description", Text), ("externalValue", Text)];

const ENCODING: Shape = Object(&[
    ("contentType", Text),
    ("headers", Map(&Part(Section::Headers))),
    ("style", Text),
    ("explode", Flag),
    ("allowReserved", Flag),
]);

const CONTENT: Shape = Map(&Object(&[
    ("schema", Part(Section::Schemas)),
    ("examples", Map(&Part(Section::Examples))),
    ("encoding", Map(&ENCODING)),
]));

const PARAMETER: &[(&str, Shape)] = &[
    ("name", Text),
    ("in", Text),
    ("description", Text),
    ("style", Text),
    ("explode", Flag),
    ("allowEmptyValue", Flag),
    ("allowReserved", Flag),
    ("deprecated", Flag),
    ("required", Flag),
    ("schema", Part(Section::Schemas)),
    ("examples", Map(&Part(Section::Examples))),
    ("content", CONTENT),
];

const REQUEST_BODY: &[(&str, Shape)] = &[("description", Text), ("required", Flag), ("content", CONTENT)];

const RESPONSE: &[(&str, Shape)] =
    &[("description", Text), ("headers", Map(&Part(Section::Headers))), ("content", CONTENT)];

const SERVERS: Shape = List(&Object(&[
    ("url", Text),
    ("description", Text),
    ("variables", Map(&Object(&[("enum", List(&Text)), ("default", Text), ("description", Text)]))),
]));

const SECURITY: Shape = List(&Map(&List(&Text)));

const OPERATION: Shape = Object(&[
    ("tags", List(&Text)),
    ("summary", Text),
    ("description", Text),
    ("operationId", Text),
    ("parameters", List(&Part(Section::Parameters))),
    ("requestBody", Part(Section::RequestBodies)),
    ("responses", Map(&Part(Section::Responses))),
    ("deprecated", Flag),
    ("security", SECURITY),
    ("servers", SERVERS),
    ("externalDocs", EXTERNAL_DOCS),
]);

const PATH_ITEM: Shape = Object(&[
    ("summary", Text),
    ("description", Text),
    ("connect", OPERATION),
    ("delete", OPERATION),
    ("get", OPERATION),
    ("head", OPERATION),
    ("options", OPERATION),
    ("patch", OPERATION),
    ("post", OPERATION),
    ("put", OPERATION),
    ("trace", OPERATION),
    ("servers", SERVERS),
    ("parameters", List(&Part(Section::Parameters))),
]);

const INFO: Shape = Object(&[
    ("title", Text),
    ("description", Text),
    ("termsOfService", Text),
    ("contact", Object(&[("name", Text), ("url", Text), ("email", Text)])),
    ("license", Object(&[("name", Text), ("url", Text)])),
    ("version", Text),
]);

const SECURITY_SCHEME: &[(&str, Shape)] = &[
    ("type", Text),
    ("description", Text),
    ("name", Text),
    ("in", Text),
    ("scheme", Text),
    ("bearerFormat", Text),
    ("flows", Object(&[])),
    ("openIdConnectUrl", Text),
];

const COMPONENTS: Shape = Object(&[
    ("schemas", Map(&Part(Section::Schemas))),
    ("parameters", Map(&Part(Section::Parameters))),
    ("headers", Map(&Part(Section::Headers))),
    ("requestBodies", Map(&Part(Section::RequestBodies))),
    ("responses", Map(&Part(Section::Responses))),
    ("securitySchemes", Map(&Part(Section::SecuritySchemes))),
    ("examples", Map(&Part(Section::Examples))),
]);

const DOCUMENT: Shape = Object(&[
    ("openapi", Text),
    ("components", COMPONENTS),
    ("info", INFO),
    ("paths", Map(&PATH_ITEM)),
    ("security", SECURITY),
    ("servers", SERVERS),
    ("tags", List(&Object(&[("name", Text), ("description", Text), ("externalDocs", EXTERNAL_DOCS)]))),
    ("externalDocs", EXTERNAL_DOCS),
]);

/// Checks whether the engine loads a document.
pub fn check(root: &Node) -> Step<()> {
    check_shape(root, &DOCUMENT, "document")?;
    let Search { refusals, nulls, raw } = search(root);
    if let Some((_, what)) = nulls.first() {
        return fail(format!("invalid {what}: value MUST be an object"));
    }
    if let Some(refusal) = refusals.first() {
        return refuse(refusal);
    }
    raw.into_iter().try_for_each(|(node, kind)| check_raw(node, kind))
}

fn refuse(refusal: &Refusal<'_>) -> Step<()> {
    let reference = refusal.reference;
    match refusal.fault {
        Fault::External => fail(format!("encountered disallowed external reference: \"{reference}\"")),
        Fault::Prefix(prefix) => fail(format!("expected prefix \"{prefix}\" in URI \"{reference}\"")),
        Fault::Escape => fail(format!("cannot parse reference: \"{reference}\"")),
        Fault::Kind(_) => fail(format!("bad data in \"{reference}\"")),
        Fault::Missing | Fault::Header | Fault::Through => {
            fail(format!("failed to resolve fragment in URI: \"{reference}\""))
        }
        Fault::Endless => crash("stack overflow"),
    }
}

/// Checks a value that is read as an object because a reference leads to it.
fn check_raw(node: &Node, kind: Kind) -> Step<()> {
    let section = kind.object().and_then(|object| object.section);
    match ALL.into_iter().find(|known| section == Some(known.name())) {
        Some(section) => {
            check_shape(node, &Part(section), "").or_else(|_| fail("bad data in what a reference leads to"))
        }
        None => Ok(()),
    }
}

fn check_shape(node: &Node, shape: &Shape, key: &str) -> Step<()> {
    let is_right = match (shape, &node.value) {
        (Any, _) | (_, Value::Null) | (Text, Value::String(_)) | (Flag | Extra, Value::Bool(_)) => true,
        (Number, Value::Number(_)) => true,
        (Count, Value::Number(number)) => number.parse::<u64>().is_ok(),
        (Extra, _) => return check_shape(node, &Part(Section::Schemas), key),
        (List(items), Value::Sequence(nodes)) => {
            return nodes.iter().try_for_each(|node| check_shape(node, items, key));
        }
        (Map(values), Value::Mapping(entries)) => {
            return entries.iter().try_for_each(|(name, node)| check_shape(node, values, name));
        }
        (Object(fields), Value::Mapping(_)) => return check_fields(node, fields),
        (Part(section), Value::Mapping(_)) => {
            return match node.reference().filter(|reference| !reference.is_empty()) {
                Some(_) => Ok(()),
                None => check_part(node, *section),
            };
        }
        _ => false,
    };
    if is_right { Ok(()) } else { fail(format!("error unmarshaling JSON: failed to unmarshal property \"{key}\"")) }
}

fn check_part(node: &Node, section: Section) -> Step<()> {
    let has = |key: &str| node.get(key).is_some_and(|it| !it.is_null());
    check_fields(node, section.fields())?;
    if section == Section::Parameters && has("schema") && has("content") {
        return fail("parameter must have either schema or content, not both");
    }
    Ok(())
}

fn check_fields(node: &Node, fields: &[(&str, Shape)]) -> Step<()> {
    let check = |(key, shape): &(&str, Shape)| match node.get(key) {
        Some(value) => check_shape(value, shape, key),
        None => Ok(()),
    };
    fields.iter().try_for_each(check)
}
