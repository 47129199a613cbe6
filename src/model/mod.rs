//! Stage 5: the model of a provider, plain data with the queries that renderers need.

mod build;
mod choice;
mod method;
mod order;
mod servers;
mod typed;
mod views;

use std::collections::BTreeMap;

use crate::engine::block::Part;
use crate::engine::{RequestTransform, Transform};
use crate::place::Mark;
use crate::schema::is_array;
use crate::sql::SqlVerb;
use crate::tree::{Node, Text};

pub use crate::engine::{Field, Protocol, ServerVariable};
pub use build::{provider, services};
pub use choice::BodyAttribute;
pub use method::parameters;
pub use order::{Shadowed, shadowed, wanted};

/// A provider: the content of `provider.yaml` and the provider page.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Name in SQL, and id.
    pub name: String,
    /// The folder of the registry that holds its versions.
    pub folder: String,
    /// Version folder.
    pub version: String,
    /// Title.
    pub title: String,
    /// Description.
    pub description: String,
    /// How methods are run, if it is said.
    pub protocol: Option<Protocol>,
    /// The `config` block.
    pub config: Option<Node>,
    /// The names of the files that its maintainer edits: configuration, mapping, overlays.
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
    /// How its methods are run, if it is not as the provider says.
    pub protocol: Option<Protocol>,
    /// SHA-256 of the API's document as it was read; empty if unknown.
    pub sha256: String,
    /// The name of the document that a maintainer edits; `None` if it is made from [`Provider::inputs`].
    pub file: Option<String>,
    /// The service's part of the API's document.
    pub api: Api,
    /// The resources by name.
    pub resources: Vec<Resource>,
}

/// The OpenAPI part of a service.
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

/// A resource, which SQL users see as a table.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Name in SQL.
    pub name: String,
    /// `provider.service.resource`.
    pub id: String,
    /// The methods in the order of the spec. A view has none, unless it shares the name of a resource.
    pub methods: Vec<Method>,
    /// The methods of each verb but EXEC, as indexes into `methods`, in the order in which the engine tries them. A
    /// published provider may list a method under two verbs, or twice.
    pub verbs: BTreeMap<SqlVerb, Vec<usize>>,
    /// The `config` block with its view, if it has one.
    pub view: Option<Node>,
    /// Keys of its block that stand in place of those that follow from its name, or beside them. One that is null is left
    /// out. Empty for a provider that is read.
    pub block: Node,
}

/// A method: one way to read or change a resource.
#[derive(Clone, Debug)]
pub struct Method {
    /// Name in SQL.
    pub name: String,
    /// Where the row of the mapping stands that names it or, in a provider that is read, its block.
    pub mark: Mark,
    /// The SQL verb.
    pub verb: SqlVerb,
    /// Path of its operation.
    pub path: Text,
    /// HTTP verb of its operation.
    pub http_verb: &'static str,
    /// The operation, as the service's document has it.
    pub operation: Node,
    /// The path item of its operation, without operations and parameters.
    pub path_item: Node,
    /// Description of its operation.
    pub description: String,
    /// Media type of the request body, if the operation takes one.
    pub request_media_type: Option<String>,
    /// The response that holds the rows.
    pub response: Option<Response>,
    /// The resolved schema of that response, or of what a template makes of it, if it has one.
    pub response_schema: Option<Node>,
    /// The path to the rows in the response, if it resolves.
    pub object_key: Option<String>,
    /// The template that makes rows of the response, at the object key.
    pub transform: Option<Transform>,
    /// The schema that stands for that of the response, by its name in the document, where there is no template.
    pub response_override: Option<Text>,
    /// The template that the engine puts between the values of a statement and the body.
    pub request_transform: Option<RequestTransform>,
    /// The push-down of parameters, if it is the method's own.
    pub push_down: Option<Node>,
    /// The naming algorithm for body properties, unless it is the engine's default.
    pub body_names: Option<Text>,
    /// Other settings of a published method: its `request`, `response`, `config` and `servers`, and the `config` of its
    /// `resource`, as the document has them. Null for a method that is built.
    pub settings: Node,
    /// What settings of the configuration give or take, over all else. Empty for a method that is read.
    pub given: Vec<Part>,
    /// The casing of names in the body, if SQL has them in snake_case.
    pub native_casing: Option<Text>,
    /// The operation's parameters.
    pub parameters: Vec<Parameter>,
    /// The SQL names of the required properties of the request body.
    pub required_body: Vec<String>,
    /// The resolved schema of the request body, if it has one: the engine then requires server variables as well.
    pub body_schema: Option<Node>,
    /// The variables of its first server, which are parameters in SQL.
    pub server_variables: Vec<ServerVariable>,
    /// The resolved schema of a row, if the response has one.
    pub row_schema: Option<Node>,
    /// The columns of a row, if the schema of the response gives any.
    pub fields: Option<Vec<Field>>,
    /// Whether the response holds a list of rows.
    pub is_list: bool,
}

/// A response of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The key under `responses`.
    pub key: String,
    /// The media type, if it has content.
    pub media_type: Option<String>,
    /// The media type that the engine reads it as, if not as the one that the API sends, and if neither a template nor
    /// another schema stands for it.
    pub read_as: Option<String>,
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The name.
    pub name: String,
    /// `path`, `query`, `header` or `cookie`.
    pub location: &'static str,
    /// Whether a query must give it. A parameter that may be empty is optional.
    pub required: bool,
    /// The resolved parameter.
    pub node: Node,
}

impl Provider {
    /// Returns all resources.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.services.iter().flat_map(|service| &service.resources)
    }

    /// Counts services, resources, methods and views.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { services: self.services.len(), ..Counts::default() };
        self.resources().for_each(|resource| counts.add(resource));
        counts
    }
}

impl Service {
    /// Returns a document with only the components, to resolve references in.
    pub fn components(&self) -> Node {
        Node::default().with("components", self.api.components.clone())
    }

    /// Returns the resources of the API, without those that are only views.
    pub fn api_resources(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|resource| !resource.methods.is_empty())
    }

    /// Counts resources, methods and views.
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
    /// Views, including those that share the name of a resource.
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
    /// Returns the methods of a verb in the order in which the engine tries them.
    pub fn methods_of(&self, verb: SqlVerb) -> Vec<&Method> {
        match verb {
            SqlVerb::Exec => self.methods.iter().filter(|method| method.verb == verb).collect(),
            _ => self.verbs.get(&verb).into_iter().flatten().filter_map(|index| self.methods.get(*index)).collect(),
        }
    }

    /// Removes a method from the lists of verbs, so that only EXEC reaches it.
    pub fn unlist(&mut self, name: &str) {
        let Some(index) = self.methods.iter().position(|method| method.name == name) else { return };
        self.verbs.values_mut().for_each(|list| list.retain(|listed| *listed != index));
        self.methods.iter_mut().filter(|method| method.name == name).for_each(|method| method.verb = SqlVerb::Exec);
    }

    /// Returns the method whose columns stand for the resource: one called `select`, `list`, `aggregatedList` or `get`,
    /// else the first that gives a list, else the first.
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
    /// Whether the request body is a multipart form, which SQL cannot send.
    pub fn has_form(&self) -> bool {
        self.request_media_type.as_deref().is_some_and(|media_type| media_type.starts_with("multipart/"))
    }

    /// Whether the request body is a list, which SQL cannot send.
    pub fn has_list_body(&self) -> bool {
        self.body_schema.as_ref().is_some_and(is_array)
    }

    /// Returns the parameters that a query must give.
    pub fn required_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.required)
    }
}
