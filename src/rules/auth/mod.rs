//! Rules about authentication.

mod auth_below_provider;
mod auth_name_location_ignored;
mod auth_type_unknown;

use crate::finding::*;

use super::Look::{self, Document, Provider};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&AUTH_BELOW_PROVIDER, Document(auth_below_provider::check)),
    (&AUTH_NAME_LOCATION_IGNORED, Provider(auth_name_location_ignored::check)),
    (&AUTH_TYPE_UNKNOWN, Provider(auth_type_unknown::check)),
];
