//! What makes the engine refuse a whole service document: a value of the wrong kind, or a reference that leads nowhere.

use super::stop::{Step, crash, fail};
use crate::schema::MAX_CHAIN;
use crate::tree::{Node, Value, pointer};

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
    /// An object or a reference to one, which may not be missing.
    Part(Section),
    /// The same, which may be null.
    Maybe(Section),
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

use Shape::{Any, Count, Extra, Flag, List, Map, Maybe, Number, Object, Part, Text};

const SCHEMA: &[(&str, Shape)] = &[
    ("oneOf", List(&Part(Section::Schemas))),
    ("anyOf", List(&Part(Section::Schemas))),
    ("allOf", List(&Part(Section::Schemas))),
    ("not", Maybe(Section::Schemas)),
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
    ("items", Maybe(Section::Schemas)),
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
    ("schema", Maybe(Section::Schemas)),
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
    ("schema", Maybe(Section::Schemas)),
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
    ("requestBody", Maybe(Section::RequestBodies)),
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
    Loader { root }.check(root, &DOCUMENT, "document")
}

struct Loader<'d> {
    root: &'d Node,
}

impl Loader<'_> {
    fn check(&self, node: &Node, shape: &Shape, key: &str) -> Step<()> {
        let is_right = match (shape, &node.value) {
            (Part(..), Value::Null) => return fail(format!("invalid {key}: value MUST be an object")),
            (Any, _) | (_, Value::Null) | (Text, Value::String(_)) | (Flag | Extra, Value::Bool(_)) => true,
            (Number, Value::Number(_)) => true,
            (Count, Value::Number(number)) => number.parse::<u64>().is_ok(),
            (Extra, _) => return self.check(node, &Maybe(Section::Schemas), key),
            (List(items), Value::Sequence(nodes)) => {
                return nodes.iter().try_for_each(|node| self.check(node, items, key));
            }
            (Map(values), Value::Mapping(entries)) => {
                let mut entries = entries.iter().filter(|(name, _)| !name.starts_with("x-"));
                return entries.try_for_each(|(name, node)| self.check(node, values, name));
            }
            (Object(fields), Value::Mapping(_)) => return self.check_fields(node, fields),
            (Part(section) | Maybe(section), Value::Mapping(_)) => {
                return match node.reference() {
                    Some(reference) => self.check_reference(reference, section.name()),
                    None => self.check_part(node, *section),
                };
            }
            _ => false,
        };
        if is_right { Ok(()) } else { fail(format!("error unmarshaling JSON: failed to unmarshal property \"{key}\"")) }
    }

    fn check_part(&self, node: &Node, section: Section) -> Step<()> {
        let has = |key: &str| node.get(key).is_some_and(|it| !it.is_null());
        self.check_fields(node, section.fields())?;
        if section == Section::Parameters && has("schema") && has("content") {
            return fail("parameter must have either schema or content, not both");
        }
        Ok(())
    }

    fn check_fields(&self, node: &Node, fields: &[(&str, Shape)]) -> Step<()> {
        let check = |(key, shape): &(&str, Shape)| match node.get(key) {
            Some(value) => self.check(value, shape, key),
            None => Ok(()),
        };
        fields.iter().try_for_each(check)
    }

    /// References that lead to each other overflow the stack.
    fn check_chain(&self, target: &Node) -> Step<()> {
        let mut next = Some(target);
        for _ in 0..MAX_CHAIN {
            next = next.and_then(|node| pointer::target(self.root, node.reference()?));
            if next.is_none() {
                return Ok(());
            }
        }
        crash("stack overflow")
    }

    fn check_reference(&self, reference: &str, section: &str) -> Step<()> {
        let Some(fragment) = reference.strip_prefix('#') else {
            return fail(format!("encountered disallowed external reference: \"{reference}\""));
        };
        let is_other_section = |rest: &str| {
            let mut parts = rest.split('/');
            let (first, _, third) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
            third.is_none() && first != section
        };
        let is_wrong = fragment.strip_prefix("/components/").is_some_and(is_other_section);
        match pointer::target(self.root, reference) {
            Some(target) if fragment.starts_with('/') && !is_wrong && target.as_mapping().is_some() => {
                self.check_chain(target)
            }
            _ => fail(format!("failed to resolve fragment in URI: \"{reference}\"")),
        }
    }
}
