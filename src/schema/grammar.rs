//! The grammar of an OpenAPI 3.0 document: which kind of value each key has.
//!
//! One table (chapter 4.7 of the specification) serves every walk over a document: where a `$ref` is a reference and
//! where it is data, where text is expected, where schemas are. What is not in the table, and everything under `x-`
//! keys, is data.

/// The kind of value that is expected at a place.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// An object with defined fields.
    Object(&'static Object),
    /// An object with arbitrary keys, `x-` or not.
    Map(&'static Kind),
    /// A list.
    List(&'static Kind),
    /// Text.
    Text,
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A non-negative integer.
    Count,
    /// A schema or a boolean: `additionalProperties`.
    SchemaOrFlag,
    /// Anything; a `$ref` in it is no reference.
    Data,
}

/// An object of the specification.
#[derive(Debug)]
pub struct Object {
    /// The name in the specification.
    pub name: &'static str,
    /// The section of `components` that a `$ref` in its place points into.
    pub section: Option<&'static str>,
    fields: &'static [(&'static str, Kind)],
    others: Kind,
}

impl Kind {
    /// Returns the kind that is expected under a key.
    pub fn child(self, key: &str) -> Kind {
        match self {
            Kind::Object(_) if key.starts_with("x-") => Kind::Data,
            Kind::Object(object) => object.field(key),
            Kind::SchemaOrFlag => SCHEMA.field(key),
            Kind::Map(value) => *value,
            _ => Kind::Data,
        }
    }

    /// Returns the kind that is expected as an item of a list.
    pub fn item(self) -> Kind {
        match self {
            Kind::List(item) => *item,
            _ => Kind::Data,
        }
    }

    /// Returns the object that is expected, if any.
    pub fn object(self) -> Option<&'static Object> {
        match self {
            Kind::Object(object) => Some(object),
            Kind::SchemaOrFlag => Some(&SCHEMA),
            _ => None,
        }
    }

    /// Whether a schema is expected.
    pub fn is_schema(self) -> bool {
        self.object().is_some_and(|object| std::ptr::eq(object, &SCHEMA))
    }
}

impl Object {
    fn field(&self, key: &str) -> Kind {
        if key == "$ref" && self.section.is_some() {
            return Kind::Text;
        }
        self.fields.iter().find(|(name, _)| *name == key).map_or(self.others, |(_, kind)| *kind)
    }
}

/// Returns the kind of the entries of a section of `components`.
pub fn component(section: &str) -> Option<Kind> {
    match COMPONENTS.field(section) {
        Kind::Map(entry) => Some(*entry),
        _ => None,
    }
}

/// The HTTP verbs of a path item (OpenAPI 3.0, 4.7.9).
pub const VERBS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A whole document.
pub static DOCUMENT_KIND: Kind = Kind::Object(&DOCUMENT);

/// A path item.
pub static PATH_ITEM_KIND: Kind = Kind::Object(&PATH_ITEM);

/// An operation.
pub static OPERATION_KIND: Kind = Kind::Object(&OPERATION);

/// A parameter.
pub static PARAMETER_KIND: Kind = Kind::Object(&PARAMETER);

/// A schema.
pub static SCHEMA_KIND: Kind = Kind::Object(&SCHEMA);

macro_rules! objects {
    ($($name:ident = $title:literal $(in $section:literal)? $(of $others:ident)? { $($field:literal: $kind:expr),* $(,)? })*) => {
        $(static $name: Object = Object {
            name: $title,
            section: objects!(@option $($section)?),
            fields: &[$(($field, $kind)),*],
            others: objects!(@others $($others)?),
        };)*
    };
    (@option) => { None };
    (@option $section:literal) => { Some($section) };
    (@others) => { Kind::Data };
    (@others $kind:expr) => { $kind };
}

use Kind::{Count, Data, Flag, List, Map, Number, SchemaOrFlag, Text};

static TEXT: Kind = Text;
static DATA: Kind = Data;
static SCOPES_KIND: Kind = List(&TEXT);
static REQUIREMENT_KIND: Kind = Map(&SCOPES_KIND);
static SERVER_KIND: Kind = Kind::Object(&SERVER);
static SERVER_VARIABLE_KIND: Kind = Kind::Object(&SERVER_VARIABLE);
static TAG_KIND: Kind = Kind::Object(&TAG);
static REQUEST_BODY_KIND: Kind = Kind::Object(&REQUEST_BODY);
static MEDIA_TYPE_KIND: Kind = Kind::Object(&MEDIA_TYPE);
static ENCODING_KIND: Kind = Kind::Object(&ENCODING);
static RESPONSE_KIND: Kind = Kind::Object(&RESPONSE);
static HEADER_KIND: Kind = Kind::Object(&HEADER);
static EXAMPLE_KIND: Kind = Kind::Object(&EXAMPLE);
static LINK_KIND: Kind = Kind::Object(&LINK);
static CALLBACK_KIND: Kind = Kind::Object(&CALLBACK);
static SECURITY_SCHEME_KIND: Kind = Kind::Object(&SECURITY_SCHEME);

objects! {
    DOCUMENT = "document" {
        "openapi": Text, "info": Kind::Object(&INFO), "servers": List(&SERVER_KIND), "paths": Kind::Object(&PATHS),
        "components": Kind::Object(&COMPONENTS), "security": List(&REQUIREMENT_KIND), "tags": List(&TAG_KIND), "externalDocs": Kind::Object(&EXTERNAL_DOCS),
    }
    INFO = "info" {
        "title": Text, "description": Text, "termsOfService": Text, "contact": Kind::Object(&CONTACT),
        "license": Kind::Object(&LICENSE), "version": Text,
    }
    CONTACT = "contact" { "name": Text, "url": Text, "email": Text }
    LICENSE = "license" { "name": Text, "url": Text }
    SERVER = "server" { "url": Text, "description": Text, "variables": Map(&SERVER_VARIABLE_KIND) }
    SERVER_VARIABLE = "server variable" { "enum": List(&TEXT), "default": Text, "description": Text }
    TAG = "tag" { "name": Text, "description": Text, "externalDocs": Kind::Object(&EXTERNAL_DOCS) }
    EXTERNAL_DOCS = "external documentation" { "description": Text, "url": Text }
    COMPONENTS = "components" {
        "schemas": Map(&SCHEMA_KIND), "responses": Map(&RESPONSE_KIND), "parameters": Map(&PARAMETER_KIND), "examples": Map(&EXAMPLE_KIND),
        "requestBodies": Map(&REQUEST_BODY_KIND), "headers": Map(&HEADER_KIND), "securitySchemes": Map(&SECURITY_SCHEME_KIND),
        "links": Map(&LINK_KIND), "callbacks": Map(&CALLBACK_KIND),
    }
    PATHS = "paths" of PATH_ITEM_KIND {}
    PATH_ITEM = "path item" {
        "$ref": Text, "summary": Text, "description": Text, "get": OPERATION_KIND, "put": OPERATION_KIND, "post": OPERATION_KIND,
        "delete": OPERATION_KIND, "options": OPERATION_KIND, "head": OPERATION_KIND, "patch": OPERATION_KIND, "trace": OPERATION_KIND,
        "servers": List(&SERVER_KIND), "parameters": List(&PARAMETER_KIND),
    }
    OPERATION = "operation" {
        "tags": List(&TEXT), "summary": Text, "description": Text, "externalDocs": Kind::Object(&EXTERNAL_DOCS), "operationId": Text,
        "parameters": List(&PARAMETER_KIND), "requestBody": REQUEST_BODY_KIND, "responses": Kind::Object(&RESPONSES),
        "callbacks": Map(&CALLBACK_KIND), "deprecated": Flag, "security": List(&REQUIREMENT_KIND), "servers": List(&SERVER_KIND),
    }
    PARAMETER = "parameter" in "parameters" {
        "name": Text, "in": Text, "description": Text, "required": Flag, "deprecated": Flag, "allowEmptyValue": Flag, "style": Text,
        "explode": Flag, "allowReserved": Flag, "schema": SCHEMA_KIND, "example": Data, "examples": Map(&EXAMPLE_KIND), "content": Map(&MEDIA_TYPE_KIND),
    }
    REQUEST_BODY = "request body" in "requestBodies" { "description": Text, "content": Map(&MEDIA_TYPE_KIND), "required": Flag }
    MEDIA_TYPE = "media type" { "schema": SCHEMA_KIND, "example": Data, "examples": Map(&EXAMPLE_KIND), "encoding": Map(&ENCODING_KIND) }
    ENCODING = "encoding" { "contentType": Text, "headers": Map(&HEADER_KIND), "style": Text, "explode": Flag, "allowReserved": Flag }
    RESPONSES = "responses" of RESPONSE_KIND {}
    RESPONSE = "response" in "responses" {
        "description": Text, "headers": Map(&HEADER_KIND), "content": Map(&MEDIA_TYPE_KIND), "links": Map(&LINK_KIND),
    }
    HEADER = "header" in "headers" {
        "description": Text, "required": Flag, "deprecated": Flag, "allowEmptyValue": Flag, "style": Text, "explode": Flag,
        "allowReserved": Flag, "schema": SCHEMA_KIND, "example": Data, "examples": Map(&EXAMPLE_KIND), "content": Map(&MEDIA_TYPE_KIND),
    }
    EXAMPLE = "example" in "examples" { "summary": Text, "description": Text, "value": Data, "externalValue": Text }
    LINK = "link" in "links" {
        "operationRef": Text, "operationId": Text, "parameters": Data, "requestBody": Data, "description": Text, "server": SERVER_KIND,
    }
    CALLBACK = "callback" in "callbacks" of PATH_ITEM_KIND {}
    SECURITY_SCHEME = "security scheme" in "securitySchemes" {
        "type": Text, "description": Text, "name": Text, "in": Text, "scheme": Text, "bearerFormat": Text, "flows": Kind::Object(&FLOWS), "openIdConnectUrl": Text,
    }
    FLOWS = "flows" {
        "implicit": Kind::Object(&FLOW), "password": Kind::Object(&FLOW), "clientCredentials": Kind::Object(&FLOW),
        "authorizationCode": Kind::Object(&FLOW),
    }
    FLOW = "flow" { "authorizationUrl": Text, "tokenUrl": Text, "refreshUrl": Text, "scopes": Map(&TEXT) }
    SCHEMA = "schema" in "schemas" {
        "type": Text, "properties": Map(&SCHEMA_KIND), "items": SCHEMA_KIND, "description": Text, "format": Text, "enum": List(&DATA),
        "allOf": List(&SCHEMA_KIND), "oneOf": List(&SCHEMA_KIND), "anyOf": List(&SCHEMA_KIND), "not": SCHEMA_KIND,
        "additionalProperties": SchemaOrFlag, "required": List(&TEXT), "nullable": Flag, "readOnly": Flag, "writeOnly": Flag,
        "discriminator": Kind::Object(&DISCRIMINATOR), "title": Text, "pattern": Text, "default": Data, "example": Data,
        "maxLength": Count, "minLength": Count, "maximum": Number, "minimum": Number, "exclusiveMaximum": Flag, "exclusiveMinimum": Flag,
        "multipleOf": Number, "maxItems": Count, "minItems": Count, "uniqueItems": Flag, "maxProperties": Count, "minProperties": Count,
        "deprecated": Flag, "xml": Kind::Object(&XML), "externalDocs": Kind::Object(&EXTERNAL_DOCS),
    }
    DISCRIMINATOR = "discriminator" { "propertyName": Text, "mapping": Map(&TEXT) }
    XML = "xml" { "name": Text, "namespace": Text, "prefix": Text, "attribute": Flag, "wrapped": Flag }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_one_only_where_the_specification_allows_it() {
        let schema = DOCUMENT_KIND.child("components").child("schemas").child("x-odd");
        assert!(schema.is_schema());
        assert!(schema.child("properties").child("x-y").is_schema());
        assert!(schema.child("properties").child("example").is_schema());
        for data in ["example", "default", "x-thing"] {
            assert!(matches!(schema.child(data), Kind::Data), "{data}");
        }
        let operation = DOCUMENT_KIND.child("paths").child("/a").child("get");
        assert!(operation.child("parameters").item().object().is_some());
        assert!(matches!(DOCUMENT_KIND.child("paths").child("x-a"), Kind::Data));
    }
}
