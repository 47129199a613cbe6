//! Builds a method from the operation that it calls.

use crate::config::RequestBody;
use crate::engine::Transform;
use crate::engine::media_type::{JSON, is_xml, synonym};
use crate::engine::object_key::lists;
use crate::engine::request::required_body;
use crate::engine::servers;
use crate::engine::servers::server_variables;
use crate::engine::{Content, Engine, Rows};
use crate::finding::{Finding, OBJECT_KEY_UNRESOLVABLE, OPENAPI_TYPE_MISMATCH, OPERATION_NO_SUCCESS_RESPONSE, Site};
use crate::lower::TEMPLATE_KEY;
use crate::mapping::MappedMethod;
use crate::mapping::infer::{self, Asked};
use crate::normalise::Operation;
use crate::place::FileId;
use crate::schema::Resolver;
use crate::schema::Spot;
use crate::schema::is_array;
use crate::sql::SqlVerb;
use crate::text::listed;
use crate::tree::{Node, Text};

use super::{Method, Parameter, Response, typed};
use crate::engine::Columns;
use crate::engine::ServerVariable;

/// Builds methods over the components of one document.
#[derive(Clone, Copy)]
pub struct Methods<'a> {
    pub resolver: Resolver<'a>,
    pub request_body: RequestBody,
    pub servers: &'a [Node],
    /// Whether columns have names in snake case.
    pub has_aliases: bool,
    /// Whether a method for SELECT without an object key gets one.
    pub guesses_keys: bool,
    /// Whether the provider is a published one, whose object keys stay whatever they lead to.
    pub is_published: bool,
}

impl<'a> Methods<'a> {
    /// Builds the method of a row of the mapping and its operation.
    pub fn method(&self, mapped: &MappedMethod, operation: &'a Operation, findings: &mut Vec<Finding>) -> Method {
        let request = self.engine().body(&operation.node);
        let body_schema = request.as_ref().and_then(|content| content.schema.as_ref());
        let body_schema = body_schema.and_then(|schema| self.resolver.resolve(schema.node));
        let body_names = self.body_names(mapped);
        let response = self.response(operation, findings);
        let content = response.as_ref().and_then(|(_, content)| content.as_ref());
        let (row, object_key) = match self.stand_in(mapped) {
            Some(rows) => (Some(rows), None),
            None => self.row(mapped, operation, content, findings),
        };
        let columns = Columns::new(self.resolver).aliased(self.has_aliases);
        let stand_in = mapped.transform.as_ref().map(|transform| &transform.schema).or(mapped.answer.as_ref());
        let transformed = stand_in.and_then(|name| self.resolver.schema(name));
        let is_list = self.engine().is_list_of_rows(mapped.answer.as_ref().and(content), row.as_ref());
        let answered = response.as_ref().and_then(|(_, content)| content.as_ref()?.schema.as_ref());
        let response_schema = transformed.or_else(|| self.resolver.resolve(answered?.node));
        Method {
            name: mapped.name.clone(),
            mark: mapped.mark.in_file(FileId::MAPPING),
            verb: mapped.verb,
            path: operation.template.clone(),
            http_verb: operation.verb,
            operation: operation.node.clone(),
            path_item: operation.item.clone(),
            description: description(operation, findings),
            request_media_type: request.map(|content| content.media_type.to_owned()),
            response_schema: response_schema.cloned(),
            response: response.map(|(response, _)| response),
            object_key,
            transform: mapped.transform.clone(),
            response_override: mapped.answer.clone(),
            request_transform: mapped.request_transform.clone(),
            push_down: mapped.push_down.clone(),
            body_names: body_names.filter(|_| body_schema.is_some()).map(Text::from),
            settings: Node::default(),
            given: mapped.given.iter().map(|given| given.part.clone()).collect(),
            native_casing: None,
            parameters: self.parameters(operation, findings),
            required_body: body_schema.map(|schema| required_body(schema, body_names)).unwrap_or_default(),
            body_schema: body_schema.cloned(),
            server_variables: self.server_variables(operation),
            is_list,
            row_schema: row.as_ref().map(|row| row.schema.node.clone()),
            fields: row.map(|row| columns.fields(row.schema.node)),
        }
    }

    /// Returns the naming algorithm for body properties, unless it is the engine's default.
    fn body_names(&self, mapped: &MappedMethod) -> Option<&'static str> {
        let is_naive = self.request_body == RequestBody::Naive && !mapped.has_default_body_names;
        is_naive.then_some("naive")
    }

    fn engine(&self) -> Engine<'a> {
        Engine { resolver: self.resolver }
    }

    fn response(
        &self,
        operation: &'a Operation,
        findings: &mut Vec<Finding>,
    ) -> Option<(Response, Option<Content<'a>>)> {
        let Some((key, content)) = self.engine().response(&operation.node) else {
            let message =
                format!("`{} {}` declares no success response", operation.verb.to_uppercase(), operation.path);
            let help = "add a response with a status from 200 to 299, or `default`";
            findings.push(Finding::new(&OPERATION_NO_SUCCESS_RESPONSE, Site::Spec(operation.node.mark), message, help));
            return None;
        };
        let media_type = content.as_ref().map(|content| content.media_type.to_owned());
        let read_as = operation.hides_json.then(|| JSON.to_owned());
        Some((Response { key: key.to_owned(), media_type, read_as }, content))
    }

    /// Returns the rows of a response and their object key. Drops a key that leads nowhere: it would cost the engine
    /// the whole resource.
    fn row(
        &self,
        mapped: &MappedMethod,
        operation: &Operation,
        content: Option<&Content<'a>>,
        findings: &mut Vec<Finding>,
    ) -> (Option<Rows<'a>>, Option<String>) {
        let engine = self.engine();
        if let Some(rows) = mapped.transform.as_ref().and_then(|transform| self.transformed(transform)) {
            return (Some(rows), mapped.object_key.clone());
        }
        let schema = content.and_then(|content| content.schema.as_ref());
        let implicit = || schema.and_then(|schema| engine.rows(schema));
        let Some(key) = &mapped.object_key else { return (implicit(), None) };
        let media_type = content.map(|content| content.media_type).unwrap_or_default();
        if let Some(rows) = schema.and_then(|schema| engine.rows_at(schema, key, media_type)) {
            return (Some(rows), Some(key.clone()));
        }
        if self.is_published {
            return (implicit(), Some(key.clone()));
        }
        let why = self.why_nowhere(key, schema, media_type);
        let message = format!("the object key `{key}` of the method `{}` {why}", mapped.name);
        let message = format!("{message}; it is left out, and no other is put in its place");
        let help = self.other_keys((mapped, operation), schema, media_type);
        findings.push(Finding::new(&OBJECT_KEY_UNRESOLVABLE, Site::Mapping(mapped.mark), message, help));
        (implicit(), None)
    }

    /// What to write for an object key that leads nowhere.
    fn other_keys(
        &self,
        (mapped, operation): (&MappedMethod, &Operation),
        schema: Option<&Spot<'a>>,
        media_type: &str,
    ) -> String {
        let Some(schema) = schema.and_then(|schema| self.resolver.resolve(schema.node)) else {
            return "leave it empty: the response has no schema".to_owned();
        };
        if is_xml(media_type) {
            return "write the path of the elements, such as `/List/Item`, or leave it empty".to_owned();
        }
        if synonym(media_type) != JSON {
            return "leave it empty: the engine follows paths in JSON and XML alone".to_owned();
        }
        if is_array(schema) {
            return "leave it empty: the response is the list of rows".to_owned();
        }
        let keys = lists(schema, self.resolver);
        if keys.is_empty() {
            return "leave it empty: the response has no list of objects".to_owned();
        }
        let guess = infer::object_key(schema, Asked::of(&operation.path, &operation.node), self.resolver);
        let guess = guess.filter(|guess| self.guesses_keys && mapped.verb == SqlVerb::Select && keys.contains(guess));
        let without = guess.map_or("the response itself".to_owned(), |guess| format!("`{guess}`"));
        format!("write the key of a list of rows ({}); an empty cell means {without}", listed(&keys))
    }

    /// Why an object key leads to no rows, in words.
    fn why_nowhere(&self, key: &str, schema: Option<&Spot<'a>>, media_type: &str) -> String {
        let is_json = synonym(media_type) == JSON;
        if key.starts_with('$') && !is_json && !media_type.is_empty() {
            return format!("begins with `$`, and the engine follows no such path in `{media_type}`");
        }
        let named = schema.filter(|_| is_json && !key.starts_with('$'));
        let named = named.and_then(|schema| self.engine().property(&schema.clone().resolve(self.resolver)?, key));
        match named.and_then(|property| self.resolver.resolve(property.node)?.text("type").map(str::to_owned)) {
            Some(kind) => format!("names a property of the type {kind}, and not a list"),
            None => "does not exist in its response".to_owned(),
        }
    }

    /// Returns the rows of the schema that stands for that of the answer.
    fn stand_in(&self, mapped: &MappedMethod) -> Option<Rows<'a>> {
        let name = mapped.answer.as_ref()?;
        self.engine().rows(&Spot::schema(name, self.resolver.schema(name)?))
    }

    /// Returns the rows that a template writes.
    fn transformed(&self, transform: &Transform) -> Option<Rows<'a>> {
        let schema = self.resolver.schema(&transform.schema)?;
        self.engine().rows_at(&Spot::schema(&transform.schema, schema), TEMPLATE_KEY, JSON)
    }

    /// Returns the parameters of an operation, and the required ones that only its path item has: the engine offers no
    /// others (provider-format 2.3).
    fn parameters(&self, operation: &Operation, findings: &mut Vec<Finding>) -> Vec<Parameter> {
        let mut all = parameters(self.resolver, operation.node.items("parameters"), findings);
        for inherited in parameters(self.resolver, operation.item.items("parameters"), findings) {
            let is_known = all.iter().any(|own| own.name == inherited.name && own.location == inherited.location);
            if inherited.required && !is_known {
                all.push(inherited);
            }
        }
        all
    }

    fn server_variables(&self, operation: &Operation) -> Vec<ServerVariable> {
        let own = [&operation.node, &operation.item].map(|node| node.items("servers"));
        server_variables(servers::servers(own.into_iter().chain([self.servers])))
    }
}

/// Returns the valid parameters of a list, resolved, and reports the others.
pub fn parameters(resolver: Resolver<'_>, list: &[Node], findings: &mut Vec<Finding>) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    for node in list {
        let Some(target) = resolver.resolve(node) else { continue };
        match typed::parameter(target) {
            Ok(parameter) => parameters.push(parameter),
            Err(error) => findings.push(mismatch(target, "parameter", &error)),
        }
    }
    parameters
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
    let message = format!("this is not a valid OpenAPI 3.0 {what}: {error}");
    Finding::new(&OPENAPI_TYPE_MISMATCH, Site::Spec(node.mark), message, "correct it in the spec")
}
