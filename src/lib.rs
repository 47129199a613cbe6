//! provgen builds StackQL providers and their documentation from OpenAPI specs, validates registries, and says what a
//! new spec changes for SQL users.
//!
//! Build a provider, and write its files:
//!
//! ```no_run
//! use provgen::Job;
//!
//! let job = Job { config: "specs/shop/provgen.yaml".into(), spec: None, mapping: None, style: None };
//! let built = provgen::build(&job, &|stage| eprintln!("{stage}"))?;
//! provgen::write("generated/shop".as_ref(), &built.products)?;
//! # Ok::<(), provgen::Error>(())
//! ```
//!
//! Complete its mapping:
//!
//! ```no_run
//! # let job = provgen::Job { config: "specs/shop/provgen.yaml".into(), spec: None, mapping: None, style: None };
//! let completed = provgen::complete(&job, provgen::NameFrom::default(), &|_| {})?;
//! std::fs::write(&completed.mapping, &completed.after)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Write pages for a provider that somebody published:
//!
//! ```no_run
//! let documented = provgen::docs("registry/src/shop".as_ref(), provgen::Style::Guide)?;
//! provgen::write("pages/shop".as_ref(), &documented.pages)?;
//! # Ok::<(), provgen::Error>(())
//! ```
//!
//! Validate a registry:
//!
//! ```no_run
//! for finding in provgen::validate("registry".as_ref(), &|| {})? {
//!     println!("{}: {}", finding.rule, finding.message);
//! }
//! # Ok::<(), provgen::Error>(())
//! ```
//!
//! Compare two states of a provider:
//!
//! ```no_run
//! for change in provgen::diff(&provgen::side("HEAD:generated/shop")?, &provgen::side("generated/shop")?) {
//!     println!("{}: {}", change.level.name(), change.text);
//! }
//! # Ok::<(), provgen::Error>(())
//! ```
//!
//! What stops a job is an [`Error`]; what is wrong with an input is a [`Finding`].

// One straight pipeline, plain data between the stages:
//
//     source -> normalise -> mapping -> settings -> lower -> model -> examples -> render -> proof -> output
//                                                             ^
//     registry -----------------------------------------------'-> rules, diff -> policy -> report
//
// `standin` plays an API from its document; `prove` runs the statements of a provider against it.
//
// All stages stand on place, error, tree, text, sql, schema, finding and engine, which knows what StackQL does with a
// document. `registry` reads provider documents back into the `model`.

// What only the command needs of the rest is part of the library all the same.
#![cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]

#[cfg(feature = "cli")]
pub mod cli;
mod config;
mod diff;
mod engine;
mod error;
mod examples;
#[cfg(feature = "cli")]
mod fetch;
mod finding;
#[cfg(fuzzing)]
pub mod fuzzing;
#[cfg(feature = "cli")]
mod import;
#[cfg(feature = "cli")]
mod init;
mod lower;
mod mapping;
mod model;
mod normalise;
mod output;
mod pipeline;
mod place;
#[cfg(feature = "cli")]
mod policy;
mod proof;
#[cfg(test)]
mod properties;
mod proposal;
#[cfg(feature = "cli")]
mod prove;
mod registry;
mod render;
#[cfg(feature = "cli")]
mod report;
#[cfg(feature = "cli")]
mod review;
mod rules;
mod schema;
mod settings;
#[cfg(feature = "cli")]
mod site;
mod source;
mod sql;
#[cfg(feature = "cli")]
mod standin;
mod state;
mod stats;
#[cfg(test)]
#[path = "../tests/support/files.rs"]
mod support;
mod text;
mod tree;

pub use config::Style;
pub use diff::{Action, Address, Area, Bump, CHANGES, Change, ChangeType, Direction, Level, diff};
pub use engine::block::Part;
pub use engine::{RequestTransform, Transform};
pub use error::Error;
pub use examples::{Example, Examples};
pub use finding::{Located as Finding, RULES, Rule, Severity};
pub use mapping::infer::NameFrom;
pub use model::{
    Api, BodyAttribute, Counts, Field, Method, Parameter, Protocol, Provider, Resource, Response, ServerVariable,
    Service,
};
pub use output::{FileDiff, Staleness, Written, check, write};
pub use pipeline::{Built, Completed, Documented, Job, build, complete, docs};
pub use place::{Mark, Place};
pub use render::Product;
pub use rules::validate;
pub use sql::SqlVerb;
pub use state::{Side, side};
pub use tree::{Mapping, Node, Text, Value};
