//! Reports of changes for SQL users, one file per format.

mod changelog;
mod github;
mod groups;
mod line;
mod markdown;
#[cfg(test)]
mod tests;
mod text;

pub use changelog::{Date, prepend};
pub use github::github;
pub use line::changelog_line;
pub use markdown::markdown;
pub use text::text;
