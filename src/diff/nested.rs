//! What is inside columns and properties of the body: the fields that JSON functions reach, and that a statement
//! writes as JSON.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};

use crate::model::shape::{Identity, Shape, step};
use crate::normalise::Resolver;
use crate::source::node::Node;

/// How many levels of fields are compared below a column.
const MAX_DEPTH: usize = 5;

/// How many changes inside one column are told.
const MAX_FACTS: usize = 100;

/// How many pairs of schemas of a service are looked at. Real ones stay below some ten thousand.
const MAX_PAIRS: usize = 200_000;

/// The components of two states, and which of their schemas were found to differ inside.
pub struct Schemas<'a> {
    /// Follows references of the old state.
    pub base: Resolver<'a>,
    /// Follows those of the new state.
    pub rev: Resolver<'a>,
    differing: RefCell<HashMap<(Identity<'a>, Identity<'a>, usize), bool>>,
    fuel: Cell<usize>,
}

/// What happened to a field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// The names on the way to it, from the column on: `profile.emails[].value`.
    pub path: String,
    /// What happened.
    pub what: What,
}

/// What happened to a field, and whether an object has to have it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It is new.
    Added { datatype: String, required: bool },
    /// It is gone.
    Removed { datatype: String, required: bool },
    /// It has another type.
    Turned { before: String, after: String },
    /// It is required, and was not.
    NowRequired,
    /// It is not required any more.
    NowOptional,
}

impl<'a> Schemas<'a> {
    /// Of two documents of components.
    pub fn new(base: &'a Node, rev: &'a Node) -> Self {
        let (base, rev) = (Resolver::new(base), Resolver::new(rev));
        Schemas { base, rev, differing: RefCell::default(), fuel: Cell::new(MAX_PAIRS) }
    }

    /// What happened inside something that has a schema in both states.
    pub fn compare(&self, name: &str, was: &'a Node, is: &'a Node) -> Vec<Fact> {
        let (was, is) = (Shape::of(self.base, was), Shape::of(self.rev, is));
        let mut walk = Walk { schemas: self, inside: Vec::new(), facts: Vec::new() };
        walk.collect(name, &was, &is, 0);
        walk.facts
    }

    /// Whether anything differs below, as far as is looked.
    fn differ(&self, was: &Shape<'a>, is: &Shape<'a>, depth: usize) -> bool {
        if depth >= MAX_DEPTH || self.fuel.get() == 0 {
            return false;
        }
        let key = (was.identity(), is.identity(), depth);
        if let Some(known) = self.differing.borrow().get(&key) {
            return *known;
        }
        self.fuel.set(self.fuel.get().saturating_sub(1));
        let differs = |pair: &Pair<'a>| {
            !pair.facts().is_empty() || pair.kept().is_some_and(|(a, b)| self.differ(a, b, depth + 1))
        };
        let differs = pairs(was, is).iter().any(differs);
        self.differing.borrow_mut().insert(key, differs);
        differs
    }
}

/// A field, or what lists and maps hold, in two states.
struct Pair<'a> {
    /// The step that leads to it.
    step: String,
    was: Option<Side<'a>>,
    is: Option<Side<'a>>,
}

struct Side<'a> {
    shape: Shape<'a>,
    required: bool,
}

impl<'a> Pair<'a> {
    fn facts(&self) -> Vec<What> {
        let datatype = |side: &Side<'_>| side.shape.datatype().to_owned();
        match (&self.was, &self.is) {
            (Some(was), None) => vec![What::Removed { datatype: datatype(was), required: was.required }],
            (None, Some(is)) => vec![What::Added { datatype: datatype(is), required: is.required }],
            (Some(was), Some(is)) => {
                let (before, after) = (datatype(was), datatype(is));
                let turned = (before != after).then_some(What::Turned { before, after });
                let demand = match (was.required, is.required) {
                    (false, true) => Some(What::NowRequired),
                    (true, false) => Some(What::NowOptional),
                    _ => None,
                };
                turned.into_iter().chain(demand).collect()
            }
            (None, None) => Vec::new(),
        }
    }

    /// The shapes, if both states have one of the same type: of another, nothing inside is the same.
    fn kept(&self) -> Option<(&Shape<'a>, &Shape<'a>)> {
        let (was, is) = (&self.was.as_ref()?.shape, &self.is.as_ref()?.shape);
        (was.datatype() == is.datatype()).then_some((was, is))
    }
}

/// What is one step below two shapes, by name. What only one of two lists says of its items is no field.
fn pairs<'a>(was: &Shape<'a>, is: &Shape<'a>) -> Vec<Pair<'a>> {
    let held = |(_, shape)| Some(Side { shape, required: false });
    match (was.inside(), is.inside()) {
        (Some(was), Some(is)) if was.0 == is.0 => {
            let step = if was.0 { "[]" } else { ".*" }.to_owned();
            return vec![Pair { step, was: held(was), is: held(is) }];
        }
        (Some(_), Some(_)) => return Vec::new(),
        _ => {}
    }
    let (before, after) = (was.properties(), is.properties());
    let names: BTreeSet<&str> = before.fields.keys().chain(after.fields.keys()).copied().collect();
    let pair = |name: &str| {
        let side = |shape: &Shape<'a>, fields: &crate::model::shape::Properties<'a>| {
            let inside = shape.inside_of(fields.fields.get(name)?);
            Some(Side { required: shape.requires(name) && !inside.flag("readOnly"), shape: inside })
        };
        Pair { step: step(name), was: side(was, &before), is: side(is, &after) }
    };
    names.into_iter().map(pair).collect()
}

/// A way through two shapes at once.
struct Walk<'s, 'a> {
    schemas: &'s Schemas<'a>,
    /// The pairs on the way, which are not entered again.
    inside: Vec<(Identity<'a>, Identity<'a>)>,
    facts: Vec<Fact>,
}

impl<'a> Walk<'_, 'a> {
    fn collect(&mut self, path: &str, was: &Shape<'a>, is: &Shape<'a>, depth: usize) {
        let here = (was.identity(), is.identity());
        if self.inside.contains(&here) || !self.schemas.differ(was, is, depth) {
            return;
        }
        self.inside.push(here);
        for pair in pairs(was, is) {
            if self.facts.len() >= MAX_FACTS {
                break;
            }
            let path = format!("{path}{}", pair.step);
            self.facts.extend(pair.facts().into_iter().map(|what| Fact { path: path.clone(), what }));
            if let Some((was, is)) = pair.kept() {
                self.collect(&path, was, is, depth + 1);
            }
        }
        self.inside.pop();
    }
}
