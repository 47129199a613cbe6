//! How property tests draw their values: the same in every run, unless a variable of the environment asks for others.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

use proptest::test_runner::{Config, RngSeed};

/// The seed of a run that asks for no other one.
const SEED: u64 = 7;

/// One seed a process, so that the seed which a failure prints repeats it.
static SEED_OF_RUN: LazyLock<u64> = LazyLock::new(|| {
    let is_random = std::env::var_os("PROVGEN_RANDOM_PROPERTIES").is_some_and(|value| value == "1");
    if is_random { RandomState::new().hash_one(SEED) } else { SEED }
});

/// The configuration of a property that is tried with so many values. `PROPTEST_CASES` and `PROPTEST_RNG_SEED` take
/// precedence. No file keeps what failed: a seed finds it again.
pub fn config(cases: u32) -> Config {
    let mut config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(*SEED_OF_RUN);
    }
    // A test that passes keeps it to itself.
    eprintln!("to draw the same values again: PROPTEST_RNG_SEED={}", config.rng_seed);
    config
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    use super::*;

    #[test]
    fn values_come_again() {
        let drawn = || any::<[u64; 4]>().new_tree(&mut TestRunner::new(config(1))).expect("a value").current();
        assert_eq!(drawn(), drawn());
        println!("drawn: {:?}", drawn());
    }
}
