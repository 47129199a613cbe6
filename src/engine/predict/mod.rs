//! Predicts what the engine does with a statement: the method that it chooses, the requests that it sends, and what it
//! prints.

mod answer;
mod arguments;
mod describe;
mod exec;
mod graphql;
mod insert_text;
mod jsonpath;
mod load;
mod method;
mod mutate;
mod paging;
mod projection;
mod query;
mod relation;
mod request;
mod run;
mod schema;
mod service;
mod session;
mod shape;
mod source;
mod statement;
mod stop;
mod store;
pub(in crate::engine) mod value;
mod wire;
mod world;
pub(in crate::engine) mod xml;

#[cfg(test)]
mod observed_tests;
#[cfg(test)]
mod settings_tests;
#[cfg(test)]
mod tests;

pub use method::GRAPHQL;
pub use request::url::{pairs, unescape};
#[cfg(test)]
pub use session::Outcome;
pub use session::{Kind, Session};
pub use wire::{Api, Request, Response};
pub use world::{Auth, Documents, Settings};
