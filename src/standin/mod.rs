//! A stand-in for a vendor's API, from its OpenAPI document: what it demands of requests, what it answers.

mod answers;
#[cfg(test)]
mod answers_tests;
mod asked;
mod body;
mod cache;
mod change;
mod check;
mod described;
mod failure;
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
mod refusal;
mod requested;
mod respond;
mod route;
mod row;
mod rows;
pub mod server;
mod shared;
mod spelling;
mod stand_in;
mod url;
mod xml;

pub use asked::{Answered, Asked, Exchange, Fault};
pub use failure::Failure;
pub use stand_in::{Settings, StandIn};
