//! A stand-in for a vendor's API, from its OpenAPI document: what it demands of requests, what it answers.

mod answers;
#[cfg(test)]
mod answers_tests;
mod asked;
mod check;
mod failure;
mod refusal;
mod requested;
mod route;
pub mod server;
mod body;
mod cache;
mod change;
mod described;
mod list;
#[cfg(test)]
mod measured_tests;
mod memory;
mod outcome;
mod overlay;
mod paging;
mod place;
mod plan;
mod reached;
mod respond;
mod row;
mod rows;
mod shared;
mod spelling;
mod url;
mod xml;
mod stand_in;

pub use answers::Answers;
pub use asked::{Answered, Asked, Exchange, Fault};
pub use reached::Reached;
pub use failure::Failure;
pub use stand_in::{Settings, StandIn};
