//! Limits on waiting for a server and on attempts.

use std::time::Duration;

/// Limits of a download.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For connecting and for each next piece of an answer; a whole answer may take twenty times as long.
    pub timeout: Duration,
    /// The number of attempts, at least one.
    pub tries: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { timeout: Duration::from_secs(30), tries: 3 }
    }
}
