//! Files for programs: the catalogue and `llms.txt`.

use serde::Serialize;

use crate::model::Provider;

use super::catalogue::{Catalogue, MethodEntry, ResourceEntry, ServiceEntry, catalogue};
use super::product::Product;
use super::templates::{RenderError, environment};
use crate::text::escape::paragraph;

const TEMPLATE: (&str, &str) = ("llms.txt.j2", include_str!("../../templates/machines/llms.txt.j2"));

/// Renders `docs/index.json` and `docs/llms.txt`.
///
/// # Errors
/// A template does not compile, or uses an undefined variable.
pub fn files(provider: &Provider) -> Result<Vec<Product>, RenderError> {
    let catalogue = catalogue(provider);
    let json = serde_json::to_string_pretty(&catalogue).unwrap_or_default() + "\n";
    Ok(vec![
        Product::of_text("docs/index.json".to_owned(), json),
        Product::of_text("docs/llms.txt".to_owned(), llms(&catalogue)?),
    ])
}

fn llms(catalogue: &Catalogue<'_>) -> Result<String, RenderError> {
    let page = Index {
        name: catalogue.provider,
        title: paragraph(catalogue.title),
        summary: paragraph(catalogue.description),
        services: catalogue.services.iter().map(section).collect(),
    };
    Ok(environment(&[TEMPLATE])?.get_template(TEMPLATE.0)?.render(minijinja::value::Serde(page))?)
}

#[derive(Serialize)]
struct Index<'a> {
    name: &'a str,
    title: String,
    summary: String,
    services: Vec<Section<'a>>,
}

#[derive(Serialize)]
struct Section<'a> {
    name: &'a str,
    page: &'a str,
    summary: String,
    resources: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    page: &'a str,
    summary: String,
}

fn section<'a>(service: &'a ServiceEntry<'a>) -> Section<'a> {
    let line = |resource: &'a ResourceEntry<'a>| Line {
        id: resource.id,
        page: &resource.page,
        summary: resource.methods.iter().map(way).collect::<Vec<_>>().join("; "),
    };
    Section {
        name: service.name,
        page: &service.page,
        summary: paragraph(service.description),
        resources: service.resources.iter().map(line).collect(),
    }
}

/// The verb, name and required keys of a method: `SELECT get [id]`.
fn way(method: &MethodEntry<'_>) -> String {
    let keys: Vec<&str> = method.required.iter().map(|key| key.name.as_str()).collect();
    let keys = if keys.is_empty() { String::new() } else { format!(" [{}]", keys.join(", ")) };
    format!("{} {}{keys}", method.sql_verb, method.name)
}
