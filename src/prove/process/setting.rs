//! How statements are run.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::program::Program;
use crate::standin::{Answered, Asked};

/// What answers the requests of the engine.
pub type Answer = Arc<dyn Fn(&Asked) -> Answered + Send + Sync>;

/// Where the credentials of the engine come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Auth {
    /// No request is authenticated.
    Null,
    /// The provider says how, with these variables of the environment.
    Provider(Vec<(String, String)>),
}

/// How statements are run.
pub struct Setting<'a> {
    /// The program.
    pub program: &'a Program,
    /// The folder with `src/` that holds the provider.
    pub registry: &'a Path,
    /// The name of the provider.
    pub provider: &'a str,
    /// Where credentials come from.
    pub auth: Auth,
    /// How many pages the engine reads of a list at most; nothing leaves it to the engine.
    pub page_limit: Option<u32>,
    /// How long a statement may take.
    pub time_limit: Duration,
    /// How many processes run at once.
    pub jobs: usize,
    /// What answers requests, also those for tokens that the provider's way to authenticate needs.
    pub answer: Answer,
}
