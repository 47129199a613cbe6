//! Templates and shared data of the guide style for one provider.

use std::collections::HashMap;

use minijinja::{Environment, Value as View, context};
use serde::Serialize;

use crate::config::Docs;
use crate::examples::Examples;
use crate::model::{Provider, Service};
use crate::render::extras::Extras;
use crate::render::templates::{RenderError, environment};
use crate::schema::Resolver;
use crate::text::escape::{code, front_matter, prose as escaped};
use crate::tree::Node;

use super::changed::Changed;
use super::lead::Leads;
use super::prose::short;
use super::related::Relations;

const TEMPLATES: [(&str, &str); 19] = [
    ("front.md.j2", include_str!("../../../templates/guide/front.md.j2")),
    ("provider.md.j2", include_str!("../../../templates/guide/provider.md.j2")),
    ("service.md.j2", include_str!("../../../templates/guide/service.md.j2")),
    ("services.md.j2", include_str!("../../../templates/guide/services.md.j2")),
    ("resources.md.j2", include_str!("../../../templates/guide/resources.md.j2")),
    ("pages.md.j2", include_str!("../../../templates/guide/pages.md.j2")),
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
    ("changed.md.j2", include_str!("../../../templates/guide/changed.md.j2")),
    ("related.md.j2", include_str!("../../../templates/guide/related.md.j2")),
];

/// Data for all pages of a provider.
pub struct Guide<'a> {
    pub provider: &'a Provider,
    pub examples: &'a Examples,
    /// Changes in this version.
    pub changed: Changed<'a>,
    pub site: Site,
    pub templates: Environment<'static>,
    /// Which resource is above which.
    pub relations: Relations<'a>,
    /// The first sentences of resources.
    pub leads: Leads<'a>,
    /// The components of each service, for resolving references.
    components: HashMap<&'a str, Node>,
    nothing: Node,
}

/// Settings that all pages share.
#[derive(Serialize)]
pub struct Site {
    keywords: Vec<String>,
    image: Option<String>,
    /// A description for search engines that replaces ours.
    pub meta_description: Option<String>,
    /// The displayed version of the provider.
    pub version: String,
}

impl<'a> Guide<'a> {
    /// For a provider and the `docs` of its configuration.
    ///
    /// # Errors
    /// A template does not compile.
    pub fn new(provider: &'a Provider, extras: Extras<'a>, docs: &Docs) -> Result<Self, RenderError> {
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
            examples: extras.examples,
            changed: Changed::of(extras.changes, &provider.name),
            site,
            templates: environment(&TEMPLATES)?,
            relations: Relations::of(provider),
            leads: Leads::of(provider),
            components,
            nothing: Node::default(),
        })
    }

    /// Resolves references of a service.
    pub fn resolver(&self, service: &Service) -> Resolver<'_> {
        Resolver::new(self.components.get(service.name.as_str()).unwrap_or(&self.nothing))
    }

    /// The folder of service pages.
    pub fn folder(&self) -> String {
        format!("docs/providers/{}", self.provider.name)
    }

    /// The front matter of a page.
    pub fn front(&self, title: &str, description: &str, keywords: &[&str]) -> View {
        let own = keywords.iter().copied().chain(["stackql", "sql"]);
        let keywords: indexmap::IndexSet<&str> = own.chain(self.site.keywords.iter().map(String::as_str)).collect();
        context! {
            title => front_matter(&short(title)),
            description => front_matter(description),
            keywords => keywords.into_iter().map(|keyword| front_matter(&short(keyword))).collect::<Vec<_>>(),
            image => self.site.image.as_deref().map(front_matter),
        }
    }

    /// The origin of a page, and what to edit instead.
    pub fn origin(&self, service: &Service) -> View {
        let info = service.api.root.get("info");
        context! {
            title => escaped(&short(&self.provider.title)),
            version => escaped(&short(info.and_then(|info| info.text("version")).unwrap_or_default())),
            sha256 => service.sha256.as_str(),
            tool => env!("CARGO_PKG_VERSION"),
            inputs => service.file.iter().chain(&self.provider.inputs).map(|input| code(input)).collect::<Vec<_>>(),
        }
    }

    /// Renders a template.
    ///
    /// # Errors
    /// The template uses an undefined variable.
    pub fn render(&self, template: &str, page: impl Serialize) -> Result<String, RenderError> {
        let template = self.templates.get_template(template)?;
        Ok(template.render(minijinja::value::Serde(page))?)
    }
}
