//! provgen builds StackQL providers and their documentation from OpenAPI specs, validates registries, and says what a
//! new spec changes for SQL users.
//!
//! Build a provider, and write its files:
//!
//! ```no_run
//! use provgen::pipeline::{Job, build};
//!
//! let job = Job { config: "specs/shop/provgen.yaml".into(), spec: None, mapping: None, style: None };
//! let built = build(&job, &|stage| eprintln!("{stage}"))?;
//! provgen::output::write("generated/shop".as_ref(), &built.products)?;
//! # Ok::<(), provgen::error::Error>(())
//! ```
//!
//! Validate a registry:
//!
//! ```no_run
//! for finding in provgen::rules::validate("registry".as_ref(), &|| {})? {
//!     println!("{}: {}", finding.rule, finding.message);
//! }
//! # Ok::<(), provgen::error::Error>(())
//! ```
//!
//! Compare two states of a provider:
//!
//! ```no_run
//! use provgen::{diff::diff, state::side};
//!
//! for change in diff(&side("HEAD:generated/shop")?, &side("generated/shop")?) {
//!     println!("{}: {}", change.level.name(), change.text);
//! }
//! # Ok::<(), provgen::error::Error>(())
//! ```
//!
//! # How it works
//!
//! One straight pipeline, plain data between the stages:
//!
//! ```text
//! source -> normalise -> mapping -> lower -> model -> examples -> render -> proof -> output
//!                                             ^
//! registry -----------------------------------'-> rules, diff -> policy -> report
//! ```
//!
//! All stages stand on [`place`], [`error`], [`tree`], [`text`], [`sql`], [`schema`], [`finding`] and [`engine`], which
//! knows what StackQL does with a document. [`registry`] reads provider documents back into the [`model`]. What stops the
//! tool is an [`error::Error`]; what is wrong with an input is a [`finding::Finding`].

// What only the command needs of the rest is part of the library all the same.
#![cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]

#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod diff;
pub mod engine;
pub mod error;
pub mod examples;
#[cfg(feature = "cli")]
pub mod fetch;
pub mod finding;
#[cfg(feature = "cli")]
pub mod init;
pub mod lower;
pub mod mapping;
pub mod model;
pub mod normalise;
pub mod output;
pub mod pipeline;
pub mod place;
#[cfg(feature = "cli")]
pub mod policy;
pub mod proof;
#[cfg(test)]
mod properties;
pub mod proposal;
pub mod registry;
pub mod render;
#[cfg(feature = "cli")]
pub mod report;
pub mod rules;
pub mod schema;
#[cfg(feature = "cli")]
pub mod site;
pub mod source;
pub mod sql;
pub mod state;
pub mod stats;
#[cfg(test)]
#[path = "../tests/support/files.rs"]
mod support;
pub mod text;
pub mod tree;
