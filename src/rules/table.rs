//! The table of all rules.

use super::*;

macro_rules! rules {
    ($($id:literal $severity:ident $look:ident $(of $module:ident)?;)*) => {
        /// Every rule, in the order in which the engine would meet it.
        pub static CHECKS: &[Check] = &[$(Check {
            rule: Rule { id: $id, severity: Severity::$severity, summary: "" },
            page: include_str!(concat!($id, ".md")),
            look: Look::$look $(($module::check))?,
        }),*];
    };
}

rules! {
    "provider-name-dir-mismatch" Fatal Provider of provider_name_dir_mismatch;
    "provider-version-dir-mismatch" Error Provider of provider_version_dir_mismatch;
    "service-ref-missing-file" Fatal Provider of service_ref_missing_file;
    "service-file-orphan" Warning Provider of service_file_orphan;
    "service-ref-bad-prefix" Fatal Provider of service_ref_bad_prefix;
    "service-key-name-mismatch" Error Provider of service_key_name_mismatch;
    "service-field-missing" Warning Provider of service_field_missing;
    "service-not-preferred" Warning Provider of service_not_preferred;
    "provider-title-missing" Info Provider of provider_title_missing;
    "auth-type-unknown" Error Provider of auth_type_unknown;
    "auth-name-location-ignored" Warning Provider of auth_name_location_ignored;
    "provider-pagination-ignored" Error Provider of provider_pagination_ignored;
    "yaml-nonstandard-tag" Warning Document of yaml_nonstandard_tag;
    "yaml-parse-error" Fatal Reader;
    "yaml-duplicate-key" Error Document of yaml_duplicate_key;
    "yaml-boolean-key" Error Document of yaml_boolean_key;
    "openapi-type-mismatch" Fatal Service of openapi_type_mismatch;
    "unresolved-ref" Fatal Service of unresolved_ref;
    "external-ref" Fatal Service of external_ref;
    "null-node" Fatal Service of null_node;
    "param-schema-and-content" Fatal Service of param_schema_and_content;
    "resources-missing" Fatal Service of resources_missing;
    "resources-key-miscased" Fatal Service of resources_key_miscased;
    "resource-type-mismatch" Fatal Service of resource_type_mismatch;
    "operation-missing" Fatal Method of operation_missing;
    "operation-ref-dangling" Fatal Method of operation_ref_dangling;
    "sqlverb-ref-dangling" Fatal Resource of sqlverb_ref_dangling;
    "sqlverb-ref-foreign-resource" Error Resource of sqlverb_ref_foreign_resource;
    "sqlverb-unknown" Warning Resource of sqlverb_unknown;
    "schema-override-dangling" Fatal Method of schema_override_dangling;
    "path-no-leading-slash" Fatal Service of path_no_leading_slash;
    "path-template-malformed" Fatal Service of path_template_malformed;
    "host-path-variable-clash" Fatal Service of host_path_variable_clash;
    "server-port-variable" Fatal Service of server_port_variable;
    "method-unreachable-duplicate-params" Error Resource of method_unreachable_duplicate_params;
    "method-unreachable-shadowed" Error Resource of method_unreachable_shadowed;
    "method-in-multiple-verbs" Info Resource of method_in_multiple_verbs;
    "method-verb-misreported" Warning Resource of method_verb_misreported;
    "sqlverb-duplicate-entry" Warning Resource of sqlverb_duplicate_entry;
    "config-unknown-key" Warning Service of config_unknown_key;
    "auth-below-provider" Warning Service of auth_below_provider;
    "service-config-misplaced" Error Service of service_config_misplaced;
    "request-body-translate-not-inherited" Error Service of request_body_translate_not_inherited;
    "object-key-unresolvable" Fatal Method of object_key_unresolvable;
    "object-key-without-schema" Warning Method of object_key_without_schema;
    "select-no-response-schema" Error Method of select_no_response_schema;
    "select-schema-unsuitable" Error Method of select_schema_unsuitable;
    "select-scalar-panic" Error Method of select_scalar_panic;
    "array-without-items" Error Method of array_without_items;
    "select-no-columns" Error Method of select_no_columns;
    "column-name-collision" Error Method of column_name_collision;
    "response-key-absent" Error Method of response_key_absent;
    "path-param-undeclared" Error Method of path_param_undeclared;
    "path-param-not-in-template" Error Method of path_param_not_in_template;
    "path-param-not-required" Warning Method of path_param_not_required;
    "path-item-level-path-param" Error Method of path_item_level_path_param;
    "parameter-name-ambiguous" Error Method of parameter_name_ambiguous;
    "naive-body-param-collision" Warning Method of naive_body_param_collision;
    "server-variable-undeclared" Error Service of server_variable_undeclared;
    "server-variable-no-default" Warning Service of server_variable_no_default;
    "server-variable-unused" Warning Service of server_variable_unused;
    "server-missing" Fatal Method of server_missing;
    "response-media-type-absent" Warning Method of response_media_type_absent;
    "response-no-content" Info Method of response_no_content;
    "response-incomplete" Info Method of response_incomplete;
    "transform-without-override-media-type" Warning Method of transform_without_override_media_type;
    "transform-type-unknown" Error Method of transform_type_unknown;
    "schema-override-without-override-media-type" Error Method of schema_override_without_override_media_type;
    "parameter-location-unsupported" Fatal Method of parameter_location_unsupported;
    "parameter-without-schema" Error Method of parameter_without_schema;
    "path-template-duplicate-param" Warning Method of path_template_duplicate_param;
    "path-param-adjacent" Info Method of path_param_adjacent;
    "path-item-level-required-param" Error Method of path_item_level_required_param;
    "server-host-single-plain-variable" Warning Service of server_host_single_plain_variable;
    "resource-no-methods" Error Resource of resource_no_methods;
    "resource-name-mismatch" Error Resource of resource_name_mismatch;
    "resource-id-mismatch" Warning Resource of resource_id_mismatch;
    "resource-title-missing" Info Resource of resource_title_missing;
    "sqlverbs-absent" Info Resource of sqlverbs_absent;
    "request-media-type-absent" Error Method of request_media_type_absent;
    "empty-property-name" Error Method of empty_property_name;
    "column-name-empty" Warning Method of column_name_empty;
    "required-body-property-undefined" Warning Method of required_body_property_undefined;
}
