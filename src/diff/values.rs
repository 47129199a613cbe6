//! Compares the values that an API lists for something, and derives types from them.

use std::collections::BTreeSet;

use crate::schema::shape::literal;
use crate::tree::Node;

use super::change::named;

/// Values as text.
pub type Set = BTreeSet<String>;

/// A change of a list of values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// Removed values.
    Gone(Set),
    /// A new list where there was none.
    Only(Set),
    /// Added values.
    New(Set),
    /// A removed list: any value is allowed.
    Any(Set),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// The listed values; `None` if there is no list.
    pub listed: Option<Set>,
    /// The values that select variants.
    pub named: Set,
}

impl Values {
    /// The changes. Values that select variants are compared only if neither state lists values.
    pub fn against(&self, is: &Self) -> Vec<Turn> {
        match (&self.listed, &is.listed) {
            (None, None) if !self.named.is_empty() && !is.named.is_empty() => {
                Turn::all(Some(&self.named), Some(&is.named))
            }
            (was, is) => Turn::all(was.as_ref(), is.as_ref()),
        }
    }
}

impl Turn {
    /// The changes of a list; `None` means any value.
    fn all(was: Option<&Set>, is: Option<&Set>) -> Vec<Self> {
        let rest =
            |from: &Set, to: &Set| Some(from.difference(to).cloned().collect()).filter(|rest: &Set| !rest.is_empty());
        match (was, is) {
            (None, Some(is)) => vec![Turn::Only(is.clone())],
            (Some(was), None) => vec![Turn::Any(was.clone())],
            (Some(was), Some(is)) => {
                rest(was, is).map(Turn::Gone).into_iter().chain(rest(is, was).map(Turn::New)).collect()
            }
            (None, None) => Vec::new(),
        }
    }

    /// Whether fewer values are allowed.
    pub fn is_loss(&self) -> bool {
        matches!(self, Turn::Gone(_) | Turn::Only(_))
    }

    /// The old and new values that differ.
    pub fn ends(&self) -> (Option<String>, Option<String>) {
        let listed = |values: &Set| Some(values.iter().map(String::as_str).collect::<Vec<_>>().join(", "));
        match self {
            Turn::Gone(values) | Turn::Any(values) => (listed(values), None),
            Turn::Only(values) | Turn::New(values) => (None, listed(values)),
        }
    }

    /// The message about an input.
    pub fn taken(&self) -> String {
        let names = |values: &Set| named(values.iter().map(String::as_str));
        match self {
            Turn::Gone(values) => format!("no longer accepts {}", names(values)),
            Turn::Only(values) => format!("now accepts only {}", names(values)),
            Turn::New(values) => format!("now also accepts {}", names(values)),
            Turn::Any(_) => "now accepts any value".to_owned(),
        }
    }

    /// The message about a column or field.
    pub fn read(&self) -> String {
        let names = |values: &Set| named(values.iter().map(String::as_str));
        match self {
            Turn::Gone(values) => format!("is no longer {}", names(values)),
            Turn::Only(values) => format!("is now one of {}", names(values)),
            Turn::New(values) => format!("can now also be {}", names(values)),
            Turn::Any(_) => "can now be anything".to_owned(),
        }
    }
}

/// Values as text; `None` if there are none.
pub fn set(values: &[&Node]) -> Option<Set> {
    let values: Set = values.iter().filter(|value| !value.is_null()).map(|value| literal(value)).collect();
    (!values.is_empty()).then_some(values)
}
