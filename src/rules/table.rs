//! The table of all rules.

use super::*;

macro_rules! rules {
    ($($id:literal $severity:ident $($look:ident $(of $check:path)?),+;)*) => {
        /// Every rule, in the order in which the engine would meet it.
        pub static CHECKS: &[Check] = &[$(Check {
            rule: Rule { id: $id, severity: Severity::$severity, summary: "" },
            page: include_str!(concat!($id, ".md")),
            looks: &[$(Look::$look $(($check))?),+],
        }),*];
    };
}

rules! {
    "provider-name-dir-mismatch" Fatal Provider of provider_name_dir_mismatch::check;
    "provider-version-dir-mismatch" Error Provider of provider_version_dir_mismatch::check;
    "service-ref-missing-file" Fatal Provider of service_ref_missing_file::check;
    "service-file-orphan" Warning Provider of service_file_orphan::check;
    "service-ref-bad-prefix" Fatal Provider of service_ref_bad_prefix::check;
    "service-key-name-mismatch" Error Provider of service_key_name_mismatch::check;
    "service-field-missing" Warning Provider of service_field_missing::check;
    "service-not-preferred" Warning Provider of service_not_preferred::check;
    "provider-title-missing" Info Provider of provider_title_missing::check;
    "auth-type-unknown" Error Provider of auth_type_unknown::check;
    "auth-name-location-ignored" Warning Provider of auth_name_location_ignored::check;
    "provider-pagination-ignored" Error Provider of provider_pagination_ignored::check;
    "yaml-nonstandard-tag" Warning Document of yaml_nonstandard_tag::check;
    "yaml-parse-error" Fatal Reader;
    "yaml-duplicate-key" Error Document of yaml_duplicate_key::check;
    "yaml-boolean-key" Error Document of yaml_boolean_key::check;
    "openapi-type-mismatch" Fatal Service of openapi_type_mismatch::check, Provider of openapi_type_mismatch::of_provider;
    "unresolved-ref" Fatal Service of unresolved_ref::check;
    "external-ref" Fatal Service of external_ref::check;
    "null-node" Fatal Service of null_node::check;
    "param-schema-and-content" Fatal Service of param_schema_and_content::check;
    "resources-missing" Fatal Service of resources_missing::check;
    "resources-key-miscased" Fatal Service of resources_key_miscased::check;
    "resource-type-mismatch" Fatal Service of resource_type_mismatch::check;
    "operation-missing" Fatal Method of operation_missing::check;
    "operation-ref-dangling" Fatal Method of operation_ref_dangling::check;
    "sqlverb-ref-dangling" Fatal Resource of sqlverb_ref_dangling::check;
    "sqlverb-ref-foreign-resource" Error Resource of sqlverb_ref_foreign_resource::check;
    "sqlverb-unknown" Warning Resource of sqlverb_unknown::check;
    "schema-override-dangling" Fatal Method of schema_override_dangling::check;
    "path-no-leading-slash" Fatal Service of path_no_leading_slash::check;
    "path-template-malformed" Fatal Service of path_template_malformed::check;
    "host-path-variable-clash" Fatal Service of host_path_variable_clash::check;
    "server-port-variable" Fatal Service of server_port_variable::check;
    "method-unreachable-duplicate-params" Error Resource of method_unreachable_duplicate_params::check;
    "method-unreachable-shadowed" Error Resource of method_unreachable_shadowed::check;
    "method-in-multiple-verbs" Info Resource of method_in_multiple_verbs::check;
    "method-verb-misreported" Warning Resource of method_verb_misreported::check;
    "sqlverb-duplicate-entry" Warning Resource of sqlverb_duplicate_entry::check;
    "config-unknown-key" Warning Document of config_unknown_key::check;
    "auth-below-provider" Warning Document of auth_below_provider::check;
    "service-config-misplaced" Error Service of service_config_misplaced::check;
    "request-body-translate-not-inherited" Error Document of request_body_translate_not_inherited::check;
    "object-key-unresolvable" Fatal Method of object_key_unresolvable::check;
    "object-key-without-schema" Warning Method of object_key_without_schema::check;
    "select-no-response-schema" Error Method of select_no_response_schema::check;
    "select-schema-unsuitable" Error Method of select_schema_unsuitable::check;
    "select-scalar-panic" Error Method of select_scalar_panic::check;
    "array-without-items" Error Method of array_without_items::check;
    "select-no-columns" Error Method of select_no_columns::check;
    "column-name-collision" Error Method of column_name_collision::check;
    "response-key-absent" Error Method of response_key_absent::check;
    "path-param-undeclared" Error Method of path_param_undeclared::check;
    "path-param-not-in-template" Error Method of path_param_not_in_template::check;
    "path-param-not-required" Warning Method of path_param_not_required::check;
    "path-item-level-path-param" Error Method of path_item_level_path_param::check;
    "parameter-name-ambiguous" Error Method of parameter_name_ambiguous::check;
    "naive-body-param-collision" Warning Method of naive_body_param_collision::check;
    "server-variable-undeclared" Error Service of server_variable_undeclared::check;
    "server-variable-no-default" Warning Service of server_variable_no_default::check;
    "server-variable-unused" Warning Service of server_variable_unused::check;
    "server-missing" Fatal Method of server_missing::check;
    "response-media-type-absent" Warning Method of response_media_type_absent::check;
    "response-no-content" Info Method of response_no_content::check;
    "response-incomplete" Info Method of response_incomplete::check;
    "transform-without-override-media-type" Warning Method of transform_without_override_media_type::check;
    "transform-type-unknown" Error Method of transform_type_unknown::check;
    "schema-override-without-override-media-type" Error Method of schema_override_without_override_media_type::check;
    "parameter-location-unsupported" Fatal Method of parameter_location_unsupported::check;
    "parameter-without-schema" Error Method of parameter_without_schema::check;
    "path-template-duplicate-param" Warning Method of path_template_duplicate_param::check;
    "path-param-adjacent" Info Method of path_param_adjacent::check;
    "path-item-level-required-param" Error Method of path_item_level_required_param::check;
    "server-host-single-plain-variable" Warning Service of server_host_single_plain_variable::check;
    "resource-no-methods" Error Resource of resource_no_methods::check;
    "resource-name-mismatch" Error Resource of resource_name_mismatch::check;
    "resource-id-mismatch" Warning Resource of resource_id_mismatch::check;
    "resource-title-missing" Info Resource of resource_title_missing::check;
    "sqlverbs-absent" Info Resource of sqlverbs_absent::check;
    "request-media-type-absent" Error Method of request_media_type_absent::check;
    "empty-property-name" Error Method of empty_property_name::check;
    "column-name-empty" Warning Method of column_name_empty::check;
    "required-body-property-undefined" Warning Method of required_body_property_undefined::check;
    "resource-not-selectable" Info Resource of resource_not_selectable::check;
    "resource-exec-only" Info Resource of resource_exec_only::check;
    "name-needs-quoting" Warning Provider of name_needs_quoting::of_provider, Resource of name_needs_quoting::of_resource;
    "method-name-needs-quoting" Warning Method of method_name_needs_quoting::check;
    "required-param-name-needs-quoting" Info Method of required_param_name_needs_quoting::check;
    "column-name-needs-quoting" Info Method of column_name_needs_quoting::check;
    "column-name-is-keyword" Info Method of column_name_is_keyword::check;
    "unknown-key-in-method" Warning Method of unknown_key_in_method::check;
    "unknown-key-in-request" Warning Method of unknown_key_in_request::check;
    "unknown-key-in-response" Warning Method of unknown_key_in_response::check;
    "operation-id-duplicate" Info Service of operation_id_duplicate::check;
    "operation-id-missing" Info Service of operation_id_missing::check;
    "operation-unmapped" Info Service of operation_unmapped::check;
    "operation-mapped-twice" Info Service of operation_mapped_twice::check;
    "describe-incomplete" Info Resource of describe_incomplete::check;
    "conflicting-required-param-types" Error Resource of conflicting_required_param_types::check;
    "object-key-scalar" Info Method of object_key_scalar::check;
    "object-key-probably-missing" Warning Method of object_key_probably_missing::check;
    "inline-item-schema-collision" Warning Resource of inline_item_schema_collision::check;
    "polymorphic-cycle" Fatal Method of polymorphic_cycle::check;
    "allof-with-sibling-properties" Warning Method of allof_with_sibling_properties::check;
    "select-oneof-merged" Info Method of select_oneof_merged::check;
    "request-media-type-unresolved" Warning Method of request_media_type_unresolved::check;
    "request-media-type-unmarshallable" Error Method of request_media_type_unmarshallable::check;
    "request-without-body" Info Method of request_without_body::check;
    "request-schema-not-object" Warning Method of request_schema_not_object::check;
    "request-schema-no-properties" Warning Method of request_schema_no_properties::check;
    "insert-without-request-schema" Warning Method of insert_without_request_schema::check;
    "required-body-property-readonly" Warning Method of required_body_property_readonly::check;
    "request-required-unknown" Warning Method of request_required_unknown::check;
    "view-ddl-empty" Error Resource of view_ddl_empty::check;
    "view-ddl-syntax" Error Resource of view_ddl_syntax::check;
    "view-unknown-resource" Error Resource of view_unknown_resource::check;
    "view-self-reference" Error Resource of view_self_reference::check;
    "view-key-not-select" Warning Resource of view_key_not_select::check;
    "view-predicate-unrecognised" Warning Resource of view_predicate_unrecognised::check;
    "view-dialect-unknown" Warning Resource of view_dialect_unknown::check;
    "pagination-incomplete" Warning Document of pagination_incomplete::check;
    "pagination-token-no-key" Warning Document of pagination_token_no_key::check;
    "pagination-algorithm-unknown" Warning Document of pagination_algorithm_unknown::check;
    "pagination-request-key-not-a-parameter" Warning Service of pagination_request_key_not_a_parameter::check;
    "pagination-response-key-not-in-schema" Warning Service of pagination_response_key_not_in_schema::check;
}
