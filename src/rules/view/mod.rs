//! Rules about views.

mod view_ddl_empty;
mod view_ddl_syntax;
mod view_dialect_unknown;
mod view_key_not_select;
mod view_one_dialect;
mod view_predicate_unrecognised;
mod view_refused;
mod view_self_reference;
mod view_unknown_resource;

use crate::finding::*;

use super::Look::{self, Resource};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&VIEW_DDL_EMPTY, Resource(view_ddl_empty::check)),
    (&VIEW_DDL_SYNTAX, Resource(view_ddl_syntax::check)),
    (&VIEW_DIALECT_UNKNOWN, Resource(view_dialect_unknown::check)),
    (&VIEW_KEY_NOT_SELECT, Resource(view_key_not_select::check)),
    (&VIEW_ONE_DIALECT, Resource(view_one_dialect::check)),
    (&VIEW_PREDICATE_UNRECOGNISED, Resource(view_predicate_unrecognised::check)),
    (&VIEW_REFUSED, Resource(view_refused::check)),
    (&VIEW_SELF_REFERENCE, Resource(view_self_reference::check)),
    (&VIEW_UNKNOWN_RESOURCE, Resource(view_unknown_resource::check)),
];
