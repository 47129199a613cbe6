//! The data of a resource that its sections share.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::model::{Method, Resource, Service};
use crate::schema::Resolver;
use crate::schema::shape::Shape;
use crate::sql::SqlVerb;

use super::columns::{Column, columns};
use super::notes::MAX_VALUES;

const VERB_ORDER: [SqlVerb; 6] =
    [SqlVerb::Select, SqlVerb::Insert, SqlVerb::Update, SqlVerb::Replace, SqlVerb::Delete, SqlVerb::Exec];

/// A resource and data that its sections share.
pub struct Page<'a> {
    pub service: &'a Service,
    pub resource: &'a Resource,
    /// Resolves references of the service.
    pub resolver: Resolver<'a>,
    pub columns: Vec<Column<'a>>,
    /// The pages of the sections.
    pub places: Places,
    /// Enums with many values, by name of the field or parameter.
    pub long_enums: RefCell<Vec<(String, Shape<'a>)>>,
}

/// The pages of anchors.
#[derive(Clone, Default)]
pub enum Places {
    /// All on one page.
    #[default]
    One,
    /// Not yet known; links have the maximum length.
    Unknown,
    /// File names by anchor.
    Files(HashMap<String, String>),
}

impl Places {
    /// The link to an anchor.
    pub fn link(&self, anchor: &str) -> String {
        match self {
            Places::One => format!("#{anchor}"),
            Places::Unknown => format!("nested-fields-1000.md#{anchor}"),
            Places::Files(files) => {
                format!("{}.md#{anchor}", files.get(anchor).map_or("index", String::as_str))
            }
        }
    }
}

impl<'a> Page<'a> {
    pub fn new(service: &'a Service, resource: &'a Resource, resolver: Resolver<'a>) -> Self {
        let columns = columns(resource, resolver);
        let (places, long_enums) = (Places::One, RefCell::default());
        Page { service, resource, resolver, columns, places, long_enums }
    }

    /// The methods, SELECT first; for each verb in the order in which the engine tries them.
    pub fn methods_by_verb(&self) -> impl Iterator<Item = &'a Method> {
        VERB_ORDER.into_iter().flat_map(|verb| self.resource.methods_of(verb))
    }

    /// A link to all values of an enum; empty if a note can show them. Adds long enums to the list.
    pub fn values_of(&self, name: &str, shape: &Shape<'a>) -> String {
        if shape.values().len() <= MAX_VALUES {
            return String::new();
        }
        self.long_enums.borrow_mut().push((name.to_owned(), shape.clone()));
        self.places.link("values")
    }
}
