//! The vendor's documents in the new folder, and what the configuration says of them.

use crate::config::PathParameters;
use crate::init::services_of_published;
use crate::normalise;
use crate::render::{object, text};
use crate::text::sha256;
use crate::tree::Node;

use super::super::drafted::{Copied, File};
use super::document::Vendor;

/// Blocks of the configuration.
pub struct Blocks {
    /// The block `source`.
    pub source: Node,
    /// The block `services`.
    pub services: Node,
    /// The block `servers`.
    pub servers: Option<Node>,
    /// Whether path parameters have names in snake case.
    pub has_snake_case: bool,
}

impl Blocks {
    /// For documents with overlays.
    pub fn new(vendors: &[Vendor], overlays: &[File], servers: Option<Node>, has_snake_case: bool) -> Self {
        Blocks { source: source(vendors, overlays), services: by(vendors), servers, has_snake_case }
    }
}

fn source(vendors: &[Vendor], overlays: &[File]) -> Node {
    let mut entries = match vendors {
        [vendor] => vec![("file", text(file_of(vendor))), ("sha256", text(&sha256(&vendor.file.bytes)))],
        _ => vec![("dir", text("services"))],
    };
    if !overlays.is_empty() {
        let names = overlays.iter().map(|(file, _)| text(file)).collect();
        entries.push(("overlays", Node::sequence(names, Default::default())));
    }
    object(entries)
}

fn file_of(vendor: &Vendor) -> &'static str {
    if vendor.is_json() { "openapi.json" } else { "openapi.yaml" }
}

fn by(vendors: &[Vendor]) -> Node {
    match vendors {
        [vendor] => {
            let (document, _) = normalise::normalise(&vendor.document, PathParameters::default());
            services_of_published(&document.operations)
        }
        _ => object([("by", text("file"))]),
    }
}

/// Returns the documents with their new names: one, or one a service.
pub fn copied(vendors: &[Vendor], names: &[String]) -> Copied {
    if let [vendor] = vendors {
        return Copied::One((file_of(vendor).to_owned(), vendor.file.bytes.clone()));
    }
    let file = |(vendor, name): (&Vendor, &String)| {
        let ending = if vendor.is_json() { "json" } else { "yaml" };
        (name.clone(), (format!("services/{name}.{ending}"), vendor.file.bytes.clone()))
    };
    Copied::OfServices(vendors.iter().zip(names).map(file).collect())
}
