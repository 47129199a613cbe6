//! The limits of the server, which keep it alive whatever clients send.

use std::time::Duration;

/// Threads that move bytes.
pub const WORKERS: usize = 2;

/// Threads that answer: an answer computes, and must not hold up the bytes of others.
pub const MAX_ANSWERING: usize = 4;

/// Open connections; the number of files that a process may open is 1,024 on many systems.
pub const MAX_CONNECTIONS: usize = 512;

/// Bytes of the request line and headers.
pub const MAX_HEADERS: usize = 64 * 1024;

/// Bytes of a body.
pub const MAX_BODY: usize = 16 * 1024 * 1024;

/// Bytes of a body that every connection may hold, however many there are.
pub const SMALL_BODY: u64 = 64 * 1024;

/// Larger bodies that are read at once.
pub const MAX_LARGE_BODIES: usize = 8;

/// Time for the headers of a request, also of the next one on a connection.
pub const HEADERS_WITHIN: Duration = Duration::from_secs(10);

/// Time for a body.
pub const BODY_WITHIN: Duration = Duration::from_secs(10);

/// Time between two attempts to accept a connection when that fails.
pub const PAUSE: Duration = Duration::from_millis(50);

/// Time for answers that are under way when the server stops.
pub const STOP_WITHIN: Duration = Duration::from_secs(1);
