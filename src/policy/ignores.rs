//! Ignores of a policy: which match, and which are unused.

use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobMatcher};

use crate::error::Error;
use crate::finding::{IGNORE_UNUSED, Located};
use crate::place::Place;

/// An ignore as the policy states it, of findings or of changes.
pub struct Entry<'a> {
    /// The rule or the type of change.
    pub of: &'a str,
    /// The ignored places.
    pub places: Glob<'a>,
    /// The ignored parts of them; `None` means all.
    pub parts: Option<Glob<'a>>,
    pub reason: &'a str,
}

/// A glob in an ignore.
pub struct Glob<'a> {
    pub key: &'static str,
    /// As written.
    pub text: &'a str,
    /// With `/` as separator, and literal braces in brackets.
    pub spelled: String,
}

/// The ignores of a list, with compiled globs.
#[derive(Debug, Default)]
pub struct Ignores {
    list: Vec<Ignore>,
}

/// An ignore with compiled globs.
#[derive(Debug)]
pub struct Ignore {
    /// The rule or the type of change.
    pub of: String,
    /// The glob of places as written.
    pub glob: String,
    /// Why it is ignored.
    pub reason: String,
    /// Its place in the policy.
    at: Place,
    places: GlobMatcher,
    parts: Option<GlobMatcher>,
}

impl Ignores {
    /// Compiles a list; `at` returns the place of a key of an entry.
    ///
    /// # Errors
    /// An invalid glob or an empty reason.
    pub fn new<'a>(entries: impl Iterator<Item = Entry<'a>>, at: &dyn Fn(usize, &str) -> Place) -> Result<Self, Error> {
        let ignore = |(index, entry): (usize, Entry<'a>)| Ignore::new(&entry, &|key| at(index, key));
        Ok(Ignores { list: entries.enumerate().map(ignore).collect::<Result<_, _>>()? })
    }

    /// Indices of the ignores that match something with these alternative places.
    pub fn hits(&self, of: &str, places: &[&str], part: &str) -> Vec<usize> {
        let is_hit = |ignore: &Ignore| {
            ignore.of == of
                && places.iter().any(|place| ignore.places.is_match(place))
                && ignore.parts.as_ref().is_none_or(|parts| parts.is_match(part))
        };
        self.list.iter().enumerate().filter(|(_, ignore)| is_hit(ignore)).map(|(index, _)| index).collect()
    }

    /// The ignore at an index.
    pub fn get(&self, index: usize) -> Option<&Ignore> {
        self.list.get(index)
    }

    /// Findings about unused ignores, except those that could not match.
    pub fn unused(&self, used: &BTreeSet<usize>, keys: &str, could_hit: impl Fn(&Ignore) -> bool) -> Vec<Located> {
        let unused = self.list.iter().enumerate().filter(|(index, ignore)| !used.contains(index) && could_hit(ignore));
        let finding = |(_, ignore): (usize, &Ignore)| Located {
            rule: IGNORE_UNUSED.id,
            severity: IGNORE_UNUSED.in_validate(),
            message: format!("the ignore of `{}` in `{}` matches nothing", ignore.of, ignore.glob),
            place: ignore.at.clone(),
            help: format!("remove it, or correct its {keys}"),
        };
        unused.map(finding).collect()
    }
}

impl Ignore {
    fn new(entry: &Entry<'_>, at: &dyn Fn(&str) -> Place) -> Result<Self, Error> {
        if entry.reason.trim().is_empty() {
            let help = "give the reason why this is acceptable, or who will fix it and when";
            return Err(Error::input("the ignore has no reason", at("reason"), help));
        }
        let matcher = |glob: &Glob<'_>| {
            let built = GlobBuilder::new(&glob.spelled).literal_separator(true).backslash_escape(true).build();
            built.map(|glob| glob.compile_matcher()).map_err(|error| {
                let message = format!("`{}` is not a valid glob: {}", glob.text, error.kind());
                Error::input(message, at(glob.key), "use `*` for a name, `**` for several, `[[]` for a bracket")
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
