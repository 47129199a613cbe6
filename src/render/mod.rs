//! Stage 6: the model as text. Pure: nothing here reads or writes a file.

mod auth;
pub mod catalogue;
mod classic;
mod documents;
mod guide;
mod machines;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, syntax::SyntaxConfig};
use rayon::prelude::*;

use crate::config::{Docs, Style};
use crate::diff::record::Recorded;
use crate::error::Error;
use crate::examples::Examples;
use crate::model::{Provider, Resource, Service};
use crate::tree::yaml_writer;

use classic::Classic;
use guide::Guide;

pub(crate) use documents::{object, text};
pub use machines::files as machine_files;

/// One file of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Where: relative to the root, with `/`.
    pub path: String,
    /// What.
    pub bytes: Vec<u8>,
}

/// A page that could not be written: a fault of a template, not of an input.
#[derive(Debug, thiserror::Error)]
#[error("a template failed: {0:#}")]
pub struct RenderError(#[from] minijinja::Error);

/// A fault of a template, as what stops a command.
pub fn fault(error: &RenderError) -> Error {
    Error::usage(error.to_string(), "this is a fault of provgen: please report it with the input that led to it")
}

/// The files of a provider: a registry under `src`, and its pages under `docs`, with examples if the style has any.
///
/// # Errors
/// A template that does not compile, or asks for what there is not.
pub fn render(provider: &Provider, extras: &Extras, docs: &Docs) -> Result<Vec<Product>, RenderError> {
    let documents = || {
        let services = provider.services.par_iter().map(|service| service_document(provider, service));
        services.collect::<Vec<Product>>()
    };
    let files = || if docs.style.has_machine_files() { machine_files(provider) } else { Ok(Vec::new()) };
    let ((services, files), pages) = rayon::join(|| rayon::join(documents, files), || pages(provider, extras, docs));
    let mut products = vec![provider_document(provider)];
    products.extend(services);
    products.extend(pages?);
    products.extend(files?);
    Ok(products)
}

fn provider_document(provider: &Provider) -> Product {
    let path = format!("src/{}/{}/provider.yaml", provider.name, provider.version);
    product(path, yaml_writer::document(&documents::provider_document(provider)))
}

fn service_document(provider: &Provider, service: &Service) -> Product {
    let path = format!("src/{}/{}/{}", provider.name, provider.version, documents::file_of(service));
    product(path, yaml_writer::document(&documents::service_document(service)))
}

/// What pages show besides the model.
#[derive(Debug, Default)]
pub struct Extras {
    /// Examples, for a style that has any.
    pub examples: Examples,
    /// What has changed in this version, for a style that says so.
    pub changes: Recorded,
}

/// The pages of a provider alone.
///
/// # Errors
/// A template that does not compile, or asks for what there is not.
pub fn pages(provider: &Provider, extras: &Extras, docs: &Docs) -> Result<Vec<Product>, RenderError> {
    match docs.style {
        Style::Classic => classic_pages(provider, docs),
        Style::Guide => Guide::new(provider, extras, docs)?.pages(),
    }
}

fn classic_pages(provider: &Provider, docs: &Docs) -> Result<Vec<Product>, RenderError> {
    let style = Classic::new(provider, docs)?;
    let folder = format!("docs/providers/{}", provider.name);
    let of_service =
        |service: &Service| Ok(product(format!("{folder}/{}/index.md", service.name), style.service_page(service)?));
    let of_resource = |service: &Service, resource: &Resource| {
        let path = format!("{folder}/{}/{}/index.md", service.name, resource.name);
        Ok(product(path, style.resource_page(service, resource)?))
    };
    let services = provider.services.par_iter().map(of_service);
    let resources = provider
        .services
        .par_iter()
        .flat_map_iter(|service| service.api_resources().map(move |resource| of_resource(service, resource)));
    let mut pages = vec![product("docs/index.md".to_owned(), style.provider_page()?)];
    let others: Result<Vec<Product>, RenderError> = services.chain(resources).collect();
    pages.extend(others?);
    Ok(pages)
}

/// The templates of a style. Text is escaped by Rust, and a name that is not there is a fault.
pub(crate) fn environment(templates: &[(&'static str, &'static str)]) -> Result<Environment<'static>, RenderError> {
    let mut environment = Environment::new();
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    for (name, source) in templates {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

fn product(path: String, text: String) -> Product {
    Product { path, bytes: text.into_bytes() }
}
