//! The pages of the classic style: one for the provider, one per service, one per resource.

use std::collections::BTreeMap;

use minijinja::Environment;
use serde::Serialize;

use crate::config::Docs;
use crate::engine::{Field, ServerVariable};
use crate::model::{Counts, Method, Provider, Resource, Service};
use crate::sql::SqlVerb;

use super::auth::{Auth, auth};
use super::templates::{RenderError, environment};
use crate::text::escape::{attribute, code_cell, front_matter, html, paragraph, table_cell};

const TEMPLATES: [(&str, &str); 4] = [
    ("provider.md.j2", include_str!("../../templates/classic/provider.md.j2")),
    ("service.md.j2", include_str!("../../templates/classic/service.md.j2")),
    ("resource.md.j2", include_str!("../../templates/classic/resource.md.j2")),
    ("links.md.j2", include_str!("../../templates/classic/links.md.j2")),
];

const VERB_ORDER: [SqlVerb; 6] =
    [SqlVerb::Select, SqlVerb::Insert, SqlVerb::Delete, SqlVerb::Update, SqlVerb::Replace, SqlVerb::Exec];

/// Columns that come first.
const FIRST_FIELDS: [&str; 3] = ["id", "name", "description"];

/// Renders the pages of a provider.
pub struct Classic<'a> {
    provider: &'a Provider,
    site: Site,
    version: String,
    templates: Environment<'static>,
}

/// Data that all pages share.
#[derive(Serialize)]
struct Site {
    keywords: Vec<String>,
    meta_description: String,
    image: String,
}

impl<'a> Classic<'a> {
    /// For a provider and the `docs` of its configuration.
    ///
    /// # Errors
    /// A template does not compile.
    pub fn new(provider: &'a Provider, docs: &Docs) -> Result<Self, RenderError> {
        let name = &provider.name;
        let image = format!("/img/providers/{name}/stackql-{name}-provider-featured-image.png");
        let meta = format!("Query, deploy and manage {} resources using SQL", provider.title);
        let site = Site {
            keywords: docs.keywords.iter().map(|keyword| front_matter(keyword)).collect(),
            meta_description: front_matter(docs.meta_description.as_deref().unwrap_or(&meta)),
            image: front_matter(docs.image.as_deref().unwrap_or(&image)),
        };
        let version = docs.published_version.as_deref().unwrap_or(&provider.version);
        Ok(Classic { provider, site, version: paragraph(version), templates: environment(&TEMPLATES)? })
    }

    pub fn provider_page(&self) -> Result<String, RenderError> {
        let provider = self.provider;
        let names = provider.services.iter().map(|service| service.name.as_str());
        let parameters = server_parameters(provider);
        let page = ProviderPage {
            site: &self.site,
            title: front_matter(&provider.name),
            name: &provider.name,
            introduction: paragraph(&provider.description),
            version: &self.version,
            counts: CountsView::of(provider.counts()),
            auth: auth(provider),
            parameters_phrase: if parameters.len() == 1 { "one parameter" } else { "these parameters" },
            parameters,
            links: Links::new(&format!("/providers/{}/", provider.name), names),
        };
        self.render("provider.md.j2", &page)
    }

    pub fn service_page(&self, service: &Service) -> Result<String, RenderError> {
        let names = service.api_resources().map(|resource| resource.name.as_str());
        let page = ServicePage {
            site: &self.site,
            title: front_matter(&service.name),
            provider: &self.provider.name,
            name: &service.name,
            id: html(&service.id),
            service_title: html(&service.title),
            introduction: paragraph(&service.description),
            description: html(&service.description),
            counts: CountsView::of(service.counts()),
            links: Links::new(&format!("/providers/{}/{}/", self.provider.name, service.name), names),
        };
        self.render("service.md.j2", &page)
    }

    pub fn resource_page(&self, service: &Service, resource: &Resource) -> Result<String, RenderError> {
        let described = resource.described();
        let fields = described.and_then(|method| method.fields.as_deref());
        let page = ResourcePage {
            site: &self.site,
            title: front_matter(&resource.name),
            provider: &self.provider.name,
            service: front_matter(&service.name),
            name: &resource.name,
            id: &resource.id,
            not_readable: described.is_none() && resource.view.is_none(),
            has_fields: fields.is_some(),
            fields_described: fields.is_some_and(|fields| differ(fields.iter().map(|field| &field.description))),
            fields: field_rows(fields.unwrap_or_default()),
            methods_described: differ(resource.methods.iter().map(|method| &method.description)),
            methods: method_rows(resource),
        };
        self.render("resource.md.j2", &page)
    }

    fn render(&self, template: &str, page: &impl Serialize) -> Result<String, RenderError> {
        let template = self.templates.get_template(template)?;
        Ok(template.render(minijinja::value::Serde(page))?)
    }
}

#[derive(Serialize)]
struct ProviderPage<'a> {
    site: &'a Site,
    title: String,
    name: &'a str,
    introduction: String,
    version: &'a str,
    counts: CountsView,
    auth: Option<Auth>,
    parameters: Vec<ParameterRow>,
    parameters_phrase: &'static str,
    links: Links,
}

#[derive(Serialize)]
struct ServicePage<'a> {
    site: &'a Site,
    title: String,
    provider: &'a str,
    name: &'a str,
    id: String,
    service_title: String,
    introduction: String,
    description: String,
    counts: CountsView,
    links: Links,
}

#[derive(Serialize)]
struct ResourcePage<'a> {
    site: &'a Site,
    title: String,
    provider: &'a str,
    service: String,
    name: &'a str,
    id: &'a str,
    not_readable: bool,
    has_fields: bool,
    fields_described: bool,
    fields: Vec<FieldRow>,
    methods_described: bool,
    methods: Vec<MethodRow>,
}

#[derive(Serialize)]
struct CountsView {
    services: usize,
    resources: usize,
    selectable: usize,
    methods: usize,
}

impl CountsView {
    fn of(counts: Counts) -> Self {
        let Counts { services, resources, selectable, methods, .. } = counts;
        CountsView { services, resources, selectable, methods }
    }
}

#[derive(Serialize)]
struct Link {
    href: String,
    name: String,
}

/// Two columns; the left one is not shorter.
#[derive(Serialize)]
struct Links {
    left: Vec<Link>,
    right: Vec<Link>,
}

impl Links {
    fn new<'n>(base: &str, names: impl Iterator<Item = &'n str>) -> Self {
        let mut left: Vec<Link> =
            names.map(|name| Link { href: format!("{base}{name}/"), name: name.to_owned() }).collect();
        let right = left.split_off(left.len().div_ceil(2));
        Links { left, right }
    }
}

#[derive(Serialize)]
struct FieldRow {
    name: String,
    datatype: String,
    description: String,
}

/// Rows for columns. Like the published pages, no table for a single column.
fn field_rows(fields: &[Field]) -> Vec<FieldRow> {
    if fields.len() < 2 {
        return Vec::new();
    }
    let place =
        |field: &Field| FIRST_FIELDS.iter().position(|first| *first == field.name).unwrap_or(FIRST_FIELDS.len());
    let mut fields: Vec<&Field> = fields.iter().collect();
    fields.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.name.cmp(&b.name)));
    let row = |field: &&Field| FieldRow {
        name: attribute(&field.name),
        datatype: code_cell(&field.datatype),
        description: table_cell(&field.description),
    };
    fields.iter().map(row).collect()
}

#[derive(Serialize)]
struct MethodRow {
    name: String,
    verb: String,
    required: String,
    description: String,
}

fn method_rows(resource: &Resource) -> Vec<MethodRow> {
    let place = |method: &Method| VERB_ORDER.iter().position(|verb| *verb == method.verb);
    let mut methods: Vec<&Method> = resource.methods.iter().collect();
    methods.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.name.cmp(&b.name)));
    let row = |method: &&Method| MethodRow {
        name: attribute(&method.name),
        verb: method.verb.name().to_uppercase(),
        required: attribute(&required(method)),
        description: table_cell(&method.description),
    };
    methods.iter().map(row).collect()
}

/// Required inputs: parameters, then body properties, then server variables.
fn required(method: &Method) -> String {
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names.dedup();
        names
    };
    let parameters = sorted(method.required_parameters().map(|parameter| parameter.name.clone()).collect());
    let body = if method.has_form() { Vec::new() } else { sorted(method.required_body.clone()) };
    let variables = sorted(method.server_variables.iter().map(|variable| variable.name.clone()).collect());
    [parameters, body, variables].concat().join(", ")
}

/// Whether cells differ: a table column with equal cells is left out.
fn differ<'t>(mut texts: impl Iterator<Item = &'t String>) -> bool {
    let first = texts.next();
    texts.any(|text| Some(text) != first)
}

#[derive(Serialize)]
struct ParameterRow {
    name: String,
    description: String,
    example: String,
}

/// The server variables of all services, without duplicates.
fn server_parameters(provider: &Provider) -> Vec<ParameterRow> {
    let methods = provider.resources().flat_map(|resource| &resource.methods);
    let variables = methods.flat_map(|method| &method.server_variables);
    let by_name: BTreeMap<&str, &ServerVariable> =
        variables.map(|variable| (variable.name.as_str(), variable)).collect();
    let row = |variable: &ServerVariable| ParameterRow {
        name: attribute(&variable.name),
        description: table_cell(&variable.description),
        example: code_line(&variable.default),
    };
    by_name.into_values().map(row).collect()
}

/// Makes text safe inside single backticks.
fn code_line(text: &str) -> String {
    text.replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ")
}
