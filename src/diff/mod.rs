//! What changes for SQL users between two states of providers.
//!
//! ```text
//! providers   two lists of providers  ->  changes, each of a type in the table
//! ```
//!
//! Each file compares one concern. Something removed or new as a whole is one change; its contents are not listed.

mod auth;
mod body;
mod change;
mod columns;
mod input;
mod inputs;
mod matching;
mod methods;
mod nested;
mod providers;
mod queries;
mod reach;
pub mod record;
mod resources;
mod roots;
mod rows;
mod servers;
mod services;
mod settings;
mod sides;
mod table;
mod values;
mod verdict;
mod views;

use crate::engine::Profile;
use crate::model::Provider;

pub use change::{Address, Change};
#[cfg(test)]
pub use table::find;
pub use table::{Action, Area, CHANGES, ChangeType, Direction, Level};
pub use verdict::{Ignored, Verdict, totals};

/// The changes between two states, sorted by place.
pub fn diff(base: &[Provider], rev: &[Provider]) -> Vec<Change> {
    diff_on(base, rev, Profile::default())
}

/// The changes for users of some releases of the engine.
pub fn diff_on(base: &[Provider], rev: &[Provider], profile: Profile) -> Vec<Change> {
    let mut changes = Vec::new();
    providers::compare(base, rev, profile, &mut changes);
    changes.sort_by(|a, b| a.order().cmp(&b.order()));
    changes
}

/// The required version bump.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Queries cannot notice a change.
    Patch,
    /// Risky or compatible changes.
    Minor,
    /// Breaking changes.
    Major,
}

impl Bump {
    /// The bump that the most severe change requires.
    pub fn of(changes: &[Change]) -> Self {
        match changes.iter().map(|change| change.level).min() {
            Some(Level::Breaking) => Bump::Major,
            Some(Level::Risky | Level::Compatible) => Bump::Minor,
            Some(Level::Documentation) | None => Bump::Patch,
        }
    }

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Bump::Patch => "patch",
            Bump::Minor => "minor",
            Bump::Major => "major",
        }
    }
}
