//! Stage 6: renders the model as text. Pure: reads and writes no files.

mod auth;
pub mod catalogue;
mod classic;
mod documents;
mod extras;
mod guide;
mod machines;
#[cfg(test)]
mod machines_tests;
mod product;
mod templates;

use rayon::prelude::*;

use crate::config::{Docs, Style};
use crate::engine::predict::Documents;
use crate::model::{Provider, Resource, Service};
use crate::tree::yaml_writer;

use classic::Classic;

use documents::file_of;
pub use documents::{documents, is_settled};
pub(crate) use documents::{object, text};
pub use extras::Extras;
pub use machines::files as machine_files;
pub use product::Product;
pub(crate) use templates::environment;
pub use templates::{RenderError, fault};

/// Renders all files of a provider: a registry under `src`, and pages under `docs`.
///
/// # Errors
/// A template does not compile, or uses an undefined variable.
pub fn render(
    provider: &Provider,
    documents: &Documents,
    extras: Extras<'_>,
    docs: &Docs,
) -> Result<Vec<Product>, RenderError> {
    let folder = format!("src/{}/{}", provider.folder, provider.version);
    let services = || {
        let written = |service: &Service| {
            let path = format!("{folder}/{}", file_of(service));
            Some(Product::of_text(path, yaml_writer::document(documents.services.get(&service.name)?)))
        };
        provider.services.par_iter().filter_map(written).collect::<Vec<Product>>()
    };
    let files = || if docs.style.has_machine_files() { machine_files(provider) } else { Ok(Vec::new()) };
    let ((services, files), pages) = rayon::join(|| rayon::join(services, files), || pages(provider, extras, docs));
    let path = format!("{folder}/provider.yaml");
    let mut products = vec![Product::of_text(path, yaml_writer::document(&documents.provider))];
    products.extend(services);
    products.extend(pages?);
    products.extend(files?);
    Ok(products)
}

/// Renders only the pages of a provider.
///
/// # Errors
/// A template does not compile, or uses an undefined variable.
pub fn pages(provider: &Provider, extras: Extras<'_>, docs: &Docs) -> Result<Vec<Product>, RenderError> {
    match docs.style {
        Style::Classic => classic_pages(provider, docs),
        Style::Guide => guide::pages(provider, extras, docs),
    }
}

fn classic_pages(provider: &Provider, docs: &Docs) -> Result<Vec<Product>, RenderError> {
    let style = Classic::new(provider, docs)?;
    let folder = format!("docs/providers/{}", provider.name);
    let of_service = |service: &Service| {
        Ok(Product::of_text(format!("{folder}/{}/index.md", service.name), style.service_page(service)?))
    };
    let of_resource = |service: &Service, resource: &Resource| {
        let path = format!("{folder}/{}/{}/index.md", service.name, resource.name);
        Ok(Product::of_text(path, style.resource_page(service, resource)?))
    };
    let services = provider.services.par_iter().map(of_service);
    let resources = provider
        .services
        .par_iter()
        .flat_map_iter(|service| service.api_resources().map(move |resource| of_resource(service, resource)));
    let mut pages = vec![Product::of_text("docs/index.md".to_owned(), style.provider_page()?)];
    let others: Result<Vec<Product>, RenderError> = services.chain(resources).collect();
    pages.extend(others?);
    Ok(pages)
}
