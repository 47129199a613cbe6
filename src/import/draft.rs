//! What `provgen.yaml` says of a published provider.

use crate::config::Titles;
use crate::engine::Protocol;
use crate::registry::operation;
use crate::tree::{Mapping, Node, Text};

use super::published::{MAX_MEGABYTES, Published, Service};
use super::vendor::Blocks;

/// What goes into a `provgen.yaml`.
pub struct About {
    /// The name in SQL.
    pub name: String,
    /// The folder of the provider in the registry, if it has another name.
    pub folder: Option<String>,
    /// The title.
    pub title: String,
    /// The description.
    pub description: String,
    /// The version folder.
    pub version: String,
    /// The largest document in megabytes, if it is larger than is read by default.
    pub max_megabytes: Option<u64>,
    /// Titles and descriptions of services for which `provider.yaml` says other things than their documents.
    pub services: Option<Node>,
    /// Which titles most resources have.
    pub titles: Titles,
    /// Whether most request bodies have naive names.
    pub has_naive_bodies: bool,
    /// How methods are run, if it is said.
    pub protocol: Option<Protocol>,
    /// The `config` block.
    pub config: Option<Node>,
    /// What is said of the vendor's documents, if they stand in place of the provider's own.
    pub vendor: Option<Blocks>,
    /// The switches of `lower` that are off.
    pub unlowered: Vec<&'static str>,
}

/// Returns what goes into the `provgen.yaml` of a provider.
pub fn about(published: &Published, vendor: Option<Blocks>) -> About {
    let tree = &published.opened.document.tree;
    let provider = published.opened.provider();
    let largest = published.services.iter().map(|service| service.bytes.len()).max().unwrap_or_default();
    About {
        folder: Some(provider.folder).filter(|folder| *folder != provider.name),
        name: provider.name,
        title: provider.title,
        description: provider.description,
        version: provider.version,
        max_megabytes: (largest > 64_000_000).then_some(MAX_MEGABYTES),
        services: about_services(&published.services, vendor.is_none()),
        titles: titles(published.services.iter()),
        has_naive_bodies: has_naive_bodies(&published.services),
        protocol: Protocol::of(tree),
        config: tree.get("config").filter(|config| config.as_mapping().is_some()).cloned(),
        vendor,
        unlowered: Vec::new(),
    }
}

/// Which titles most resources with methods have.
pub fn titles<'a>(services: impl Iterator<Item = &'a Service> + Clone) -> Titles {
    let styles = [Titles::Words, Titles::Name, Titles::None];
    let resources = || services.clone().flat_map(Service::resources);
    let count = |titles: &Titles| {
        let is_it = |name: &str, node: &Node| node.text("title").map(str::to_owned) == titles.of(name);
        resources().filter(|(name, node)| is_it(name, node)).count()
    };
    // The first of those that are equally many.
    styles.into_iter().rev().max_by_key(count).unwrap_or_default()
}

/// Whether naive names are those of more request bodies than the engine's own.
fn has_naive_bodies(services: &[Service]) -> bool {
    let naive = |service: &Service| -> Vec<bool> {
        let methods = service.resources().flat_map(|(_, resource)| resource.entries("methods"));
        let sends = |method: &Node| {
            operation(&service.document.tree, method).is_ok_and(|it| it.node.get("requestBody").is_some())
        };
        let methods = methods.filter(|(_, method)| sends(method));
        let algorithm = |method: &Node| {
            method.at_pointer("/config/requestBodyTranslate/algorithm").and_then(Node::as_str) == Some("naive")
        };
        methods.map(|(_, method)| algorithm(method)).collect()
    };
    let bodies: Vec<bool> = services.iter().flat_map(naive).collect();
    bodies.iter().filter(|is_naive| **is_naive).count() * 2 > bodies.len()
}

fn about_services(services: &[Service], is_as_is: bool) -> Option<Node> {
    let entry = |service: &Service| Some((Text::from(service.key.as_str()), about_service(service, is_as_is)?));
    let entries = services.iter().filter_map(entry);
    let entries: Mapping = entries.collect();
    (!entries.is_empty()).then(|| Node::mapping(entries, Default::default()))
}

/// Returns the title and description of a service where its document has others, or if another document is written, and
/// its protocol.
fn about_service(service: &Service, is_as_is: bool) -> Option<Node> {
    let info = |key: &str| service.document.tree.get("info").and_then(|info| info.text(key));
    let said = |key: &str| service.entry.text(key).unwrap_or_default();
    let title = info("title").unwrap_or(&service.key);
    let own_title = said("title");
    let description = info("description").unwrap_or(own_title);
    let mut about = Mapping::default();
    for (key, usual) in [("title", title), ("description", description)] {
        if said(key) != usual || !is_as_is {
            about.insert(key.into(), Node::string(said(key), Default::default()));
        }
    }
    if let Some(protocol) = Protocol::of(&service.entry) {
        about.insert("protocol".into(), Node::string(protocol.name(), Default::default()));
    }
    (!about.is_empty()).then(|| Node::mapping(about, Default::default()))
}
