//! Recorded changes of this version: those of a resource on its page, added and removed ones also on overview pages.

use std::collections::HashMap;

use minijinja::{Value as View, context};

use crate::diff::record::{Recorded, RecordedChange};
use crate::diff::{Action, Area, Level};
use crate::text::escape::{own_line, with_code};

use super::key::Key;
use super::prose::short;
use super::section::{Block, Section};

/// The maximum size of changes on a resource page, in bytes. Those of real versions stay below some thousand.
const MAX_OF_RESOURCE: usize = 8_000;

/// The maximum size on pages where a table follows.
const MAX_OF_OVERVIEW: usize = 3_000;

/// Changes by page, most severe first.
#[derive(Default)]
pub struct Changed<'a> {
    of_provider: Vec<&'a RecordedChange>,
    of_services: HashMap<&'a str, Vec<&'a RecordedChange>>,
    of_resources: HashMap<Key<'a>, Vec<&'a RecordedChange>>,
}

impl<'a> Changed<'a> {
    /// The changes of a provider, except documentation.
    pub fn of(recorded: &'a Recorded, provider: &str) -> Self {
        let mut changed = Changed::default();
        let is_shown =
            |change: &&RecordedChange| change.place.provider == provider && change.level != Level::Documentation;
        let mut shown: Vec<&RecordedChange> = recorded.changes.iter().filter(is_shown).collect();
        shown.sort_by_key(|change| change.level);
        for change in shown {
            changed.add(change);
        }
        changed
    }

    /// Adds a change to its page, and one level up if something was added, removed or renamed.
    fn add(&mut self, change: &'a RecordedChange) {
        let (service, resource) = (change.place.service.as_str(), change.place.resource.as_str());
        let is_whole = change.action != Action::Changed;
        if service.is_empty() || is_whole && change.area == Area::Service {
            self.of_provider.push(change);
        }
        if resource.is_empty() || is_whole && matches!(change.area, Area::Resource | Area::View) {
            self.of_services.entry(service).or_default().push(change);
        }
        self.of_resources.entry((service, resource)).or_default().push(change);
    }

    pub fn in_resource(&self, key: Key<'_>) -> Option<Section> {
        section(self.of_resources.get(&key)?, MAX_OF_RESOURCE)
    }

    pub fn in_service(&self, service: &str) -> Option<Section> {
        section(self.of_services.get(service)?, MAX_OF_OVERVIEW)
    }

    pub fn in_provider(&self) -> Option<Section> {
        section(&self.of_provider, MAX_OF_OVERVIEW)
    }
}

/// The section, with the changes that fit.
fn section(changes: &[&RecordedChange], room: usize) -> Option<Section> {
    let mut left = room;
    let mut rows: Vec<View> = Vec::new();
    for change in changes {
        let text = own_line(with_code(&short(&change.text)));
        left = left.saturating_sub(text.len());
        if left == 0 {
            break;
        }
        rows.push(context! { mark => mark(change.level), text });
    }
    let more = changes.len() - rows.len();
    if more > 0 {
        rows.push(context! { mark => "", text => format!("{more} more, which have no room here") });
    }
    let changed = || {
        Section::new(
            "changed-in-this-version",
            "Changed in this version",
            "changed.md.j2",
            vec![Block::new(context! {}, rows)],
        )
    };
    (!changes.is_empty()).then(changed)
}

fn mark(level: Level) -> &'static str {
    match level {
        Level::Breaking => "Breaking",
        Level::Risky => "Risky",
        Level::Compatible | Level::Documentation => "",
    }
}
