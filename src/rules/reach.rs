//! Methods that the engine can never choose, because it tries another before.

use std::collections::BTreeSet;

use crate::model::{Method, Resource};
use crate::sql::SqlVerb;

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
        let methods: Vec<Wanting<'_>> =
            resource.methods_of(verb).into_iter().map(|method| (method, method.required_keys())).collect();
        (0..methods.len()).filter_map(move |index| lost_at(verb, &methods, index))
    })
}

/// A method and what it asks for.
type Wanting<'a> = (&'a Method, BTreeSet<&'a str>);

fn lost_at<'a>(verb: SqlVerb, methods: &[Wanting<'a>], index: usize) -> Option<Lost<'a>> {
    let (method, wanted) = methods.get(index)?;
    let before = || methods.iter().take(index);
    if before().any(|(earlier, _)| earlier.name == method.name) {
        return None;
    }
    let same = before().find(|(_, earlier)| earlier == wanted);
    let (by, relation) = match same {
        Some((by, _)) => (*by, Relation::Same),
        None => (before().find(|(_, earlier)| earlier.is_subset(wanted))?.0, Relation::Fewer),
    };
    Some(Lost { verb, index, method, by, relation })
}
