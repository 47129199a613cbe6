//! How well a way of grouping makes services that people would have made.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use crate::mapping::{is_only_a_verb, segments};
use crate::normalise::Operation;
use crate::text::counted;

/// Published providers of n operations have about 1.2 √n services, and most of them between a half and twice as many.
const SERVICES: f64 = 1.2;

/// How far the number of services may be from that, as a power of two.
const FREE: f64 = 1.3;

/// The share of services with one operation, and of operations in the largest service, that is usual.
const USUAL_SINGLES: f64 = 0.15;
const USUAL_LARGEST: f64 = 0.4;

/// What it costs that a vendor does not group so.
const DERIVED: f64 = 0.15;

/// What it costs that nothing is grouped.
const ONE: f64 = 0.25;

/// What each segment costs that is ignored.
const IGNORED: f64 = 0.04;

/// Names with more words are sentences.
const MAX_WORDS: usize = 5;

/// The operations whose paths have the same segments, which belong to one resource.
pub struct Paths {
    of: Vec<usize>,
    count: usize,
}

impl Paths {
    pub fn of(operations: &[Operation]) -> Self {
        let mut known: HashMap<Vec<&str>, usize> = HashMap::new();
        let mut of = Vec::with_capacity(operations.len());
        for operation in operations {
            let count = known.len();
            of.push(*known.entry(segments(&operation.path).collect()).or_insert(count));
        }
        Paths { of, count: known.len() }
    }
}

/// What is said of services that a way of grouping makes.
#[derive(Debug, Default)]
pub struct Grade {
    /// The number of operations.
    pub operations: usize,
    /// The number of services.
    pub services: usize,
    /// The number of services with one operation.
    pub singles: usize,
    /// The number of operations in the largest service.
    pub largest: usize,
    /// The number of operations in another service than most of the same path.
    pub apart: usize,
    /// The number of operations in services whose names are actions or sentences.
    pub of_actions: usize,
    /// The number of operations that do not say their service.
    pub without: usize,
    /// The number of segments of paths that are ignored.
    pub ignored: usize,
    /// Whether the vendor groups so.
    pub is_of_vendor: bool,
}

impl Grade {
    /// Grades the services of operations.
    pub fn of(services: &[String], paths: &Paths) -> Self {
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        let mut of_paths: Vec<HashMap<&str, usize>> = vec![HashMap::new(); paths.count];
        for (service, path) in services.iter().zip(&paths.of) {
            *sizes.entry(service).or_default() += 1;
            let of_path = of_paths.get_mut(*path);
            of_path.into_iter().for_each(|counts| *counts.entry(service).or_default() += 1);
        }
        let together: usize = of_paths.iter().filter_map(|counts| counts.values().max()).sum();
        let is_action = |name: &str| name.split('_').all(is_only_a_verb) || name.split('_').count() > MAX_WORDS;
        Grade {
            operations: services.len(),
            services: sizes.len(),
            singles: sizes.values().filter(|size| **size == 1).count(),
            largest: sizes.values().copied().max().unwrap_or_default(),
            apart: services.len() - together,
            of_actions: sizes.iter().filter(|(name, _)| is_action(name)).map(|(_, size)| size).sum(),
            ..Grade::default()
        }
    }

    /// The best is 1.
    pub fn score(&self) -> f64 {
        let operations = self.operations.max(1) as f64;
        let share = |count: usize| count as f64 / operations;
        let services = self.services.max(1) as f64;
        let away = (services / (SERVICES * operations.sqrt())).log2().abs();
        let singles = self.singles as f64 / services;
        let worse = [
            (away - FREE).max(0.0) / 2.0,
            (singles - USUAL_SINGLES).max(0.0) / 2.0,
            (share(self.largest) - USUAL_LARGEST).max(0.0) * 0.8,
            share(self.apart),
            share(self.of_actions),
            share(self.without) * 4.0,
            self.ignored as f64 * IGNORED,
            if self.is_of_vendor { 0.0 } else { DERIVED },
            if self.services == 1 && self.operations > 1 { ONE } else { 0.0 },
        ];
        1.0 - worse.iter().sum::<f64>()
    }

    /// The score in hundredths, as people read it.
    fn points(&self) -> u8 {
        (self.score() * 100.0).round().max(0.0) as u8
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", counted(self.services, "service"))?;
        if self.singles > 0 {
            write!(f, ", {} of them with one operation", self.singles)?;
        }
        let told = [
            (self.largest, "in the largest"),
            (self.apart, "apart from others of the same path"),
            (self.of_actions, "in services called like actions"),
            (self.without, "without one"),
        ];
        for (count, what) in told.into_iter().filter(|(count, _)| *count > 0) {
            write!(f, ", {} {what}", counted(count, "operation"))?;
        }
        write!(f, " (score {} of 100)", self.points())
    }
}
