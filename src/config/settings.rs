//! Settings of methods for the engine: which methods, and what they get.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::graphql::GraphQl;
use super::many::Many;

type Block = BTreeMap<String, yaml_serde::Value>;

/// Settings that some methods get. Later ones win, key by key; `null` takes a key away, whoever gave it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct Setting {
    /// The methods; every one without it. Of a list, a method has to match any.
    #[serde(rename = "for")]
    pub methods: Option<Many<For>>,
    /// Where the settings are written.
    pub at: At,
    /// How the engine asks for the next page.
    pub(super) pagination: Option<Box<Pagination>>,
    /// What the engine moves from a statement into the query of the request: `queryParamPushdown`.
    pub(super) push_down: Option<Box<PushDown>>,
    /// When the engine tries again.
    #[schemars(with = "Option<BTreeMap<String, Json>>")]
    pub(super) retry: Option<Block>,
    /// How lists in the query are spelled: `AWSCanonical` or `AWSCloudControl`.
    #[serde(rename = "queryParamTranspose")]
    pub(super) query_param_transpose: Option<String>,
    /// What becomes of the request: `get_query_to_post_form_utf_8` or `drop_double_underscore_params`.
    #[serde(rename = "requestTranslate")]
    pub(super) request_translate: Option<String>,
    /// How properties of the body are called: `default`, `naive`, or `naive_` and a property whose children are meant.
    #[serde(rename = "requestBodyTranslate")]
    pub(super) request_body_translate: Option<String>,
    /// The request.
    pub request: Option<Box<Request>>,
    /// The response.
    pub response: Option<Box<Response>>,
    /// The GraphQL query that is sent in place of a request to the path.
    pub graphql: Option<Box<GraphQl>>,
    /// The servers, if neither the operation nor its path has any (OpenAPI 3.0, Server Object).
    #[schemars(with = "Option<Vec<Json>>")]
    pub(super) servers: Option<Vec<yaml_serde::Value>>,
    /// The method that takes back what this one did.
    #[schemars(with = "Option<BTreeMap<String, Json>>")]
    pub(super) inverse: Option<Block>,
    /// The name of the service in signatures of AWS.
    #[serde(rename = "serviceName")]
    pub(super) service_name: Option<String>,
    /// Other keys of the block of a method, such as extensions. The engine does not read them.
    #[schemars(with = "Option<BTreeMap<String, Json>>")]
    pub(super) extra: Option<Block>,
}

/// Where settings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// At the method, and what all methods of a service share at the service, where the engine reads it there.
    #[default]
    Auto,
    /// At the method.
    Method,
    /// At the service. `for` then names services only.
    Service,
}

/// Which methods are meant: those that match every key. Of a list, any has to match. `*` stands for any text and `?` for
/// any letter.
#[derive(Debug, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct For {
    /// Services.
    pub service: Many<String>,
    /// Resources, as `resource` or `service.resource`.
    pub resource: Many<String>,
    /// Methods, as `method` or `service.resource.method`.
    pub method: Many<String>,
    /// SQL verbs: `select`, `insert`, `update`, `replace`, `delete`, `exec`.
    pub verb: Many<String>,
    /// HTTP verb and path, such as `GET /users/*`, or a path.
    pub operation: Many<String>,
    /// Tags of the operation.
    pub tag: Many<String>,
    /// Parameters of the operation.
    pub has_parameter: Many<String>,
    /// Properties of the response, such as `meta.next`.
    pub has_response: Many<String>,
    /// Media types of the response or of the request body.
    pub media_type: Many<String>,
    /// What must not match.
    pub not: Option<Box<Many<For>>>,
}

/// How the engine asks for the next page (`pagination`).
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "it is checked, and written as configured")]
pub(super) struct Pagination {
    /// `page_number`, `odata_next_link` or `link_header_next`; without one, the token goes from the response to the request.
    algorithm: Option<String>,
    /// Where the token goes: `requestToken`.
    request: Option<Token>,
    /// Where the token comes from: `responseToken`.
    response: Option<Token>,
    /// Where the number of pages stands: `responseTerminator`.
    terminator: Option<Token>,
}

/// A place in a request or a response.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "it is checked, and written as configured")]
struct Token {
    /// The name of the parameter or header, or the path of the property.
    key: Option<String>,
    /// `query`, `header`, `body`, or `request` for the whole URL: `location`.
    #[serde(rename = "in")]
    location: Option<String>,
    /// What is made of the value. No release applies it.
    algorithm: Option<String>,
    /// Of the algorithm.
    #[schemars(with = "Option<BTreeMap<String, Json>>")]
    args: Option<Block>,
    /// `none` or `url`, from any-sdk 0.5.5 on.
    encoding: Option<String>,
}

/// What the engine moves from a statement into the query (`queryParamPushdown`).
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "it is checked, and written as configured")]
pub(super) struct PushDown {
    /// The columns.
    select: Option<Clause>,
    /// WHERE.
    filter: Option<Clause>,
    /// ORDER BY.
    #[serde(rename = "orderBy")]
    order_by: Option<Clause>,
    /// LIMIT.
    top: Option<Clause>,
    /// OFFSET.
    skip: Option<Clause>,
    /// `COUNT(*)`.
    count: Option<Clause>,
}

/// How a clause becomes a parameter.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "it is checked, and written as configured")]
struct Clause {
    /// The dialect. `custom` by default.
    dialect: Option<Dialect>,
    /// The parameter: `paramName`.
    param: Option<String>,
    /// `odata`, for WHERE and ORDER BY.
    syntax: Option<String>,
    /// What stands between columns.
    delimiter: Option<String>,
    /// The columns that the API understands; without it, all.
    #[serde(rename = "supportedColumns")]
    supported_columns: Option<Vec<String>>,
    /// The operators that the API understands; without it, all.
    #[serde(rename = "supportedOperators")]
    supported_operators: Option<Vec<String>>,
    /// The largest value: `maxValue`. The `maximum` of the parameter counts as well. To the engine 0 is none at all (any-sdk,
    /// `applyPushdownTop`).
    max: Option<NonZeroU64>,
    /// The value of the parameter for `COUNT(*)`: `paramValue`.
    #[schemars(with = "Option<Json>")]
    value: Option<yaml_serde::Value>,
    /// Where the count stands in the response.
    #[serde(rename = "responseKey")]
    response_key: Option<String>,
}

/// The dialects of clauses. The engine takes any other for `custom` (provider-format 3.7).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Dialect {
    /// OData, with its names of parameters.
    #[serde(alias = "OData")]
    Odata,
    /// Any other.
    Custom,
}

/// The casings that the engine can write. It leaves names as they are for any other.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Casing {
    /// `unit_price`.
    Snake,
    /// `UnitPrice`.
    Pascal,
    /// `unitPrice`.
    Camel,
    /// `unit-price`.
    Kebab,
}

/// The request of a method.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Request {
    /// The media type of the body.
    #[serde(rename = "mediaType")]
    _media_type: Option<String>,
    /// JSON: the body that values are put into.
    pub base: Option<String>,
    /// JSON: the body when a statement gives none.
    pub default: Option<String>,
    /// The names that SHOW METHODS calls required.
    #[serde(rename = "required")]
    _required: Option<Vec<String>>,
    /// The casing of names in the body.
    #[serde(rename = "nativeCasing")]
    _native_casing: Option<Casing>,
    /// The schema that stands for that of the body: `schema_override`.
    pub schema: Option<String>,
    /// The template between the values and the body.
    pub transform: Option<Template>,
    /// Names in SQL by names in the body.
    #[serde(rename = "projection_map")]
    #[schemars(with = "Option<BTreeMap<String, Json>>")]
    _projection_map: Option<Block>,
    /// The declaration of a body in XML.
    #[serde(rename = "xmlDeclaration")]
    _xml_declaration: Option<String>,
    /// What is done with a body in XML.
    #[serde(rename = "xmlTransform")]
    _xml_transform: Option<String>,
    /// The attributes of the root of a body in XML.
    #[serde(rename = "xmlRootAnnotation")]
    _xml_root_annotation: Option<String>,
}

/// The response of a method.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Response {
    /// The media type.
    #[serde(rename = "mediaType")]
    _media_type: Option<String>,
    /// The status in the document.
    #[serde(rename = "openAPIDocKey")]
    #[schemars(with = "Option<String>")]
    _key: Option<yaml_serde::Value>,
    /// The path to the rows.
    #[serde(rename = "objectKey")]
    _object_key: Option<String>,
    /// The media type of what the template makes.
    #[serde(rename = "overrideMediaType")]
    _override_media_type: Option<String>,
    /// The schema that stands for that of the response: `schema_override`.
    pub schema: Option<String>,
    /// The template between the response and its rows.
    pub transform: Option<Template>,
    /// The schema of the answer after AWAIT: `async_schema_override`.
    pub async_schema: Option<String>,
    /// The media type of the answer after AWAIT.
    #[serde(rename = "asyncOverrideMediaType")]
    _async_override_media_type: Option<String>,
    /// Names in SQL by paths in the response.
    #[serde(rename = "projection_map")]
    #[schemars(with = "Option<BTreeMap<String, Json>>")]
    _projection_map: Option<Block>,
}

/// A template.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Template {
    /// Its type, such as `golang_template_json_v0.3.0`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The template.
    pub body: Option<String>,
    /// In place of `body`: the file that holds it.
    pub body_file: Option<PathBuf>,
}

impl Setting {
    /// The templates with their places in the entry.
    pub fn templates(&self) -> impl Iterator<Item = (&'static str, &Template)> {
        let of_request = self.request.as_ref().and_then(|request| request.transform.as_ref());
        let of_response = self.response.as_ref().and_then(|response| response.transform.as_ref());
        [("/request/transform", of_request), ("/response/transform", of_response)]
            .into_iter()
            .filter_map(|(place, template)| Some((place, template?)))
    }

    /// The files that hold its texts.
    pub fn text_files(&self) -> impl Iterator<Item = &PathBuf> {
        let query = self.graphql.as_ref().and_then(|graphql| graphql.query_file.as_ref());
        self.templates().filter_map(|(_, template)| template.body_file.as_ref()).chain(query)
    }

    /// The names of schemas with their places in the entry.
    pub fn schemas(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let of_request = self.request.as_ref().and_then(|request| request.schema.as_deref());
        let response = self.response.as_ref();
        let of_response = response.and_then(|response| response.schema.as_deref());
        let later = response.and_then(|response| response.async_schema.as_deref());
        [("/request/schema", of_request), ("/response/schema", of_response), ("/response/async_schema", later)]
            .into_iter()
            .filter_map(|(place, name)| Some((place, name?)))
    }
}
