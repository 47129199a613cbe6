//! Proves a provider: runs its statements on an engine, or on the model of one, against a stand-in for the vendor's API.
//!
//! ```text
//! subject -> plan -> copy -> run (process or model) -> judge -> proof
//! ```

mod copy;
mod difference;
mod judge;
mod line;
mod model;
mod only;
mod plan;
mod process;
mod proof;
mod record;
mod run;
mod secrets;
mod subject;
#[cfg(test)]
mod tests;

pub use only::Only;
pub use process::{Observed, Program, cancelled_by_signals};
pub use proof::{Proof, Tally};
pub use run::{How, prove};
pub use subject::Subject;
