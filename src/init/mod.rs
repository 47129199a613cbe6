//! Drafts the configuration and mapping of a new provider from its document.

mod auth;
mod configuration;
mod name;
mod servers;
mod services;
mod settings;

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::config::{By, ConfigFile, PathParameters};
use crate::error::Error;
use crate::mapping::infer::NameFrom;
use crate::mapping::{self, sheet};
use crate::normalise;
use crate::proposal::{self, Proposal, paging};
use crate::render::{self, RenderError};
use crate::source::{self, Overlays, Source};
use crate::sql::SqlVerb;
use crate::text::{first_paragraph, opening, sentence_end};

pub use services::choose as choose_services;
pub use settings::Settings;

/// The drafted inputs of a new provider.
#[derive(Debug)]
pub struct Draft {
    /// The provider's name in SQL.
    pub name: String,
    /// The files of its folder. The configuration comes last, as a folder without one is no provider.
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// The number of operations in the document.
    pub operations: usize,
    /// The number of guessed rows in the mapping.
    pub guessed: usize,
    /// The number of rows with cells that the document itself gives.
    pub hinted: usize,
    /// The number of operations without a row.
    pub unmapped: usize,
    /// The number of services.
    pub services: usize,
    /// What was guessed or is missing, and what to do about it.
    pub notes: Vec<String>,
}

/// Drafts the inputs of a provider. `path` is the path of the document; `name` and `by` are what the user wants.
///
/// # Errors
/// Invalid document, missing name or name that SQL cannot use, fault in a template.
pub fn draft(bytes: Vec<u8>, path: &Path, name: Option<&str>, by: Option<By>) -> Result<Draft, Error> {
    let (source, _) = source::parse(&bytes, path, &Overlays::default())?;
    let (document, _) = normalise::normalise(&source.document, PathParameters::default());
    let operations = document.operations.as_slice();
    let name = name::provider(name, &source)?;
    let services = services::choose(operations, by);
    let (servers, found) = servers::choose(&source.document, operations);
    let mut notes = services.notes;
    notes.extend(found);
    let (auth, note) = auth::guess(&source.document, operations, &name);
    notes.push(note);
    let (title, description) = about(&source, &name);
    let settings = Settings {
        name: name.clone(),
        title,
        description,
        file: if is_json(&bytes) { "openapi.json" } else { "openapi.yaml" },
        sha256: Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
        services: services.settings,
        servers,
        config: render::object([("auth", auth)]),
    };
    let render =
        |paging: &paging::Draft| configuration::configuration(&settings, paging).map_err(|error| fault(&error));
    let file = ConfigFile::read(render(&paging::Draft::default())?.as_bytes(), Path::new("provgen.yaml"))?;
    let proposal = proposal::propose(&document, &[], &file, None, NameFrom::default());
    let selected =
        proposal.inference.proposed.iter().filter(|proposed| proposed.row.sql_verb == SqlVerb::Select.name());
    let lists: Vec<_> = selected.filter_map(|proposed| paging::List::new(&document, proposed.operation)).collect();
    let paging = paging::settings(&lists);
    let config = render(&paging)?;
    ConfigFile::read(config.as_bytes(), Path::new("provgen.yaml"))?;
    let mapping = first_mapping(&proposal)?;
    let rows = &proposal.inference.proposed;
    let guessed = rows.iter().filter(|row| !row.marks.guessed.is_empty()).count();
    let hinted = rows.iter().filter(|row| !row.marks.hinted.is_empty()).count();
    let files = vec![(settings.file, bytes), (MAPPING, mapping), ("provgen.yaml", config.into_bytes())];
    let (operations, unmapped) = (operations.len(), proposal.inference.unnameable.len());
    Ok(Draft { name, files, operations, guessed, hinted, unmapped, services: services.count, notes })
}

const MAPPING: &str = "mapping.csv";

/// Returns the mapping as CSV.
fn first_mapping(proposal: &Proposal) -> Result<Vec<u8>, Error> {
    let rows: Vec<_> = proposal.inference.proposed.iter().collect();
    match rows.is_empty() {
        true => Ok(mapping::HEADER.as_bytes().to_vec()),
        false => sheet::complete(&[], Path::new(MAPPING), &[], &rows),
    }
}

/// Title and description from `info`, with defaults.
fn about(source: &Source, name: &str) -> (String, String) {
    let info = source.document.get("info");
    let said = |key| info.and_then(|info| info.text(key));
    let title = said("title").map(first_paragraph).filter(|title| !title.is_empty());
    let title = title.unwrap_or_else(|| name.to_owned());
    let description = said("description").and_then(opening);
    let sentence = description.map(|text| text.get(..sentence_end(&text)).unwrap_or(&text).to_owned());
    let description = sentence.unwrap_or_else(|| title.clone());
    (title, description)
}

fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"{")
}

fn fault(error: &RenderError) -> Error {
    Error::usage(error.to_string(), "this is a bug in provgen: please report it with the document")
}
