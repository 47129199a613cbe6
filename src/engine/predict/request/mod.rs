//! Requests of a method.

pub mod auth;
pub mod body;
pub mod build;
pub mod client;
pub mod router;
pub mod transpose;
pub mod url;
pub mod xml;
