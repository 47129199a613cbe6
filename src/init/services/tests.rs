//! The services that are chosen, compared with those of published providers.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::hash::Hash;
use std::path::{Path, PathBuf};

use super::ways::{self, Way};
use crate::normalise::{self, Operation};
use crate::source::{self, InputFile, Overlays};
use crate::support::corpus;

/// The operations of a published provider, each with its service.
fn published(provider: &Path) -> Vec<(Operation, String)> {
    let mut files: Vec<PathBuf> = Vec::new();
    for version in fs::read_dir(provider).expect("read folder") {
        let services = version.expect("entry").path().join("services");
        let found = fs::read_dir(services).into_iter().flatten().map(|entry| entry.expect("entry").path());
        files.extend(found);
    }
    files.sort();
    let mut known = BTreeSet::new();
    let mut all = Vec::new();
    for path in files {
        let service = path.file_stem().and_then(|stem| stem.to_str()).expect("name").to_owned();
        let file = InputFile { bytes: fs::read(&path).expect("read document"), path };
        let Ok((source, _)) = source::parse_published(&file, &Overlays::default()) else { continue };
        let operations = normalise::keep(&source.document).operations.into_iter();
        let new = operations.filter(|it| known.insert((it.path.to_string(), it.verb)));
        all.extend(new.map(|operation| (operation, service.clone())));
    }
    all
}

/// The harmonic mean of precision and recall over pairs of operations in one service.
fn agreement(chosen: &[String], published: &[String]) -> f64 {
    let both: Vec<_> = chosen.iter().zip(published).collect();
    let all = pairs(chosen.iter()) + pairs(published.iter());
    if all == 0 { 1.0 } else { 2.0 * pairs(both.into_iter()) as f64 / all as f64 }
}

fn pairs<T: Hash + Eq>(labels: impl Iterator<Item = T>) -> usize {
    let mut sizes: HashMap<T, usize> = HashMap::new();
    labels.for_each(|label| *sizes.entry(label).or_default() += 1);
    sizes.values().map(|size| size * (size - 1) / 2).sum()
}

/// How far the best way agrees with what is published.
struct Measured {
    agreement: f64,
    /// How many names of services are published, and how many of these are found.
    names: [usize; 2],
    line: String,
}

fn measured(provider: &Path) -> Option<Measured> {
    let (operations, people): (Vec<_>, Vec<_>) = published(provider).into_iter().unzip();
    let wanted: BTreeSet<&String> = people.iter().collect();
    let ways = ways::all(&operations, &[]);
    let of = |way: &Way| agreement(&way.of, &people);
    let best = ways.iter().rev().max_by(|a, b| a.grade.score().total_cmp(&b.grade.score()))?;
    let names: BTreeSet<&String> = best.of.iter().collect();
    let found = names.intersection(&wanted).count();
    let told: Vec<_> =
        ways.iter().map(|way| format!("{} {:.1} % ({})", way.by().name(), 100.0 * of(way), way.grade)).collect();
    let name = provider.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let line = format!(
        "{name:20} {:5} operations in {:3} services: F1 {:5.1} % by {}, {} of {} names; {}",
        operations.len(),
        wanted.len(),
        100.0 * of(best),
        best.by().name(),
        found,
        wanted.len(),
        told.join("; ")
    );
    (wanted.len() > 1).then(|| Measured { agreement: of(best), names: [wanted.len(), found], line })
}

/// Ten vendors, whose maintainers had habits of their own.
#[test]
fn services_are_those_of_published_providers() {
    let Some(registry) = corpus("registry/src") else { return };
    let mut providers: Vec<PathBuf> =
        fs::read_dir(registry).expect("read folder").map(|entry| entry.expect("entry").path()).collect();
    providers.sort();
    let measured: Vec<Measured> = providers.iter().filter_map(|provider| measured(provider)).collect();
    measured.iter().for_each(|it| println!("{}", it.line));
    let worst = measured.iter().map(|it| it.agreement).fold(1.0, f64::min);
    let mean = measured.iter().map(|it| it.agreement).sum::<f64>() / measured.len() as f64;
    let [names, found] = [0, 1].map(|of| measured.iter().map(|it| it.names[of]).sum::<usize>());
    println!("F1 {:.1} % in the mean, {:.1} % at worst; {found} of {names} names", 100.0 * mean, 100.0 * worst);
    assert!(measured.len() == 10 && worst >= 0.88 && mean >= 0.97, "{worst} {mean}");
    assert!(found * 10 >= names * 9, "{found} of {names} names");
}
