//! The pages of the provider and its services; long tables continue on further pages.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::value::Serde;
use minijinja::{Value as View, context};

use crate::engine::ServerVariable;
use crate::model::{Counts, Resource, Service};
use crate::render::auth::auth;
use crate::render::product::Product;
use crate::render::templates::RenderError;
use crate::sql::SqlVerb;
use crate::text::counted;
use crate::text::escape::{code, prose as escaped};

use super::access;
use super::prose::{self, short};
use super::query::{keys, names, server_variables};
use super::resource::verbs;
use super::section::{Block, Section};
use super::spread::Overview;
use super::style::Guide;

/// The maximum size of the `auth` settings on a page, in bytes.
const MAX_SETTINGS: usize = 2_000;

impl Guide<'_> {
    /// Renders the page of the provider, and further pages with services.
    ///
    /// # Errors
    /// A template uses an undefined variable.
    pub fn provider_pages(&self) -> Result<Vec<Product>, RenderError> {
        let provider = self.provider;
        let described = beside(&provider.title, &provider.description);
        let summary = titled(format!("{} in SQL with StackQL", short(&provider.title)), described);
        let summary = self.site.meta_description.as_deref().map_or(summary.as_str().into(), short);
        let origin = provider.services.first().map_or(View::from(()), |service| self.origin(service));
        let frame = context! {
            front => self.front(&provider.name, &summary, &[&provider.name]),
            origin => origin.clone(),
            name => provider.name.as_str(),
            title => escaped(&short(&provider.title)),
            introduction => prose::sentence(described),
            version => code(&short(&self.site.version)),
            totals => totals(provider.counts()),
            auth => View::from(Serde(auth(provider).filter(|auth| auth.length() <= MAX_SETTINGS))),
            variables => self.variables().into_iter().map(variable).collect::<Vec<_>>(),
            changed => self.text_of(self.changed.in_provider())?,
        };
        let folder = format!("providers/{}/", provider.name);
        let rows = provider.services.iter().map(service_row).collect();
        let table = Block::new(context! { base => folder.as_str() }, rows);
        self.spread(Overview {
            subject: &provider.name,
            noun: "provider",
            path: "docs/index.md".to_owned(),
            folder,
            back: "../../index.md",
            template: "provider.md.j2",
            frame,
            origin,
            table: Section::new("services", "Services", "services.md.j2", vec![table]),
        })
    }

    /// The server variables of all services, without duplicates.
    fn variables(&self) -> Vec<&ServerVariable> {
        let methods = self.provider.resources().flat_map(|resource| &resource.methods);
        let variables = methods.flat_map(|method| &method.server_variables);
        let by_name: BTreeMap<&str, &ServerVariable> =
            variables.map(|variable| (variable.name.as_str(), variable)).collect();
        by_name.into_values().collect()
    }

    /// Renders the page of a service, and further pages with resources.
    ///
    /// # Errors
    /// A template uses an undefined variable.
    pub fn service_pages(&self, service: &Service) -> Result<Vec<Product>, RenderError> {
        let described = beside(&service.title, &service.description);
        let summary = titled(format!("{}.{}", self.provider.name, service.name), described);
        let documentation = access::link(&service.api.root);
        let origin = self.origin(service);
        let frame = context! {
            front => self.front(&service.name, &summary, &[&service.name, &self.provider.name]),
            origin => origin.clone(),
            provider => self.provider.name.as_str(),
            name => escaped(&service.name),
            title => escaped(&short(&service.title)),
            introduction => prose::sentence(described),
            totals => totals(service.counts()),
            documentation => documentation.map(|(target, words)| context! { target, words }),
            changed => self.text_of(self.changed.in_service(&service.name))?,
        };
        let variables: BTreeSet<&str> = service.resources.iter().flat_map(server_variables).collect();
        let variables: Vec<String> = variables.into_iter().map(code).collect();
        let rows = service.resources.iter().map(|resource| self.resource_row(service, resource)).collect();
        let table = Block::new(context! { base => "", variables => variables.join(", ") }, rows);
        self.spread(Overview {
            subject: &service.name,
            noun: "service",
            path: format!("{}/{}/index.md", self.folder(), service.name),
            folder: String::new(),
            back: "index.md",
            template: "service.md.j2",
            frame,
            origin,
            table: Section::new("resources", "Resources", "resources.md.j2", vec![table]),
        })
    }

    /// Renders a section; empty if there is none.
    fn text_of(&self, section: Option<Section>) -> Result<String, RenderError> {
        section.map_or_else(|| Ok(String::new()), |section| section.text(&self.templates))
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

/// The description; empty if it repeats the title.
fn beside<'t>(title: &str, description: &'t str) -> &'t str {
    if description.trim().eq_ignore_ascii_case(title.trim()) { "" } else { description }
}

fn titled(title: String, description: &str) -> String {
    let sentence = prose::plain_sentence(description);
    if sentence.is_empty() { title } else { format!("{title}: {sentence}") }
}

fn service_row(service: &Service) -> View {
    context! {
        target => format!("{}/index.md", service.name),
        name => code(&service.name),
        resources => service.resources.len(),
        description => prose::sentence(&service.description),
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

fn variable(variable: &ServerVariable) -> View {
    context! {
        name => code(&variable.name),
        description => prose::cell(&variable.description),
        default => code(&short(&variable.default)),
    }
}

/// The required keys of each method of SELECT, fewest first.
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
