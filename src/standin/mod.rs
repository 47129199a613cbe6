//! A stand-in for a vendor's API, from its OpenAPI document: what it demands of requests, what it answers.

mod asked;
mod check;
mod requested;
mod route;
pub mod server;
mod outcome;
mod rows;

pub use asked::{Answered, Asked, Exchange, Fault};
