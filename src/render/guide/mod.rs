//! The pages of the guide style, for people who query an API.
//!
//! Each file prepares the data of one part of a page; the templates have the text.

mod access;
mod changed;
mod columns;
mod examples;
mod fields;
mod key;
mod layout;
mod lead;
mod lifecycle;
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
mod spread;
mod style;
mod values;
mod view;

use rayon::prelude::*;

use crate::config::Docs;
use crate::model::Provider;

use super::extras::Extras;
use super::product::Product;
use super::templates::RenderError;

use style::Guide;

/// Renders all pages of a provider.
pub fn pages(provider: &Provider, extras: Extras<'_>, docs: &Docs) -> Result<Vec<Product>, RenderError> {
    let guide = Guide::new(provider, extras, docs)?;
    let services = provider.services.par_iter();
    let resources =
        services.clone().flat_map(|service| service.resources.par_iter().map(move |resource| (service, resource)));
    let resources: Result<Vec<Vec<Product>>, RenderError> =
        resources.map(|(service, resource)| guide.resource_pages(service, resource)).collect();
    let services: Result<Vec<Vec<Product>>, RenderError> =
        services.map(|service| guide.service_pages(service)).collect();
    let mut pages = guide.provider_pages()?;
    pages.extend(services?.into_iter().flatten());
    pages.extend(resources?.into_iter().flatten());
    Ok(pages)
}
