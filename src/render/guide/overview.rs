//! The pages of the provider and of its services.

use std::collections::BTreeMap;

use minijinja::{Value as View, context};
use serde::Serialize;

use crate::mapping::SqlVerb;
use crate::model::{Counts, Resource, ServerVariable, Service};
use crate::render::auth::{Auth, auth};
use crate::render::escape::{code, prose as escaped};
use crate::render::{Product, RenderError, product};

use super::query::{keys, names};
use super::resource::verbs;
use super::{Front, Guide, Origin, access, prose};

#[derive(Serialize)]
struct ProviderPage<'a> {
    front: Front,
    origin: Option<Origin>,
    name: &'a str,
    title: String,
    introduction: String,
    version: String,
    totals: View,
    auth: Option<Auth>,
    variables: Vec<View>,
    services: Vec<View>,
}

#[derive(Serialize)]
struct ServicePage<'a> {
    front: Front,
    origin: Origin,
    provider: &'a str,
    name: String,
    title: String,
    introduction: String,
    totals: View,
    documentation: Option<View>,
    variables: String,
    resources: Vec<View>,
}

impl Guide<'_> {
    /// The page of the provider.
    ///
    /// # Errors
    /// A template that asks for what there is not.
    pub fn provider_page(&self) -> Result<Product, RenderError> {
        let provider = self.provider;
        let described = prose::plain_sentence(&provider.description);
        let summary = format!("{} in SQL with StackQL: {described}", provider.title);
        let summary = self.site.meta_description.as_deref().unwrap_or(&summary);
        let page = ProviderPage {
            front: self.front(&provider.name, summary, &[&provider.name]),
            origin: provider.services.first().map(|service| self.origin(service)),
            name: &provider.name,
            title: escaped(&provider.title),
            introduction: prose::sentence(&provider.description),
            version: code(&self.site.version),
            totals: totals(provider.counts()),
            auth: auth(provider),
            variables: self.variables().into_iter().map(variable).collect(),
            services: provider.services.iter().map(|service| self.service_row(service)).collect(),
        };
        Ok(product("docs/index.md".to_owned(), self.render("provider.md.j2", &page)?))
    }

    fn service_row(&self, service: &Service) -> View {
        context! {
            target => format!("providers/{}/{}/index.md", self.provider.name, service.name),
            name => code(&service.name),
            resources => service.resources.len(),
            description => prose::sentence(&service.description),
        }
    }

    /// The server variables of all services, each once.
    fn variables(&self) -> Vec<&ServerVariable> {
        let methods = self.provider.resources().flat_map(|resource| &resource.methods);
        let variables = methods.flat_map(|method| &method.server_variables);
        let by_name: BTreeMap<&str, &ServerVariable> =
            variables.map(|variable| (variable.name.as_str(), variable)).collect();
        by_name.into_values().collect()
    }

    /// The page of a service.
    ///
    /// # Errors
    /// A template that asks for what there is not.
    pub fn service_page(&self, service: &Service) -> Result<Product, RenderError> {
        let described = prose::plain_sentence(&service.description);
        let summary = format!("{}.{}: {described}", self.provider.name, service.name);
        let variables: std::collections::BTreeSet<&str> =
            service.resources.iter().flat_map(super::query::server_variables).collect();
        let documentation = access::link(&service.api.root);
        let page = ServicePage {
            front: self.front(&service.name, &summary, &[&service.name, &self.provider.name]),
            origin: self.origin(service),
            provider: &self.provider.name,
            name: escaped(&service.name),
            title: escaped(&service.title),
            introduction: prose::sentence(&service.description),
            totals: totals(service.counts()),
            documentation: documentation.map(|(target, words)| context! { target, words }),
            variables: variables.into_iter().map(code).collect::<Vec<_>>().join(", "),
            resources: service.resources.iter().map(|resource| self.resource_row(service, resource)).collect(),
        };
        let path = format!("{}/{}/index.md", self.folder(), service.name);
        Ok(product(path, self.render("service.md.j2", &page)?))
    }

    fn resource_row(&self, service: &Service, resource: &Resource) -> View {
        context! {
            target => format!("{}/index.md", resource.name),
            name => code(&resource.name),
            verbs => verbs(resource).join(", "),
            keys => what_a_query_gives(resource),
            description => self.lead(service, resource),
        }
    }
}

fn totals(counts: Counts) -> View {
    let Counts { services, resources, selectable, methods, views } = counts;
    context! {
        services => counted(services, "service"),
        resources => counted(resources, "resource"),
        selectable,
        methods => counted(methods, "method"),
        views => if views == 0 { String::new() } else { counted(views, "view") },
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn variable(variable: &ServerVariable) -> View {
    context! {
        name => code(&variable.name),
        description => prose::cell(&variable.description),
        default => code(&variable.default),
    }
}

/// The keys of each way to read, the one with the fewest first.
fn what_a_query_gives(resource: &Resource) -> String {
    let mut ways: Vec<Vec<&str>> =
        resource.methods_of(SqlVerb::Select).into_iter().filter(|method| method.fields.is_some()).map(keys).collect();
    ways.sort_by_key(Vec::len);
    let mut texts: Vec<String> = Vec::new();
    for way in ways {
        let text = if way.is_empty() { "nothing".to_owned() } else { names(way) };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.join(" or ")
}
