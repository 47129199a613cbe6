//! Stage 7: writes products to a tree on disk. No other stage writes.
//!
//! A tree is a folder with a ledger, `provgen.sum`, which lists the files that provgen owns with their SHA-256, in the
//! format of `sha256sum`. Only listed files are ever replaced or removed.
//!
//! ```text
//! products + disk -> Tree -> Plan -> steps     write: all decisions are made before the first step
//!                      '---> Staleness         check: the same look at the disk, and no step
//! ```
//!
//! A run may be killed at any moment. Before anything changes, `provgen.sum.pending` lists all files of the old and the
//! new tree; the next run reads it and carries on from there.

mod check;
mod diff;
mod disk;
mod ledger;
mod lock;
mod obstacle;
mod path;
mod plan;
mod renew;
mod staged;
mod start;
mod step;
mod tree;

#[cfg(test)]
mod kill_tests;

use std::path::Path;

use crate::error::Error;
use crate::render::Product;

pub use check::{FileDiff, Staleness, check};
pub use lock::Lock;
pub use plan::Written;
pub use renew::{Renewed, renew};
pub use staged::{Staged, replace, replace_read};
pub use start::start;

/// Makes the files that provgen owns under `root` equal to all `products`.
///
/// # Errors
///
/// `Error::Input`, with the tree unchanged: an invalid ledger, an obstacle that provgen does not own, products with
/// colliding paths. `Error::Io`: a file or folder could not be read or written; each file is then old or new, and
/// the next run carries on. `Error::Usage`: another run is writing to this root.
pub fn write(root: &Path, products: &[Product]) -> Result<Written, Error> {
    if !root.is_dir() {
        // Report invalid products before the root is created.
        let nothing_to_do = plan::Plan::new(&tree::Tree::read(root, products)?)?.steps.is_empty();
        if nothing_to_do {
            return Ok(Written::default());
        }
    }
    let _lock = lock::Lock::hold(root)?;
    let tree = tree::Tree::read(root, products)?;
    let plan = plan::Plan::new(&tree)?;
    step::run_all(root, &plan.steps)?;
    Ok(plan.written)
}
