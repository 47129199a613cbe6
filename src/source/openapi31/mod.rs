//! OpenAPI 3.1 to OpenAPI 3.0.3: the same document, as far as version 3.0 can say it.
//!
//! What both versions share stays as it is and shares its memory; every node keeps the mark of the
//! node that it was made from. Wrong kinds are left for the stage that checks them.

mod anchors;
mod arrays;
mod bounds;
mod composition;
mod contents;
mod copies;
mod document;
mod losses;
mod objects;
mod positions;
mod references;
mod schemas;
mod security;
mod types;
mod values;

use std::collections::{BTreeSet, HashSet};

use crate::finding::{Finding, LOWERING_LOSS, Site};
use crate::place::Mark;
use crate::schema::grammar::Kind;
use crate::tree::change::{Change, children};
use crate::tree::{Mapping, Node, Text, Value};
use anchors::Anchors;
use copies::Copies;
use references::Hoisted;
use schemas::Place;

/// The OpenAPI 3.0.3 document that says what an OpenAPI 3.1 document says, and what could not be said.
pub fn convert(root: &Node) -> (Node, Vec<Finding>) {
    let mut context = Context {
        root,
        findings: Vec::new(),
        reported: HashSet::new(),
        mutual_tls: security::mutual_tls(root),
        scopes: Vec::new(),
        hoisted: Hoisted::new(root),
        anchors: None,
        copies: Copies::default(),
    };
    let document = context.document();
    (document, context.findings)
}

/// The document that is lowered, and what was found so far.
struct Context<'d> {
    root: &'d Node,
    findings: Vec<Finding>,
    reported: HashSet<(Mark, String)>,
    /// The security schemes that OpenAPI 3.0 does not have.
    mutual_tls: BTreeSet<Text>,
    /// The schemas around the current one that a reference can start from, outermost first.
    scopes: Vec<Node>,
    hoisted: Hoisted,
    /// Found when a reference asks for them: few documents have any.
    anchors: Option<Anchors>,
    copies: Copies,
}

impl Context<'_> {
    /// What stands at a place where a kind is expected, if any of it changes.
    fn lower(&mut self, node: &Node, kind: Kind) -> Option<Node> {
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
            _ if node.reference().is_some() && positions::is_referable(kind) => self.copy(node, kind),
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

    /// Reports a loss; once only, although what is copied to several places is lowered at each.
    fn lose(&mut self, at: Mark, message: impl Into<String>, help: impl Into<String>) {
        let message = message.into();
        if self.reported.insert((at, message.clone())) {
            self.findings.push(Finding::new(&LOWERING_LOSS, Site::Spec(at), message, help));
        }
    }
}

/// Puts entries in the place of one; those whose key stands elsewhere take their place there.
fn replace<'k>(schema: &mut Mapping, key: &str, entries: impl IntoIterator<Item = (&'k str, Node)>) {
    let mut index = schema.get_index_of(key).unwrap_or(schema.len());
    schema.shift_remove(key);
    for (key, node) in entries {
        match schema.get_mut(key) {
            Some(place) => *place = node,
            None => {
                schema.shift_insert(index, key.into(), node);
                index += 1;
            }
        }
    }
}

/// An object without entries: as a schema, any value.
fn empty(at: Mark) -> Node {
    Node::mapping(Mapping::default(), at)
}
