//! Chooses what of the vendor's document is changed for SQL, so that as little as possible differs from what is published.
//!
//! The published documents may have come out of other tools, which change other things. Each switch of `lower` that
//! brings the generated provider nearer to the published one is turned off.

use crate::diff::{Level, diff};
use crate::engine::predict::Documents;
use crate::error::Error;
use crate::model::Provider;
use crate::registry;

/// The switches, from the one with the widest effect to that with the narrowest.
const SWITCHES: [&str; 9] =
    ["variants", "all_of", "rows", "object_keys", "columns", "exec", "requests", "updates", "booleans"];

/// Returns the switches that are turned off. `generated` returns the documents without some of them.
///
/// # Errors
/// An error of `generated`.
pub fn choose(
    published: &Documents,
    mut generated: impl FnMut(&[&'static str]) -> Result<Documents, Error>,
) -> Result<Vec<&'static str>, Error> {
    let base = [read(published)];
    let mut changes = |off: &[&'static str]| Ok::<_, Error>(count(&base, &[read(&generated(off)?)]));
    let mut off = Vec::new();
    let mut fewest = changes(&off)?;
    for switch in SWITCHES {
        let tried = [off.as_slice(), &[switch]].concat();
        let count = changes(&tried)?;
        if count < fewest {
            (off, fewest) = (tried, count);
        }
    }
    Ok(off)
}

/// Counts the changes that queries can notice.
fn count(base: &[Provider], rev: &[Provider]) -> usize {
    diff(base, rev).iter().filter(|change| change.level != Level::Documentation).count()
}

/// Returns the model of documents, as the engine reads them.
fn read(documents: &Documents) -> Provider {
    let opened = registry::unwritten(&documents.provider);
    let mut provider = opened.provider();
    let services = opened.entries.iter().filter_map(|entry| {
        let tree = documents.services.get(&*entry.key)?;
        Some(opened.unwritten_service(entry, tree).service)
    });
    provider.services = services.collect();
    provider.services.sort_by(|a, b| a.name.cmp(&b.name));
    provider
}
