//! How a statement ends early.

/// Why a statement ends before it has run to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The engine prints a message.
    Error(String),
    /// The engine's process crashes in a function.
    Panic(String),
}

/// What a step of a statement gives, unless the statement ends in it.
pub type Step<T> = Result<T, Stop>;

/// Ends a statement with a message.
pub fn fail<T>(message: impl Into<String>) -> Step<T> {
    Err(Stop::Error(message.into()))
}

/// Ends a statement with a crash in a function of the engine.
pub fn crash<T>(function: &str) -> Step<T> {
    Err(Stop::Panic(function.to_owned()))
}
