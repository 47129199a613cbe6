//! The ledger: which files provgen owns, in the format of `sha256sum`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::place::Mark;
use crate::place::Place;

use super::path;

/// The SHA-256 of a file in lower-case hex.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Digest(String);

/// Paths with the digests of what provgen wrote there. `provgen.sum` has one digest per path;
/// `provgen.sum.pending` may have several, as a file is old or new.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger(BTreeMap<String, BTreeSet<Digest>>);

/// Whether a path may occur more than once.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeats {
    Refused,
    Allowed,
}

impl Digest {
    pub fn of(bytes: &[u8]) -> Self {
        let mut hex = String::with_capacity(64);
        for byte in Sha256::digest(bytes) {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Digest(hex)
    }

    fn parse(hex: &str) -> Option<Self> {
        let is_hex = hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (hex.len() == 64 && is_hex).then(|| Digest(hex.to_owned()))
    }
}

impl Ledger {
    /// Parses a ledger. Rejects everything that provgen would not have written, because listed files may be removed.
    pub fn parse(file: &Path, bytes: &[u8], repeats: Repeats) -> Result<Self, Error> {
        let mut ledger = Ledger::default();
        for (number, line) in (1u32..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
            ledger.read_line(line, repeats).map_err(|flaw| malformed(file, number, &flaw))?;
        }
        Ok(ledger)
    }

    fn read_line(&mut self, line: &[u8], repeats: Repeats) -> Result<(), String> {
        let line = std::str::from_utf8(line).map_err(|_| "it is not UTF-8")?;
        let line = line.strip_suffix('\n').ok_or("it is truncated")?;
        let (hex, path) = line.split_once("  ").ok_or("it is not a SHA-256, two spaces and a path")?;
        let digest = Digest::parse(hex).ok_or("it does not begin with a SHA-256 in lower-case hex")?;
        if let Some(flaw) = path::flaw(path) {
            return Err(format!("the path is invalid: {flaw}"));
        }
        let is_known = self.lists(path);
        let is_new = self.add(path, digest);
        if !is_new || (is_known && repeats == Repeats::Refused) {
            return Err(format!("`{path}` is listed twice"));
        }
        Ok(())
    }

    /// Adds a digest; returns whether it is new.
    pub fn add(&mut self, path: &str, digest: Digest) -> bool {
        self.0.entry(path.to_owned()).or_default().insert(digest)
    }

    pub fn add_all(&mut self, other: &Ledger) {
        for (path, digests) in &other.0 {
            self.0.entry(path.clone()).or_default().extend(digests.iter().cloned());
        }
    }

    pub fn lists(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Whether provgen wrote these bytes at this path.
    pub fn wrote(&self, path: &str, digest: &Digest) -> bool {
        self.0.get(path).is_some_and(|digests| digests.contains(digest))
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The text of the ledger; `None` if it is empty, because `sha256sum -c` fails on an empty file.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let mut text = String::new();
        for (path, digests) in &self.0 {
            for Digest(hex) in digests {
                text.extend([hex, "  ", path, "\n"]);
            }
        }
        (!text.is_empty()).then(|| text.into_bytes())
    }
}

fn malformed(file: &Path, line: u32, flaw: &str) -> Error {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Error::input(
        format!("line {line} of `{name}` was not written by provgen: {flaw}"),
        Place::at(file, Mark::new(line, 1)),
        "restore the file from version control (after a merge, either side is fine), then run the command again",
    )
}
