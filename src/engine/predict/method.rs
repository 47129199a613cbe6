//! A method of a resource: its operation, what it takes, and what it gives.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::schema::{ANONYMOUS, Schema, last_part};
use super::source::Source;
use super::stop::{Step, fail};
use crate::engine::casing;
use crate::engine::media_type as media;
use crate::engine::servers::servers;
use crate::tree::Node;

/// The key of an operation that makes it a GraphQL query (provider-format 2.5).
pub const GRAPHQL: &str = "x-stackQL-graphQL";

/// Where a parameter goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// The address of the server.
    Server,
    /// The body.
    Body,
    /// Somewhere that the engine does not know.
    Other(String),
}

/// A parameter.
#[derive(Clone)]
pub struct Param<'d> {
    /// Its name.
    pub name: String,
    /// Where it goes.
    pub place: Place,
    /// Whether it has to be given.
    pub is_required: bool,
    /// Its schema.
    pub schema: Option<Schema<'d>>,
    /// Its default.
    pub default: Option<&'d Node>,
}

impl Param<'_> {
    /// Returns its type.
    pub fn kind(&self) -> &str {
        match (&self.place, &self.schema) {
            (Place::Server, _) => "string",
            (_, Some(schema)) => schema.own_kind(),
            (_, None) => "",
        }
    }
}

/// Parameters by name.
pub type Params<'d> = BTreeMap<String, Param<'d>>;

/// What a method sends.
pub struct Outgoing<'d> {
    /// The media type of the body.
    pub media_type: &'d str,
    /// The schema of the body.
    pub schema: Option<Schema<'d>>,
    /// The block that describes it, if there is one.
    pub node: Option<&'d Node>,
}

/// What a method gets.
pub struct Incoming<'d> {
    /// The media type of the answer.
    pub media_type: &'d str,
    /// The schema of the answer.
    pub schema: Option<Schema<'d>>,
    /// The schema that takes its place.
    pub override_schema: Option<Schema<'d>>,
    /// The block that describes it, if there is one.
    pub node: Option<&'d Node>,
}

impl<'d> Incoming<'d> {
    /// Returns a text of the block.
    pub fn text(&self, key: &str) -> &'d str {
        text_of(self.node, key)
    }
}

impl<'d> Outgoing<'d> {
    /// Returns a text of the block.
    pub fn text(&self, key: &str) -> &'d str {
        text_of(self.node, key)
    }
}

fn text_of<'d>(node: Option<&'d Node>, key: &str) -> &'d str {
    node.and_then(|node| node.text(key)).unwrap_or_default()
}

/// A method.
pub struct Method<'d> {
    /// Its name.
    pub name: String,
    /// The document.
    pub source: Rc<Source<'d>>,
    /// The resource.
    pub resource: &'d Node,
    /// What the document says about it.
    pub node: &'d Node,
    /// The path with its query.
    pub path: String,
    /// The path item.
    pub path_item: &'d Node,
    /// The verb in capitals.
    pub verb: String,
    /// The operation.
    pub operation: &'d Node,
    /// What it sends.
    pub request: Option<Outgoing<'d>>,
    /// What it gets.
    pub response: Option<Incoming<'d>>,
}

impl<'d> Method<'d> {
    /// Returns the blocks of configuration that count, the nearest first.
    fn configs(&self) -> impl Iterator<Item = &'d Node> {
        let root = self.source.root.get("x-stackQL-config");
        [self.node.get("config"), self.resource.get("config"), root].into_iter().flatten()
    }

    /// Returns a block of the nearest configuration that has it.
    pub fn config(&self, key: &str) -> Option<&'d Node> {
        self.configs().find_map(|config| config.get(key))
    }

    /// Returns a value of the nearest block of a name that has it.
    pub fn config_value(&self, block: &str, key: &str) -> Option<&'d Node> {
        self.configs().find_map(|config| config.get(block).and_then(|block| block.get(key)))
    }

    /// Returns the servers: of the operation, the path, the method, or the document.
    pub fn servers(&self) -> &'d [Node] {
        let places = [self.operation, self.path_item, self.node, self.source.root];
        servers(places.into_iter().map(|node| node.items("servers")))
    }

    /// Returns the parameters of the first server.
    pub fn server_params(&self) -> Params<'d> {
        let variables = self.servers().first().into_iter().flat_map(|server| server.entries("variables"));
        let param = |(name, node): (&crate::tree::Text, &'d Node)| {
            let param = Param {
                name: name.to_string(),
                place: Place::Server,
                is_required: self.environment_value(node).is_none(),
                schema: None,
                default: node.get("default"),
            };
            (name.to_string(), param)
        };
        variables.map(param).collect()
    }

    /// Returns what the environment gives to a variable of a server.
    pub fn environment_value(&self, variable: &Node) -> Option<&str> {
        let name = variable.text("x-stackQL-envVar")?;
        self.source.environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn param(&self, node: &'d Node) -> Option<Param<'d>> {
        let (_, node) = self.source.open(node);
        let schema = node.get("schema").map(|schema| Schema::new(&self.source, schema, ""));
        let name = node.text("name").unwrap_or_default();
        let place = match node.text("in").unwrap_or_default() {
            "path" => Place::Path,
            "query" => Place::Query,
            "header" => Place::Header,
            other => Place::Other(other.to_owned()),
        };
        let default = schema.as_ref().and_then(|schema| schema.node().get("default"));
        let is_required = node.flag("required") && !node.flag("allowEmptyValue");
        node.as_mapping()?;
        Some(Param { name: name.to_owned(), place, is_required, schema, default })
    }

    /// Returns the parameters of the operation, in the order in which they stand there.
    pub fn operation_params(&self) -> Vec<Param<'d>> {
        self.operation.items("parameters").iter().filter_map(|node| self.param(node)).collect()
    }

    fn path_params(&self) -> Vec<Param<'d>> {
        self.path_item.items("parameters").iter().filter_map(|node| self.param(node)).collect()
    }

    /// Returns the parameters that the method itself adds.
    fn own_params(&self) -> Vec<Param<'d>> {
        let named = |(name, node): (&crate::tree::Text, &'d Node)| {
            let mut param = self.param(node)?;
            param.name = name.to_string();
            Some(param)
        };
        self.node.entries("parameters").filter_map(named).collect()
    }

    /// Returns a parameter of the operation, that of the path before one of the query.
    pub fn operation_param(&self, name: &str) -> Option<Param<'d>> {
        if let Some(own) = self.own_params().into_iter().find(|param| param.name == name) {
            return Some(own);
        }
        let rank = |param: &Param<'d>| match &param.place {
            Place::Path => Some(0),
            Place::Query => Some(1),
            Place::Header => Some(2),
            Place::Other(place) if place == "cookie" => Some(3),
            Place::Other(place) if place == "context" => Some(4),
            _ => None,
        };
        let named = self.operation_params().into_iter().filter(|param| param.name == name);
        named.filter_map(|param| rank(&param).map(|rank| (rank, param))).min_by_key(|(rank, _)| *rank).map(|it| it.1)
    }

    /// Returns the parameters outside the body that have to be given.
    pub fn required_outside(&self) -> Params<'d> {
        let all = self.own_params().into_iter().chain(self.path_params()).chain(self.operation_params());
        all.filter(|param| param.is_required).map(|param| (param.name.clone(), param)).collect()
    }

    /// Returns all that has to be given: a method without a body does not demand what its server takes.
    pub fn required(&self) -> Step<Params<'d>> {
        let mut params = self.required_outside();
        let Some(body) = self.body_params()? else { return Ok(params) };
        params.extend(body.into_iter().filter(|(_, param)| param.is_required));
        params.extend(self.server_params().into_iter().filter(|(_, param)| param.is_required));
        Ok(params)
    }

    /// Returns what may be left out.
    pub fn optional(&self) -> Step<Params<'d>> {
        let is_optional = |node: &&Node| !self.source_flag(node, "required");
        let own = self.own_params().into_iter().filter(|param| !param.is_required);
        let of_operation = self.operation.items("parameters").iter().filter(is_optional);
        let params = own.chain(of_operation.filter_map(|node| self.param(node)));
        let mut params: Params<'d> = params.map(|param| (param.name.clone(), param)).collect();
        // Without a list of parameters the engine stops before it comes to the body.
        if self.operation.get("parameters").is_some_and(|list| !list.is_null()) {
            let body = self.body_params()?.unwrap_or_default();
            params.extend(body.into_iter().filter(|(_, param)| !param.is_required));
        }
        Ok(params)
    }

    fn source_flag(&self, node: &Node, key: &str) -> bool {
        match node.reference() {
            Some(reference) => crate::schema::target(self.source.root, reference).is_some_and(|it| it.flag(key)),
            None => node.flag(key),
        }
    }

    /// Returns all parameters outside the body.
    pub fn outside(&self) -> Params<'d> {
        let all = self.path_params().into_iter().chain(self.operation_params());
        all.map(|param| (param.name.clone(), param)).collect()
    }

    /// Returns all parameters.
    pub fn all_params(&self) -> Step<Params<'d>> {
        let mut params = self.outside();
        params.extend(self.body_params()?.unwrap_or_default());
        Ok(params)
    }

    /// Returns a parameter by its name, or by that in snake case.
    pub fn any_param(&self, name: &str) -> Step<Option<Param<'d>>> {
        let mut params = self.all_params()?;
        let native = casing::from_snake(name, self.native_casing());
        Ok(params.remove(name).or_else(|| params.remove(&native)))
    }

    /// Returns the casing of names in the request.
    pub fn native_casing(&self) -> &'d str {
        self.request.as_ref().map_or("", |request| request.text("nativeCasing"))
    }

    /// Returns the schema of the body.
    pub fn body_schema(&self) -> Option<&Schema<'d>> {
        self.request.as_ref().and_then(|request| request.schema.as_ref())
    }

    /// Returns the parameters of the body by their names in SQL; none without a body.
    fn body_params(&self) -> Step<Option<Params<'d>>> {
        let Some(schema) = self.body_schema() else { return Ok(None) };
        let mut params = BTreeMap::new();
        for (name, property) in schema.all_properties()? {
            let is_required = schema.required.contains(&name.as_str());
            let Some(name) = self.body_name(&name) else { return Ok(None) };
            let param =
                Param { name: name.clone(), place: Place::Body, is_required, schema: Some(property), default: None };
            params.insert(name, param);
        }
        if !self.has_body_matcher()? {
            return Ok(None);
        }
        Ok(Some(params))
    }

    /// Returns how names of the body are made.
    pub fn body_naming(&self) -> BodyNaming<'d> {
        let config = self.node.get("config").and_then(|config| config.get("requestBodyTranslate"));
        let algorithm = config.and_then(|config| config.text("algorithm")).unwrap_or_default();
        if let Some(rest) = algorithm.strip_prefix("naive") {
            BodyNaming::Naive(rest.strip_prefix('_').unwrap_or_default())
        } else if algorithm.is_empty() || algorithm.starts_with("default") {
            BodyNaming::Prefixed
        } else {
            BodyNaming::Unknown
        }
    }

    /// Returns the name in SQL of a property of the body.
    pub fn body_name(&self, property: &str) -> Option<String> {
        match self.body_naming() {
            BodyNaming::Prefixed => Some(format!("data__{property}")),
            BodyNaming::Naive("") => Some(property.to_owned()),
            BodyNaming::Naive(parent) => {
                Some(property.strip_prefix(&format!("{parent}.")).unwrap_or(property).to_owned())
            }
            BodyNaming::Unknown => None,
        }
    }

    /// Whether naming can tell the names of the body at all.
    fn has_body_matcher(&self) -> Step<bool> {
        match self.body_naming() {
            BodyNaming::Naive(parent) => {
                let schema = self.naive_schema(parent)?;
                Ok(match schema {
                    Some(schema) => !schema.all_properties()?.contains_key(""),
                    None => false,
                })
            }
            _ => Ok(true),
        }
    }

    fn naive_schema(&self, parent: &str) -> Step<Option<Schema<'d>>> {
        match self.body_schema() {
            Some(schema) if parent.is_empty() => Ok(Some(schema.clone())),
            Some(schema) => schema.find(parent),
            None => Ok(None),
        }
    }

    /// Returns the property of the body that a name in SQL means.
    pub fn body_property(&self, name: &str) -> Step<Option<String>> {
        match self.body_naming() {
            BodyNaming::Prefixed => Ok(name.strip_prefix("data__").map(str::to_owned)),
            BodyNaming::Naive(parent) => {
                let Some(schema) = self.naive_schema(parent)? else { return Ok(None) };
                let properties = schema.all_properties()?;
                if properties.contains_key(name) {
                    return Ok(Some(name.to_owned()));
                }
                let has_alias = !self.native_casing().is_empty();
                Ok(properties.into_keys().find(|key| has_alias && casing::to_snake(key) == name))
            }
            BodyNaming::Unknown => Ok(None),
        }
    }

    /// Returns the response schema with its media type.
    pub fn answer_schema(&self) -> Option<(&Schema<'d>, &'d str)> {
        let response = self.response.as_ref()?;
        let overriding = response.text("overrideMediaType");
        if let Some(schema) = &response.override_schema {
            return Some((schema, overriding));
        }
        let media_type = if overriding.is_empty() { response.media_type } else { overriding };
        response.schema.as_ref().map(|schema| (schema, media_type))
    }

    /// Returns the key of rows that is written.
    pub fn object_key(&self) -> &'d str {
        self.response.as_ref().map_or("", |response| response.text("objectKey"))
    }

    /// Returns the key of rows that is meant.
    pub fn row_key(&self) -> &'d str {
        let written = self.object_key();
        if !written.is_empty() {
            return written;
        }
        let Some((schema, _)) = self.answer_schema() else { return "" };
        let overriding = self.response.as_ref().map_or("", |response| response.text("overrideMediaType"));
        let kind = if overriding.is_empty() { schema.kind() } else { overriding };
        match kind {
            "string" | "integer" => ANONYMOUS,
            _ if schema.has_own("items") => "items",
            _ => "",
        }
    }

    /// Returns the media type by which rows are searched.
    fn row_media_type(&self) -> &'d str {
        match &self.response {
            Some(response) if response.override_schema.is_some() => response.text("overrideMediaType"),
            Some(response) if !response.media_type.is_empty() => response.media_type,
            _ => media::JSON,
        }
    }

    /// Returns the schema that lies behind a key.
    pub fn schema_at(&self, key: &str) -> Step<Schema<'d>> {
        match self.answer_schema() {
            Some((schema, _)) => schema.row_at(key, self.row_media_type()),
            None => fail(format!("no response body for operation =  {}", self.name)),
        }
    }

    /// Returns the schema of rows.
    pub fn row_schema(&self) -> Step<Schema<'d>> {
        self.schema_at(self.row_key())
    }
}

/// How the properties of a body are named in SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyNaming<'d> {
    /// With `data__` before them.
    Prefixed,
    /// As they are, those below a path.
    Naive(&'d str),
    /// Not at all.
    Unknown,
}

/// Returns what a method sends.
pub fn outgoing<'d>(source: &Rc<Source<'d>>, method: &'d Node, operation: &'d Node) -> Step<Option<Outgoing<'d>>> {
    let node = method.get("request").filter(|node| node.as_mapping().is_some());
    let body = operation.get("requestBody").map(|body| source.open(body).1);
    if node.is_none() && body.is_none() {
        return Ok(None);
    }
    let schema = overriding(source, node, "schema_override")?;
    let mut request = Outgoing { media_type: text_of(node, "mediaType"), schema, node };
    let Some(content) = body.and_then(|body| body.get("content")) else { return Ok(Some(request)) };
    let found = match request.media_type {
        "" => default_content(content),
        media_type => content.get(media_type).and_then(|it| it.get("schema")).map(|schema| (media_type, schema)),
    };
    if let Some((media_type, schema)) = found {
        request.media_type = media_type;
        request.schema = Some(referred(source, schema));
    }
    Ok(Some(request))
}

/// Returns what a method gets.
pub fn incoming<'d>(source: &Rc<Source<'d>>, method: &'d Node, operation: &'d Node) -> Step<Option<Incoming<'d>>> {
    let node = method.get("response").filter(|node| node.as_mapping().is_some());
    let responses = operation.get("responses");
    if node.is_none() && responses.is_none() {
        return Ok(None);
    }
    overriding(source, node, "async_schema_override")?;
    let override_schema = overriding(source, node, "schema_override")?;
    let media_type = text_of(node, "mediaType");
    let code = text_of(node, "openAPIDocKey");
    let mut response = Incoming { media_type, schema: override_schema.clone(), override_schema, node };
    if response.override_schema.is_some() {
        return Ok(Some(response));
    }
    let content = |it: &'d Node| source.open(it).1.get("content");
    if !media_type.is_empty() && !code.is_empty() {
        let found = responses.and_then(|it| it.get(code)).and_then(content).and_then(|it| it.get(media_type));
        response.schema = found.and_then(|it| it.get("schema")).map(|schema| named(source, schema));
    } else if let Some(content) = responses.and_then(default_response).and_then(content)
        && let Some((media_type, schema)) = default_content(content)
    {
        response.media_type = media_type;
        response.schema = Some(referred(source, schema));
    }
    Ok(Some(response))
}

/// A schema with its reference as its key.
fn referred<'d>(source: &Rc<Source<'d>>, node: &'d Node) -> Schema<'d> {
    let key = node.reference().unwrap_or_default();
    Schema::new(source, node, key)
}

/// A schema with its reference as its key, or that of its items.
fn named<'d>(source: &Rc<Source<'d>>, node: &'d Node) -> Schema<'d> {
    let mut schema = referred(source, node);
    if schema.key.is_empty()
        && let Some(items) = schema.items.as_ref().filter(|items| !items.path.is_empty())
    {
        schema.key = format!("[]{}", last_part(items.path));
    }
    schema
}

fn overriding<'d>(source: &Rc<Source<'d>>, node: Option<&'d Node>, key: &str) -> Step<Option<Schema<'d>>> {
    let Some(reference) = node.and_then(|node| node.get(key)).and_then(Node::reference) else { return Ok(None) };
    let name = reference.strip_prefix("#/components/schemas/").unwrap_or(reference);
    let schemas = source.root.get("components").and_then(|components| components.get("schemas"));
    match schemas.and_then(|schemas| schemas.get(name)) {
        Some(found) => {
            let mut schema = Schema::new(source, found, "");
            schema.path = "";
            Ok(Some(schema))
        }
        None => fail(format!("schema '{name}' not found in components")),
    }
}

fn default_content(content: &Node) -> Option<(&'static str, &Node)> {
    let of = |media_type: &'static str| Some((media_type, content.get(media_type)?.get("schema")?));
    crate::engine::media_type::DEFAULTS.iter().find_map(|media_type| of(media_type))
}

fn default_response(responses: &Node) -> Option<&Node> {
    let codes = responses.as_mapping()?.iter();
    let mut numbers: Vec<_> = codes.filter(|(code, _)| code.parse::<i64>().is_ok_and(|code| code < 300)).collect();
    numbers.sort_by_key(|(code, _)| code.to_string());
    numbers.first().map(|(_, response)| *response).or_else(|| responses.get("default"))
}
