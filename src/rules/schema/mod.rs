//! Rules about compositions and lists in the schemas of rows.

mod allof_with_sibling_properties;
mod array_without_items;
mod polymorphic_cycle;
mod select_oneof_merged;

use crate::finding::*;

use super::Look::{self, Method};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&ALLOF_WITH_SIBLING_PROPERTIES, Method(allof_with_sibling_properties::check)),
    (&ARRAY_WITHOUT_ITEMS, Method(array_without_items::check)),
    (&POLYMORPHIC_CYCLE, Method(polymorphic_cycle::check)),
    (&SELECT_ONEOF_MERGED, Method(select_oneof_merged::check)),
];
