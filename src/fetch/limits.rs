//! How long to wait for a server, and how often to ask it.

use std::time::Duration;

/// How long to wait for a server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For a connection, and for each next piece of the answer; twenty times as long for the whole answer.
    pub timeout: Duration,
    /// How often to ask, at least once.
    pub tries: u32,
}
