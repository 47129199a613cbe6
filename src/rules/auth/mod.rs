//! Rules about authentication.

mod auth_api_key_no_prefix;
mod auth_below_provider;
mod auth_custom_prefix_ignored;
mod auth_key_not_for_type;
mod auth_name_location_ignored;
mod auth_type_unknown;

use crate::finding::*;

use super::Look::{self, Document, Provider};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&AUTH_API_KEY_NO_PREFIX, Provider(auth_api_key_no_prefix::check)),
    (&AUTH_BELOW_PROVIDER, Document(auth_below_provider::check)),
    (&AUTH_CUSTOM_PREFIX_IGNORED, Provider(auth_custom_prefix_ignored::check)),
    (&AUTH_KEY_NOT_FOR_TYPE, Provider(auth_key_not_for_type::check)),
    (&AUTH_NAME_LOCATION_IGNORED, Provider(auth_name_location_ignored::check)),
    (&AUTH_TYPE_UNKNOWN, Provider(auth_type_unknown::check)),
];
