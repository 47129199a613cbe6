//! Rules about paths and parameters.

mod conflicting_required_param_types;
mod exec_non_string_parameter;
mod param_schema_and_content;
mod parameter_location_unsupported;
mod parameter_name_ambiguous;
mod parameter_name_fatal;
mod parameter_without_schema;
mod path_item_level_path_param;
mod path_item_level_required_param;
mod path_no_leading_slash;
mod path_param_adjacent;
mod path_param_not_in_template;
mod path_param_not_required;
mod path_param_undeclared;
mod path_template_duplicate_param;
mod path_template_malformed;
mod path_unroutable_character;
mod required_param_name_needs_quoting;

use crate::finding::*;

use super::Look::{self, Method, Resource, Service};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&CONFLICTING_REQUIRED_PARAM_TYPES, Resource(conflicting_required_param_types::check)),
    (&EXEC_NON_STRING_PARAMETER, Method(exec_non_string_parameter::check)),
    (&PARAM_SCHEMA_AND_CONTENT, Service(param_schema_and_content::check)),
    (&PARAMETER_LOCATION_UNSUPPORTED, Method(parameter_location_unsupported::check)),
    (&PARAMETER_NAME_AMBIGUOUS, Method(parameter_name_ambiguous::check)),
    (&PARAMETER_NAME_FATAL, Method(parameter_name_fatal::check)),
    (&PARAMETER_WITHOUT_SCHEMA, Method(parameter_without_schema::check)),
    (&PATH_ITEM_LEVEL_PATH_PARAM, Method(path_item_level_path_param::check)),
    (&PATH_ITEM_LEVEL_REQUIRED_PARAM, Method(path_item_level_required_param::check)),
    (&PATH_NO_LEADING_SLASH, Service(path_no_leading_slash::check)),
    (&PATH_PARAM_ADJACENT, Method(path_param_adjacent::check)),
    (&PATH_PARAM_NOT_IN_TEMPLATE, Method(path_param_not_in_template::check)),
    (&PATH_PARAM_NOT_REQUIRED, Method(path_param_not_required::check)),
    (&PATH_PARAM_UNDECLARED, Method(path_param_undeclared::check)),
    (&PATH_TEMPLATE_DUPLICATE_PARAM, Method(path_template_duplicate_param::check)),
    (&PATH_TEMPLATE_MALFORMED, Service(path_template_malformed::check)),
    (&PATH_UNROUTABLE_CHARACTER, Method(path_unroutable_character::check)),
    (&REQUIRED_PARAM_NAME_NEEDS_QUOTING, Method(required_param_name_needs_quoting::check)),
];
