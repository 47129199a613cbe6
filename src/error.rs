//! Errors that stop a command. Problems in an input are [`Finding`](crate::finding::Finding)s instead.

use std::io;
use std::path::{Path, PathBuf};

use crate::place::Place;

/// An error that stops a command, with its place and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read or written.
    #[error("cannot {action} {}: {}", path.display(), plain(source))]
    Io {
        /// `read`, `write`, `create`, `remove`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
        /// What to do.
        help: String,
    },
    /// The content of a file cannot be used.
    #[error("{message}")]
    Input {
        /// What is wrong.
        message: String,
        /// The place.
        place: Place,
        /// What to do.
        help: String,
    },
    /// A document with a URL has not been fetched.
    #[error("{} does not exist", file.display())]
    NotFetched {
        /// The path of the document.
        file: PathBuf,
        /// The command that fetches it.
        help: String,
    },
    /// The command line refers to something that does not exist.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}

impl Error {
    /// Creates an error for a file or folder.
    pub fn io(action: &'static str, path: &Path, source: io::Error, help: impl Into<String>) -> Self {
        Error::Io { action, path: path.to_owned(), source, help: help.into() }
    }

    /// Creates an error for content that cannot be used.
    pub fn input(message: impl Into<String>, place: Place, help: impl Into<String>) -> Self {
        Error::Input { message: message.into(), place, help: help.into() }
    }

    /// Creates an error for the command line.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Error::Usage { message: message.into(), help: help.into() }
    }

    /// Returns what is wrong, for a report that names the file itself.
    pub fn fault(&self) -> String {
        match self {
            Error::Io { source, .. } => format!("the file cannot be read: {}", plain(source)),
            _ => self.to_string(),
        }
    }

    /// Returns the place in an input file, if there is one.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Error::Input { place, .. } => Some(place),
            Error::Io { .. } | Error::NotFetched { .. } | Error::Usage { .. } => None,
        }
    }

    /// Returns what to do about it.
    pub fn help(&self) -> &str {
        match self {
            Error::Io { help, .. }
            | Error::Input { help, .. }
            | Error::NotFetched { help, .. }
            | Error::Usage { help, .. } => help,
        }
    }
}

/// Returns the system's message without Rust's `(os error 2)`, which does not help users.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text.get(..end).unwrap_or(&text).to_lowercase(),
        None => text,
    }
}
