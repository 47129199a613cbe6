//! The provider documents: `provider.yaml` and one document per service.

use std::mem;
use std::sync::Arc;

use rayon::prelude::*;

use crate::engine::block::with_parts;
use crate::engine::predict::Documents;
use crate::engine::pushdown;
use crate::engine::{Protocol, RequestTransform, Transform};
use crate::model::{Method, Provider, Resource, Service};
use crate::place::Mark;
use crate::sql::SqlVerb;
use crate::text::in_words;
use crate::tree::pointer;
use crate::tree::{Mapping, Node, Value};

/// The documents of a provider as they are written.
pub fn documents(provider: &Provider) -> Documents {
    Documents {
        provider: provider_document(provider),
        services: provider.services.par_iter().map(|it| (it.name.clone(), service_document(it))).collect(),
    }
}

fn provider_document(provider: &Provider) -> Node {
    let services = provider.services.iter().map(|service| (service.name.as_str(), provider_service(provider, service)));
    let mut entries = vec![
        ("id", text(&provider.name)),
        ("name", text(&provider.name)),
        ("version", text(&provider.version)),
        ("title", text(&provider.title)),
        ("description", text(&provider.description)),
        ("providerServices", object(services)),
    ];
    entries.extend(protocol(provider.protocol));
    entries.extend(provider.config.clone().map(|config| ("config", config)));
    object(entries)
}

/// The path of a service document in the version folder.
pub fn file_of(service: &Service) -> String {
    format!("services/{}.yaml", service.name)
}

fn provider_service(provider: &Provider, service: &Service) -> Node {
    let file = format!("{}/{}/{}", provider.folder, provider.version, file_of(service));
    let entries = [
        ("id", text(&service.id)),
        ("name", text(&service.name)),
        ("preferred", Node::bool(true, Mark::default())),
        ("service", reference(file)),
        ("title", text(&service.title)),
        ("version", text(&service.version)),
        ("description", text(&service.description)),
    ];
    object(entries.into_iter().chain(protocol(service.protocol)))
}

fn protocol(protocol: Option<Protocol>) -> Option<(&'static str, Node)> {
    protocol.map(|protocol| ("protocolType", text(protocol.name())))
}

/// The document of a service: its part of the API document, and its resources.
fn service_document(service: &Service) -> Node {
    let mut root = service.api.root.clone();
    if let Some(config) = &service.api.config {
        root = root.with("x-stackQL-config", config.clone());
    }
    let resources = object(service.resources.iter().map(|resource| (resource.name.as_str(), resource_node(resource))));
    // A published document may have none.
    if !service.api.paths.is_null() {
        root = root.with("paths", service.api.paths.clone());
    }
    root.with("components", service.api.components.with("x-stackQL-resources", resources))
}

fn resource_node(resource: &Resource) -> Node {
    let mut entries =
        vec![("id", text(&resource.id)), ("name", text(&resource.name)), ("title", text(&in_words(&resource.name)))];
    if !resource.methods.is_empty() {
        let methods = resource.methods.iter().map(|method| (method.name.as_str(), method_node(method)));
        let verbs = SqlVerb::LISTED.iter().map(|verb| (verb.name(), verb_list(resource, *verb)));
        entries.extend([("methods", object(methods)), ("sqlVerbs", object(verbs))]);
    }
    entries.extend(resource.view.clone().map(|view| ("config", view)));
    let block = resource.block.as_mapping().into_iter().flatten();
    let node =
        block.fold(
            object(entries),
            |node, (key, value)| {
                if value.is_null() { node.without(key) } else { node.with(key, value.clone()) }
            },
        );
    let mark = resource.methods.first().map(|method| method.mark);
    placed(node, mark.or(resource.view.as_ref().map(|view| view.mark)).unwrap_or_default())
}

/// Gives nodes without a place that of the input that asks for them.
fn placed(node: Node, mark: Mark) -> Node {
    if node.mark != Mark::default() {
        return node;
    }
    let value = match node.value {
        Value::Mapping(mut entries) => {
            Arc::make_mut(&mut entries).values_mut().for_each(|child| *child = placed(mem::take(child), mark));
            Value::Mapping(entries)
        }
        Value::Sequence(mut items) => {
            Arc::make_mut(&mut items).iter_mut().for_each(|child| *child = placed(mem::take(child), mark));
            Value::Sequence(items)
        }
        value => value,
    };
    Node::new(value, mark)
}

fn verb_list(resource: &Resource, verb: SqlVerb) -> Node {
    let target = |method: &Method| {
        pointer::fragment(["components", "x-stackQL-resources", &resource.name, "methods", &method.name])
    };
    let methods = resource.methods_of(verb);
    let entry = |method: &Method| placed(reference(target(method)), method.mark);
    Node::sequence(methods.into_iter().map(entry).collect(), Mark::default())
}

fn method_node(method: &Method) -> Node {
    placed(with_parts(own_node(method), &method.given), method.mark)
}

/// Whether settings make the block of a method another one.
pub fn is_settled(method: &Method) -> bool {
    !method.given.is_empty() && {
        let own = own_node(method);
        with_parts(own.clone(), &method.given) != own
    }
}

/// The block of a method without settings.
fn own_node(method: &Method) -> Node {
    let mut entries = vec![("operation", reference(operation_reference(method)))];
    entries
        .extend(method.request_media_type.as_deref().map(|media_type| ("request", request_node(method, media_type))));
    entries.extend(response_node(method).map(|response| ("response", response)));
    let config = config(method);
    entries.extend((!config.is_empty()).then(|| ("config", object(config))));
    object(entries)
}

fn request_node(method: &Method, media_type: &str) -> Node {
    let mut entries = vec![("mediaType", text(media_type))];
    let transform = |it: &RequestTransform| ("transform", object([("body", text(&it.body)), ("type", text(&it.kind))]));
    entries.extend(method.request_transform.as_ref().map(transform));
    object(entries)
}

fn config(method: &Method) -> Vec<(&'static str, Node)> {
    let algorithm = |name| ("requestBodyTranslate", object([("algorithm", text(name))]));
    let mut entries: Vec<_> = method.push_down.iter().map(|push_down| (pushdown::KEY, push_down.clone())).collect();
    entries.extend(method.body_names.as_deref().map(algorithm));
    entries
}

/// Escapes `/` only: the engine decodes `~1` and nothing else.
fn operation_reference(method: &Method) -> String {
    format!("#/paths/{}/{}", method.path.replace('/', "~1"), method.http_verb)
}

fn response_node(method: &Method) -> Option<Node> {
    let response = method.response.as_ref()?;
    let mut entries = Vec::new();
    entries.extend(response.media_type.as_deref().map(|media_type| ("mediaType", text(media_type))));
    entries.push(("openAPIDocKey", text(&response.key)));
    entries.extend(method.object_key.as_deref().map(|key| ("objectKey", text(key))));
    let is_replaced = method.transform.is_some() || method.response_override.is_some();
    let read_as = response.read_as.as_deref().filter(|_| !is_replaced);
    entries.extend(read_as.map(|media_type| ("overrideMediaType", text(media_type))));
    entries.extend(method.transform.iter().flat_map(transform_entries));
    entries.extend(method.response_override.iter().flat_map(|schema| override_entries(schema)));
    Some(object(entries))
}

fn transform_entries(transform: &Transform) -> impl Iterator<Item = (&'static str, Node)> {
    let body = object([("body", text(&transform.body)), ("type", text(&transform.kind))]);
    override_entries(&transform.schema).into_iter().chain([("transform", body)])
}

/// Includes the media type of the result, without which the engine does not run a template.
fn override_entries(schema: &str) -> [(&'static str, Node); 2] {
    let schema = pointer::fragment(["components", "schemas", schema]);
    [("overrideMediaType", text("application/json")), ("schema_override", reference(schema))]
}

fn reference(target: String) -> Node {
    object([("$ref", text(&target))])
}

/// A string node without a place in an input.
pub(crate) fn text(text: &str) -> Node {
    Node::string(text, Mark::default())
}

/// A mapping node without a place in an input.
pub(crate) fn object<'a>(entries: impl IntoIterator<Item = (&'a str, Node)>) -> Node {
    let entries = entries.into_iter().map(|(key, node)| (key.into(), node));
    Node::mapping(Mapping::from_iter(entries), Mark::default())
}
