//! All integration tests, in one binary: it links once.

mod cases;
mod corpus;
mod engine;
mod support;
