//! Puts the mapping of a provider onto the vendor's own documents.
//!
//! ```text
//! document   files              ->  the vendor's documents and their operations
//! matching   both               ->  which operation of the vendor's is which of the provider's
//! lacks      both               ->  what the provider's documents have and the vendor's lack
//! actions    what they lack     ->  overlays
//! servers    both               ->  servers, as overlay or in the configuration
//! folder     all of it          ->  files and the configuration
//! ```
//!
//! What both have and describe otherwise is the vendor's: that is what a newer document is for.

mod actions;
mod document;
mod fit;
mod folder;
mod lacks;
mod matching;
mod members;
mod parameters;
mod patch;
mod servers;
mod spot;

pub use fit::fit;
pub use folder::Blocks;
