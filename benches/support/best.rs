//! The best time of several runs.

use std::time::Instant;

const ROUNDS: usize = 5;

/// The seconds of the fastest run.
pub fn best(mut run: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        run();
        best = best.min(started.elapsed().as_secs_f64());
    }
    best
}
