//! Queries: what is asked of which method, and the query that runs over the rows.

pub mod filter;
pub mod given;
pub mod list;
pub mod plan;
pub mod pushdown;
pub mod table;
pub mod view;
