//! Body and form parameters: a `requestBody` in OpenAPI 3.0.

use super::context::Context;
use super::references::{BODIES, PARAMETERS};
use crate::place::Mark;
use crate::tree::{Mapping, Node, Text};

/// Where code generators, and the StackQL documents, keep the name that a body has no place for.
const BODY_NAME: &str = "x-codegen-request-body-name";

const URL_ENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// The parameters of an operation or path that make up the body, some of them references.
#[derive(Clone, Default)]
pub struct Payload {
    bodies: Vec<Node>,
    fields: Vec<Node>,
}

impl Payload {
    /// What an operation sends on a path: its own parameters override those of the path, of which
    /// a body has to be the only one.
    fn on(mut self, path: &Payload) -> Payload {
        if self.bodies.is_empty() && self.fields.is_empty() {
            return path.clone();
        }
        if self.bodies.is_empty() {
            let is_own = |name: &Node| self.fields.iter().any(|field| field.text("name") == name.text("name"));
            let inherited: Vec<Node> = path.fields.iter().filter(|field| !is_own(field)).cloned().collect();
            self.fields.extend(inherited);
        }
        self
    }
}

impl Context<'_> {
    /// The body and form parameters of a list; fields resolved, since OpenAPI 3.0 has no place to
    /// refer to a single one.
    pub fn payload(&self, parameters: &[Node]) -> Payload {
        let mut payload = Payload::default();
        for parameter in parameters {
            let target = self.resolved(parameter, &PARAMETERS).unwrap_or_else(|| parameter.clone());
            match target.text("in") {
                Some("body") => payload.bodies.push(parameter.clone()),
                Some("formData") => payload.fields.push(target),
                _ => {}
            }
        }
        payload
    }

    /// Whether a parameter is part of the body.
    pub fn is_payload(&self, parameter: &Node) -> bool {
        let target = self.resolved(parameter, &PARAMETERS);
        matches!(target.as_ref().unwrap_or(parameter).text("in"), Some("body" | "formData"))
    }

    /// The body of an operation on a path.
    pub fn request_body(&mut self, operation: &Node, path: &Payload) -> Option<Node> {
        let payload = self.payload(operation.items("parameters")).on(path);
        let Some(body) = payload.bodies.first() else { return self.form(&payload.fields, operation) };
        for second in payload.bodies.iter().skip(1) {
            self.lose(
                second.mark,
                "an operation can have only one body, and this is a second one",
                "combine both into one schema",
            );
        }
        for field in &payload.fields {
            self.lose(
                field.mark,
                "a form field in addition to a body is left out",
                "keep either the body or the form fields",
            );
        }
        Some(self.body(body, operation))
    }

    /// A body, or a reference to a global one that says the same: those carry the media types of
    /// the document, not of the operation.
    fn body(&mut self, parameter: &Node, operation: &Node) -> Node {
        let types = self.media_types(operation, "consumes");
        match self.resolved(parameter, &PARAMETERS) {
            Some(_) if types == self.media_types(self.root, "consumes") => self.referring(parameter, &BODIES),
            Some(target) => self.body_of(&target, &types),
            None => self.body_of(parameter, &types),
        }
    }

    /// A body parameter under the media types that it is sent as.
    pub fn body_of(&mut self, parameter: &Node, types: &[Text]) -> Node {
        let Some(entries) = parameter.as_mapping() else { return parameter.clone() };
        let schema = self.value_schema(parameter);
        let media = Node::mapping(schema.into_iter().map(|schema| ("schema".into(), schema)).collect(), parameter.mark);
        let content = types.iter().map(|name| (Text::clone(name), media.clone())).collect();
        let mut body: Mapping =
            self.beside_value(entries).filter(|(key, _)| !matches!(&**key, "in" | "name")).collect();
        body.insert("content".into(), Node::mapping(content, parameter.mark));
        if let Some(name) = entries.get("name") {
            body.insert(BODY_NAME.into(), name.clone());
        }
        Node::mapping(body, parameter.mark)
    }

    fn form(&mut self, fields: &[Node], operation: &Node) -> Option<Node> {
        let at = fields.first()?.mark;
        let schema = self.form_schema(fields, at);
        let mut content = Mapping::default();
        for name in self.form_types(fields, operation) {
            let mut media = Mapping::from_iter([("schema".into(), schema.clone())]);
            let encoding = self.encoding(fields, &name);
            if !encoding.is_empty() {
                media.insert("encoding".into(), Node::mapping(encoding, at));
            }
            content.insert(name, Node::mapping(media, at));
        }
        let mut body = Mapping::from_iter([("content".into(), Node::mapping(content, at))]);
        if fields.iter().any(|field| field.flag("required")) {
            body.insert("required".into(), Node::bool(true, at));
        }
        Some(Node::mapping(body, at))
    }

    /// Files need a multipart body; else what the operation says, as far as it is a form.
    fn form_types(&self, fields: &[Node], operation: &Node) -> Vec<Text> {
        if fields.iter().any(|field| field.text("type") == Some("file")) {
            return vec![MULTIPART.into()];
        }
        let mut types = self.media_types(operation, "consumes");
        types.retain(|name| matches!(&**name, URL_ENCODED | MULTIPART));
        if types.is_empty() { vec![URL_ENCODED.into()] } else { types }
    }

    fn form_schema(&mut self, fields: &[Node], at: Mark) -> Node {
        let (mut properties, mut required) = (Mapping::default(), Vec::new());
        for field in fields {
            let Some(name) = field.get("name").filter(|name| name.as_str().is_some()) else {
                self.lose(field.mark, "a form field without a name is left out", "give it a `name`");
                continue;
            };
            properties.insert(name.as_str().unwrap_or_default().into(), self.property(field));
            if field.flag("required") {
                required.push(name.clone());
            }
        }
        let kind = Node::string("object", at);
        let mut schema =
            Mapping::from_iter([("type".into(), kind), ("properties".into(), Node::mapping(properties, at))]);
        if !required.is_empty() {
            schema.insert("required".into(), Node::sequence(required, at));
        }
        Node::mapping(schema, at)
    }

    fn property(&mut self, field: &Node) -> Node {
        let value = self.value_schema(field);
        let mut property = value.as_ref().and_then(Node::as_mapping).cloned().unwrap_or_default();
        let entries = field.as_mapping().into_iter();
        let is_of_parameter = |key: &str| matches!(key, "name" | "in" | "required" | "allowEmptyValue");
        property
            .extend(entries.flat_map(|entries| self.beside_value(entries)).filter(|(key, _)| !is_of_parameter(key)));
        Node::mapping(property, field.mark)
    }

    /// How the lists of a form are joined. In a multipart body each item is a part of its own
    /// (OpenAPI 3.0, 4.7.15.1: the style is ignored there).
    fn encoding(&mut self, fields: &[Node], media_type: &str) -> Mapping {
        let mut encoding = Mapping::default();
        for field in fields.iter().filter(|field| field.text("type") == Some("array")) {
            let format = field.get("collectionFormat").filter(|format| format.as_str() != Some("multi"));
            match (field.text("name"), format) {
                (Some(name), _) if media_type == URL_ENCODED => {
                    let style = Node::mapping(self.list_style(field, "formData"), field.mark);
                    encoding.insert(name.into(), style);
                }
                (Some(_), Some(format)) => self.lose_format(format, "a field of a multipart form", "multi"),
                _ => {}
            }
        }
        encoding
    }
}
