//! A method from the operation that it calls.

use crate::config::RequestBody;
use crate::finding::{Finding, NO_SUCCESS_RESPONSE, OBJECT_KEY_UNRESOLVABLE, Site, TYPE_MISMATCH};
use crate::mapping::MappedMethod;
use crate::normalise::{Operation, Resolver};
use crate::source::node::{Node, Text};

use super::columns::{Columns, RowSchema};
use super::{Method, Parameter, Response, ServerVariable, typed};

/// Builds methods over the components of one document.
#[derive(Clone, Copy)]
pub struct Methods<'a> {
    /// Follows references.
    pub resolver: Resolver<'a>,
    /// How properties of a request body are called.
    pub request_body: RequestBody,
    /// The servers of the document.
    pub servers: &'a [Node],
}

impl<'a> Methods<'a> {
    /// The method that a row of the mapping makes of an operation.
    pub fn method(&self, mapped: &MappedMethod, operation: &'a Operation, findings: &mut Vec<Finding>) -> Method {
        let body = operation.node.get("requestBody").and_then(|body| self.resolver.resolve(body));
        let request = body.and_then(|body| preferred(body.get("content")?));
        let body_schema =
            request.and_then(|(_, media)| media.get("schema")).and_then(|schema| self.resolver.resolve(schema));
        let response = self.response(operation, findings);
        let (row, object_key) = self.row(mapped, response.as_ref(), findings);
        let columns = Columns::new(self.resolver);
        Method {
            name: mapped.name.clone(),
            verb: mapped.verb,
            path: operation.template.clone(),
            http_verb: operation.verb,
            operation: operation.node.clone(),
            path_item: operation.item.clone(),
            description: description(operation, findings),
            request_media_type: request.map(|(name, _)| name.to_owned()),
            response: response.map(|(response, _)| response),
            object_key,
            body_names: (self.request_body == RequestBody::Naive && body_schema.is_some()).then_some("naive"),
            parameters: self.parameters(operation, findings),
            required_body: body_schema.map(|schema| self.required_body(schema)).unwrap_or_default(),
            body_schema: body_schema.cloned(),
            server_variables: self.server_variables(operation),
            is_list: row.as_ref().is_some_and(|row| row.is_list),
            row_schema: row.as_ref().map(|row| row.schema.clone()),
            fields: row.map(|row| columns.fields(&row)),
        }
    }

    fn parameters(&self, operation: &'a Operation, findings: &mut Vec<Finding>) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        for node in operation.node.items("parameters") {
            let Some(target) = self.resolver.resolve(node) else { continue };
            match typed::parameter(target) {
                Ok(parameter) => parameters.push(parameter),
                Err(error) => findings.push(mismatch(target, "parameter", &error)),
            }
        }
        parameters
    }

    /// The engine asks for what the schema itself requires and has.
    fn required_body(&self, schema: &Node) -> Vec<String> {
        let has = |name: &&str| schema.get("properties").is_some_and(|properties| properties.get(name).is_some());
        let names = schema.items("required").iter().filter_map(Node::as_str).filter(has);
        match self.request_body {
            RequestBody::Default => names.map(|name| format!("data__{name}")).collect(),
            RequestBody::Naive => names.map(str::to_owned).collect(),
        }
    }

    fn response(&self, operation: &'a Operation, findings: &mut Vec<Finding>) -> Option<(Response, Option<&'a Node>)> {
        let Some((key, node)) = operation.node.get("responses").and_then(success) else {
            let message =
                format!("`{} {}` declares no response for success", operation.verb.to_uppercase(), operation.path);
            let help = "add a response with a status from 200 to 299, or `default`";
            findings.push(Finding::new(&NO_SUCCESS_RESPONSE, Site::Spec(operation.node.mark), message, help));
            return None;
        };
        let content = self.resolver.resolve(node).and_then(|response| preferred(response.get("content")?));
        let media_type = content.map(|(name, _)| name.to_owned());
        Some((Response { key: key.to_owned(), media_type }, content.and_then(|(_, media)| media.get("schema"))))
    }

    /// The rows of a response, and the object key that leads to them. A key that leads nowhere is
    /// left out: it would cost the engine the whole resource.
    fn row(
        &self,
        mapped: &MappedMethod,
        response: Option<&(Response, Option<&'a Node>)>,
        findings: &mut Vec<Finding>,
    ) -> (Option<RowSchema<'a>>, Option<String>) {
        let columns = Columns::new(self.resolver);
        let schema = response.and_then(|(_, schema)| *schema);
        let implicit = || schema.and_then(|schema| columns.row(schema));
        let Some(key) = &mapped.object_key else { return (implicit(), None) };
        let is_xml = response.and_then(|(response, _)| response.media_type.as_deref()).is_some_and(is_xml);
        if let Some(row) = schema.and_then(|schema| columns.row_at(schema, key, is_xml)) {
            return (Some(row), Some(key.clone()));
        }
        let message = format!(
            "the object key `{key}` of the method `{}` leads nowhere in its response; it is left out",
            mapped.name
        );
        let help = "write the path to the list of rows, such as `$.items`, or leave it empty";
        findings.push(Finding::new(&OBJECT_KEY_UNRESOLVABLE, Site::Mapping(mapped.mark), message, help));
        (implicit(), None)
    }

    /// The variables of the server that the engine takes: the operation's, the path's, the document's.
    fn server_variables(&self, operation: &Operation) -> Vec<ServerVariable> {
        let own = [&operation.node, &operation.item].map(|node| node.items("servers"));
        let servers = own.into_iter().find(|servers| !servers.is_empty()).unwrap_or(self.servers);
        let variables = servers.first().into_iter().flat_map(|server| server.entries("variables"));
        variables.map(|(name, node)| server_variable(name, node)).collect()
    }
}

fn server_variable(name: &str, node: &Node) -> ServerVariable {
    let text = |key| node.text(key).unwrap_or_default().to_owned();
    ServerVariable { name: name.to_owned(), default: text("default"), description: text("description") }
}

fn is_xml(media_type: &str) -> bool {
    media_type.contains("xml")
}

fn description(operation: &Operation, findings: &mut Vec<Finding>) -> String {
    match typed::operation(&operation.node) {
        Ok(typed) => typed.description.unwrap_or_default(),
        Err(error) => {
            findings.push(mismatch(&operation.node, "operation", &error));
            String::new()
        }
    }
}

fn mismatch(node: &Node, what: &str, error: &serde_json::Error) -> Finding {
    let message = format!("this is no {what} of OpenAPI 3.0: {error}");
    Finding::new(&TYPE_MISMATCH, Site::Spec(node.mark), message, "correct it in the spec")
}

/// The lowest 2xx response, else `2XX`, else `default`.
fn success(responses: &Node) -> Option<(&str, &Node)> {
    let responses = responses.as_mapping()?;
    let is_success = |key: &str| key.len() == 3 && key.starts_with('2') && key.bytes().all(|b| b.is_ascii_digit());
    let lowest = responses.keys().filter(|key| is_success(key)).min();
    let range = || responses.keys().find(|key| key.eq_ignore_ascii_case("2xx"));
    let key = lowest.or_else(range).or_else(|| responses.keys().find(|key| &***key == "default"))?;
    responses.get(key).map(|node| (&**key, node))
}

/// The content that the engine reads best: JSON, then what resembles it, then XML, then bytes; one
/// with a schema before one without.
fn preferred(content: &Node) -> Option<(&str, &Node)> {
    let entries = content.as_mapping()?;
    let rank = |(name, media): &(&Text, &Node)| (media.get("schema").is_none(), preference(name));
    entries.iter().min_by_key(rank).map(|(name, media)| (&**name, media))
}

fn preference(media_type: &str) -> u8 {
    match media_type {
        "application/json" => 0,
        name if name.starts_with("application/") && name.contains("json") => 1,
        "application/xml" => 2,
        "application/octet-stream" => 3,
        _ => 4,
    }
}
