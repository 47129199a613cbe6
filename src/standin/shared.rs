//! What all requests share: what was made for one of them may serve others.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::tree::Node;

use super::cache::Cache;
use super::memory::Memory;
use super::plan::Plan;
use super::reached::address;

/// How many operations are kept with their plans.
const MAX_PLANS: usize = 20_000;

/// How many bytes of rows are kept.
const MAX_ROWS: usize = 64 << 20;

/// What all requests share.
pub struct Shared {
    /// The seed of all values.
    pub seed: u64,
    /// Whether nothing is remembered.
    pub is_stateless: bool,
    /// What was inserted, changed and deleted.
    pub memory: Memory,
    /// The rows of collections by the document alone.
    pub rows: Cache<(usize, String), Arc<Vec<Json>>>,
    plans: Cache<(usize, usize, String), (Arc<Plan>, Node)>,
}

impl Shared {
    /// Creates what is shared at first.
    pub fn new(seed: u64, is_stateless: bool) -> Self {
        let (rows, plans) = (Cache::new(MAX_ROWS), Cache::new(MAX_PLANS));
        Shared { seed, is_stateless, memory: Memory::default(), rows, plans }
    }

    /// Returns the plan of an operation. The operation is kept with it, so that its address stays its own.
    pub fn plan(&self, document: &Node, path: &str, verb: &str, operation: &Node) -> Arc<Plan> {
        let key = (address(document), address(operation), format!("{verb} {path}"));
        if let Some((plan, _)) = self.plans.get(&key) {
            return plan;
        }
        let plan = Arc::new(Plan::new(document, path, verb, operation));
        self.plans.put(key, (Arc::clone(&plan), operation.clone()), 1);
        plan
    }
}
