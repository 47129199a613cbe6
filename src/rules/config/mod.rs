//! Rules about `config` blocks, and how pages are asked for.

mod config_unknown_key;
mod pagination;
mod pagination_algorithm_unknown;
mod pagination_incomplete;
mod pagination_request_key_not_a_parameter;
mod pagination_response_key_not_in_schema;
mod pagination_token_no_key;
mod provider_pagination_ignored;
mod request_body_translate_not_inherited;
mod service_config_misplaced;

use crate::finding::*;

use super::Look::{self, Document, Provider, Service};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&CONFIG_UNKNOWN_KEY, Document(config_unknown_key::check)),
    (&PAGINATION_ALGORITHM_UNKNOWN, Document(pagination_algorithm_unknown::check)),
    (&PAGINATION_INCOMPLETE, Document(pagination_incomplete::check)),
    (&PAGINATION_REQUEST_KEY_NOT_A_PARAMETER, Service(pagination_request_key_not_a_parameter::check)),
    (&PAGINATION_RESPONSE_KEY_NOT_IN_SCHEMA, Service(pagination_response_key_not_in_schema::check)),
    (&PAGINATION_TOKEN_NO_KEY, Document(pagination_token_no_key::check)),
    (&PROVIDER_PAGINATION_IGNORED, Provider(provider_pagination_ignored::check)),
    (&REQUEST_BODY_TRANSLATE_NOT_INHERITED, Document(request_body_translate_not_inherited::check)),
    (&SERVICE_CONFIG_MISPLACED, Service(service_config_misplaced::check)),
];
