//! provgen builds StackQL providers and their documentation from OpenAPI specs.
//!
//! One straight pipeline, plain data between the stages:
//!
//! ```text
//! specs/<provider>/{provgen.yaml, openapi.yaml, mapping.csv}
//!      |
//!   source  ->  normalise  ->  mapping  ->  lower  ->  model  ->  render  ->  output
//!   read,       one shape      operations   what SQL   plain      provider     write | check
//!   pin,        for each       become       can use    data       YAML,
//!   version     thing          resources                          Markdown
//! ```
//!
//! [`examples`] makes the SQL examples of a model and checks them, between the model and its pages.
//! Between render and output, [`proof`] reads the pages as a site would, and [`site`] puts them into
//! the project of one. [`registry`] reads provider documents, whoever made them, back into the model:
//! for the pages of published providers, and for [`rules`], which say what the engine makes of them;
//! [`policy`] says which of that counts, and [`changed`] what need not be looked at. [`diff`] says what
//! changes for SQL users between two models.
//!
//! [`pipeline::build`] runs all stages but the last, and never writes; [`output`] is the only
//! writer of trees. [`fetch`] stands beside the pipeline: it brings a document to where the first
//! stage reads it, and nothing else uses the network. What stops the tool is an [`error::Error`];
//! what is wrong with an input and can be mended is a [`finding::Finding`].

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
