//! Stage 3: operations become methods of resources.

mod cell;
mod changes;
mod check;
pub mod infer;
mod mapped;
mod mapper;
mod marks;
mod meant;
mod names;
mod operation_id;
mod rules;
mod separator;
mod share;
pub mod sheet;
mod table;

pub use check::{MAX_NAME, check, identifier};
pub use infer::words::{is_only_a_verb, plural, singular, split as split_words};
pub use mapped::{Fate, Given, Mapped, MappedMethod, MappedService};
pub use mapper::map;
pub use marks::{Marks, Sureness};
pub use meant::Known;
pub use names::{entry_of, is_reserved, is_version, label_of, segments, service_of_tag, tag_of};
pub use operation_id::words_of as words_of_id;
pub use share::share;
#[cfg(feature = "cli")]
pub use table::csv;
pub use table::{HEADER, Row, SKIP, read};
