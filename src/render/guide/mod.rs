//! The pages of the guide style: what a person needs who queries an API.
//!
//! One file a part of a page. Every part decides what is said; the templates say it.

mod access;
mod examples;
mod fields;
mod lead;
mod nested;
mod notes;
mod overview;
mod page;
mod parameters;
mod prose;
mod query;
mod related;
mod resource;
mod section;
mod shape;
mod values;
mod view;

use std::collections::HashMap;

use minijinja::Environment;
use rayon::prelude::*;
use serde::Serialize;

use crate::config::Docs;
use crate::examples::Examples;
use crate::model::{Provider, Service};
use crate::normalise::Resolver;
use crate::source::node::Node;

use super::escape::{code, prose as escaped};
use super::{Product, RenderError, environment, yaml};

use lead::Leads;
use related::Relations;

/// The templates of the style, by name.
const TEMPLATES: [(&str, &str); 15] = [
    ("front.md.j2", include_str!("../../../templates/guide/front.md.j2")),
    ("provider.md.j2", include_str!("../../../templates/guide/provider.md.j2")),
    ("service.md.j2", include_str!("../../../templates/guide/service.md.j2")),
    ("resource.md.j2", include_str!("../../../templates/guide/resource.md.j2")),
    ("further.md.j2", include_str!("../../../templates/guide/further.md.j2")),
    ("origin.md.j2", include_str!("../../../templates/guide/origin.md.j2")),
    ("view.md.j2", include_str!("../../../templates/guide/view.md.j2")),
    ("query.md.j2", include_str!("../../../templates/guide/query.md.j2")),
    ("examples.md.j2", include_str!("../../../templates/guide/examples.md.j2")),
    ("fields.md.j2", include_str!("../../../templates/guide/fields.md.j2")),
    ("nested.md.j2", include_str!("../../../templates/guide/nested.md.j2")),
    ("parameters.md.j2", include_str!("../../../templates/guide/parameters.md.j2")),
    ("values.md.j2", include_str!("../../../templates/guide/values.md.j2")),
    ("access.md.j2", include_str!("../../../templates/guide/access.md.j2")),
    ("related.md.j2", include_str!("../../../templates/guide/related.md.j2")),
];

/// Writes the pages of one provider.
pub struct Guide<'a> {
    provider: &'a Provider,
    examples: &'a Examples,
    site: Site,
    templates: Environment<'static>,
    relations: Relations<'a>,
    leads: Leads<'a>,
    /// The components of each service, for what follows references.
    components: HashMap<&'a str, Node>,
    nothing: Node,
}

/// What all pages share.
#[derive(Serialize)]
struct Site {
    keywords: Vec<String>,
    image: Option<String>,
    meta_description: Option<String>,
    version: String,
}

/// The head of a page.
#[derive(Serialize)]
struct Front {
    title: String,
    description: String,
    keywords: Vec<String>,
    image: Option<String>,
}

/// Where a page comes from, and what to edit in its place.
#[derive(Serialize)]
struct Origin {
    title: String,
    version: String,
    sha256: String,
    tool: &'static str,
    inputs: Vec<String>,
}

impl<'a> Guide<'a> {
    /// For a provider, with what its maintainer says about the pages.
    ///
    /// # Errors
    /// A template that does not compile.
    pub fn new(provider: &'a Provider, examples: &'a Examples, docs: &Docs) -> Result<Self, RenderError> {
        let site = Site {
            keywords: docs.keywords.clone(),
            image: docs.image.clone(),
            meta_description: docs.meta_description.clone(),
            version: docs.published_version.as_deref().unwrap_or(&provider.version).to_owned(),
        };
        let components =
            provider.services.iter().map(|service| (service.name.as_str(), service.components())).collect();
        Ok(Guide {
            provider,
            examples,
            site,
            templates: environment(&TEMPLATES)?,
            relations: Relations::of(provider),
            leads: Leads::of(provider),
            components,
            nothing: Node::default(),
        })
    }

    /// All pages.
    ///
    /// # Errors
    /// A template that asks for what there is not.
    pub fn pages(&self) -> Result<Vec<Product>, RenderError> {
        let services = self.provider.services.par_iter();
        let resources =
            services.clone().flat_map(|service| service.resources.par_iter().map(move |resource| (service, resource)));
        let resources: Result<Vec<Vec<Product>>, RenderError> =
            resources.map(|(service, resource)| self.resource_pages(service, resource)).collect();
        let services: Result<Vec<Product>, RenderError> = services.map(|service| self.service_page(service)).collect();
        let mut pages = vec![self.provider_page()?];
        pages.extend(services?);
        pages.extend(resources?.into_iter().flatten());
        Ok(pages)
    }

    fn resolver(&self, service: &Service) -> Resolver<'_> {
        Resolver::new(self.components.get(service.name.as_str()).unwrap_or(&self.nothing))
    }

    fn folder(&self) -> String {
        format!("docs/providers/{}", self.provider.name)
    }

    fn front(&self, title: &str, description: &str, keywords: &[&str]) -> Front {
        let own = keywords.iter().copied().chain(["stackql", "sql"]);
        let keywords: indexmap::IndexSet<&str> = own.chain(self.site.keywords.iter().map(String::as_str)).collect();
        Front {
            title: yaml::inline(title).into_owned(),
            description: yaml::inline(description).into_owned(),
            keywords: keywords.into_iter().map(|keyword| yaml::inline(keyword).into_owned()).collect(),
            image: self.site.image.as_deref().map(|image| yaml::inline(image).into_owned()),
        }
    }

    fn origin(&self, service: &Service) -> Origin {
        let info = service.api.root.get("info");
        Origin {
            title: escaped(&self.provider.title),
            version: escaped(info.and_then(|info| info.text("version")).unwrap_or_default()),
            sha256: service.sha256.clone(),
            tool: env!("CARGO_PKG_VERSION"),
            inputs: service.file.iter().chain(&self.provider.inputs).map(|input| code(input)).collect(),
        }
    }

    fn render(&self, template: &str, page: impl Serialize) -> Result<String, RenderError> {
        let template = self.templates.get_template(template)?;
        Ok(template.render(minijinja::value::Serde(page))?)
    }
}
