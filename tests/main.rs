//! All integration tests, in one binary: it links once.

mod cases;
mod corpus;
mod embedded;
mod engine;
mod output;
mod support;
mod swagger2;
