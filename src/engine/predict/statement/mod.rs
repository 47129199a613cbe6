//! Statements of StackQL as the engine's parser reads them and its printer writes them.

pub mod ast;
mod cursor;
mod expression;
mod keyword;
mod parse;
pub mod print;
mod token;

pub use parse::parse;
pub use token::split;
