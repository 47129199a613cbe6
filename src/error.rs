//! `Error`: the tool could not go on. What is merely wrong with an input is a
//! [`Finding`](crate::finding::Finding) instead.

use std::io;
use std::path::{Path, PathBuf};

use crate::place::Place;

/// What stopped a command, with the place and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot {action} {}: {}", path.display(), plain(source))]
    Io {
        /// `read`, `write`, `create`, `remove`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
        /// What to do.
        help: String,
    },
    /// The content of a file cannot be used at all.
    #[error("{message}")]
    Input {
        /// What is wrong.
        message: String,
        /// Where.
        place: Place,
        /// What to do.
        help: String,
    },
    /// A document that has an address, but has not been fetched.
    #[error("{} is not here", file.display())]
    NotFetched {
        /// Where it belongs.
        file: PathBuf,
        /// The command that brings it.
        help: String,
    },
    /// The command line asks for something that is not there.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}

impl Error {
    /// A file or folder that could not be read or written.
    pub fn io(action: &'static str, path: &Path, source: io::Error, help: impl Into<String>) -> Self {
        Error::Io { action, path: path.to_owned(), source, help: help.into() }
    }

    /// Content that cannot be used at all.
    pub fn input(message: impl Into<String>, place: Place, help: impl Into<String>) -> Self {
        Error::Input { message: message.into(), place, help: help.into() }
    }

    /// A command line that asks for something that is not there.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Error::Usage { message: message.into(), help: help.into() }
    }

    /// What is wrong, for a report that names the file itself.
    pub fn fault(&self) -> String {
        match self {
            Error::Io { source, .. } => format!("the file cannot be read: {}", plain(source)),
            _ => self.to_string(),
        }
    }

    /// The place in an input file, if there is one.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Error::Input { place, .. } => Some(place),
            Error::Io { .. } | Error::NotFetched { .. } | Error::Usage { .. } => None,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> &str {
        match self {
            Error::Io { help, .. }
            | Error::Input { help, .. }
            | Error::NotFetched { help, .. }
            | Error::Usage { help, .. } => help,
        }
    }
}

/// The system's message without Rust's `(os error 2)`, which tells a user nothing.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text.get(..end).unwrap_or(&text).to_lowercase(),
        None => text,
    }
}
