//! Rules about `config` blocks, and how pages are asked for.

mod config_above_service_dead;
mod config_algorithm_unknown;
mod config_unknown_key;
mod min_version_no_effect;
mod nearest;
mod pagination;
mod pagination_algorithm_unknown;
mod pagination_encoding_ignored;
mod pagination_incomplete;
mod pagination_link_without_request_token;
mod pagination_location_unknown;
mod pagination_odata_key_spelling;
mod pagination_regex_ignored;
mod pagination_request_key_not_a_parameter;
mod pagination_response_key_not_in_schema;
mod pagination_token_no_key;
mod provider_pagination_ignored;
mod pushdown;
mod pushdown_above_maximum;
mod pushdown_count_unused;
mod pushdown_custom_without_name;
mod pushdown_never_rendered;
mod pushdown_no_supported_columns;
mod pushdown_parameter_undeclared;
mod pushdown_skip_twice;
mod request_body_translate_not_inherited;
mod service_config_misplaced;
mod snake_aliases;

use crate::finding::*;

use super::Look::{self, Document, Provider, Service};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&CONFIG_ABOVE_SERVICE_DEAD, Provider(config_above_service_dead::check)),
    (&CONFIG_ALGORITHM_UNKNOWN, Document(config_algorithm_unknown::check)),
    (&CONFIG_UNKNOWN_KEY, Document(config_unknown_key::check)),
    (&MIN_VERSION_NO_EFFECT, Provider(min_version_no_effect::check)),
    (&PAGINATION_ALGORITHM_UNKNOWN, Document(pagination_algorithm_unknown::check)),
    (&PAGINATION_ENCODING_IGNORED, Document(pagination_encoding_ignored::check)),
    (&PAGINATION_INCOMPLETE, Document(pagination_incomplete::check)),
    (&PAGINATION_LINK_WITHOUT_REQUEST_TOKEN, Document(pagination_link_without_request_token::check)),
    (&PAGINATION_LOCATION_UNKNOWN, Document(pagination_location_unknown::check)),
    (&PAGINATION_ODATA_KEY_SPELLING, Document(pagination_odata_key_spelling::check)),
    (&PAGINATION_REGEX_IGNORED, Document(pagination_regex_ignored::check)),
    (&PAGINATION_REQUEST_KEY_NOT_A_PARAMETER, Service(pagination_request_key_not_a_parameter::check)),
    (&PAGINATION_RESPONSE_KEY_NOT_IN_SCHEMA, Service(pagination_response_key_not_in_schema::check)),
    (&PAGINATION_TOKEN_NO_KEY, Document(pagination_token_no_key::check)),
    (&PROVIDER_PAGINATION_IGNORED, Provider(provider_pagination_ignored::check)),
    (&PUSHDOWN_ABOVE_MAXIMUM, Service(pushdown_above_maximum::check)),
    (&PUSHDOWN_COUNT_UNUSED, Service(pushdown_count_unused::check)),
    (&PUSHDOWN_CUSTOM_WITHOUT_NAME, Service(pushdown_custom_without_name::check)),
    (&PUSHDOWN_NEVER_RENDERED, Service(pushdown_never_rendered::check)),
    (&PUSHDOWN_NO_SUPPORTED_COLUMNS, Service(pushdown_no_supported_columns::check)),
    (&PUSHDOWN_PARAMETER_UNDECLARED, Service(pushdown_parameter_undeclared::check)),
    (&PUSHDOWN_SKIP_TWICE, Service(pushdown_skip_twice::check)),
    (&REQUEST_BODY_TRANSLATE_NOT_INHERITED, Document(request_body_translate_not_inherited::check)),
    (&SERVICE_CONFIG_MISPLACED, Service(service_config_misplaced::check)),
    (&SNAKE_ALIASES, Provider(snake_aliases::check)),
];
