//! Rules about methods and the operations that they call.

mod method_captured_by_optional;
mod method_in_multiple_verbs;
mod method_name_needs_quoting;
mod method_unreachable_duplicate_params;
mod method_unreachable_shadowed;
mod method_verb_misreported;
mod operation_id_duplicate;
mod operation_id_missing;
mod operation_mapped_twice;
mod operation_missing;
mod operation_ref_dangling;
mod operation_unmapped;
mod projection_map_no_effect;
mod projection_map_path_unknown;
mod projection_maps;
mod unknown_key_in_method;

use crate::finding::*;

use super::Look::{self, Method, Resource, Service};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&METHOD_CAPTURED_BY_OPTIONAL, Resource(method_captured_by_optional::check)),
    (&METHOD_IN_MULTIPLE_VERBS, Resource(method_in_multiple_verbs::check)),
    (&METHOD_NAME_NEEDS_QUOTING, Method(method_name_needs_quoting::check)),
    (&METHOD_UNREACHABLE_DUPLICATE_PARAMS, Resource(method_unreachable_duplicate_params::check)),
    (&METHOD_UNREACHABLE_SHADOWED, Resource(method_unreachable_shadowed::check)),
    (&METHOD_VERB_MISREPORTED, Resource(method_verb_misreported::check)),
    (&OPERATION_ID_DUPLICATE, Service(operation_id_duplicate::check)),
    (&OPERATION_ID_MISSING, Service(operation_id_missing::check)),
    (&OPERATION_MAPPED_TWICE, Service(operation_mapped_twice::check)),
    (&OPERATION_MISSING, Method(operation_missing::check)),
    (&OPERATION_REF_DANGLING, Method(operation_ref_dangling::check)),
    (&OPERATION_UNMAPPED, Service(operation_unmapped::check)),
    (&PROJECTION_MAP_NO_EFFECT, Method(projection_map_no_effect::check)),
    (&PROJECTION_MAP_PATH_UNKNOWN, Method(projection_map_path_unknown::check)),
    (&UNKNOWN_KEY_IN_METHOD, Method(unknown_key_in_method::check)),
];
