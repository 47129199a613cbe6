//! The walk through a document: each thing with what is inside it, first inside, then what version 3.0 spells
//! differently.

use super::composition::Place;
use super::context::Context;
use super::schemas::{boolean, is_boolean};
use super::scopes::is_resource;
use super::{document, positions, types};
use crate::schema::grammar::{Kind, SCHEMA_KIND};
use crate::tree::change::{Change, children};
use crate::tree::{Node, Value};

/// Keywords that name a schema or a dialect, or speak to maintainers (JSON Schema 2020-12, chapter
/// 8; `$recursiveAnchor` is of 2019-09). References to the names are rewritten.
const NAMES: [&str; 8] =
    ["$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$schema", "$vocabulary", "$comment", "$defs"];

impl Context<'_> {
    /// What stands at a place where a kind is expected, if any of it changes.
    pub fn lower(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        match (kind, &node.value) {
            _ if kind.is_schema() => self.schema(node, Place::Plain),
            (Kind::Object(object), Value::Mapping(_)) => self.object(node, kind, object.name),
            (Kind::Map(entry), Value::Mapping(_)) | (Kind::List(entry), Value::Sequence(_)) => {
                children(node, |_, child| self.lower(child, *entry).into())
            }
            _ => None,
        }
    }

    fn object(&mut self, node: &Node, kind: Kind, name: &str) -> Option<Node> {
        match name {
            "path item" => self.path_item(node, kind),
            _ if node.reference().is_some() && positions::is_referable(kind) => self.referred(node, kind),
            "info" => document::info(node),
            "server variable" => self.server_variable(node),
            _ => self.fields(node, kind),
        }
    }

    fn fields(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        let name = kind.object().map_or("", |object| object.name);
        children(node, |key, child| self.field(kind, name, (key, child)))
    }

    fn field(&mut self, kind: Kind, object: &str, (key, node): (&str, &Node)) -> Change {
        match (object, key) {
            ("document", "openapi") => Change::Set(Node::string("3.0.3", node.mark)),
            ("document", "jsonSchemaDialect") => self.dialect(node),
            ("document", "webhooks") => self.webhooks(node),
            ("document" | "operation", "security") => self.requirements(node).into(),
            ("components", "pathItems") => Change::Drop,
            ("components", "securitySchemes") => self.security_schemes(node, kind.child(key)).into(),
            ("components", "schemas") => self.described(node).into(),
            ("parameter" | "header", "schema") => self.schema(node, Place::Described).into(),
            _ => self.lower(node, positions::child(kind, key)).into(),
        }
    }

    /// A path item, with what its reference leads to if OpenAPI 3.0 cannot refer to it.
    fn path_item(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        let Some(item) = self.merged(node) else { return self.fields(node, kind) };
        let lowered = self.copied(&item, kind);
        Some(lowered.unwrap_or(item))
    }

    /// An object with a `$ref`, as a copy of its target if OpenAPI 3.0 cannot refer to it.
    fn referred(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        let copy = self.copy(node, kind)?;
        Some(self.copied(&copy, kind).unwrap_or(copy))
    }

    fn copied(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        self.copies.depth += 1;
        let lowered = match node.reference() {
            Some(_) if !positions::is_referable(kind) => self.fields(node, kind),
            _ => self.lower(node, kind),
        };
        self.copies.depth -= 1;
        lowered
    }

    fn security_schemes(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        node.as_mapping()?;
        children(node, |name, scheme| match self.is_lost_scheme(name, scheme) {
            true => Change::Drop,
            false => self.lower(scheme, kind.child(name)).into(),
        })
    }

    /// Schemas of something with a name.
    fn described(&mut self, node: &Node) -> Option<Node> {
        node.as_mapping()?;
        children(node, |_, schema| self.schema(schema, Place::Described).into())
    }

    /// A schema with everything in it, if any of it changes.
    pub fn schema(&mut self, node: &Node, place: Place) -> Option<Node> {
        if let Value::Bool(accepts) = node.value {
            return Some(boolean(accepts, node.mark));
        }
        let entries = node.as_mapping()?;
        let is_scope = self.scopes.is_empty() || is_resource(entries);
        if is_scope {
            self.scopes.push(node.clone());
        }
        let inside = children(node, |key, child| self.keyword(node, key, child));
        let respelled = self.respelled(node, inside.as_ref().unwrap_or(node), place);
        if is_scope {
            self.scopes.pop();
        }
        respelled.or(inside)
    }

    fn keyword(&mut self, schema: &Node, key: &str, node: &Node) -> Change {
        match key {
            _ if NAMES.contains(&key) || self.is_lost(schema, key, node) => Change::Drop,
            "$ref" => self.reference(node).into(),
            "discriminator" => self.discriminator(node).into(),
            "anyOf" | "oneOf" => self.alternatives(node).into(),
            "properties" => self.described(node).into(),
            "additionalProperties" | "unevaluatedProperties" if is_boolean(node) => Change::Keep,
            _ => self.lower(node, positions::child(SCHEMA_KIND, key)).into(),
        }
    }

    /// Alternatives other than `null`.
    fn alternatives(&mut self, node: &Node) -> Option<Node> {
        node.as_sequence()?;
        children(node, |_, member| match types::is_null(member) {
            true => Change::Drop,
            false => self.schema(member, Place::Plain).into(),
        })
    }
}
