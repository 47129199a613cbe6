//! Rules about service documents as a whole, and where `provider.yaml` names them.

mod external_ref;
mod null_node;
mod openapi_type_mismatch;
mod resources_key_miscased;
mod resources_missing;
mod service_field_missing;
mod service_file_orphan;
mod service_key_name_mismatch;
mod service_not_preferred;
mod service_ref_bad_prefix;
mod service_ref_missing_file;
mod unresolved_ref;

use crate::finding::*;

use super::Look::{self, Provider, Service};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&EXTERNAL_REF, Service(external_ref::check)),
    (&NULL_NODE, Service(null_node::check)),
    (&OPENAPI_TYPE_MISMATCH, Service(openapi_type_mismatch::check)),
    (&OPENAPI_TYPE_MISMATCH, Provider(openapi_type_mismatch::of_provider)),
    (&RESOURCES_KEY_MISCASED, Service(resources_key_miscased::check)),
    (&RESOURCES_MISSING, Service(resources_missing::check)),
    (&SERVICE_FIELD_MISSING, Provider(service_field_missing::check)),
    (&SERVICE_FILE_ORPHAN, Provider(service_file_orphan::check)),
    (&SERVICE_KEY_NAME_MISMATCH, Provider(service_key_name_mismatch::check)),
    (&SERVICE_NOT_PREFERRED, Provider(service_not_preferred::check)),
    (&SERVICE_REF_BAD_PREFIX, Provider(service_ref_bad_prefix::check)),
    (&SERVICE_REF_MISSING_FILE, Provider(service_ref_missing_file::check)),
    (&UNRESOLVED_REF, Service(unresolved_ref::check)),
];
