//! Builds the model of a provider from its documents, their mapping and its configuration.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::config::{About, By, ConfigFile, MethodOrder};
use crate::engine::config::has_aliases;
use crate::finding::{BODY_UNSENDABLE, Finding, NAME_NOT_IDENTIFIER, NAME_RESERVED, Site};
use crate::mapping::{MAX_NAME, MappedMethod, MappedService, SKIP, entry_of, is_reserved, service_of_tag};
use crate::normalise::{Document, Operation};
use crate::place::Mark;
use crate::schema::{Id, is_composed};
use crate::source::views::Fragment;
use crate::sql::{SqlVerb, is_identifier};
use crate::text::{first_paragraph, listed, opening};
use crate::tree::{Mapping, Node, Text};

use super::method::Methods;
use super::{Api, Provider, Resource, Service, order, servers, views};

/// Root extensions about all services: webhooks before OpenAPI 3.1, and tags by group (Redoc).
const OF_THE_WHOLE_API: [&str; 2] = ["x-webhooks", "x-tagGroups"];

/// Maximum number of resources that describe a service.
const MAX_RESOURCES: usize = 5;

/// Builds the services of one document.
pub fn services(
    document: &Document,
    mapped: &BTreeMap<String, MappedService>,
    config: &ConfigFile,
) -> (Vec<Service>, Vec<Finding>) {
    let is_alone = mapped.len() == 1 || config.config.services.by == By::File;
    let builder = Builder { document, config, is_alone };
    let services: Vec<_> = mapped.par_iter().map(|(name, mapped)| builder.service(name, mapped)).collect();
    let mut findings = Vec::new();
    let services = services.into_iter().map(|(service, mut found)| {
        findings.append(&mut found);
        service
    });
    (services.collect(), findings)
}

/// Builds the model of a provider from its services and views.
pub fn provider(mut services: Vec<Service>, fragments: &[Fragment], config: &ConfigFile) -> (Provider, Vec<Finding>) {
    services.sort_by(|a, b| a.name.cmp(&b.name));
    let settings = &config.config;
    let mut findings = check_provider_name(config);
    findings.append(&mut views::add(&mut services, fragments, &settings.provider));
    views::add_titles(&mut services, settings.resources.titles);
    let provider = Provider {
        name: settings.provider.clone(),
        folder: settings.folder.as_ref().unwrap_or(&settings.provider).clone(),
        version: settings.version.clone(),
        title: settings.title.clone(),
        description: settings.description.clone(),
        protocol: settings.protocol,
        config: config.provider_config().cloned(),
        inputs: inputs(config),
        services,
    };
    (provider, findings)
}

/// Returns the names of input files without folders, which differ from machine to machine.
fn inputs(config: &ConfigFile) -> Vec<String> {
    let settings = &config.config;
    let files = [&config.path, &settings.mapping].into_iter().chain(&settings.source.overlays);
    files.filter_map(|file| file.file_name()?.to_str().map(str::to_owned)).collect()
}

fn check_provider_name(config: &ConfigFile) -> Vec<Finding> {
    let name = &config.config.provider;
    let report = |rule, message: String, help: &str| {
        vec![Finding::new(rule, Site::Config(config.mark("/provider")), message, help)]
    };
    let help = "use letters, digits and `_`, and begin with a letter or `_`";
    match name {
        name if name.is_empty() => report(&NAME_NOT_IDENTIFIER, "the provider has no name".to_owned(), help),
        name if !is_identifier(name) || name.len() > MAX_NAME => {
            report(&NAME_NOT_IDENTIFIER, format!("the provider name `{name}` is not a valid SQL identifier"), help)
        }
        name if is_reserved(name) => {
            let message = format!("`{name}` cannot be the name of a provider: it is reserved on Windows");
            report(&NAME_RESERVED, message, "choose another name")
        }
        _ => Vec::new(),
    }
}

#[derive(Clone, Copy)]
struct Builder<'a> {
    document: &'a Document,
    config: &'a ConfigFile,
    /// Whether the document is about a single service.
    is_alone: bool,
}

impl Builder<'_> {
    fn service(&self, name: &str, mapped: &MappedService) -> (Service, Vec<Finding>) {
        let mut findings = Vec::new();
        let operations: Vec<&Operation> =
            mapped.operations.iter().filter_map(|index| self.document.operations.get(*index)).collect();
        let (title, description) = self.about(name, mapped, &operations);
        let version = self.config.config.services.version.as_ref().unwrap_or(&self.config.config.version).clone();
        let api = self.api(mapped, (&title, &description), &operations, &mut findings);
        let mut service = Service {
            name: name.to_owned(),
            id: format!("{name}:{version}"),
            version,
            title,
            description,
            protocol: entry_of(&self.config.config.services.about, name).and_then(|(_, about)| about.protocol),
            sha256: String::new(),
            file: None,
            api,
            resources: Vec::new(),
        };
        findings.extend(servers::check(self.config, &service.api.root, &operations));
        let mut resources: Vec<_> = mapped.resources.iter().collect();
        resources.sort_by_key(|(name, _)| *name);
        for (resource, methods) in resources {
            let resource = self.resource(&service, resource, methods, &mut findings);
            service.resources.push(resource);
        }
        (service, findings)
    }

    fn resource(
        &self,
        service: &Service,
        name: &str,
        mapped: &[MappedMethod],
        findings: &mut Vec<Finding>,
    ) -> Resource {
        let methods = Methods {
            resolver: self.document.components.resolver(),
            request_body: self.config.config.methods.request_body,
            servers: service.api.root.items("servers"),
            guesses_keys: self.config.config.lower.object_keys,
            is_published: self.document.as_is.is_some(),
            has_aliases: self.config.provider_config().is_some_and(has_aliases),
        };
        // The sort is stable: methods of one operation stay in the order of the mapping.
        let mut in_spec_order: Vec<&MappedMethod> = mapped.iter().collect();
        in_spec_order.sort_by_key(|method| method.operation);
        let operation = |method: &MappedMethod| self.document.operations.get(method.operation);
        let methods: Vec<super::Method> = in_spec_order
            .iter()
            .filter_map(|mapped| {
                let mut method = methods.method(mapped, operation(mapped)?, findings);
                if !methods.is_published {
                    findings.extend(unsendable(&mut method, mapped.mark));
                }
                Some(method)
            })
            .collect();
        let id = format!("{}.{}.{name}", self.config.config.provider, service.name);
        let verbs = match self.config.config.methods.order {
            MethodOrder::Required => order::lists(&methods, &in_spec_order),
            MethodOrder::Mapping => order::as_mapped(&methods, mapped),
        };
        let resource = Resource { name: name.to_owned(), id, verbs, methods, view: None, block: Node::default() };
        let marks: HashMap<&str, Mark> = mapped.iter().map(|method| (method.name.as_str(), method.mark)).collect();
        let mark = |method: &super::Method| marks.get(method.name.as_str()).copied().unwrap_or_default();
        findings.append(&mut order::unreachable(&resource, mark));
        findings.append(&mut order::touching_many(&resource, mark));
        resource
    }

    /// Returns title and description: those of the configuration, or of a tag. The document describes all services
    /// alike, so its description is that of a single one; others are described by their resources.
    fn about(&self, name: &str, mapped: &MappedService, operations: &[&Operation]) -> (String, String) {
        let about = entry_of(&self.config.config.services.about, name).map(|(_, about)| about);
        if self.document.as_is.is_some() {
            return self.published_about(name, about);
        }
        let tag = only_tag(operations);
        let entry = self.tag_entry(tag.unwrap_or(name));
        let info = self.document.root.get("info");
        let said = |key: &str| entry.and_then(|entry| entry.text(key));
        let of_document = |key: &str| info.and_then(|info| info.text(key));
        let title = [
            about.and_then(|about| about.title.clone()),
            said("x-displayName").filter(|_| tag.is_some()).map(first_paragraph),
            tag.map(first_paragraph),
            of_document("title").map(first_paragraph),
        ];
        // A resource with the name of its service says no more than the tag that names both.
        let is_titled = tag.is_some() && mapped.resources.keys().all(|resource| resource == name);
        let description = [
            about.and_then(|about| about.description.clone()),
            said("description").and_then(opening),
            of_document("description").filter(|_| self.is_alone).and_then(opening),
            resources_in_words(mapped).filter(|_| !self.is_alone && !is_titled),
        ];
        let title = first_of(title).unwrap_or_else(|| name.to_owned());
        (title.clone(), first_of(description).unwrap_or(title))
    }

    /// Returns title and description of a published service, letter by letter.
    fn published_about(&self, name: &str, about: Option<&About>) -> (String, String) {
        let info = |key: &str| self.document.root.get("info")?.text(key).map(str::to_owned);
        let title = about.and_then(|about| about.title.clone()).or_else(|| info("title"));
        let title = title.unwrap_or_else(|| name.to_owned());
        let description = about.and_then(|about| about.description.clone()).or_else(|| info("description"));
        (title.clone(), description.unwrap_or(title))
    }

    /// Returns what the document says about a tag, or about the one that is called like a service.
    fn tag_entry(&self, tag: &str) -> Option<&Node> {
        let entries = self.document.root.items("tags");
        let named = |entry: &&Node| entry.text("name") == Some(tag);
        let alike = |entry: &&Node| entry.text("name").is_some_and(|it| service_of_tag(it) == service_of_tag(tag));
        entries.iter().find(named).or_else(|| entries.iter().find(alike))
    }

    fn api(
        &self,
        mapped: &MappedService,
        (title, description): (&str, &str),
        operations: &[&Operation],
        findings: &mut Vec<Finding>,
    ) -> Api {
        if let Some(published) = &self.document.as_is {
            return self.published_api(mapped, published);
        }
        let reached = self.document.components.reached(operations.iter().map(|operation| operation.edges.as_slice()));
        findings.extend(operations.iter().flat_map(|operation| &operation.faults).cloned());
        findings.extend(reached.iter().flat_map(|(_, component)| &component.faults).cloned());
        Api {
            root: self.api_root(title, description, operations),
            paths: paths(operations),
            components: components(reached.into_iter().map(|(id, component)| (id, &component.node))),
            config: mapped.config.clone(),
        }
    }

    fn published_api(&self, mapped: &MappedService, tree: &Node) -> Api {
        let root = self.document.root.clone();
        Api {
            root: self.config.servers().map_or(root.clone(), |servers| root.with("servers", servers.clone())),
            paths: tree.get("paths").cloned().unwrap_or_default(),
            components: tree.get("components").cloned().unwrap_or_default(),
            config: mapped.config.clone(),
        }
    }

    /// Returns the document's own root fields with the service's title, tags and servers.
    fn api_root(&self, title: &str, description: &str, operations: &[&Operation]) -> Node {
        let document = &self.document.root;
        let info = document.get("info").cloned().unwrap_or_else(|| Node::mapping(Mapping::default(), document.mark));
        let text = |text: &str| Node::string(text, info.mark);
        let version = info.get("version").cloned().unwrap_or_else(|| text(&self.config.config.version));
        let info = info.with("title", text(title)).with("description", text(description)).with("version", version);
        let info = in_order(&info, &["title", "description", "version"]);
        let mut root = document.with("info", info);
        for key in OF_THE_WHOLE_API {
            root = root.without(key);
        }
        if let Some(servers) = self.config.servers() {
            root = root.with("servers", servers.clone());
        }
        // Unused default security would name schemes that the document does not contain.
        if operations.iter().all(|operation| operation.node.get("security").is_some()) {
            root = root.without("security");
        }
        if let Some(tags) = document.get("tags") {
            root = root.with("tags", used_tags(tags, operations));
        }
        in_order(&root, &["openapi", "info", "servers", "security", "tags", "externalDocs"])
    }
}

/// Reports a body that the engine does not send. INSERT, UPDATE or REPLACE fail on a media type that it cannot write, so
/// their methods are left to EXEC, which sends no such body either, and calls no method whose body requires something
/// (provider-format 3.5, 3.8).
fn unsendable(method: &mut super::Method, mark: Mark) -> Option<Finding> {
    let fault = body_fault(method)?;
    let verb = method.verb;
    let takes_columns = matches!(verb, SqlVerb::Insert | SqlVerb::Update | SqlVerb::Replace);
    let is_taken = takes_columns && !method.can_send_body();
    if is_taken {
        method.verb = SqlVerb::Exec;
    }
    let lost = lost_names(method);
    let (verb, exec) = (verb.name().to_uppercase(), SqlVerb::Exec.name().to_uppercase());
    let name = &method.name;
    let what = match (is_taken, method.required_body.is_empty()) {
        (true, true) => format!("{verb} cannot call `{name}`, and {exec} calls it without the body{lost}"),
        (true, false) => format!("neither {verb} nor {exec} can call `{name}`, which requires a body{lost}"),
        (false, true) => format!("{verb} calls `{name}` without the body{lost}"),
        (false, false) => format!("{verb} cannot call `{name}`, which requires a body{lost}"),
    };
    let help = format!(
        "if the API takes a JSON object, describe it under `application/json` in the request body with an overlay; if the \
         call is of no use without the body, write `{SKIP}` as the resource"
    );
    Some(Finding::new(&BODY_UNSENDABLE, Site::Mapping(mark), format!("{fault}: {what}"), help))
}

/// Why the engine does not send the body of a method, if it has one.
fn body_fault(method: &super::Method) -> Option<String> {
    let media_type = method.request_media_type.as_deref()?;
    if !method.can_send_body() {
        return Some(format!("the engine cannot send `{media_type}`"));
    }
    let Some(schema) = &method.body_schema else {
        return Some("the engine sends no body without a schema".to_owned());
    };
    let kind = schema.text("type").filter(|kind| *kind != "object" && !is_composed(schema))?;
    Some(format!("the engine sends objects alone, no body of the type {kind}"))
}

/// The properties of a body in words, the first ones of many.
fn lost_names(method: &super::Method) -> String {
    let properties = method.body_schema.iter().flat_map(|schema| schema.entries("properties"));
    let names: Vec<&str> = properties.map(|(name, _)| &**name).collect();
    if names.is_empty() { String::new() } else { format!(" with {}", listed(&names)) }
}

/// Returns the names of a service's resources in words, the first five and the number of the others.
fn resources_in_words(mapped: &MappedService) -> Option<String> {
    let mut names: Vec<String> = mapped.resources.keys().map(|name| name.replace('_', " ")).collect();
    names.sort();
    let (shown, more) = names.split_at(names.len().min(MAX_RESOURCES));
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    (!shown.is_empty()).then(|| format!("Resources: {}{more}.", shown.join(", ")))
}

/// Returns the first tag, if all operations have the same one.
fn only_tag<'a>(operations: &[&'a Operation]) -> Option<&'a str> {
    let first = |operation: &&'a Operation| operation.node.items("tags").first().and_then(Node::as_str);
    let tags: BTreeSet<_> = operations.iter().map(first).collect();
    if tags.len() == 1 { tags.into_iter().next().flatten() } else { None }
}

fn first_of<const N: usize>(texts: [Option<String>; N]) -> Option<String> {
    texts.into_iter().flatten().find(|text| !text.is_empty())
}

fn used_tags(tags: &Node, operations: &[&Operation]) -> Node {
    let used: BTreeSet<&str> =
        operations.iter().flat_map(|operation| operation.node.items("tags")).filter_map(Node::as_str).collect();
    let is_used = |tag: &&Node| tag.text("name").is_some_and(|name| used.contains(name));
    Node::sequence(tags.as_sequence().into_iter().flatten().filter(is_used).cloned().collect(), tags.mark)
}

/// Moves some fields to the front; the others keep their order.
fn in_order(object: &Node, first: &[&str]) -> Node {
    let entries = object.as_mapping().cloned().unwrap_or_default();
    let named = first.iter().filter_map(|key| entries.get_key_value(*key));
    let others = entries.iter().filter(|(key, _)| !first.contains(&&***key));
    Node::mapping(named.chain(others).map(|(key, node)| (Text::clone(key), node.clone())).collect(), object.mark)
}

fn paths(operations: &[&Operation]) -> Node {
    let mut paths = Mapping::default();
    for operation in operations {
        let item = paths.get(&operation.template).unwrap_or(&operation.item);
        let item = item.with(operation.verb, operation.node.clone());
        paths.insert(operation.template.clone(), item);
    }
    Node::mapping(paths, Mark::default())
}

fn components<'a>(reached: impl Iterator<Item = (&'a Id, &'a Node)>) -> Node {
    let mut sections: indexmap::IndexMap<Text, Mapping> = indexmap::IndexMap::new();
    for (id, node) in reached {
        sections.entry(id.section.clone()).or_default().insert(id.name.clone(), node.clone());
    }
    let sections = sections.into_iter().map(|(section, entries)| (section, Node::mapping(entries, Mark::default())));
    Node::mapping(sections.collect(), Mark::default())
}
