//! The pages of a list: which one a request asks for, and what an answer tells of the next.

mod pages;
mod tell;

pub use pages::{Page, Pages, is_about_pages, limiting, size};
pub use tell::{Telling, tell};
