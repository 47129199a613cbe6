//! Renders findings and errors, one file per format.

pub mod changes;
mod escape;
pub mod fingerprint;
pub mod github;
#[cfg(test)]
mod inert_tests;
pub mod json;
pub mod junit;
#[cfg(test)]
mod junit_tests;
pub mod markdown;
mod names;
pub mod sarif;
#[cfg(test)]
mod sarif_tests;
#[cfg(test)]
mod tests;
mod text;
mod verdict;

use serde::Serialize;

pub use names::{Names, opened};
pub use text::{diff, error, findings, findings_with_pages};
pub use verdict::{Verdict, weightiest};

/// Indented JSON. Cannot fail on our types, whose keys are all text.
fn json_text(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
