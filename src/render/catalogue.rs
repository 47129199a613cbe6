//! The catalogue of a provider, `docs/index.json`.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value as Json;

use crate::engine::Field;
use crate::engine::request::TEXT_ONLY;
use crate::model::{BodyAttribute, Method, Parameter, Provider, Resource, Service};
use crate::schema::Resolver;
use crate::sql::SqlVerb;
use crate::text::first_paragraph;
use crate::tree::Node;

/// Services, resources and methods of a StackQL provider. Pages are paths relative to this file.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Catalogue<'a> {
    /// The provider's name in SQL.
    pub provider: &'a str,
    /// The name of its version folder.
    pub version: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its description.
    pub description: &'a str,
    /// Its page.
    pub page: &'static str,
    /// Its services by name.
    pub services: Vec<ServiceEntry<'a>>,
}

/// A service: resources that belong together.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Service")]
pub struct ServiceEntry<'a> {
    /// Its name in SQL.
    pub name: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its description.
    pub description: &'a str,
    /// Its page.
    pub page: String,
    /// Its resources by name.
    pub resources: Vec<ResourceEntry<'a>>,
}

/// A resource: a table, as SQL sees it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Resource")]
pub struct ResourceEntry<'a> {
    /// Its name in its service.
    pub name: &'a str,
    /// Its name in SQL: `provider.service.resource`.
    pub id: &'a str,
    /// Its page.
    pub page: String,
    /// The columns that `DESCRIBE` shows: those of the first method of SELECT; empty if there is none, or it has no rows.
    pub fields: Vec<FieldEntry<'a>>,
    /// Its methods; for each verb in the order in which the engine tries them.
    pub methods: Vec<MethodEntry<'a>>,
}

/// A column.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Field")]
pub struct FieldEntry<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type as in the API's document.
    #[serde(rename = "type", skip_serializing_if = "str::is_empty")]
    pub datatype: &'a str,
    /// Its format as in the API's document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<&'a str>,
    /// Its description.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// A method: one way to read or change a resource.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Method")]
pub struct MethodEntry<'a> {
    /// Its name.
    pub name: &'a str,
    /// The SQL verb that reaches it.
    pub sql_verb: String,
    /// The HTTP verb of its operation.
    pub http_verb: String,
    /// The path of its operation.
    pub path: &'a str,
    /// Its description.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The keys that a statement must give for the engine to choose the method.
    pub required: Vec<KeyEntry<'a>>,
    /// The keys that a statement may give.
    pub optional: Vec<KeyEntry<'a>>,
    /// Whether it returns a list of rows.
    pub is_list: bool,
    /// The columns of a method of SELECT, where they are others than those of the resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<FieldEntry<'a>>>,
}

/// A key that a statement gives.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Key")]
pub struct KeyEntry<'a> {
    /// Its name in SQL.
    pub name: String,
    /// Where it goes.
    #[serde(rename = "in")]
    pub location: Location,
    /// Its type as in the API's document.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub datatype: Option<&'a str>,
}

/// Where the engine puts the value of a key.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Location {
    /// The path of the request.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The request body.
    Body,
    /// The server URL.
    Server,
}

/// The catalogue of a provider.
pub fn catalogue(provider: &Provider) -> Catalogue<'_> {
    Catalogue {
        provider: &provider.name,
        version: &provider.version,
        title: &provider.title,
        description: &provider.description,
        page: "index.md",
        services: provider.services.iter().map(|service| service_entry(provider, service)).collect(),
    }
}

/// The JSON Schema of `docs/index.json`, draft 2020-12.
pub fn schema() -> Json {
    // As serialized: fields that may be left out are not required.
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Catalogue<'_>>().to_value()
}

fn service_entry<'a>(provider: &'a Provider, service: &'a Service) -> ServiceEntry<'a> {
    let folder = format!("providers/{}/{}", provider.name, service.name);
    let components = service.components();
    let resolver = Resolver::new(&components);
    let resource = |resource: &'a Resource| ResourceEntry {
        name: &resource.name,
        id: &resource.id,
        page: format!("{folder}/{}/index.md", resource.name),
        fields: fields(described(resource)),
        methods: methods(resource, resolver),
    };
    ServiceEntry {
        name: &service.name,
        title: &service.title,
        description: &service.description,
        page: format!("{folder}/index.md"),
        resources: service.api_resources().map(resource).collect(),
    }
}

/// The columns that `DESCRIBE` shows (provider-format 3.4).
fn described(resource: &Resource) -> &[Field] {
    let first = resource.methods_of(SqlVerb::Select).into_iter().next();
    first.and_then(|method| method.fields.as_deref()).unwrap_or_default()
}

fn fields<'a>(fields: &'a [Field]) -> Vec<FieldEntry<'a>> {
    let entry = |field: &'a Field| {
        let Field { name, property: _, datatype, description, schema } = field;
        FieldEntry { name, datatype, format: schema.text("format"), description: first_paragraph(description) }
    };
    fields.iter().map(entry).collect()
}

fn methods<'a>(resource: &'a Resource, resolver: Resolver<'_>) -> Vec<MethodEntry<'a>> {
    let verbs = SqlVerb::LISTED.into_iter().chain([SqlVerb::Exec]);
    let listed = verbs.flat_map(|verb| resource.methods_of(verb));
    listed.map(|method| method_entry(resource, method, resolver)).collect()
}

fn method_entry<'a>(resource: &'a Resource, method: &'a Method, resolver: Resolver<'_>) -> MethodEntry<'a> {
    let (required, mut optional) = keys(method, resolver);
    let misleading = resource.misleading(method);
    optional.retain(|key| !misleading.contains(key.name.as_str()));
    let own = method.fields.as_deref().unwrap_or_default();
    let differs = method.verb == SqlVerb::Select && own != described(resource);
    MethodEntry {
        name: &method.name,
        sql_verb: method.verb.name().to_uppercase(),
        http_verb: method.http_verb.to_uppercase(),
        path: &method.path,
        description: first_paragraph(&method.description),
        required,
        optional,
        is_list: method.is_list,
        fields: differs.then(|| fields(own)),
    }
}

/// Required and optional keys, without duplicates: required ones win.
fn keys<'a>(method: &'a Method, resolver: Resolver<'_>) -> (Vec<KeyEntry<'a>>, Vec<KeyEntry<'a>>) {
    let (must, may): (Vec<&Parameter>, Vec<&Parameter>) =
        method.parameters.iter().partition(|parameter| parameter.required);
    let body = body_keys(method, resolver);
    let (must_body, may_body): (Vec<_>, Vec<_>) =
        body.into_iter().partition(|key| method.required_body.contains(&key.name));
    let variables =
        || method.server_variables.iter().map(|variable| key(variable.name.clone(), Location::Server, Some("string")));
    let asks_for_variables = method.body_schema.is_some();
    let (must_variables, may_variables): (Vec<_>, Vec<_>) = variables().partition(|_| asks_for_variables);
    let mut seen = BTreeSet::new();
    let mut once = |keys: Vec<_>| keys.into_iter().filter(|key: &KeyEntry| seen.insert(key.name.clone())).collect();
    let required = once(must.into_iter().map(parameter_key).chain(must_body).chain(must_variables).collect());
    (required, once(may.into_iter().map(parameter_key).chain(may_body).chain(may_variables).collect()))
}

fn parameter_key(parameter: &Parameter) -> KeyEntry<'_> {
    let location = match parameter.location {
        "path" => Location::Path,
        "header" => Location::Header,
        "cookie" => Location::Cookie,
        _ => Location::Query,
    };
    let datatype = parameter.node.get("schema").and_then(|schema| schema.text("type"));
    key(parameter.name.clone(), location, datatype)
}

/// The properties of the request body that SQL can send, and those of a form that the engine requires all the same.
fn body_keys<'a>(method: &'a Method, resolver: Resolver<'_>) -> Vec<KeyEntry<'a>> {
    let datatype = |schema: &'a Node| if schema.flag(TEXT_ONLY) { Some("string") } else { schema.text("type") };
    let entry = |it: BodyAttribute<'a>| key(it.name, Location::Body, datatype(it.schema));
    let of_form = method.required_body.iter().filter(|_| method.has_form());
    let of_form = of_form.map(|name| key(name.clone(), Location::Body, None));
    method.given_attributes(resolver).map(entry).chain(of_form).collect()
}

fn key(name: String, location: Location, datatype: Option<&str>) -> KeyEntry<'_> {
    KeyEntry { name, location, datatype }
}
