//! Drafts the configuration and mapping of a new provider from its documents.

mod auth;
mod configuration;
mod given;
mod name;
mod servers;
mod services;
mod settings;
mod united;

use std::path::Path;

use crate::config::{By, ConfigFile};
use crate::error::Error;
use crate::mapping::infer::{NameFrom, Proposed};
use crate::mapping::{self, sheet};
use crate::proposal::{self, Proposal, paging};
use crate::render::{self, RenderError};
use crate::source::Source;
use crate::sql::SqlVerb;
use crate::text::{first_paragraph, opening, sentence_end, sha256};

use united::Part;

pub use given::{Given, Wanted};
pub use services::of_published as services_of_published;
pub use settings::Settings;

/// The drafted inputs of a new provider.
#[derive(Debug)]
pub struct Draft {
    /// The provider's name in SQL.
    pub name: String,
    /// The files of its folder. The configuration comes last, as a folder without one is no provider.
    pub files: Vec<(String, Vec<u8>)>,
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

/// Drafts the inputs of a provider from one or several documents.
///
/// # Errors
/// Invalid document, missing name or name that SQL cannot use, what is wanted cannot be, fault in a template.
pub fn draft(given: Vec<Given>, wanted: &Wanted) -> Result<Draft, Error> {
    let documents = given::understand(given)?;
    let united = united::unite(&documents, wanted)?;
    let name = name::provider(wanted.name.as_deref(), &united.source)?;
    let services = services::choose(&united.operations, &documents.names, united.by);
    if let Some(by) = united.by.filter(|by| *by != services.by) {
        return Err(not_by(by));
    }
    let (servers, on_servers) = servers::choose(&united.source.document, &united.operations);
    let (auth, on_auth) = auth::guess(&united.source.document, &united.operations, &name);
    let (title, description) = about(&united.source, &name);
    let files = documents.to_write();
    let (only, is_by_file) = (documents.only(), services.by == By::File);
    let settings = Settings {
        name: name.clone(),
        title,
        description,
        file: only.and(files.first()).map(|(file, _)| file.clone()),
        sha256: only.map(|given| sha256(&given.file.bytes)).unwrap_or_default(),
        url: only.and_then(|given| given.url.clone()),
        services: services.settings,
        is_by_file,
        servers,
        config: render::object([("auth", auth)]),
    };
    let operations = united.operations.len();
    let notes = documents.notes.iter().cloned().chain(united.notes.clone()).chain(services.notes);
    let notes = notes.chain(on_servers).chain([on_auth]).collect();
    let (config, proposals) = proposed(&settings, &united.parts(&documents, is_by_file))?;
    let rows: Vec<_> = proposals.iter().flat_map(|proposal| &proposal.inference.proposed).collect();
    let own = [(MAPPING.to_owned(), first_mapping(&rows)?), ("provgen.yaml".to_owned(), config.into_bytes())];
    Ok(Draft {
        name,
        files: files.into_iter().chain(own).collect(),
        operations,
        guessed: rows.iter().filter(|row| !row.marks.guessed.is_empty()).count(),
        hinted: rows.iter().filter(|row| !row.marks.hinted.is_empty()).count(),
        unmapped: proposals.iter().map(|proposal| proposal.inference.unnameable.len()).sum(),
        services: services.count,
        notes,
    })
}

fn not_by(by: By) -> Error {
    let why = match by {
        By::File => "there is only one document",
        By::Tag => "no operation has a tag",
        By::Path | By::OperationId => "no operation has an operationId with a noun",
    };
    let message = format!("services cannot be named by `{}`: {why}", by.name());
    Error::usage(message, "choose another way, or leave out --by")
}

const MAPPING: &str = "mapping.csv";

/// Returns the configuration, and what the mapping of each document needs.
fn proposed(settings: &Settings, parts: &[Part]) -> Result<(String, Vec<Proposal>), Error> {
    let render = |paging: &paging::Draft| configuration::configuration(settings, paging).map_err(|error| fault(&error));
    let file = ConfigFile::read(render(&paging::Draft::default())?.as_bytes(), Path::new("provgen.yaml"))?;
    let propose =
        |part: &Part| proposal::propose(&part.document, &[], &file, part.name.as_deref(), NameFrom::default());
    let proposals: Vec<Proposal> = parts.iter().map(propose).collect();
    let lists = parts.iter().zip(&proposals).flat_map(|(part, proposal)| {
        let rows = proposal.inference.proposed.iter();
        let selected = rows.filter(|proposed| proposed.row.sql_verb == SqlVerb::Select.name());
        selected.filter_map(|proposed| paging::List::new(&part.document, proposed.operation))
    });
    let config = render(&paging::settings(&lists.collect::<Vec<_>>()))?;
    ConfigFile::read(config.as_bytes(), Path::new("provgen.yaml"))?;
    Ok((config, proposals))
}

/// Returns the mapping as CSV.
fn first_mapping(rows: &[&Proposed]) -> Result<Vec<u8>, Error> {
    match rows.is_empty() {
        true => Ok(mapping::HEADER.as_bytes().to_vec()),
        false => sheet::complete(&[], Path::new(MAPPING), &[], rows),
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

fn fault(error: &RenderError) -> Error {
    Error::usage(error.to_string(), "this is a bug in provgen: please report it with the document")
}
