//! Changes for SQL users as people and machines read them; one form a file.

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
