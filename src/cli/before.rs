//! What a tree held before it is written anew.

use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::targets::Target;
use crate::diff::{self, Level, Side};
use crate::pipeline::Built;
use crate::render::Product;
use crate::report::changes;

/// The provider of a tree that is there and will change. Nothing if its documents stay as they are, which costs no
/// more than reading them, or cannot be read.
pub fn before(root: &Path, products: &[Product]) -> Option<Side> {
    let is_there = root.join("src").is_dir();
    let stays = |product: &Product| fs::read(root.join(&product.path)).is_ok_and(|bytes| bytes == product.bytes);
    let documents = products.par_iter().filter(|product| product.path.starts_with("src/"));
    if !is_there || documents.into_par_iter().all(stays) {
        return None;
    }
    diff::side(root.to_str()?).ok()
}

/// One line on what a run changes for SQL users; nothing if no query can notice it.
pub fn line(target: &Target, before: &Side, built: &Built) -> String {
    let mut found = diff::diff(before, std::slice::from_ref(&built.provider));
    found.retain(|change| change.level != Level::Documentation);
    let word = if found.len() == 1 { "change" } else { "changes" };
    match changes::totals(&found) {
        Some(totals) => format!("{}: {totals} {word} for SQL users; `provgen diff` shows them\n", target.name),
        None => String::new(),
    }
}
