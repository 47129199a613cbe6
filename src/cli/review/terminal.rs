//! Keys of a terminal, one by one. The terminal is as it was before as soon as this is dropped.

use std::io::{self, Write};
#[cfg(unix)]
use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

/// How long a signal may wait until it is noticed.
const PATIENCE: Duration = Duration::from_millis(100);

/// What a person did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Escape,
    /// Backspace.
    Backspace,
    /// Tab.
    Tab,
    /// Ctrl-C, Ctrl-D, or a signal that ends the process.
    Stop,
    /// The size of the terminal changed.
    Resized,
}

/// A terminal that hands over keys as they are pressed.
pub struct Terminal {
    #[cfg(unix)]
    stop: Arc<AtomicBool>,
}

impl Terminal {
    /// Takes over the terminal.
    pub fn open() -> io::Result<Self> {
        #[cfg(unix)]
        let stop = Arc::new(AtomicBool::new(false));
        #[cfg(unix)]
        for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP, signal_hook::consts::SIGINT] {
            signal_hook::flag::register(signal, Arc::clone(&stop))?;
        }
        enable_raw_mode()?;
        let terminal = Terminal {
            #[cfg(unix)]
            stop,
        };
        // The first look for events is what notices a new size: one between the first text and the first key would be lost.
        event::poll(Duration::ZERO)?;
        Ok(terminal)
    }

    /// Waits for a key.
    pub fn key(&self) -> io::Result<Key> {
        loop {
            if self.is_stopped() {
                return Ok(Key::Stop);
            }
            if !event::poll(PATIENCE)? {
                continue;
            }
            match event::read()? {
                Event::Key(key) if key.kind != KeyEventKind::Release => {
                    if let Some(key) = known(key) {
                        return Ok(key);
                    }
                }
                Event::Resize(..) => return Ok(Key::Resized),
                _ => {}
            }
        }
    }

    #[cfg(unix)]
    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    #[cfg(not(unix))]
    fn is_stopped(&self) -> bool {
        false
    }

    /// Writes text, whose lines the terminal does not end by itself now.
    pub fn say(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.replace('\n', "\r\n").as_bytes())?;
        out.flush()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // If the terminal is gone, nothing can be done.
        let _ = disable_raw_mode();
    }
}

fn known(key: KeyEvent) -> Option<Key> {
    let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Char('c' | 'd') if is_control => Some(Key::Stop),
        KeyCode::Char(letter) if !is_control => Some(Key::Char(letter)),
        KeyCode::Enter => Some(Key::Enter),
        KeyCode::Esc => Some(Key::Escape),
        KeyCode::Backspace => Some(Key::Backspace),
        KeyCode::Tab => Some(Key::Tab),
        _ => None,
    }
}
