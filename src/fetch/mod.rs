//! Downloads the document of a provider from its vendor.
//!
//! The configuration pins the document by its SHA-256, and no other document replaces the file. An update writes the
//! new pin first, then the document: if the run stops in between, the next fetch downloads the document that is pinned.
//! The other way round, the old pin would ask for a document that nobody publishes any more.
//!
//! Downloads go to memory, limited by `source.max_megabytes`, so that a broken download leaves no file.

mod address;
mod client;
mod download;
mod limits;
mod pin;
mod place;

use std::path::{Path, PathBuf};

use crate::config::ConfigFile;
use crate::error::Error;
use crate::output::Staged;
use crate::source::{self, MAX_MEGABYTES};
use crate::text;
use crate::text::plain;
use crate::tree::Value;

use address::Address;
use download::Order;
use place::Place;

pub use download::Event;
pub use limits::Limits;
pub use pin::Pin;

/// What to fetch.
#[derive(Clone, Debug)]
pub struct Job {
    /// The provider as the user named it, for commands in messages.
    pub name: String,
    /// `provgen.yaml`.
    pub config: PathBuf,
    /// Whether to pin the current version.
    pub is_update: bool,
}

/// The result for a provider.
#[derive(Debug)]
pub enum Outcome {
    /// The configuration has no `source.url`.
    NoUrl,
    /// The file was up to date.
    UpToDate(Document),
    /// The file was downloaded.
    Brought(Document),
    /// The pin was replaced; also has the old pin.
    Updated(Document, Pin),
}

/// A fetched document.
#[derive(Debug)]
pub struct Document {
    /// The file.
    pub file: PathBuf,
    /// Its version and SHA-256.
    pub pin: Pin,
    /// Its length in bytes.
    pub length: usize,
}

/// Fetches the document of a provider.
///
/// # Errors
/// The configuration is invalid, the download failed or is not the pinned document, or a file cannot be written. The
/// old document is then unchanged.
pub fn fetch(job: &Job, limits: Limits, on_event: &dyn Fn(Event<'_>)) -> Result<Outcome, Error> {
    let (_, config) = read(&job.config)?;
    let named = &config.config.source;
    let Some(url) = &named.url else { return Ok(Outcome::NoUrl) };
    let megabytes = named.max_megabytes.unwrap_or(MAX_MEGABYTES);
    let (address, place) = (Address::of(&config, url)?, Place::of(&config, megabytes)?);
    let task = Task { job, config: &config, address, place, megabytes };
    if job.is_update { task.update(limits, on_event) } else { task.bring(limits, on_event) }
}

/// Downloads a document that no configuration names yet.
///
/// # Errors
/// The URL cannot be fetched, or the download failed.
#[cfg(feature = "cli")]
pub fn document(url: &str, on_event: &dyn Fn(Event<'_>)) -> Result<Vec<u8>, Error> {
    let place = crate::place::Place::file(Path::new(url));
    let address = Address::parse(url).map_err(|(message, help)| Error::input(message, place.clone(), help))?;
    match &address {
        Address::Https { url, host } => {
            let check = "nothing was written; check the network and the URL";
            let (place, limits) = (&place, Limits::default());
            download::download(&Order { url, host, place, megabytes: MAX_MEGABYTES, limits, check }, on_event)
        }
        Address::File(path) => source::read_file(path, MAX_MEGABYTES, "correct the URL"),
    }
}

/// A fetch of one document.
struct Task<'a> {
    job: &'a Job,
    config: &'a ConfigFile,
    address: Address,
    place: Place,
    megabytes: u64,
}

impl Task<'_> {
    fn bring(&self, limits: Limits, on_event: &dyn Fn(Event<'_>)) -> Result<Outcome, Error> {
        let pin = pin_of(self.config);
        let Some(sha256) = &pin.sha256 else {
            let help = format!("run: {}", self.update_command());
            return Err(self.error("`source` has a `url`, but no `sha256`", help));
        };
        if let Some((found, length)) = self.place.content()?.filter(|(found, _)| source::is_hash(found, sha256)) {
            return Ok(Outcome::UpToDate(self.document(Pin { sha256: Some(found), ..pin }, length)));
        }
        let bytes = self.download(limits, on_event)?;
        let found = text::sha256(&bytes);
        let version = self.version(&bytes)?;
        if !source::is_hash(&found, sha256) {
            return Err(self.changed(&pin, &Pin { version, sha256: Some(found) }));
        }
        Staged::new(&self.place.file, &bytes)?.replace()?;
        Ok(Outcome::Brought(self.document(Pin { version, sha256: Some(found) }, bytes.len())))
    }

    fn update(&self, limits: Limits, on_event: &dyn Fn(Event<'_>)) -> Result<Outcome, Error> {
        let bytes = self.download(limits, on_event)?;
        let found = text::sha256(&bytes);
        let is_here = self.place.content()?.is_some_and(|(here, _)| here == found);
        // Replace the old version even if the new document has none.
        let unknown = || pin_of(self.config).version.map(|_| "unknown".to_owned());
        let pin = Pin { version: self.version(&bytes)?.or_else(unknown), sha256: Some(found) };
        let new_config = self.pinned(&pin)?;
        let new_document = if is_here { None } else { Some(Staged::new(&self.place.file, &bytes)?) };
        let document = self.document(pin, bytes.len());
        let (is_new_pin, is_new_document) = (new_config.is_some(), new_document.is_some());
        // In this order, see the module documentation.
        if let Some((staged, read)) = new_config {
            staged.replace_read(Some(&read))?;
        }
        if let Some(staged) = new_document {
            staged.replace()?;
        }
        Ok(match (is_new_pin, is_new_document) {
            (true, _) => Outcome::Updated(document, pin_of(self.config)),
            (false, true) => Outcome::Brought(document),
            (false, false) => Outcome::UpToDate(document),
        })
    }

    /// The configuration with a new pin. Reads the file again, as a user may have edited it during the download.
    fn pinned(&self, pin: &Pin) -> Result<Option<(Staged, Vec<u8>)>, Error> {
        let path = &self.job.config;
        let (bytes, now) = read(path)?;
        if now.tree.get("source") != self.config.tree.get("source") {
            let help = "nothing was changed; run the command again";
            return Err(Error::input("`source` changed in the meantime", now.place("/source"), help));
        }
        let Some(new) = pin::rewrite(&bytes, path, pin)? else { return Ok(None) };
        // Replace the target of a symbolic link, not the link.
        Ok(Some((Staged::behind_link(path, &new)?, bytes)))
    }

    fn download(&self, limits: Limits, on_event: &dyn Fn(Event<'_>)) -> Result<Vec<u8>, Error> {
        match &self.address {
            Address::Https { url, host } => {
                let place = &self.config.place("/source/url");
                let check = "nothing was changed; check the network and `source.url`, or raise --timeout";
                download::download(&Order { url, host, place, megabytes: self.megabytes, limits, check }, on_event)
            }
            // Reading a pipe might never end.
            Address::File(path) if path.exists() && !path.is_file() => {
                let message = format!("{} is not a regular file", path.display());
                Err(self.error(message, "correct `source.url` in provgen.yaml"))
            }
            Address::File(path) => {
                source::read_configured(path, self.megabytes, "correct `source.url` in provgen.yaml")
            }
        }
    }

    /// The version of a document; fails if it is no OpenAPI document.
    fn version(&self, bytes: &[u8]) -> Result<Option<String>, Error> {
        let from = self.address.name();
        if bytes.trim_ascii_start().starts_with(b"<") {
            let message = format!("{from} returned a web page (HTML or XML) instead of an OpenAPI document");
            return Err(self.error(message, "set `source.url` to the document itself, not to a page that shows it"));
        }
        let tree = source::recognise(bytes, &self.place.file).map_err(|error| {
            let at = error.place().map(|place| place.mark).filter(|mark| mark.line() > 0);
            let at = at.map_or(String::new(), |mark| format!(" (line {}, column {})", mark.line(), mark.column()));
            let message = format!("{from} returned something other than an OpenAPI document: {error}{at}");
            self.error(message, "set `source.url` to an OpenAPI document")
        })?;
        let version = tree.at_pointer("/info/version").and_then(|node| match &node.value {
            Value::String(text) | Value::Number(text) => Some(text.trim()),
            _ => None,
        });
        Ok(version.filter(|text| fits_a_line(text)).map(str::to_owned))
    }

    fn changed(&self, old: &Pin, new: &Pin) -> Error {
        let side = |pin: &Pin| {
            let (version, sha256) = (pin.version.as_deref(), pin.sha256.as_deref().unwrap_or_default());
            format!("version {}, SHA-256 {sha256}", version.unwrap_or("unknown"))
        };
        let from = self.address.name();
        let message = format!(
            "{from} returned a document that differs from the pinned one: {} instead of {}",
            side(new),
            side(old)
        );
        self.error(message, format!("to accept it, run: {}", self.update_command()))
    }

    fn error(&self, message: impl Into<String>, help: impl Into<String>) -> Error {
        Error::input(message, self.config.place("/source/url"), help)
    }

    fn update_command(&self) -> String {
        format!("provgen fetch --update {}", self.job.name)
    }

    fn document(&self, pin: Pin, length: usize) -> Document {
        Document { file: self.place.file.clone(), pin, length }
    }
}

fn read(path: &Path) -> Result<(Vec<u8>, ConfigFile), Error> {
    let bytes = source::read_config(path)?;
    let config = ConfigFile::read(&bytes, path)?;
    Ok((bytes, config))
}

fn pin_of(config: &ConfigFile) -> Pin {
    let source = &config.config.source;
    Pin { version: source.version.clone(), sha256: source.sha256.clone() }
}

fn fits_a_line(text: &str) -> bool {
    (1..=100).contains(&text.len()) && plain(text) == text
}
