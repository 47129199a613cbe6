//! Overlay Specification 1.0: changes to an API's document that are kept beside it.
//!
//! A node that an overlay brings keeps the place where it stands in the overlay: its mark names the file.

mod document;
mod limits;
mod target;
#[cfg(test)]
mod tests;
mod twin;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::finding::{self, Finding, Site};
use crate::place::Place;

use crate::place::{FileId, Mark};
use crate::tree::Node;
use crate::tree::{pointer, yaml};
use document::Action;
use limits::Limit;
use twin::Twin;

/// The overlays of a provider, in the order in which they are applied.
#[derive(Default)]
pub struct Overlays {
    overlays: Vec<Overlay>,
}

struct Overlay {
    path: PathBuf,
    tree: Node,
    file: FileId,
    actions: Vec<Action>,
}

/// A document with the overlays applied.
pub struct Overlaid {
    /// The document.
    pub document: Node,
    /// For each action of each overlay, in order, whether its target selects a node.
    pub hits: Vec<bool>,
}

impl Overlays {
    /// Adds an overlay behind the others; `path` is for messages.
    ///
    /// # Errors
    /// No YAML, not an overlay of version 1.0, unknown keys, wrong types, a target that is no JSONPath (RFC 9535).
    pub fn add(&mut self, bytes: &[u8], path: &Path) -> Result<(), Error> {
        let tree = yaml::read(bytes, path)?;
        let actions = document::actions(&tree, path)?;
        let file = FileId::overlay(self.overlays.len());
        let actions = actions.into_iter().map(|action| action.in_file(file)).collect();
        self.overlays.push(Overlay { path: path.to_owned(), tree, file, actions });
        Ok(())
    }

    /// A document with every action done, each on the result of those before it (Overlay 1.0.0,
    /// Overlay Object). What cannot be done is found.
    ///
    /// # Errors
    /// A target that would take too long to find, changes that multiply beyond all measure.
    pub fn apply(&self, document: &Node) -> Result<(Overlaid, Vec<Finding>), Error> {
        let (mut hits, mut findings) = (Vec::new(), Vec::new());
        if self.overlays.is_empty() {
            return Ok((Overlaid { document: document.clone(), hits }, findings));
        }
        let mut twin = Twin::of(document);
        for action in self.actions() {
            let changed = action.run(&mut twin).map_err(|limit| self.placed(limited(action, &limit)))?;
            hits.push(changed.hit);
            findings.extend(changed.misfit.map(|misfit| {
                Finding::new(&finding::OVERLAY_TARGET_UNFIT, Site::Spec(action.at), misfit.message, misfit.help)
            }));
        }
        Ok((Overlaid { document: twin.into_document(), hits }, findings))
    }

    /// Actions that do nothing to any of the documents whose `hits` are given, and actions that do
    /// not say why they are there.
    pub fn check(&self, hits: &[&[bool]]) -> Vec<Finding> {
        let is_hit = |index: usize| hits.iter().any(|hits| hits.get(index).copied().unwrap_or_default());
        let mut findings = Vec::new();
        for (index, action) in self.actions().enumerate() {
            let site = Site::Spec(action.at);
            if !action.is_explained {
                let help = "add `x-reason` with a sentence that says what is wrong in the document";
                let message = "this action does not say why it is needed";
                findings.push(Finding::new(&finding::OVERLAY_REASON_MISSING, site, message, help));
            }
            if !action.is_change() {
                let message = "this action changes nothing: it has neither `update` nor `remove: true`";
                let help = "add `update` or `remove: true`, or remove the action";
                findings.push(Finding::new(&finding::OVERLAY_ACTION_UNUSED, site, message, help));
            } else if !is_hit(index) {
                let message = format!("`{}` selects nothing", action.target.text());
                let help = "correct the target, or remove the action if the document has changed";
                findings.push(Finding::new(&finding::OVERLAY_ACTION_UNUSED, site, message, help));
            }
        }
        findings
    }

    /// The files and their trees, by [`FileId`].
    pub fn files(&self) -> impl Iterator<Item = (&Path, &Node)> {
        self.overlays.iter().map(|overlay| (overlay.path.as_path(), &overlay.tree))
    }

    /// The places of those marks that are in an overlay.
    pub fn places(&self, marks: &BTreeSet<Mark>) -> HashMap<Mark, Place> {
        self.overlays.iter().flat_map(|overlay| overlay.places(marks)).collect()
    }

    /// An error with its place in the overlay that it is about, if it is about one.
    pub fn placed(&self, error: Error) -> Error {
        let mark = error.place().map(|place| place.mark).unwrap_or_default();
        match (error, self.places(&BTreeSet::from([mark])).remove(&mark)) {
            (Error::Input { message, help, .. }, Some(place)) => Error::Input { message, place, help },
            (error, _) => error,
        }
    }

    fn actions(&self) -> impl Iterator<Item = &Action> {
        self.overlays.iter().flat_map(|overlay| &overlay.actions)
    }
}

impl Overlay {
    fn places(&self, marks: &BTreeSet<Mark>) -> Vec<(Mark, Place)> {
        let here = marks.iter().filter(|mark| mark.file() == self.file);
        let marks: Vec<(Mark, Mark)> = here.map(|mark| (*mark, mark.in_file(FileId::DOCUMENT))).collect();
        let pointers = pointer::find_all(&self.tree, &marks.iter().map(|(_, own)| *own).collect());
        let place = |mark: Mark| Place { file: self.path.clone(), mark, pointer: pointers.get(&mark).cloned() };
        marks.into_iter().map(|(mark, own)| (mark, place(own))).collect()
    }
}

fn limited(action: &Action, limit: &Limit) -> Error {
    Error::input(limit.message(), Place::at(Path::new(""), action.at), limit.help())
}
