//! A resource and what the sections of its pages have in common.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::model::{Method, Resource, Service};
use crate::schema::Resolver;
use crate::schema::shape::Shape;
use crate::sql::SqlVerb;

use super::columns::{Column, columns};
use super::notes::MAX_VALUES;

/// The order of methods on a page.
const VERB_ORDER: [SqlVerb; 6] =
    [SqlVerb::Select, SqlVerb::Insert, SqlVerb::Update, SqlVerb::Replace, SqlVerb::Delete, SqlVerb::Exec];

/// A resource, and what the sections of its pages have in common.
pub struct Page<'a> {
    /// Its service.
    pub service: &'a Service,
    /// The resource.
    pub resource: &'a Resource,
    /// Follows references in its service.
    pub resolver: Resolver<'a>,
    /// Its columns.
    pub columns: Vec<Column<'a>>,
    /// Where each section stands.
    pub places: Places,
    /// Enums with many values, by what has them.
    pub long_enums: RefCell<Vec<(String, Shape<'a>)>>,
}

/// Where anchors are.
#[derive(Clone, Default)]
pub enum Places {
    /// All on one page.
    #[default]
    One,
    /// Not yet known, so that links take as much room as they ever do.
    Unknown,
    /// On pages by name.
    Files(HashMap<String, String>),
}

impl Places {
    /// The target of a link to an anchor.
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
    /// The page of a resource.
    pub fn new(service: &'a Service, resource: &'a Resource, resolver: Resolver<'a>) -> Self {
        let columns = columns(resource, resolver);
        let (places, long_enums) = (Places::One, RefCell::default());
        Page { service, resource, resolver, columns, places, long_enums }
    }

    /// The methods, readers first; under a verb in the order in which the engine tries them.
    pub fn methods_by_verb(&self) -> impl Iterator<Item = &'a Method> {
        VERB_ORDER.into_iter().flat_map(|verb| self.resource.methods_of(verb))
    }

    /// The link to all values of an enum, which get a place among the long ones if they are many.
    pub fn values_of(&self, name: &str, shape: &Shape<'a>) -> String {
        if shape.values().len() <= MAX_VALUES {
            return String::new();
        }
        self.long_enums.borrow_mut().push((name.to_owned(), shape.clone()));
        self.places.link("values")
    }
}
