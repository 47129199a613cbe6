//! The vendor's documents and their operations.

use crate::error::Error;
use crate::place::Place;
use crate::schema::grammar::VERBS;
use crate::source::{self, InputFile, Overlays};
use crate::tree::{Node, Text, pointer};

use super::super::lost::Lost;
use super::patch::Patch;

/// A document of the vendor's.
pub struct Vendor {
    /// The file as it was read.
    pub file: InputFile,
    /// The tree of the file, into which overlays point.
    pub tree: Node,
    /// The document in OpenAPI 3.0.
    pub document: Node,
}

/// An operation of a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Operation {
    /// The index of its document.
    pub document: usize,
    /// Its path.
    pub path: Text,
    /// Its HTTP verb.
    pub verb: &'static str,
}

impl Vendor {
    /// Reads a document.
    ///
    /// # Errors
    /// Invalid YAML, or no OpenAPI document that provgen reads.
    pub fn new(file: InputFile) -> Result<Self, Error> {
        let (source, _) = source::parse(&file.bytes, &file.path, &Overlays::default())?;
        Ok(Vendor { file, tree: source.tree, document: source.document })
    }

    /// Whether overlays can say what is missing: those of Swagger 2.0 would need its own words.
    pub fn takes_overlays(&self) -> bool {
        self.tree.get("openapi").is_some()
    }

    /// What cannot be added at a place of the document.
    pub fn lost(&self, way: &[Text], why: &str) -> Lost {
        let pointer = pointer::fragment(way.iter().map(|key| &**key));
        let mark = pointer::target(&self.tree, &pointer).map(|node| node.mark).unwrap_or_default();
        Lost { place: Place { file: self.file.path.clone(), mark, pointer: Some(pointer) }, what: why.to_owned() }
    }

    /// What a document of Swagger 2.0 lacks, place by place.
    pub fn without_overlays<'p>(&'p self, patch: &'p Patch) -> impl Iterator<Item = Lost> + 'p {
        let places = patch.updates.iter().flat_map(|(kind, updates)| updates.keys().map(move |way| (kind, way)));
        places.map(|(kind, way)| {
            self.lost(way, &format!("{}: the provider has more; no overlay is written for Swagger 2.0", kind.name()))
        })
    }

    /// Whether the file is JSON.
    pub fn is_json(&self) -> bool {
        let bytes = self.file.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.file.bytes);
        bytes.trim_ascii_start().starts_with(b"{")
    }
}

/// Returns the operations of a document in OpenAPI 3.0: path, HTTP verb and node.
pub fn operations(document: &Node) -> impl Iterator<Item = (&Text, &'static str, &Node)> {
    document.entries("paths").flat_map(|(path, item)| {
        VERBS.into_iter().filter_map(move |verb| {
            let node = item.get(verb).filter(|node| node.as_mapping().is_some())?;
            Some((path, verb, node))
        })
    })
}
