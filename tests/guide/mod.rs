//! The guide pages: what an API says and a page leaves out, counted, for the APIs of `tests/corpus`, for
//! today's API and for published providers.

mod bounds;
mod counts;
mod shapes;
mod site;
mod statements;

use std::collections::BTreeMap;
use std::path::Path;

use provgen::side;

use crate::corpus::yaml;
use crate::support::registries;
use counts::{Count, Counts};
use site::Site;

#[test]
fn pages_of_todays_api_hide_nothing() {
    let Some(site) = Site::of_todays_api() else { return };
    let counts = Counts::of(&site);
    check(&site, &counts);
    let least = |count: &Count, least: usize| assert!(count.of > least, "{}: {}", count.name, count.of);
    least(&counts.keys, 700);
    least(&counts.links, 900);
    least(&counts.stops, 5_000);
    least(&counts.stops_raw, 5_000);
    least(&counts.enums, 500);
    least(&counts.enums_raw, 300);
    least(&counts.statements, 800);
    least(&counts.marks, 1_400);
}

#[test]
fn pages_of_the_corpus_hide_nothing() {
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for site in Site::of_corpus() {
        let counts = Counts::of(&site);
        check(&site, &counts);
        counts.all().for_each(|count| *sums.entry(count.name).or_default() += count.of);
    }
    let all: Vec<usize> = sums.values().copied().collect();
    assert!(all.iter().all(|of| *of > 30), "{sums:?}");
}

/// Prints the counts, of which most must find nothing.
fn check(site: &Site, counts: &Counts) {
    println!("{}\n{}", site.provider, counts.table());
    for count in counts.all() {
        assert!(
            count.faults.len() * 100 <= count.of * count.most,
            "{}: {}: {:#?}",
            site.provider,
            count.name,
            count.faults
        );
    }
}

#[test]
fn pages_of_providers_in_registries_are_as_good() {
    let names = |root: &Path| -> Vec<String> {
        let providers = side(root.to_str().expect("text")).unwrap_or_else(|error| panic!("{error}"));
        providers.into_iter().map(|provider| provider.name).collect()
    };
    let found: Vec<_> = registries()
        .into_iter()
        .flat_map(|root| names(&root).into_iter().map(move |name| (root.clone(), name)))
        .collect();
    let mut bad = BTreeMap::new();
    println!("{}", Counts::head());
    for (root, name) in found {
        let site = Site::of_published(&root, &name);
        let counts = Counts::of(&site);
        println!("{}", counts.row(&site));
        let faults = counts.all().filter(|count| count.most == 0 && !count.faults.is_empty());
        bad.extend(faults.map(|count| ((site.provider.clone(), count.name), count.faults.clone())));
        if counts.stops.faults.len() * 50 > counts.stops.of {
            bad.insert((site.provider.clone(), counts.stops.name), counts.stops.faults.clone());
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn every_page_has_its_own_first_sentence_and_description() {
    for site in Site::of_corpus().chain(Site::of_todays_api_as_well()) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for (path, text) in &site.pages {
            let front = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).expect("front matter");
            let front_matter = yaml(front.0.as_bytes());
            assert!(front_matter["title"].is_string() && front_matter["description"].is_string(), "{path}");
            let description = front.0.lines().find(|line| line.starts_with("description: ")).expect("description");
            let sentence = front.1.lines().find(|line| !line.is_empty() && !line.starts_with('#')).expect("sentence");
            let is_first = path.ends_with("index.md");
            for line in [description, sentence].into_iter().filter(|_| is_first) {
                let other = seen.insert(line, path);
                assert!(other.is_none(), "{path} and {other:?}: {line}");
            }
        }
        println!("{}: {} pages", site.provider, site.pages.len());
    }
}
