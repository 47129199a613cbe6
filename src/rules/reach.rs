//! Methods that the engine can never choose, because it tries another before.

use crate::mapping::SqlVerb;
use crate::model::{Method, Resource};

/// What the method before asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same.
    Same,
    /// Part of it.
    Fewer,
}

/// A method that the engine can never choose.
pub struct Lost<'a> {
    /// In whose list.
    pub verb: SqlVerb,
    /// Its place in the list.
    pub index: usize,
    /// The method.
    pub method: &'a Method,
    /// The one before it.
    pub by: &'a Method,
    /// What that asks for.
    pub relation: Relation,
}

impl Lost<'_> {
    /// What the method before asks for, in words.
    pub fn wanted(&self) -> String {
        crate::model::wanted(self.by)
    }
}

/// The methods of a resource that the engine can never choose. One that stands in a list twice is not lost.
pub fn lost(resource: &Resource) -> impl Iterator<Item = Lost<'_>> {
    SqlVerb::LISTED.into_iter().flat_map(move |verb| {
        let methods = resource.methods_of(verb);
        (0..methods.len()).filter_map(move |index| lost_at(verb, &methods, index))
    })
}

fn lost_at<'a>(verb: SqlVerb, methods: &[&'a Method], index: usize) -> Option<Lost<'a>> {
    let method = *methods.get(index)?;
    let wanted = method.required_keys();
    let before = || methods.iter().copied().take(index);
    if before().any(|earlier| earlier.name == method.name) {
        return None;
    }
    let same = before().find(|earlier| earlier.required_keys() == wanted);
    let (by, relation) = match same {
        Some(by) => (by, Relation::Same),
        None => (before().find(|earlier| earlier.required_keys().is_subset(&wanted))?, Relation::Fewer),
    };
    Some(Lost { verb, index, method, by, relation })
}
