//! Reads a method of a service document as the engine understands it.

use crate::engine::Columns;
use crate::engine::media_type::{JSON, is_json};
use crate::engine::pushdown;
use crate::engine::request;
use crate::engine::response::content;
use crate::engine::response::default_response;
use crate::engine::response::spelled;
use crate::engine::servers;
use crate::engine::{Content, Engine, Rows};
use crate::engine::{RequestTransform, Transform};
use crate::model;
use crate::model::{Method, Response};
use crate::schema::Resolver;
use crate::schema::{Spot, is_composed};
use crate::sql::SqlVerb;
use crate::tree::{Node, Text};

use super::reference::{self, Operation};

/// Builds the methods of one document.
pub struct Methods<'a> {
    pub tree: &'a Node,
    pub resolver: Resolver<'a>,
    pub servers: &'a [Node],
    /// Whether a schema with own properties also has those of its compositions.
    pub is_unioned: bool,
    /// Whether columns have names in snake case.
    pub has_aliases: bool,
}

/// The response of a method and its schema, if they exist.
struct Answer<'a> {
    response: Option<Response>,
    /// The schema that counts, with the media type by which its object key is read.
    schema: Option<(Spot<'a>, &'a str)>,
    /// What the operation says, if another schema stands for it and no template does.
    own: Option<Content<'a>>,
}

impl<'a> Methods<'a> {
    /// Returns a method, unless it has no operation. Its verb is EXEC until it is found in a list.
    pub fn method(&self, name: &str, node: &'a Node) -> Option<Method> {
        let operation = reference::operation(self.tree, node).ok()?;
        let body = self.body(node, operation.node);
        let schema = body.as_ref().and_then(|content| self.resolver.resolve(content.schema.as_ref()?.node));
        let schema = schema.map(|schema| self.with_members(schema));
        let body_names = body_names(node);
        let is_readable = body_names.is_none_or(|name| name == "default" || name.starts_with("naive"));
        let attributes = schema.as_ref().filter(|_| is_readable);
        let answer = self.answer(node, operation.node);
        let key = node.get("response").and_then(|response| response.text("objectKey")).filter(|key| !key.is_empty());
        let row = answer.schema.as_ref().and_then(|(schema, media_type)| self.rows(schema, media_type, key));
        let is_list = Engine { resolver: self.resolver }.is_list_of_rows(answer.own.as_ref(), row.as_ref());
        let answered = answer.schema.as_ref().and_then(|(schema, _)| self.resolver.resolve(schema.node));
        Some(Method {
            name: name.to_owned(),
            mark: node.mark,
            verb: SqlVerb::Exec,
            path: operation.path.clone(),
            http_verb: operation.verb,
            operation: operation.node.clone(),
            path_item: operation.item.clone(),
            description: operation.node.text("description").unwrap_or_default().to_owned(),
            request_media_type: body.map(|content| content.media_type.to_owned()),
            response: answer.response,
            response_schema: answered.cloned(),
            object_key: key.filter(|_| row.is_some()).map(str::to_owned),
            transform: transform(node),
            response_override: response_override(node),
            request_transform: request_transform(node),
            push_down: node.get("config").and_then(|config| config.get(pushdown::KEY)).cloned(),
            body_names: body_names.filter(|_| schema.is_some()).map(Text::from),
            settings: settings(node),
            given: Vec::new(),
            native_casing: node.get("request").and_then(|request| request.text("nativeCasing")).map(Text::from),
            parameters: self.parameters(&operation),
            // With an algorithm that it does not know, the engine loses all names of the body.
            required_body: attributes.map(|schema| request::required_body(schema, body_names)).unwrap_or_default(),
            body_schema: schema,
            server_variables: servers::server_variables(self.servers(node, &operation)),
            is_list,
            row_schema: row.as_ref().map(|row| row.schema.node.clone()),
            fields: row.map(|row| self.columns().aliased(self.has_aliases).fields(row.schema.node)),
        })
    }

    fn columns(&self) -> Columns<'a> {
        Columns::new(self.resolver).unioned(self.is_unioned)
    }

    /// Returns the schema of a body with the properties that the engine finds in its composition, by the rule for
    /// columns. What members require is not merged.
    fn with_members(&self, schema: &'a Node) -> Node {
        if !is_composed(schema) {
            return schema.clone();
        }
        let fields = self.columns().without_seconds().properties(schema);
        let properties = fields.into_iter().map(|field| (Text::from(field.name), field.schema)).collect();
        schema.with("properties", Node::mapping(properties, schema.mark))
    }

    fn servers(&self, method: &'a Node, operation: &Operation<'a>) -> &'a [Node] {
        let nearer = [operation.node, operation.item, method].map(|node| node.items("servers"));
        servers::servers(nearer.into_iter().chain([self.servers]))
    }

    /// Returns the parameters of the operation, and the required ones of its path: the engine offers no others.
    fn parameters(&self, operation: &Operation<'a>) -> Vec<model::Parameter> {
        let of = |list| model::parameters(self.resolver, list, &mut Vec::new());
        let mut parameters = of(operation.node.items("parameters"));
        for inherited in of(operation.item.items("parameters")) {
            let is_known =
                parameters.iter().any(|own| own.name == inherited.name && own.location == inherited.location);
            if inherited.required && !is_known {
                parameters.push(inherited);
            }
        }
        parameters
    }

    fn body(&self, method: &'a Node, operation: &'a Node) -> Option<Content<'a>> {
        let request = method.get("request");
        let holder = Spot::operation(operation).child("requestBody").and_then(|body| body.resolve(self.resolver));
        let named = request.and_then(|request| request.text("mediaType"));
        let content = holder.and_then(|holder| content(&holder, named));
        // The schema of the operation takes the place of the other one (`engine::request::has_own_schema`).
        match request.and_then(|request| self.overriding(request)) {
            Some(schema) if content.as_ref().is_none_or(|content| content.schema.is_none()) => {
                let media_type = named.or(content.map(|content| content.media_type)).unwrap_or("application/json");
                Some(Content { media_type, schema: Some(schema) })
            }
            _ => content,
        }
    }

    /// Returns the schema that overrides that of a request or a response.
    fn overriding(&self, holder: &'a Node) -> Option<Spot<'a>> {
        let name = holder.get("schema_override")?.reference()?.strip_prefix("#/components/schemas/")?;
        Some(Spot::schema(name, self.resolver.schema(name)?))
    }

    fn answer(&self, method: &'a Node, operation: &'a Node) -> Answer<'a> {
        let node = method.get("response");
        let named = node.and_then(|node| node.text("mediaType"));
        let key = node.and_then(|node| node.get("openAPIDocKey")).and_then(spelled);
        // The engine uses these only if the method gives both.
        let (key, named) = if key.is_some() && named.is_some() { (key, named) } else { (None, None) };
        let key = key.or_else(|| operation.get("responses").and_then(default_response));
        let response = key.and_then(|key| Spot::operation(operation).entry("responses", key));
        let response = response.and_then(|response| response.resolve(self.resolver));
        let content = response.as_ref().and_then(|response| content(response, named));
        let overriding = node.and_then(|node| node.text("overrideMediaType"));
        let own = content.as_ref().and_then(|content| Some((content.schema.clone()?, content.media_type)));
        let schema = match node.and_then(|node| self.overriding(node)) {
            Some(schema) => Some((schema, overriding.unwrap_or_default())),
            None => own.map(|(schema, media_type)| (schema, overriding.unwrap_or(media_type))),
        };
        let media_type = content.as_ref().map(|content| content.media_type.to_owned());
        let own = content.filter(|_| response_override(method).is_some());
        let has = |key| node.is_some_and(|node| node.get(key).is_some());
        let read_as = overriding.filter(|_| !has("transform") && !has("schema_override")).map(str::to_owned);
        Answer { response: key.map(|key| Response { key: key.to_owned(), media_type, read_as }), schema, own }
    }

    /// Returns the rows at an object key. A path that begins with `$` is read in JSON only.
    fn rows(&self, schema: &Spot<'a>, media_type: &str, key: Option<&str>) -> Option<Rows<'a>> {
        let engine = Engine { resolver: self.resolver };
        match key {
            None => engine.rows(schema),
            Some(key) if key.starts_with('$') && !is_json(media_type) => None,
            // `response-media-type-blank` reports names of JSON in which the engine follows no path.
            Some(key) if key.starts_with('$') => engine.rows_at(schema, key, JSON),
            Some(key) => engine.rows_at(schema, key, media_type),
        }
    }
}

/// Returns the naming algorithm for body properties.
fn body_names(method: &Node) -> Option<&str> {
    method.at_pointer("/config/requestBodyTranslate/algorithm").and_then(Node::as_str)
}

fn settings(method: &Node) -> Node {
    let sections = ["request", "response", "config", "servers"].into_iter();
    let given = sections.filter_map(|key| Some((key, method.get(key)?)));
    given.fold(Node::default(), |settings, (key, node)| settings.with(key, node.clone()))
}

/// Returns the schema that stands for that of the response, where no template makes what it describes.
fn response_override(method: &Node) -> Option<Text> {
    let response = method.get("response").filter(|response| response.get("transform").is_none())?;
    let name = response.get("schema_override")?.reference()?.strip_prefix("#/components/schemas/")?;
    Some(name.into())
}

fn request_transform(method: &Node) -> Option<RequestTransform> {
    let transform = method.at_pointer("/request/transform")?;
    Some(RequestTransform {
        kind: transform.text("type")?.into(),
        body: transform.text("body").unwrap_or_default().to_owned(),
    })
}

fn transform(method: &Node) -> Option<Transform> {
    let response = method.get("response")?;
    let transform = response.get("transform")?;
    let schema = response.get("schema_override").and_then(Node::reference).and_then(|it| it.rsplit('/').next());
    Some(Transform {
        kind: transform.text("type")?.into(),
        body: transform.text("body").unwrap_or_default().to_owned(),
        schema: schema.unwrap_or_default().into(),
    })
}
