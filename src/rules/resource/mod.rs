//! Rules about resources and their SQL verbs.

mod name_needs_quoting;
mod resource_exec_only;
mod resource_id_mismatch;
mod resource_name_mismatch;
mod resource_no_methods;
mod resource_not_selectable;
mod resource_title_missing;
mod resource_type_mismatch;
mod sqlverb_duplicate_entry;
mod sqlverb_ref_dangling;
mod sqlverb_ref_foreign_resource;
mod sqlverb_unknown;
mod sqlverbs_absent;

use crate::finding::*;

use super::Look::{self, Provider, Resource, Service};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&NAME_NEEDS_QUOTING, Provider(name_needs_quoting::of_provider)),
    (&NAME_NEEDS_QUOTING, Resource(name_needs_quoting::of_resource)),
    (&RESOURCE_EXEC_ONLY, Resource(resource_exec_only::check)),
    (&RESOURCE_ID_MISMATCH, Resource(resource_id_mismatch::check)),
    (&RESOURCE_NAME_MISMATCH, Resource(resource_name_mismatch::check)),
    (&RESOURCE_NO_METHODS, Resource(resource_no_methods::check)),
    (&RESOURCE_NOT_SELECTABLE, Resource(resource_not_selectable::check)),
    (&RESOURCE_TITLE_MISSING, Resource(resource_title_missing::check)),
    (&RESOURCE_TYPE_MISMATCH, Service(resource_type_mismatch::check)),
    (&SQLVERB_DUPLICATE_ENTRY, Resource(sqlverb_duplicate_entry::check)),
    (&SQLVERB_REF_DANGLING, Resource(sqlverb_ref_dangling::check)),
    (&SQLVERB_REF_FOREIGN_RESOURCE, Resource(sqlverb_ref_foreign_resource::check)),
    (&SQLVERB_UNKNOWN, Resource(sqlverb_unknown::check)),
    (&SQLVERBS_ABSENT, Resource(sqlverbs_absent::check)),
];
