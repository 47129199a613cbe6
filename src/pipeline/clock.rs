//! Measures the stages, and tells which one has begun.

use std::time::Instant;

/// The stages in order, with the seconds that each took.
pub type Laps = Vec<(&'static str, f64)>;

/// Measures one stage after the other.
pub struct Clock<'a> {
    on_stage: &'a dyn Fn(&'static str),
    laps: Laps,
}

impl<'a> Clock<'a> {
    /// Tells `on_stage` the name of each stage that begins.
    pub fn start(on_stage: &'a dyn Fn(&'static str)) -> Self {
        Clock { on_stage, laps: Laps::new() }
    }

    /// Does the work of a stage and measures it.
    pub fn time<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        (self.on_stage)(stage);
        let started = Instant::now();
        let done = work();
        self.laps.push((stage, started.elapsed().as_secs_f64()));
        done
    }

    /// The stages that were measured.
    pub fn stop(self) -> Laps {
        self.laps
    }
}
