//! Compares the fields inside columns and body properties, which statements reach with JSON functions or write as JSON.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};

use crate::schema::Resolver;
use crate::schema::shape::{Identity, Properties, Shape, step};
use crate::tree::Node;

use super::values::{self, Set, Turn, Values};

/// The maximum depth of fields below a column.
const MAX_DEPTH: usize = 5;

/// The maximum number of changes inside one column.
const MAX_FACTS: usize = 100;

/// The maximum number of compared schema pairs in a service. Real ones stay below some ten thousand.
const MAX_PAIRS: usize = 200_000;

/// The components of two states, with a cache of schemas that differ inside.
pub struct Schemas<'a> {
    /// Resolves references of the old state.
    pub base: Resolver<'a>,
    /// Resolves references of the new state.
    pub rev: Resolver<'a>,
    differing: RefCell<HashMap<(Identity<'a>, Identity<'a>, Use, usize), bool>>,
    fuel: Cell<usize>,
}

/// Whether fields are read or written: read-only fields are not written.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    Read,
    Write,
}

/// A change of a field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// The path from the column: `profile.emails[].value`.
    pub path: String,
    pub what: What,
}

/// What changed, and whether an object must have the field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A new field.
    Added { datatype: String, required: bool },
    /// A removed field.
    Removed { datatype: String, required: bool },
    /// The type changed.
    Turned { before: String, after: String },
    /// The listed values changed.
    Values(Turn),
    /// An optional field is now required.
    NowRequired,
    /// A required field is now optional.
    NowOptional,
}

impl<'a> Schemas<'a> {
    /// For two documents of components.
    pub fn new(base: &'a Node, rev: &'a Node) -> Self {
        let (base, rev) = (Resolver::new(base), Resolver::new(rev));
        Schemas { base, rev, differing: RefCell::default(), fuel: Cell::new(MAX_PAIRS) }
    }

    /// The changes inside something with a schema in both states.
    pub fn compare(&self, name: &str, was: &'a Node, is: &'a Node, used: Use) -> Vec<Fact> {
        let side = |resolver, schema| Side::new(vec![Shape::of(resolver, schema)], false);
        let mut walk = Walk { schemas: self, used, inside: Vec::new(), facts: Vec::new() };
        if let (Some(was), Some(is)) = (side(self.base, was), side(self.rev, is)) {
            walk.collect(name, &was, &is, 0);
        }
        walk.facts
    }

    /// Whether anything below differs, within the limits.
    fn differ(&self, was: &Side<'a>, is: &Side<'a>, used: Use, depth: usize) -> bool {
        if depth >= MAX_DEPTH || self.fuel.get() == 0 {
            return false;
        }
        let key = (was.shape.identity(), is.shape.identity(), used, depth);
        if let Some(known) = self.differing.borrow().get(&key) {
            return *known;
        }
        self.fuel.set(self.fuel.get().saturating_sub(1));
        let differs = |pair: &Pair<'a>| {
            !pair.facts().is_empty() || pair.kept().is_some_and(|(a, b)| self.differ(a, b, used, depth + 1))
        };
        let differs = pairs(was, is, used).iter().any(differs);
        self.differing.borrow_mut().insert(key, differs);
        differs
    }
}

/// A field, or the items of lists and maps, in two states.
struct Pair<'a> {
    /// The last step of its path.
    step: String,
    was: Option<Side<'a>>,
    is: Option<Side<'a>>,
}

/// A field in one state.
struct Side<'a> {
    /// The union of its variants.
    shape: Shape<'a>,
    /// Its variants: what all of them require is required.
    variants: Vec<Shape<'a>>,
    required: bool,
    /// Values that select a variant of the object with this field.
    named: Set,
}

impl<'a> Side<'a> {
    fn new(variants: Vec<Shape<'a>>, required: bool) -> Option<Self> {
        Some(Side { shape: Shape::union(&variants)?, variants, required, named: Set::new() })
    }

    /// The stated type, or that of the alternatives and listed values.
    fn datatype(&self) -> &'a str {
        match self.shape.datatype() {
            "" => self.shape.agreement().kind.unwrap_or_default(),
            declared => declared,
        }
    }

    /// The values, if all variants list theirs.
    fn values(&self) -> Values {
        let sets: Option<Vec<_>> = self.variants.iter().map(|variant| values::set(&variant.own_values())).collect();
        Values { listed: sets.map(|sets| sets.into_iter().flatten().collect()), named: self.named.clone() }
    }

    fn values_against(&self, is: &Self) -> Vec<What> {
        self.values().against(&is.values()).into_iter().map(What::Values).collect()
    }

    /// The items of a list or a map.
    fn held(&self) -> Option<Self> {
        let held = |variant: &Shape<'a>| variant.inside().map(|(_, shape)| shape);
        Side::new(self.variants.iter().filter_map(held).collect(), false)
    }

    /// A property, unless it is to be written and read-only.
    fn field(&self, properties: &Properties<'a>, name: &str, used: Use) -> Option<Self> {
        let variants = self.shape.variants_of(properties.fields.get(name)?);
        let is_hidden = used == Use::Write && variants.iter().all(|variant| variant.flag("readOnly"));
        let required = self.variants.iter().all(|variant| variant.requires(name));
        let named = self.shape.named_values(name).map(str::to_owned).collect();
        Some(Side { named, ..Side::new(variants, required)? }).filter(|_| !is_hidden)
    }
}

impl<'a> Pair<'a> {
    fn facts(&self) -> Vec<What> {
        let datatype = |side: &Side<'_>| side.datatype().to_owned();
        match (&self.was, &self.is) {
            (Some(was), None) => vec![What::Removed { datatype: datatype(was), required: was.required }],
            (None, Some(is)) => vec![What::Added { datatype: datatype(is), required: is.required }],
            (Some(was), Some(is)) => {
                let (before, after) = (datatype(was), datatype(is));
                let turned = match before == after {
                    true => was.values_against(is),
                    false => vec![What::Turned { before, after }],
                };
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

    /// Both sides, if their types are equal: otherwise everything inside differs.
    fn kept(&self) -> Option<(&Side<'a>, &Side<'a>)> {
        let (was, is) = (self.was.as_ref()?, self.is.as_ref()?);
        (was.datatype() == is.datatype()).then_some((was, is))
    }
}

/// The fields one step below two fields, by name; none if a list became a map or the reverse.
fn pairs<'a>(was: &Side<'a>, is: &Side<'a>, used: Use) -> Vec<Pair<'a>> {
    match (was.shape.inside(), is.shape.inside()) {
        (Some((is_list, _)), Some((other, _))) if is_list == other => {
            let step = if is_list { "[]" } else { ".*" }.to_owned();
            return vec![Pair { step, was: was.held(), is: is.held() }];
        }
        (Some(_), Some(_)) => return Vec::new(),
        _ => {}
    }
    let (before, after) = (was.shape.properties(), is.shape.properties());
    let names: BTreeSet<&str> = before.fields.keys().chain(after.fields.keys()).copied().collect();
    let pair =
        |name: &str| Pair { step: step(name), was: was.field(&before, name, used), is: is.field(&after, name, used) };
    names.into_iter().map(pair).collect()
}

/// A simultaneous walk through two shapes.
struct Walk<'s, 'a> {
    schemas: &'s Schemas<'a>,
    used: Use,
    /// The pairs on the current path, which are not entered again.
    inside: Vec<(Identity<'a>, Identity<'a>)>,
    facts: Vec<Fact>,
}

impl<'a> Walk<'_, 'a> {
    fn collect(&mut self, path: &str, was: &Side<'a>, is: &Side<'a>, depth: usize) {
        let here = (was.shape.identity(), is.shape.identity());
        if self.inside.contains(&here) || !self.schemas.differ(was, is, self.used, depth) {
            return;
        }
        self.inside.push(here);
        for pair in pairs(was, is, self.used) {
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
