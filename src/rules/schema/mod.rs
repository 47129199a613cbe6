//! Rules about compositions and lists in the schemas of rows.

mod allof_duplicate_property;
mod allof_with_sibling_properties;
mod array_without_items;
mod items_stray;
mod polymorphic_cycle;
mod row_composition;
mod row_type_missing;
mod select_oneof_merged;

use crate::finding::*;

use super::Look::{self, Method};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&ALLOF_DUPLICATE_PROPERTY, Method(allof_duplicate_property::check)),
    (&ALLOF_WITH_SIBLING_PROPERTIES, Method(allof_with_sibling_properties::check)),
    (&ARRAY_WITHOUT_ITEMS, Method(array_without_items::check)),
    (&ITEMS_STRAY, Method(items_stray::check)),
    (&POLYMORPHIC_CYCLE, Method(polymorphic_cycle::check)),
    (&ROW_COMPOSITION, Method(row_composition::check)),
    (&ROW_TYPE_MISSING, Method(row_type_missing::check)),
    (&SELECT_ONEOF_MERGED, Method(select_oneof_merged::check)),
];
