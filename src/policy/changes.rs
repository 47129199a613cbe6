//! Applies the ignores of a policy to changes.

use std::collections::BTreeSet;

use crate::diff::{Address, Change};
use crate::diff::{Ignored, Verdict};
use crate::finding::{IGNORE_UNUSED, Located};

use super::file::stepped;
use super::{Ignore, PolicyFile};

/// Removes ignored changes, and returns findings about unused ignores for the compared providers.
pub fn judge(policy: Option<&PolicyFile>, changes: Vec<Change>, providers: &BTreeSet<&str>) -> (Verdict, Vec<Located>) {
    let Some(policy) = policy else { return (Verdict::from(changes), Vec::new()) };
    let mut verdict = Verdict::default();
    let mut used = BTreeSet::new();
    for change in changes {
        let hits = hits(policy, &change);
        match hits.first().and_then(|first| policy.changes().get(*first)) {
            Some(ignore) => verdict.ignored.push(Ignored { change, reason: ignore.reason.clone() }),
            None => verdict.changes.push(change),
        }
        used.extend(hits);
    }
    (verdict, unused(policy, &used, providers))
}

/// The ignores that match a change, at its old or new place.
fn hits(policy: &PolicyFile, change: &Change) -> Vec<usize> {
    let spelled = |place: &Address| {
        let address = stepped(&place.in_sql());
        let method = format!("{address}/{}", stepped(&place.method));
        [address, method]
    };
    let places: Vec<String> =
        [Some(&change.place), change.was.as_ref()].into_iter().flatten().flat_map(spelled).collect();
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    policy.changes().hits(change.kind.id, &places, &stepped(change.item.as_deref().unwrap_or_default()))
}

fn unused(policy: &PolicyFile, used: &BTreeSet<usize>, providers: &BTreeSet<&str>) -> Vec<Located> {
    let level = policy.level(IGNORE_UNUSED.id);
    if level.is_some_and(|level| level.severity().is_none()) {
        return Vec::new();
    }
    // Ignores for providers that were not compared cannot match.
    let could_hit = |ignore: &Ignore| {
        let provider = ignore.glob.split('.').next().unwrap_or_default();
        provider.contains(['*', '?', '[', '\\']) || providers.contains(provider)
    };
    let mut unused = policy.changes().unused(used, "`place` and `item`", could_hit);
    for finding in &mut unused {
        finding.severity = level.and_then(super::Level::severity).unwrap_or(finding.severity);
    }
    unused
}
