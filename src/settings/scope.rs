//! Which methods an entry of `settings` is for.

use crate::config::{For, Many};
use crate::engine::Engine;
use crate::mapping::MappedMethod;
use crate::normalise::Operation;
use crate::schema::Resolver;
use crate::text::Pattern;

/// A method as entries look at it.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub service: &'a str,
    /// `service.resource.method`, which many entries look at.
    pub name: &'a str,
    pub method: &'a MappedMethod,
    pub operation: &'a Operation,
    pub resolver: Resolver<'a>,
}

impl<'a> Subject<'a> {
    /// The name of its resource.
    pub fn own_resource(self) -> &'a str {
        self.resource().get(self.service.len() + 1..).unwrap_or_default()
    }

    /// `service.resource`.
    pub fn resource(self) -> &'a str {
        let method = self.method.name.len() + 1;
        self.name.get(..self.name.len().saturating_sub(method)).unwrap_or_default()
    }
}

/// What a method has to match in each key.
#[derive(Debug, Default)]
pub struct Scope {
    services: Patterns,
    pub resources: Patterns,
    pub methods: Patterns,
    verbs: Patterns,
    operations: Patterns,
    tags: Patterns,
    parameters: Patterns,
    responses: Vec<String>,
    media_types: Patterns,
    not: Vec<Scope>,
}

impl Scope {
    pub fn new(of: &For) -> Self {
        Scope {
            services: Patterns::new(&of.service),
            resources: Patterns::new(&of.resource),
            methods: Patterns::new(&of.method),
            verbs: Patterns::new(&Many(of.verb.0.iter().map(|verb| verb.to_ascii_lowercase()).collect())),
            operations: Patterns(of.operation.0.iter().map(|name| Pattern::of_operation(name)).collect()),
            tags: Patterns::new(&of.tag),
            parameters: Patterns::new(&of.has_parameter),
            responses: of.has_response.0.clone(),
            media_types: Patterns::new(&of.media_type),
            not: of.not.iter().flat_map(|not| &not.0).map(Scope::new).collect(),
        }
    }

    /// Whether it names services only.
    pub fn is_of_services(&self) -> bool {
        let others = [&self.resources, &self.methods, &self.verbs, &self.operations, &self.tags, &self.parameters];
        let others = others.into_iter().chain([&self.media_types]);
        others.into_iter().all(Patterns::is_empty) && self.responses.is_empty() && self.not.is_empty()
    }

    /// Whether a service matches.
    pub fn has_service(&self, service: &str) -> bool {
        self.services.matches(|| [service])
    }

    /// Whether a method matches.
    pub fn has(&self, it: Subject<'_>) -> bool {
        let Subject { service, method, operation, .. } = it;
        let engine = Engine { resolver: it.resolver };
        self.has_service(service)
            && self.resources.matches_below(service, it.resource())
            && self.methods.matches_below(it.resource(), it.name)
            && self.verbs.matches(|| [method.verb.name()])
            && self.operations.matches(|| [operation_of(operation), operation.path.to_string()])
            && self
                .tags
                .matches(|| operation.node.items("tags").iter().filter_map(|tag| tag.as_str()).collect::<Vec<_>>())
            && self.parameters.matches(|| parameters(it))
            && (self.responses.is_empty()
                || self.responses.iter().any(|path| engine.responds_with(&operation.node, path)))
            && self.media_types.matches(|| media_types(it))
            && !self.not.iter().any(|not| not.has(it))
    }
}

fn operation_of(operation: &Operation) -> String {
    format!("{} {}", operation.verb.to_ascii_uppercase(), operation.path)
}

fn parameters(it: Subject<'_>) -> Vec<&str> {
    let named = |parameter| it.resolver.resolve(parameter)?.text("name");
    it.operation.node.items("parameters").iter().filter_map(named).collect()
}

fn media_types(it: Subject<'_>) -> Vec<&str> {
    let engine = Engine { resolver: it.resolver };
    let response = engine.response(&it.operation.node).and_then(|(_, content)| content);
    let body = engine.body(&it.operation.node);
    [response, body].into_iter().flatten().map(|content| content.media_type).collect()
}

/// Patterns of which one has to match, if there is one.
#[derive(Debug, Default)]
pub struct Patterns(Vec<Pattern>);

impl Patterns {
    fn new(Many(texts): &Many<String>) -> Self {
        Patterns(texts.iter().map(|text| Pattern::new(text)).collect())
    }

    /// The names of which one has to match; none if any other name may.
    pub fn texts(&self) -> Option<Vec<&str>> {
        if self.is_empty() { None } else { self.0.iter().map(Pattern::text).collect() }
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn matches<I: IntoIterator<Item: AsRef<str>>>(&self, names: impl FnOnce() -> I) -> bool {
        self.is_empty() || {
            let names: Vec<_> = names().into_iter().collect();
            self.0.iter().any(|pattern| names.iter().any(|name| pattern.matches(name.as_ref())))
        }
    }

    /// Matches a name with dots, or what stands behind its first part.
    fn matches_below(&self, first: &str, name: &str) -> bool {
        let own = name.get(first.len() + 1..).unwrap_or_default();
        self.is_empty() || self.0.iter().any(|pattern| pattern.matches(own) || pattern.matches(name))
    }
}
