//! Stage 5: plain data about a provider, with the questions that renderers ask.

mod build;
mod choice;
mod method;
mod order;
mod servers;
mod typed;
mod views;

use std::collections::BTreeMap;

use crate::engine::Transform;
use crate::sql::SqlVerb;
use crate::tree::{Node, Text};

pub use crate::engine::{Field, ServerVariable};
pub use build::{provider, services};
pub use choice::BodyAttribute;
pub use method::parameters;
pub use order::{Shadowed, shadowed, wanted};

/// A provider: what `provider.yaml` and the provider page say.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Name in SQL, and id.
    pub name: String,
    /// Version folder.
    pub version: String,
    /// Title.
    pub title: String,
    /// Description.
    pub description: String,
    /// The `config` block.
    pub config: Option<Node>,
    /// The files that its maintainer edits, by name: configuration, mapping, overlays.
    pub inputs: Vec<String>,
    /// The services by name.
    pub services: Vec<Service>,
}

/// A service: a document of operations and the resources that use them.
#[derive(Clone, Debug)]
pub struct Service {
    /// Name in SQL.
    pub name: String,
    /// `name:version`.
    pub id: String,
    /// Version in the id.
    pub version: String,
    /// Title.
    pub title: String,
    /// Description, one paragraph.
    pub description: String,
    /// SHA-256 of the API's document as it was read; empty if that is not known.
    pub sha256: String,
    /// The document of its own that a maintainer edits, by name; none if it is made from [`Provider::inputs`].
    pub file: Option<String>,
    /// The part of the API's document that this service has.
    pub api: Api,
    /// The resources by name.
    pub resources: Vec<Resource>,
}

/// OpenAPI's side of a service.
#[derive(Clone, Debug)]
pub struct Api {
    /// Root fields in the order in which they are written, from `openapi` on, without paths and components.
    pub root: Node,
    /// Path items.
    pub paths: Node,
    /// Components, by section.
    pub components: Node,
    /// The root `x-stackQL-config`.
    pub config: Option<Node>,
}

/// A resource: a table, as SQL users see it.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Name in SQL.
    pub name: String,
    /// `provider.service.resource`.
    pub id: String,
    /// The methods in the order of the spec. A view has none, unless it shares the name of a resource.
    pub methods: Vec<Method>,
    /// The methods of each verb but EXEC, by their place in `methods`, in the order in which the engine tries
    /// them. A published provider may list a method under two verbs, or twice.
    pub verbs: BTreeMap<SqlVerb, Vec<usize>>,
    /// The `config` block that holds its view, if it has one.
    pub view: Option<Node>,
}

/// A method: one way to read or change a resource.
#[derive(Clone, Debug)]
pub struct Method {
    /// Name in SQL.
    pub name: String,
    /// How SQL reaches it.
    pub verb: SqlVerb,
    /// Path of its operation.
    pub path: Text,
    /// HTTP verb of its operation.
    pub http_verb: &'static str,
    /// Its operation, as the service's document has it.
    pub operation: Node,
    /// What the path item of its operation says besides operations and parameters.
    pub path_item: Node,
    /// Description of its operation.
    pub description: String,
    /// Media type of the request body, if the operation takes one.
    pub request_media_type: Option<String>,
    /// The response that holds the rows.
    pub response: Option<Response>,
    /// The schema of that response behind its `$ref`, or that of what a template makes of it, if it has one.
    pub response_schema: Option<Node>,
    /// Where in the response the rows are, if that resolves.
    pub object_key: Option<String>,
    /// The template that makes rows of the response, where the object key leads.
    pub transform: Option<Transform>,
    /// The algorithm that names the properties of the body, if it is not the engine's default.
    pub body_names: Option<Text>,
    /// What else a document tells the engine about a published method: its `request`, `response`, `config` and
    /// `servers`, and the `config` of its `resource`, as they stand there. Null for one that is built.
    pub settings: Node,
    /// The casing that the names of its body are turned into, where SQL has them in snake_case.
    pub native_casing: Option<Text>,
    /// The operation's parameters.
    pub parameters: Vec<Parameter>,
    /// The properties of the request body that must be given, by their SQL names.
    pub required_body: Vec<String>,
    /// The schema of the request body, behind its `$ref`, if it has one: the engine then requires server variables
    /// as well.
    pub body_schema: Option<Node>,
    /// The variables of its first server, which SQL users give as parameters.
    pub server_variables: Vec<ServerVariable>,
    /// The schema of a row, behind its `$ref`, if the response has one.
    pub row_schema: Option<Node>,
    /// The columns of a row, if the response has a schema that gives any.
    pub fields: Option<Vec<Field>>,
    /// Whether the response holds a list of rows.
    pub is_list: bool,
}

/// A response of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Its key under `responses`.
    pub key: String,
    /// The media type of its content, if it has content.
    pub media_type: Option<String>,
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// `path`, `query`, `header` or `cookie`.
    pub location: &'static str,
    /// Whether a query must give it. A parameter that may be empty may be left out.
    pub required: bool,
    /// The parameter behind its `$ref`.
    pub node: Node,
}

impl Provider {
    /// All resources.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.services.iter().flat_map(|service| &service.resources)
    }

    /// How many of each kind there are.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { services: self.services.len(), ..Counts::default() };
        self.resources().for_each(|resource| counts.add(resource));
        counts
    }
}

impl Service {
    /// A document of nothing but the components, for what follows references.
    pub fn components(&self) -> Node {
        Node::default().with("components", self.api.components.clone())
    }

    /// The resources that the API has, without those that are views alone.
    pub fn api_resources(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|resource| !resource.methods.is_empty())
    }

    /// How many of each kind there are.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { services: 1, ..Counts::default() };
        self.resources.iter().for_each(|resource| counts.add(resource));
        counts
    }
}

/// Totals of a provider or a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Services.
    pub services: usize,
    /// Resources that the API has.
    pub resources: usize,
    /// Resources that can be read with SELECT.
    pub selectable: usize,
    /// Methods.
    pub methods: usize,
    /// Views, those that share the name of a resource among them.
    pub views: usize,
}

impl Counts {
    fn add(&mut self, resource: &Resource) {
        self.resources += usize::from(!resource.methods.is_empty());
        self.views += usize::from(resource.view.is_some());
        self.selectable += usize::from(resource.is_selectable());
        self.methods += resource.methods.len();
    }
}

impl Resource {
    /// The methods of a verb in the order in which the engine tries them.
    pub fn methods_of(&self, verb: SqlVerb) -> Vec<&Method> {
        match verb {
            SqlVerb::Exec => self.methods.iter().filter(|method| method.verb == verb).collect(),
            _ => self.verbs.get(&verb).into_iter().flatten().filter_map(|index| self.methods.get(*index)).collect(),
        }
    }

    /// Takes a method out of the lists of verbs, so that only EXEC reaches it.
    pub fn unlist(&mut self, name: &str) {
        let Some(index) = self.methods.iter().position(|method| method.name == name) else { return };
        self.verbs.values_mut().for_each(|list| list.retain(|listed| *listed != index));
        self.methods.iter_mut().filter(|method| method.name == name).for_each(|method| method.verb = SqlVerb::Exec);
    }

    /// The method whose columns stand for the resource: one called `select`, `list`,
    /// `aggregatedList` or `get`, else the first that gives a list, else the first.
    pub fn described(&self) -> Option<&Method> {
        let selects = || self.methods.iter().filter(|method| method.verb == SqlVerb::Select);
        let named =
            SqlVerb::Select.default_methods().iter().find_map(|name| selects().find(|method| method.name == *name));
        named.or_else(|| selects().find(|method| method.is_list)).or_else(|| selects().next())
    }

    /// Whether SELECT works and the columns are known.
    pub fn is_selectable(&self) -> bool {
        self.described().is_some_and(|method| method.fields.is_some())
    }
}

impl Method {
    /// Whether the request body is a form with parts, which SQL cannot send.
    pub fn has_form(&self) -> bool {
        self.request_media_type.as_deref().is_some_and(|media_type| media_type.starts_with("multipart/"))
    }

    /// The parameters that a query must give, by location and name.
    pub fn required_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.required)
    }
}
