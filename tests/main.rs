//! All integration tests, in one binary: it links once.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod architecture;
mod cases;
mod catalogue;
#[cfg(unix)]
mod changed;
mod ci;
mod cli;
mod corpus;
mod diff;
mod diff_drafts;
mod diff_formats;
mod diff_policy;
mod diff_properties;
mod embedded;
mod engine;
mod examples;
mod faults;
mod fetch;
mod guide;
#[cfg(unix)]
mod hostile;
#[cfg(unix)]
mod hostile_registry;
mod import;
mod init;
mod inside;
mod log;
mod lost;
mod mapping;
#[cfg(unix)]
mod names;
mod openapi31;
mod output;
mod provider_tools;
mod reach;
mod recorded;
mod registry;
mod review;
mod rules;
mod rules_generate;
mod serve;
mod settings;
mod site;
mod stats;
mod support;
#[cfg(unix)]
mod untrusted_git;
mod validate;
mod views;
mod walk;
