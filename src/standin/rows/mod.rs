//! Values that the schemas of an answer allow, with every property that it may have.

mod choice;
mod fits;
mod maker;
#[cfg(test)]
mod maker_tests;
mod number;
mod object;
mod pattern;
mod plain;
mod seed;
mod spot;
mod text;

pub use fits::fit;
pub use maker::value;
pub use seed::Seed;
pub use spot::Given;
