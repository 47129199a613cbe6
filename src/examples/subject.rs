//! The resource of examples, and the parts that statements share.

use serde_json::Value as Json;

use crate::engine::BRACES;
use crate::model::{BodyAttribute, Method, Parameter, Provider, Resource, Service};
use crate::schema::Resolver;
use crate::schema::access::is_only;
use crate::sql::SqlVerb;
use crate::sql::{self, Position};
use crate::text::first_paragraph;
use crate::tree::Node;

use super::example::Example;
use super::names::useful;
use super::value::{Values, is_typed, literal, text};
use super::variants;

/// The maximum number of body properties if none is required.
const MAX_OPTIONAL: usize = 3;

/// A name and a value in a statement.
pub type Given = (String, Json);

pub struct Subject<'a> {
    pub resource: &'a Resource,
    pub values: Values<'a>,
    path: [&'a str; 3],
}

impl<'a> Subject<'a> {
    /// `root` holds the components of the service.
    pub fn new(provider: &'a Provider, service: &'a Service, resource: &'a Resource, root: &'a Node) -> Self {
        let path = [provider.name.as_str(), service.name.as_str(), resource.name.as_str()];
        Subject { resource, values: Values { resolver: Resolver::new(root) }, path }
    }

    /// `provider.service.resource`.
    pub fn table(&self) -> String {
        sql::path(&self.path)
    }

    /// `provider.service.resource.method`.
    pub fn procedure(&self, method: &Method) -> String {
        let [provider, service, resource] = self.path;
        sql::path(&[provider, service, resource, &method.name])
    }

    /// An example of a method, with the summary of its operation as title.
    pub fn example(&self, method: &Method, verb: SqlVerb, sql: String) -> Example {
        let summary = method.operation.text("summary").map(title).filter(|summary| !summary.is_empty());
        let title = summary.unwrap_or_else(|| format!("{} `{}`", verb.name().to_uppercase(), method.name));
        let sql = sql.replace("{{", BRACES);
        Example { title, sql, method: method.name.clone(), verb, is_written: false }
    }

    /// Whether the engine chooses this method for a statement that gives these names.
    pub fn means(&self, method: &Method, given: &[Given]) -> bool {
        let chosen = self.resource.chosen(method.verb, given.iter().map(|(name, _)| name.as_str()));
        chosen.is_some_and(|chosen| chosen.name == method.name)
    }

    /// Required parameters and server variables, with values.
    pub fn keys(&self, method: &Method) -> Vec<Given> {
        let parameters = method.required_parameters().map(|it| (it.name.clone(), self.of_parameter(it)));
        let variables = method.server_variables.iter().map(|variable| {
            let default = Some(Json::from(variable.default.as_str())).filter(is_typed);
            (variable.name.clone(), default.unwrap_or_else(|| Json::String(format!("<{}>", variable.name))))
        });
        let mut keys: Vec<Given> = Vec::new();
        for (name, value) in parameters.chain(variables) {
            if !keys.iter().any(|(known, _)| *known == name) {
                keys.push((name, value));
            }
        }
        keys
    }

    /// A value for a parameter. The engine sends the text that it is given, so that a list is written as in the request,
    /// not as JSON (provider-format 3.2).
    pub fn of_parameter(&self, parameter: &Parameter) -> Json {
        match self.values.of_parameter(parameter) {
            Json::Array(items) if items.iter().all(|item| !item.is_array() && !item.is_object()) => {
                let spelled = |item: &Json| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
                Json::String(items.iter().map(spelled).collect::<Vec<_>>().join(","))
            }
            value => value,
        }
    }

    /// The required properties of the body with values, those of its kind among them, or else a few telling ones.
    pub fn body<'m>(&self, method: &'m Method) -> Vec<(BodyAttribute<'m>, Json)> {
        let example = self.body_example(method);
        let attributes = method.body_attributes();
        let (required, optional): (Vec<_>, Vec<_>) = attributes.into_iter().partition(|attribute| attribute.required);
        let (shown, rest) = match required.is_empty() {
            true => (self.telling(optional, example), Vec::new()),
            false => (required, optional),
        };
        let with_value = |attribute| self.with_value(attribute, example);
        let mut given: Vec<_> = shown.into_iter().map(with_value).collect();
        let of_kind = method.body_schema.as_ref().map(|body| variants::required(body, &given, self.values.resolver));
        let of_kind = of_kind.unwrap_or_default();
        given.extend(rest.into_iter().filter(|it| of_kind.contains(&**it.property)).map(with_value));
        given
    }

    /// All properties of the body that a statement may give, with values.
    pub fn whole_body<'m>(&self, method: &'m Method) -> Vec<(BodyAttribute<'m>, Json)> {
        let example = self.body_example(method);
        let attributes = method.given_attributes(self.values.resolver);
        attributes.map(|attribute| self.with_value(attribute, example)).collect()
    }

    fn with_value<'m>(&self, attribute: BodyAttribute<'m>, example: Option<&Node>) -> (BodyAttribute<'m>, Json) {
        let schema = self.values.resolver.resolve(attribute.schema).unwrap_or(attribute.schema);
        let given = example
            .and_then(|example| self.values.fitting(attribute.property, example.get(attribute.property)?, schema));
        let value = given.unwrap_or_else(|| self.values.of_schema(attribute.property, schema));
        (attribute, value)
    }

    /// Optional properties in the example of the body, or else those with the most telling names.
    fn telling<'m>(&self, optional: Vec<BodyAttribute<'m>>, example: Option<&Node>) -> Vec<BodyAttribute<'m>> {
        let is_writable = |attribute: &BodyAttribute| {
            let resolver = self.values.resolver;
            let is_used = resolver.resolve(attribute.schema).is_some_and(|schema| !schema.flag("deprecated"));
            is_used && !is_only("readOnly", attribute.schema, resolver)
        };
        let (mut shown, rest): (Vec<_>, Vec<_>) = optional
            .into_iter()
            .filter(is_writable)
            .partition(|attribute| example.is_some_and(|example| example.get(attribute.property).is_some()));
        if shown.is_empty() {
            shown = rest;
        }
        shown.sort_by_key(|attribute| useful(attribute.property));
        shown.truncate(MAX_OPTIONAL);
        shown
    }

    /// The example of the whole body in the API document.
    pub fn body_example<'m>(&'m self, method: &'m Method) -> Option<&'m Node> {
        let body = self.values.resolver.resolve(method.operation.get("requestBody")?)?;
        let media = body.get("content")?.get(method.request_media_type.as_deref()?)?;
        let named = || self.values.named(media).next().map(|(_, (_, value))| value);
        let of_schema = || method.body_schema.as_ref()?.get("example");
        media.get("example").or_else(named).or_else(of_schema).filter(|example| example.as_mapping().is_some())
    }
}

/// Makes a title from text: its first paragraph, without a full stop.
pub fn title(text: &str) -> String {
    first_paragraph(text).trim_end_matches('.').to_owned()
}

/// A `WHERE` clause with one line per condition; empty without conditions.
pub fn where_clause(given: &[Given]) -> String {
    let condition = |(name, value): &Given| format!("{} = {}", sql::identifier(name, Position::Alone), literal(value));
    let conditions: Vec<String> = given.iter().map(condition).collect();
    if conditions.is_empty() { String::new() } else { format!("\nWHERE {}", conditions.join("\n  AND ")) }
}

/// The assignments of `SET`, one per line. A bare boolean is refused there; its text becomes a value on the way
/// (provider-format 3.5).
pub fn assignments(given: &[Given]) -> String {
    let assignment =
        |(name, value): &Given| format!("  {} = {}", sql::identifier(name, Position::Alone), assigned(value));
    given.iter().map(assignment).collect::<Vec<_>>().join(",\n")
}

fn assigned(value: &Json) -> String {
    if value.is_boolean() { text(value) } else { literal(value) }
}
