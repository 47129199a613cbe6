//! Writes changes as JSON, and reads them back.

use std::borrow::Cow;
use std::path::Path;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::diff::{self, Action, Area, Bump, Change, Direction, Level};
use crate::error::Error;
use crate::place::Mark;
use crate::place::Place;

use super::verdict::{Ignored, Verdict, counts};

const HELP: &str = "create it with `provgen diff BASE REV --format json=FILE`, where BASE is the published state";

/// Changes read from JSON, for pages.
#[derive(Debug, Default)]
pub struct Recorded {
    /// The changes, in order.
    pub changes: Vec<RecordedChange>,
}

/// A change read from JSON.
#[derive(Debug)]
pub struct RecordedChange {
    /// What it is about.
    pub area: Area,
    /// What happened.
    pub action: Action,
    /// Its level.
    pub level: Level,
    /// The new place, or the old one of something removed.
    pub place: diff::Address,
    /// A message for SQL users.
    pub text: String,
}

/// What changes for SQL users between two states of providers.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Report<'a> {
    /// The required version bump: `major`, `minor` or `patch`.
    semver: Cow<'a, str>,
    /// The numbers of changes by level.
    counts: Counts,
    /// The changes, sorted by place.
    changes: Vec<Entry<'a>>,
    /// Changes that an ignore of the policy matches. Neither counted nor among the changes.
    #[serde(default)]
    ignored: Vec<IgnoredEntry<'a>>,
}

/// The numbers of changes by level.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Counts {
    /// Queries fail.
    breaking: usize,
    /// Queries run, and may give other results.
    risky: usize,
    /// Queries work as before.
    compatible: usize,
    /// Only documentation changed.
    documentation: usize,
}

/// One change.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Entry<'a> {
    /// The type of change, which `provgen explain` explains.
    id: Cow<'a, str>,
    /// What it is about.
    area: Area,
    /// What happened.
    kind: Action,
    /// The affected statements.
    direction: Direction,
    /// Its level.
    level: Level,
    /// The new place, or the old one of something removed.
    place: PlaceEntry<'a>,
    /// The old place, if it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<PlaceEntry<'a>>,
    /// The parameter, column, variable or setting that changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<Cow<'a, str>>,
    /// The affected methods; absent if all that read the resource are.
    #[serde(default, skip_serializing_if = "<[String]>::is_empty")]
    methods: Cow<'a, [String]>,
    /// The old value.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Cow<'a, str>>,
    /// The new value.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Cow<'a, str>>,
    /// A message for SQL users.
    text: Cow<'a, str>,
}

/// An ignored change.
#[derive(Serialize, Deserialize, JsonSchema)]
struct IgnoredEntry<'a> {
    /// Why it is ignored.
    reason: Cow<'a, str>,
    /// The change.
    change: Entry<'a>,
}

/// A place in a provider.
#[derive(Serialize, Deserialize, JsonSchema)]
struct PlaceEntry<'a> {
    /// The provider.
    provider: Cow<'a, str>,
    /// The service.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    service: Cow<'a, str>,
    /// The resource.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    resource: Cow<'a, str>,
    /// The method.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    method: Cow<'a, str>,
}

/// Writes changes as JSON.
pub fn json(verdict: &Verdict) -> String {
    let changes = &verdict.changes;
    let [breaking, risky, compatible, documentation] = counts(changes).map(|(_, count)| count);
    let report = Report {
        semver: Bump::of(changes).name().into(),
        counts: Counts { breaking, risky, compatible, documentation },
        changes: changes.iter().map(entry).collect(),
        ignored: verdict.ignored.iter().map(ignored).collect(),
    };
    // Cannot fail: all keys are text.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

/// The JSON Schema of the report, draft 2020-12.
pub fn schema() -> Json {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Report<'_>>().to_value()
}

/// Reads a report of [`json`], as far as pages show it.
///
/// # Errors
/// Invalid JSON or not such a report, with its place.
pub fn read(bytes: &[u8], path: &Path) -> Result<Recorded, Error> {
    let report: Report<'_> = serde_json::from_slice(bytes).map_err(|error| {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mark = Mark::new(number(error.line()), number(error.column()));
        let text = error.to_string();
        let what = text.split(" at line ").next().filter(|_| !error.is_eof()).unwrap_or("unexpected end of file");
        Error::input(format!("this is not a report of `provgen diff`: {what}"), Place::at(path, mark), HELP)
    })?;
    let recorded = |entry: Entry<'_>| RecordedChange {
        area: entry.area,
        action: entry.kind,
        level: entry.level,
        place: entry.place.into(),
        text: entry.text.into_owned(),
    };
    Ok(Recorded { changes: report.changes.into_iter().map(recorded).collect() })
}

impl From<PlaceEntry<'_>> for diff::Address {
    fn from(place: PlaceEntry<'_>) -> Self {
        let PlaceEntry { provider, service, resource, method } = place;
        let [provider, service, resource, method] = [provider, service, resource, method].map(Cow::into_owned);
        diff::Address { provider, service, resource, method }
    }
}

fn ignored(ignored: &Ignored) -> IgnoredEntry<'_> {
    IgnoredEntry { reason: ignored.reason.as_str().into(), change: entry(&ignored.change) }
}

fn entry(change: &Change) -> Entry<'_> {
    Entry {
        id: change.kind.id.into(),
        area: change.kind.area,
        kind: change.kind.action,
        direction: change.direction,
        level: change.level,
        place: place(&change.place),
        was: change.was.as_ref().map(place),
        item: change.item.as_deref().map(Cow::Borrowed),
        methods: change.methods.as_slice().into(),
        before: change.before.as_deref().map(Cow::Borrowed),
        after: change.after.as_deref().map(Cow::Borrowed),
        text: change.text.as_str().into(),
    }
}

fn place(place: &diff::Address) -> PlaceEntry<'_> {
    let [provider, service, resource, method] =
        [&place.provider, &place.service, &place.resource, &place.method].map(|name| name.as_str().into());
    PlaceEntry { provider, service, resource, method }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{CHANGES, ChangeType};

    /// A change of a type, at a place of some depth.
    fn change((number, kind): (usize, &'static ChangeType)) -> Change {
        let name = |depth: usize| if number % 4 < depth { String::new() } else { format!("name_{depth}") };
        let place = |provider: &str| diff::Address {
            provider: provider.to_owned(),
            service: name(1),
            resource: name(2),
            method: name(3),
        };
        let has_more = number % 2 == 0;
        let more = |text: &str| has_more.then(|| text.to_owned());
        Change {
            kind,
            level: kind.level,
            direction: kind.direction,
            place: place("shop"),
            was: has_more.then(|| place("old_shop")),
            item: more("item"),
            methods: more("list").into_iter().collect(),
            before: more("\"old\"\n"),
            after: more("new"),
            text: format!("what `{}` says \\ \"quoted\"\n", kind.id),
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let changes: Vec<Change> = CHANGES.iter().copied().enumerate().map(change).collect();
        let written = json(&Verdict::from(changes.clone()));
        let recorded = read(written.as_bytes(), Path::new("changes.json")).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(recorded.changes.len(), CHANGES.len());
        for (recorded, change) in recorded.changes.iter().zip(&changes) {
            assert_eq!((&recorded.place, &recorded.text), (&change.place, &change.text));
            assert_eq!(recorded.level, change.level);
            assert_eq!((recorded.area, recorded.action), (change.kind.area, change.kind.action));
        }
    }
}
