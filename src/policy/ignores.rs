//! Ignores of one list of the policy: what each hits, and which hit nothing.

use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobMatcher};

use crate::error::Error;
use crate::finding::Located;
use crate::place::Place;

use super::IGNORE_UNUSED;

/// An ignore as the policy has it, whatever it is about.
pub struct Entry<'a> {
    /// The rule or the type of change.
    pub of: &'a str,
    /// The places that it is about.
    pub places: Glob<'a>,
    /// What is meant there; everything if there is none.
    pub parts: Option<Glob<'a>>,
    /// Why.
    pub reason: &'a str,
}

/// A glob under a key of an ignore.
pub struct Glob<'a> {
    /// The key.
    pub key: &'static str,
    /// As it is written.
    pub text: &'a str,
    /// The same with `/` between names, and brackets around braces that are braces.
    pub spelled: String,
}

/// The ignores of a list, ready to be asked.
#[derive(Debug, Default)]
pub struct Ignores {
    list: Vec<Ignore>,
}

/// One of them.
#[derive(Debug)]
pub struct Ignore {
    /// The rule or the type of change.
    pub of: String,
    /// Its glob of places, as it is written.
    pub glob: String,
    /// Why.
    pub reason: String,
    /// Where it stands in the policy.
    at: Place,
    places: GlobMatcher,
    parts: Option<GlobMatcher>,
}

impl Ignores {
    /// Understands a list; `at` gives the place of a key of one of its entries.
    ///
    /// # Errors
    /// A glob that is none, an empty reason.
    pub fn new<'a>(entries: impl Iterator<Item = Entry<'a>>, at: &dyn Fn(usize, &str) -> Place) -> Result<Self, Error> {
        let ignore = |(index, entry): (usize, Entry<'a>)| Ignore::new(&entry, &|key| at(index, key));
        Ok(Ignores { list: entries.enumerate().map(ignore).collect::<Result<_, _>>()? })
    }

    /// Which ones hit a thing that goes by several places.
    pub fn hits(&self, of: &str, places: &[&str], part: &str) -> Vec<usize> {
        let is_hit = |ignore: &Ignore| {
            ignore.of == of
                && places.iter().any(|place| ignore.places.is_match(place))
                && ignore.parts.as_ref().is_none_or(|parts| parts.is_match(part))
        };
        self.list.iter().enumerate().filter(|(_, ignore)| is_hit(ignore)).map(|(index, _)| index).collect()
    }

    /// The one at a place of the list.
    pub fn get(&self, index: usize) -> Option<&Ignore> {
        self.list.get(index)
    }

    /// Findings about those that hit nothing, of the ones that could have.
    pub fn unused(&self, used: &BTreeSet<usize>, keys: &str, could_hit: impl Fn(&Ignore) -> bool) -> Vec<Located> {
        let unused = self.list.iter().enumerate().filter(|(index, ignore)| !used.contains(index) && could_hit(ignore));
        let finding = |(_, ignore): (usize, &Ignore)| Located {
            rule: IGNORE_UNUSED.id,
            severity: IGNORE_UNUSED.severity,
            message: format!("the ignore of `{}` in `{}` hits nothing", ignore.of, ignore.glob),
            place: ignore.at.clone(),
            help: format!("remove it, or correct its {keys}"),
        };
        unused.map(finding).collect()
    }
}

impl Ignore {
    fn new(entry: &Entry<'_>, at: &dyn Fn(&str) -> Place) -> Result<Self, Error> {
        if entry.reason.trim().is_empty() {
            let help = "say why this is no fault, or who mends it when";
            return Err(Error::input("an ignore has no reason", at("reason"), help));
        }
        let matcher = |glob: &Glob<'_>| {
            let built = GlobBuilder::new(&glob.spelled).literal_separator(true).backslash_escape(true).build();
            built.map(|glob| glob.compile_matcher()).map_err(|error| {
                let message = format!("`{}` is no glob: {}", glob.text, error.kind());
                Error::input(message, at(glob.key), "write `*` for a name, `**` for several, `[[]` for a bracket")
            })
        };
        let parts = entry.parts.as_ref().map(matcher).transpose()?;
        Ok(Ignore {
            of: entry.of.to_owned(),
            glob: entry.places.text.to_owned(),
            reason: entry.reason.to_owned(),
            at: at(""),
            places: matcher(&entry.places)?,
            parts,
        })
    }
}
