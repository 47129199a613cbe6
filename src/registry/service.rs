//! Reads a service document into the model.

use std::collections::BTreeMap;

use crate::model::{Api, Method, Protocol, Resource, Service};
use crate::schema::Resolver;
use crate::sql::SqlVerb;
use crate::text::first_paragraph;
use crate::tree::{Node, Text};

use super::document::Document;
use super::method::Methods;
use super::reference::listed_method;
use crate::engine::RESOURCES;
use crate::engine::config::has_aliases;

/// A service document with its part of the model.
pub struct ServiceFile {
    /// The file.
    pub document: Document,
    /// The service as the engine understands it.
    pub service: Service,
}

/// What `provider.yaml` says about a service.
pub struct About<'a> {
    pub provider: &'a str,
    pub key: &'a str,
    pub node: &'a Node,
    pub config: Option<&'a Node>,
}

impl ServiceFile {
    /// Reads a document without a provider: its names are those in the ids of its resources.
    pub fn alone(document: Document) -> Self {
        let id = resources(&document.tree).find_map(|(_, resource)| resource.text("id")).map(str::to_owned);
        let stem = document.path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut names = id.as_deref().unwrap_or_default().split('.');
        let (provider, key) = (names.next().unwrap_or_default(), names.next().unwrap_or(&stem));
        let node = Node::default();
        service(document, &About { provider, key, node: &node, config: None })
    }
}

fn resources(tree: &Node) -> impl Iterator<Item = (&Text, &Node)> {
    tree.get("components").into_iter().flat_map(|components| components.entries(RESOURCES))
}

/// Builds the service of a document.
pub fn service(document: Document, about: &About<'_>) -> ServiceFile {
    let mut service = of_tree(&document.tree, about);
    service.file = document.path.file_name().map(|name| name.to_string_lossy().into_owned());
    ServiceFile { document, service }
}

/// Builds one method of a document, without its verb.
pub fn method(tree: &Node, about: &About<'_>, resource: &str, name: &str) -> Option<Method> {
    let resource = tree.get("components")?.get(RESOURCES)?.get(resource)?;
    let method = builder(tree, about).method(name, resource.get("methods")?.get(name)?)?;
    Some(with_config(method, resource))
}

fn builder<'a>(tree: &'a Node, about: &About<'_>) -> Methods<'a> {
    Methods {
        tree,
        resolver: Resolver::new(tree),
        servers: tree.items("servers"),
        is_unioned: is_unioned(tree.get("x-stackQL-config").or(about.node.get("config")), about.config),
        has_aliases: about.config.is_some_and(has_aliases),
    }
}

fn with_config(mut method: Method, resource: &Node) -> Method {
    if let Some(config) = resource.get("config") {
        method.settings = method.settings.with("resource", config.clone());
    }
    method
}

fn of_tree(tree: &Node, about: &About<'_>) -> Service {
    let methods = builder(tree, about);
    let text = |key: &str| about.node.text(key).filter(|text| !text.is_empty());
    let info = |key: &str| tree.get("info").and_then(|info| info.text(key));
    let title = text("title").or_else(|| info("title")).unwrap_or(about.key).to_owned();
    let mut resources: Vec<Resource> =
        resources(tree).map(|(name, node)| resource(&methods, about, name, node)).collect();
    resources.sort_by(|a, b| a.name.cmp(&b.name));
    Service {
        name: about.key.to_owned(),
        id: text("id").map_or_else(|| format!("{}:v00.00.00000", about.key), str::to_owned),
        version: text("version").unwrap_or("v00.00.00000").to_owned(),
        description: text("description").or_else(|| info("description")).map_or_else(|| title.clone(), first_paragraph),
        title,
        protocol: Protocol::of(about.node),
        sha256: String::new(),
        file: None,
        api: api(tree),
        resources,
    }
}

/// A block at the service hides that of the provider, even if it lacks the key.
fn is_unioned(service: Option<&Node>, provider: Option<&Node>) -> bool {
    let variations = service.or(provider).and_then(|config| config.get("variations"));
    variations.is_some_and(|variations| variations.flag("isObjectSchemaImplicitlyUnioned"))
}

fn api(tree: &Node) -> Api {
    let rest = tree.without("paths").without("components").without("x-stackQL-config");
    Api {
        root: rest,
        paths: tree.get("paths").cloned().unwrap_or_default(),
        components: tree.get("components").map(|components| components.without(RESOURCES)).unwrap_or_default(),
        config: tree.get("x-stackQL-config").cloned(),
    }
}

fn resource(builder: &Methods<'_>, about: &About<'_>, name: &str, node: &Node) -> Resource {
    let entries = node.entries("methods");
    let read = entries.filter_map(|(name, method)| Some(with_config(builder.method(name, method)?, node)));
    let mut methods: Vec<Method> = read.collect();
    let verbs = verbs(node, &methods);
    for (verb, list) in verbs.iter().rev() {
        for index in list {
            if let Some(method) = methods.get_mut(*index) {
                method.verb = *verb;
            }
        }
    }
    let config = node.get("config").filter(|config| config.get("views").is_some());
    Resource {
        name: name.to_owned(),
        // SQL knows the key; what the document says is `id` is looked at for views only (provider-format 1.1, 2.4).
        id: format!("{}.{}.{name}", about.provider, about.key),
        methods,
        verbs,
        view: config.cloned(),
        block: Node::default(),
    }
}

/// Returns the lists of the document or, for a verb without one, the methods that the engine takes by their names.
fn verbs(resource: &Node, methods: &[Method]) -> BTreeMap<SqlVerb, Vec<usize>> {
    let place = |name: &str| methods.iter().position(|method| method.name == name);
    let lists = resource.get("sqlVerbs");
    let of_verb = |verb: SqlVerb| match lists.and_then(|lists| lists.get(verb.name())) {
        Some(list) => list.as_sequence().into_iter().flatten().filter_map(listed_method).filter_map(place).collect(),
        None => verb.default_methods().iter().filter_map(|name| place(name)).collect(),
    };
    SqlVerb::LISTED.map(|verb| (verb, of_verb(verb))).into()
}
