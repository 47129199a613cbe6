//! Ends a run when the user asks for it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Returns a flag that becomes true when the user presses Ctrl-C, or when a signal ends the process.
///
/// # Errors
/// The system does not let the process catch signals.
pub fn cancelled_by_signals() -> io::Result<Arc<AtomicBool>> {
    let is_cancelled = Arc::new(AtomicBool::new(false));
    #[cfg(unix)]
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&is_cancelled))?;
    }
    Ok(is_cancelled)
}
