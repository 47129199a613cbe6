//! Changes as JSON.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value as Json;

use crate::diff::{Action, Area, Bump, Change, Direction, Level, Place};

use super::{Ignored, Verdict, counts};

/// What changes for SQL users between two states of providers.
#[derive(Serialize, JsonSchema)]
struct Report<'a> {
    /// How a version number has to move: `major`, `minor` or `patch`.
    semver: &'static str,
    /// How many changes of each level there are.
    counts: Counts,
    /// The changes by their places.
    changes: Vec<Entry<'a>>,
    /// What an ignore of the policy has taken out. Neither counted nor among the changes.
    ignored: Vec<IgnoredEntry<'a>>,
}

/// How many changes of each level there are.
#[derive(Serialize, JsonSchema)]
struct Counts {
    /// Queries fail.
    breaking: usize,
    /// Queries run, and may give something else.
    risky: usize,
    /// Queries go on as they did.
    compatible: usize,
    /// Only what people read.
    documentation: usize,
}

/// One change.
#[derive(Serialize, JsonSchema)]
struct Entry<'a> {
    /// Its type; `provgen explain` knows it.
    id: &'a str,
    /// What it is about.
    area: Area,
    /// What became of it.
    kind: Action,
    /// Which statements meet it.
    direction: Direction,
    /// How much it weighs.
    level: Level,
    /// Where it is, or was if it is gone.
    place: PlaceEntry<'a>,
    /// Where it was, if that is another place.
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<PlaceEntry<'a>>,
    /// The parameter, column, variable or setting that changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<&'a str>,
    /// The methods that it is about, where it is not about all that read the resource.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    methods: &'a [String],
    /// What was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'a str>,
    /// What is there now.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a str>,
    /// What SQL users have to know.
    text: &'a str,
}

/// A change that does not count.
#[derive(Serialize, JsonSchema)]
struct IgnoredEntry<'a> {
    /// Why.
    reason: &'a str,
    /// The change.
    change: Entry<'a>,
}

/// Where in a provider something is.
#[derive(Serialize, JsonSchema)]
struct PlaceEntry<'a> {
    /// The provider.
    provider: &'a str,
    /// The service.
    #[serde(skip_serializing_if = "str::is_empty")]
    service: &'a str,
    /// The resource.
    #[serde(skip_serializing_if = "str::is_empty")]
    resource: &'a str,
    /// The method.
    #[serde(skip_serializing_if = "str::is_empty")]
    method: &'a str,
}

/// All changes, and how many there are.
pub fn json(verdict: &Verdict) -> String {
    let changes = &verdict.changes;
    let [breaking, risky, compatible, documentation] = counts(changes).map(|(_, count)| count);
    let report = Report {
        semver: Bump::of(changes).name(),
        counts: Counts { breaking, risky, compatible, documentation },
        changes: changes.iter().map(entry).collect(),
        ignored: verdict.ignored.iter().map(ignored).collect(),
    };
    // Nothing in it can fail: names are text, and keys are ours.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

/// The JSON Schema of it, draft 2020-12.
pub fn schema() -> Json {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Report<'_>>().to_value()
}

fn ignored(ignored: &Ignored) -> IgnoredEntry<'_> {
    IgnoredEntry { reason: &ignored.reason, change: entry(&ignored.change) }
}

fn entry(change: &Change) -> Entry<'_> {
    Entry {
        id: change.kind.id,
        area: change.kind.area,
        kind: change.kind.action,
        direction: change.direction,
        level: change.level,
        place: place(&change.place),
        was: change.was.as_ref().map(place),
        item: change.item.as_deref(),
        methods: &change.methods,
        before: change.before.as_deref(),
        after: change.after.as_deref(),
        text: &change.text,
    }
}

fn place(place: &Place) -> PlaceEntry<'_> {
    PlaceEntry { provider: &place.provider, service: &place.service, resource: &place.resource, method: &place.method }
}
