//! The documents that statements are run over, loaded as they are first touched.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::request::auth::Environment;
use super::request::router::Router;
use super::service::{Resource, Service, formulate};
use super::source::Source;
use super::statement::ast::TableName;
use super::stop::{Step, fail};
use crate::engine::Release;
use crate::engine::config::has_aliases;
use crate::tree::Node;

/// Where the proof of who sends requests comes from.
#[derive(Clone, Debug, Default)]
pub enum Auth {
    /// Nothing has to be proved.
    #[default]
    Null,
    /// The provider's own block counts.
    Provider,
    #[cfg(test)]
    /// Blocks by the names of providers were given; where one is missing, the provider's own counts.
    Given(Node),
}

/// How the engine runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The release of the engine.
    pub release: Release,
    /// Where the proof of who sends requests comes from.
    pub auth: Auth,
    /// The variables of the environment.
    pub environment: Environment,
    /// How many pages are read at most.
    pub page_limit: u32,
}

impl Default for Settings {
    /// The recorded release without proof, with the engine's own limit of pages.
    fn default() -> Self {
        Settings { release: Release::August2026, auth: Auth::Null, environment: Environment::new(), page_limit: 20 }
    }
}

/// The documents of a provider.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    /// The provider document.
    pub provider: Node,
    /// The service documents by the keys of services.
    pub services: BTreeMap<String, Node>,
}

/// The documents of a provider with what was made of them.
pub struct World<'d> {
    documents: &'d Documents,
    /// How the engine runs.
    pub settings: &'d Settings,
    sources: BTreeMap<String, Rc<Source<'d>>>,
    services: RefCell<BTreeMap<String, Rc<Service<'d>>>>,
    routers: RefCell<BTreeMap<String, Rc<Router>>>,
    touched: RefCell<BTreeSet<String>>,
    next: Cell<i64>,
}

/// A resource that was found.
#[derive(Clone)]
pub struct Found<'d> {
    /// The key of the service.
    pub service_key: String,
    /// The key of the resource.
    pub resource_key: String,
    /// The service.
    pub service: Rc<Service<'d>>,
    /// The resource.
    pub resource: Rc<Resource<'d>>,
}

impl<'d> World<'d> {
    /// Makes a world of documents.
    pub fn new(documents: &'d Documents, settings: &'d Settings) -> Self {
        let config = documents.provider.get("config");
        let has_snake_aliases = config.is_some_and(has_aliases);
        let variations = |config: Option<&Node>| config.and_then(|config| config.get("variations")).cloned();
        let source = |(key, root): (&String, &'d Node)| {
            let variations = variations(root.get("x-stackQL-config")).or_else(|| variations(config));
            let is_unioned = variations.is_some_and(|it| it.flag("isObjectSchemaImplicitlyUnioned"));
            let mut source = Source::new(root, settings.release);
            (source.has_snake_aliases, source.is_unioned) = (has_snake_aliases, is_unioned);
            if settings.release >= Release::AnySdk055 {
                source.environment.clone_from(&settings.environment);
            }
            (key.clone(), Rc::new(source))
        };
        World {
            documents,
            settings,
            sources: documents.services.iter().map(source).collect(),
            services: RefCell::default(),
            routers: RefCell::default(),
            touched: RefCell::default(),
            next: Cell::new(0),
        }
    }

    /// Forgets what statements have touched.
    pub fn forget(&self) {
        self.touched.borrow_mut().clear();
        self.next.set(0);
    }

    /// Allows each document to be walked anew.
    pub fn refuel(&self) {
        self.sources.values().for_each(|source| source.refuel());
    }

    /// Returns the provider document.
    pub fn provider(&self) -> &'d Node {
        &self.documents.provider
    }

    /// Returns the name of the provider.
    pub fn provider_name(&self) -> &'d str {
        self.provider().text("name").unwrap_or_default()
    }

    /// Returns a number that no one has yet.
    pub fn next_id(&self) -> i64 {
        self.next.set(self.next.get() + 1);
        self.next.get()
    }

    /// Checks the name of a provider.
    pub fn check_provider(&self, name: &str) -> Step<()> {
        let kind = self.provider().text("protocolType").unwrap_or("http");
        if name != self.provider_name() {
            return fail(format!("cannot find provider = '{name}'"));
        }
        if kind != "http" { fail(format!("cannot foretell protocol '{kind}'")) } else { Ok(()) }
    }

    /// Returns a service.
    pub fn service(&self, key: &str) -> Step<Rc<Service<'d>>> {
        if let Some(service) = self.services.borrow().get(key) {
            return Ok(Rc::clone(service));
        }
        let declared = self.provider().get("providerServices").and_then(|services| services.get(key));
        let (Some(_), Some(source)) = (declared, self.sources.get(key)) else {
            return fail(format!("cannot resolve service with key = '{key}'"));
        };
        let service = Rc::new(Service::load(Rc::clone(source))?);
        self.services.borrow_mut().insert(key.to_owned(), Rc::clone(&service));
        Ok(service)
    }

    /// Finds the resource that a name means: provider, service, resource.
    pub fn find(&self, name: &TableName) -> Step<Found<'d>> {
        match name.0.as_slice() {
            [provider, service, resource] => self.find_in(provider, service, resource),
            _ => fail(format!("cannot resolve '{}' to a resource", name.text())),
        }
    }

    /// Finds the method that a name means: provider, service, resource, method.
    pub fn find_method<'n>(&self, name: &'n TableName) -> Step<(Found<'d>, &'n str)> {
        match name.0.as_slice() {
            [provider, service, resource, method] => Ok((self.find_in(provider, service, resource)?, method)),
            _ => fail(format!("cannot resolve '{}' to a method", name.text())),
        }
    }

    fn find_in(&self, provider: &str, service_key: &str, resource_key: &str) -> Step<Found<'d>> {
        self.check_provider(provider)?;
        let service = self.service(service_key)?;
        let resource = Rc::clone(service.resource(resource_key)?);
        Ok(Found { service_key: service_key.to_owned(), resource_key: resource_key.to_owned(), service, resource })
    }

    /// Prepares all methods of a resource if it is the first one of its service that is touched.
    pub fn touch(&self, found: &Found<'d>) -> Step<()> {
        if !self.touched.borrow_mut().insert(found.service_key.clone()) {
            return Ok(());
        }
        found.resource.methods.values().try_for_each(|method| formulate(method))
    }

    /// Prepares them where only a crash matters.
    pub fn touch_quietly(&self, found: &Found<'d>) -> Step<()> {
        match self.touch(found) {
            Err(super::stop::Stop::Error(_)) => Ok(()),
            other => other,
        }
    }

    /// Returns the router of a service.
    pub fn router(&self, key: &str, service: &Service<'d>) -> Step<Rc<Router>> {
        if let Some(router) = self.routers.borrow().get(key) {
            return Ok(Rc::clone(router));
        }
        let router = Rc::new(Router::new(service.source.root)?);
        self.routers.borrow_mut().insert(key.to_owned(), Rc::clone(&router));
        Ok(router)
    }
}
