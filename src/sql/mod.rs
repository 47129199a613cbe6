//! StackQL's SQL: verbs, names and keywords, statements, views.

mod name;
pub mod statement;
mod verb;
pub mod view;

pub use name::*;
pub use verb::SqlVerb;
