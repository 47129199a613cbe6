//! Every rule of `generate`, `map`, `validate` and `prove`, by family and id.

use super::{Rule, Severity};

/// A line for each rule: its constant, its id, and its severity by command. Its page is
/// `src/rules/<family>/<id>.md`.
macro_rules! catalogue {
    ($($family:ident { $($name:ident = $id:literal { $($command:ident: $severity:ident),+ };)+ })+) => {
        $($(
            #[doc = concat!("The rule `", $id, "` of the family `", stringify!($family), "`.")]
            pub static $name: Rule = Rule {
                $($command: Some(Severity::$severity),)+
                ..Rule::new(
                    stringify!($family),
                    $id,
                    include_str!(concat!("../rules/", stringify!($family), "/", $id, ".md")),
                )
            };
        )+)+

        /// Every rule, by family and id.
        pub static RULES: &[&Rule] = &[$($(&$name),+),+];

        #[cfg(test)]
        const NAMES: &[&str] = &[$($(stringify!($name)),+),+];
    };
}

catalogue! {
    auth {
        AUTH_API_KEY_NO_PREFIX = "auth-api-key-no-prefix" { validate: Error };
        AUTH_BELOW_PROVIDER = "auth-below-provider" { validate: Warning };
        AUTH_CUSTOM_PREFIX_IGNORED = "auth-custom-prefix-ignored" { validate: Warning };
        AUTH_KEY_NOT_FOR_TYPE = "auth-key-not-for-type" { validate: Error };
        AUTH_NAME_LOCATION_IGNORED = "auth-name-location-ignored" { validate: Warning };
        AUTH_TYPE_UNKNOWN = "auth-type-unknown" { validate: Error };
    }
    config {
        CONFIG_ABOVE_SERVICE_DEAD = "config-above-service-dead" { validate: Error };
        CONFIG_ALGORITHM_UNKNOWN = "config-algorithm-unknown" { validate: Error };
        CONFIG_UNKNOWN_KEY = "config-unknown-key" { validate: Warning };
        CONFIG_UNUSED = "config-unused" { generate: Warning };
        MIN_VERSION_NO_EFFECT = "min-version-no-effect" { validate: Info };
        PAGINATION_ALGORITHM_UNKNOWN = "pagination-algorithm-unknown" { validate: Warning };
        PAGINATION_ENCODING_IGNORED = "pagination-encoding-ignored" { validate: Warning };
        PAGINATION_INCOMPLETE = "pagination-incomplete" { validate: Warning };
        PAGINATION_LINK_WITHOUT_REQUEST_TOKEN = "pagination-link-without-request-token" { validate: Error };
        PAGINATION_LOCATION_UNKNOWN = "pagination-location-unknown" { validate: Error };
        PAGINATION_ODATA_KEY_SPELLING = "pagination-odata-key-spelling" { validate: Error };
        PAGINATION_REGEX_IGNORED = "pagination-regex-ignored" { validate: Warning };
        PAGINATION_REQUEST_KEY_NOT_A_PARAMETER = "pagination-request-key-not-a-parameter" { validate: Info };
        PAGINATION_RESPONSE_KEY_NOT_IN_SCHEMA = "pagination-response-key-not-in-schema" { validate: Warning };
        PAGINATION_TOKEN_NO_KEY = "pagination-token-no-key" { validate: Warning };
        PROVIDER_PAGINATION_IGNORED = "provider-pagination-ignored" { validate: Error };
        PUSHDOWN_ABOVE_MAXIMUM = "pushdown-above-maximum" { validate: Error };
        PUSHDOWN_COUNT_UNUSED = "pushdown-count-unused" { validate: Warning };
        PUSHDOWN_CUSTOM_WITHOUT_NAME = "pushdown-custom-without-name" { validate: Error };
        PUSHDOWN_NEVER_RENDERED = "pushdown-never-rendered" { validate: Warning };
        PUSHDOWN_NO_SUPPORTED_COLUMNS = "pushdown-no-supported-columns" { validate: Error };
        PUSHDOWN_PARAMETER_UNDECLARED = "pushdown-parameter-undeclared" { validate: Error };
        PUSHDOWN_SKIP_TWICE = "pushdown-skip-twice" { validate: Error };
        REQUEST_BODY_TRANSLATE_NOT_INHERITED = "request-body-translate-not-inherited" { validate: Error };
        SERVICE_CONFIG_MISPLACED = "service-config-misplaced" { validate: Error };
        SETTING_GRAPHQL_CLASH = "setting-graphql-clash" { generate: Error };
        SETTING_SCHEMA_MISSING = "setting-schema-missing" { generate: Error };
        SETTING_UNUSED = "setting-unused" { generate: Error };
        SNAKE_ALIASES = "snake-aliases" { validate: Error };
    }
    example {
        EXAMPLE_DROPPED = "example-dropped" { generate: Warning };
        EXAMPLE_INVALID = "example-invalid" { generate: Warning };
        EXAMPLE_TARGET_UNKNOWN = "example-target-unknown" { generate: Warning };
    }
    mapping {
        FILE_CLASH = "file-clash" { generate: Error };
        MAPPING_ROW_INCOMPLETE = "mapping-row-incomplete" { generate: Warning };
        MAPPING_ROW_STALE = "mapping-row-stale" { generate: Warning };
        MAPPING_VERB_UNKNOWN = "mapping-verb-unknown" { generate: Error };
        METHOD_DUPLICATE = "method-duplicate" { generate: Error };
        NAME_NOT_IDENTIFIER = "name-not-identifier" { generate: Error };
        NAME_RESERVED = "name-reserved" { generate: Error };
        NOTHING_MAPPED = "nothing-mapped" { generate: Error };
    }
    method {
        METHOD_CAPTURED_BY_OPTIONAL = "method-captured-by-optional" { validate: Warning };
        METHOD_IN_MULTIPLE_VERBS = "method-in-multiple-verbs" { validate: Info };
        METHOD_NAME_NEEDS_QUOTING = "method-name-needs-quoting" { validate: Warning };
        METHOD_TOUCHES_MANY = "method-touches-many" { generate: Warning };
        METHOD_UNREACHABLE = "method-unreachable" { generate: Warning };
        METHOD_UNREACHABLE_DUPLICATE_PARAMS = "method-unreachable-duplicate-params" { validate: Error };
        METHOD_UNREACHABLE_SHADOWED = "method-unreachable-shadowed" { validate: Error };
        METHOD_VERB_MISREPORTED = "method-verb-misreported" { validate: Warning };
        OPERATION_ID_DUPLICATE = "operation-id-duplicate" { validate: Info };
        OPERATION_ID_MISSING = "operation-id-missing" { validate: Info };
        OPERATION_MAPPED_TWICE = "operation-mapped-twice" { validate: Info };
        OPERATION_MISSING = "operation-missing" { validate: Fatal };
        OPERATION_REF_DANGLING = "operation-ref-dangling" { validate: Fatal };
        OPERATION_UNMAPPED = "operation-unmapped" { generate: Warning, validate: Info };
        PROJECTION_MAP_NO_EFFECT = "projection-map-no-effect" { validate: Warning };
        PROJECTION_MAP_PATH_UNKNOWN = "projection-map-path-unknown" { validate: Error };
        UNKNOWN_KEY_IN_METHOD = "unknown-key-in-method" { validate: Warning };
    }
    overlay {
        OVERLAY_ACTION_UNUSED = "overlay-action-unused" { generate: Warning };
        OVERLAY_REASON_MISSING = "overlay-reason-missing" { generate: Warning };
        OVERLAY_TARGET_UNFIT = "overlay-target-unfit" { generate: Error };
    }
    page {
        PAGE_ANCHOR_DEAD = "page-anchor-dead" { generate: Warning };
        PAGE_FRONT_MATTER_INVALID = "page-front-matter-invalid" { generate: Warning };
        PAGE_LINK_DEAD = "page-link-dead" { generate: Warning };
        PAGE_MARKUP_RAW = "page-markup-raw" { generate: Warning };
        PAGE_TOO_LARGE = "page-too-large" { generate: Warning };
    }
    parameter {
        CONFLICTING_REQUIRED_PARAM_TYPES = "conflicting-required-param-types" { validate: Error };
        EXEC_NON_STRING_PARAMETER = "exec-non-string-parameter" { validate: Error };
        PARAM_DUPLICATE = "param-duplicate" { generate: Warning };
        PARAM_INVALID = "param-invalid" { generate: Warning };
        PARAM_SCHEMA_AND_CONTENT = "param-schema-and-content" { validate: Fatal };
        PARAMETER_LOCATION_UNSUPPORTED = "parameter-location-unsupported" { validate: Error };
        PARAMETER_NAME_AMBIGUOUS = "parameter-name-ambiguous" { validate: Error };
        PARAMETER_NAME_FATAL = "parameter-name-fatal" { validate: Error };
        PARAMETER_WITHOUT_SCHEMA = "parameter-without-schema" { validate: Info };
        PATH_ITEM_LEVEL_PATH_PARAM = "path-item-level-path-param" { validate: Error };
        PATH_ITEM_LEVEL_REQUIRED_PARAM = "path-item-level-required-param" { validate: Error };
        PATH_MALFORMED = "path-malformed" { generate: Warning };
        PATH_NO_LEADING_SLASH = "path-no-leading-slash" { validate: Error };
        PATH_PARAM_ADJACENT = "path-param-adjacent" { validate: Info };
        PATH_PARAM_NAME_TAKEN = "path-param-name-taken" { generate: Warning };
        PATH_PARAM_NOT_IN_TEMPLATE = "path-param-not-in-template" { generate: Warning, validate: Error };
        PATH_PARAM_NOT_REQUIRED = "path-param-not-required" { validate: Warning };
        PATH_PARAM_UNDECLARED = "path-param-undeclared" { generate: Warning, validate: Error };
        PATH_TAKEN = "path-taken" { generate: Error };
        PATH_TEMPLATE_DUPLICATE_PARAM = "path-template-duplicate-param" { validate: Warning };
        PATH_TEMPLATE_MALFORMED = "path-template-malformed" { validate: Fatal };
        PATH_UNROUTABLE_CHARACTER = "path-unroutable-character" { validate: Error };
        REQUIRED_PARAM_NAME_NEEDS_QUOTING = "required-param-name-needs-quoting" { validate: Info };
    }
    policy {
        IGNORE_UNUSED = "ignore-unused" { validate: Warning };
    }
    prove {
        PROVE_BODY_DIFFERS = "prove-body-differs" { prove: Error };
        PROVE_COLUMNS_DIFFER = "prove-columns-differ" { prove: Error };
        PROVE_ENGINE_CRASH = "prove-engine-crash" { prove: Error };
        PROVE_ENGINE_HANGS = "prove-engine-hangs" { prove: Error };
        PROVE_METHODS_DIFFER = "prove-methods-differ" { prove: Error };
        PROVE_MODEL_DIFFERS = "prove-model-differs" { prove: Info };
        PROVE_PAGES_UNREAD = "prove-pages-unread" { prove: Error };
        PROVE_PARAMETER_LOST = "prove-parameter-lost" { prove: Error };
        PROVE_REQUEST_INVALID = "prove-request-invalid" { prove: Error };
        PROVE_ROWS_DIFFER = "prove-rows-differ" { prove: Error };
        PROVE_STATEMENT_FAILED = "prove-statement-failed" { prove: Error };
        PROVE_STATEMENT_REFUSED = "prove-statement-refused" { prove: Error };
        PROVE_VALUES_DIFFER = "prove-values-differ" { prove: Error };
        PROVE_WRONG_KEY_ACCEPTED = "prove-wrong-key-accepted" { prove: Warning };
        PROVE_WRONG_OPERATION = "prove-wrong-operation" { prove: Error };
    }
    provider {
        PROVIDER_NAME_DIR_MISMATCH = "provider-name-dir-mismatch" { validate: Fatal };
        PROVIDER_TITLE_MISSING = "provider-title-missing" { validate: Info };
        PROVIDER_VERSION_DIR_MISMATCH = "provider-version-dir-mismatch" { validate: Error };
    }
    request {
        BODY_NAME_TAKEN = "body-name-taken" { generate: Warning };
        BODY_UNSENDABLE = "body-unsendable" { generate: Warning };
        EMPTY_PROPERTY_NAME = "empty-property-name" { validate: Error };
        EXEC_JSON_WITHOUT_SCHEMA = "exec-json-without-schema" { validate: Info };
        EXEC_NUMBER_BODY = "exec-number-body" { validate: Warning };
        EXEC_REQUIRED_BODY = "exec-required-body" { validate: Warning };
        INSERT_WITHOUT_REQUEST_SCHEMA = "insert-without-request-schema" { validate: Warning };
        NAIVE_BODY_PARAM_COLLISION = "naive-body-param-collision" { validate: Warning };
        REQUEST_ALLOF_REQUIRED_LOST = "request-allof-required-lost" { validate: Warning };
        REQUEST_BASE_WITHOUT_VALUES = "request-base-without-values" { validate: Warning };
        REQUEST_MEDIA_TYPE_ABSENT = "request-media-type-absent" { validate: Error };
        REQUEST_MEDIA_TYPE_UNMARSHALLABLE = "request-media-type-unmarshallable" { validate: Error };
        REQUEST_MEDIA_TYPE_UNRESOLVED = "request-media-type-unresolved" { validate: Error };
        REQUEST_REQUIRED_UNKNOWN = "request-required-unknown" { validate: Warning };
        REQUEST_SCHEMA_IGNORED = "request-schema-ignored" { validate: Error };
        REQUEST_SCHEMA_NO_PROPERTIES = "request-schema-no-properties" { validate: Warning };
        REQUEST_SCHEMA_NOT_OBJECT = "request-schema-not-object" { validate: Warning };
        REQUEST_WITHOUT_BODY = "request-without-body" { validate: Warning };
        REQUEST_XML_NESTED = "request-xml-nested" { validate: Error };
        REQUIRED_BODY_PROPERTY_READONLY = "required-body-property-readonly" { validate: Error };
        REQUIRED_BODY_PROPERTY_UNDEFINED = "required-body-property-undefined" { validate: Warning };
        UNKNOWN_KEY_IN_REQUEST = "unknown-key-in-request" { validate: Warning };
        UPDATE_TYPED_PROPERTY = "update-typed-property" { validate: Warning };
    }
    resource {
        NAME_NEEDS_QUOTING = "name-needs-quoting" { validate: Warning };
        RESOURCE_EXEC_ONLY = "resource-exec-only" { validate: Info };
        RESOURCE_ID_MISMATCH = "resource-id-mismatch" { validate: Warning };
        RESOURCE_NAME_MISMATCH = "resource-name-mismatch" { validate: Error };
        RESOURCE_NO_METHODS = "resource-no-methods" { validate: Error };
        RESOURCE_NOT_SELECTABLE = "resource-not-selectable" { validate: Info };
        RESOURCE_TITLE_MISSING = "resource-title-missing" { validate: Info };
        RESOURCE_TYPE_MISMATCH = "resource-type-mismatch" { validate: Fatal };
        SQLVERB_DUPLICATE_ENTRY = "sqlverb-duplicate-entry" { validate: Warning };
        SQLVERB_REF_DANGLING = "sqlverb-ref-dangling" { validate: Fatal };
        SQLVERB_REF_FOREIGN_RESOURCE = "sqlverb-ref-foreign-resource" { validate: Error };
        SQLVERB_UNKNOWN = "sqlverb-unknown" { validate: Warning };
        SQLVERBS_ABSENT = "sqlverbs-absent" { validate: Info };
    }
    response {
        ASYNC_SCHEMA_UNUSED = "async-schema-unused" { validate: Warning };
        COLUMN_DUPLICATE = "column-duplicate" { generate: Warning };
        COLUMN_NAME_COLLISION = "column-name-collision" { validate: Error };
        COLUMN_NAME_EMPTY = "column-name-empty" { validate: Warning };
        COLUMN_NAME_FATAL = "column-name-fatal" { validate: Fatal };
        COLUMN_NAME_IS_KEYWORD = "column-name-is-keyword" { validate: Info };
        COLUMN_NAME_NEEDS_QUOTING = "column-name-needs-quoting" { validate: Warning };
        COLUMN_NAME_SILENT = "column-name-silent" { validate: Error };
        COLUMN_NAME_UNSELECTABLE = "column-name-unselectable" { validate: Warning };
        DESCRIBE_INCOMPLETE = "describe-incomplete" { validate: Info };
        EXEC_PANIC = "exec-panic" { validate: Error };
        EXEC_RESPONSE_UNSUITABLE = "exec-response-unsuitable" { validate: Error };
        INLINE_ITEM_SCHEMA_COLLISION = "inline-item-schema-collision" { validate: Error };
        ITEMS_PROPERTY_NOT_ARRAY = "items-property-not-array" { validate: Error };
        NUMERIC_ID_AS_STRING = "numeric-id-as-string" { validate: Info };
        OBJECT_KEY_JSONPATH_UNREADABLE = "object-key-jsonpath-unreadable" { validate: Error };
        OBJECT_KEY_PROBABLY_MISSING = "object-key-probably-missing" { validate: Warning };
        OBJECT_KEY_SCALAR = "object-key-scalar" { generate: Warning, validate: Warning };
        OBJECT_KEY_STRING_LIST = "object-key-string-list" { validate: Error };
        OBJECT_KEY_UNRESOLVABLE = "object-key-unresolvable" { generate: Warning, validate: Error };
        OBJECT_KEY_WITHOUT_SCHEMA = "object-key-without-schema" { validate: Warning };
        OPERATION_NO_SUCCESS_RESPONSE = "operation-no-success-response" { generate: Warning };
        RESPONSE_2XX_RANGE_IMPLICIT = "response-2xx-range-implicit" { validate: Error };
        RESPONSE_INCOMPLETE = "response-incomplete" { validate: Info };
        RESPONSE_KEY_ABSENT = "response-key-absent" { validate: Error };
        RESPONSE_MEDIA_TYPE_ABSENT = "response-media-type-absent" { validate: Warning };
        RESPONSE_MEDIA_TYPE_BLANK = "response-media-type-blank" { validate: Error };
        RESPONSE_NO_CONTENT = "response-no-content" { validate: Info };
        RETURNING_WITHOUT_CONTENT = "returning-without-content" { validate: Info };
        SCHEMA_OVERRIDE_DANGLING = "schema-override-dangling" { validate: Fatal };
        SCHEMA_OVERRIDE_WITHOUT_OVERRIDE_MEDIA_TYPE = "schema-override-without-override-media-type" { validate: Error };
        SELECT_NO_COLUMNS = "select-no-columns" { validate: Error };
        SELECT_NO_RESPONSE_SCHEMA = "select-no-response-schema" { validate: Error };
        SELECT_SCALAR_PANIC = "select-scalar-panic" { validate: Error };
        SELECT_SCALAR_ROOT = "select-scalar-root" { validate: Error };
        SELECT_SCHEMA_UNSUITABLE = "select-schema-unsuitable" { validate: Error };
        SELECT_UNREADABLE = "select-unreadable" { generate: Warning };
        TRANSFORM_FUNCTION_UNKNOWN = "transform-function-unknown" { validate: Error };
        TRANSFORM_INPUT_REFUSED = "transform-input-refused" { generate: Warning, validate: Error };
        TRANSFORM_TEMPLATE_INVALID = "transform-template-invalid" { validate: Error };
        TRANSFORM_TYPE_UNKNOWN = "transform-type-unknown" { validate: Error };
        TRANSFORM_WITHOUT_OVERRIDE_MEDIA_TYPE = "transform-without-override-media-type" { validate: Error };
        UNKNOWN_KEY_IN_RESPONSE = "unknown-key-in-response" { validate: Warning };
    }
    schema {
        ALLOF_DUPLICATE_PROPERTY = "allof-duplicate-property" { validate: Warning };
        ALLOF_WITH_SIBLING_PROPERTIES = "allof-with-sibling-properties" { validate: Warning };
        ARRAY_WITHOUT_ITEMS = "array-without-items" { validate: Error };
        COMPOSITION_NOT_MERGED = "composition-not-merged" { generate: Warning };
        ITEMS_STRAY = "items-stray" { generate: Warning, validate: Error };
        POLYMORPHIC_CYCLE = "polymorphic-cycle" { validate: Fatal };
        ROW_COMPOSITION = "row-composition" { validate: Warning };
        ROW_TYPE_MISSING = "row-type-missing" { validate: Warning };
        SELECT_ONEOF_MERGED = "select-oneof-merged" { validate: Info };
    }
    server {
        HOST_PATH_VARIABLE_CLASH = "host-path-variable-clash" { validate: Fatal };
        HOST_TWO_VARIABLES_AT_ENDS = "host-two-variables-at-ends" { generate: Warning, validate: Fatal };
        METHOD_SERVER_UNROUTED = "method-server-unrouted" { validate: Error };
        SERVER_HOST_PLACEHOLDER = "server-host-placeholder" { generate: Warning, validate: Warning };
        SERVER_HOST_SINGLE_PLAIN_VARIABLE = "server-host-single-plain-variable" { generate: Warning, validate: Warning };
        SERVER_HOST_UNMATCHED = "server-host-unmatched" { generate: Warning, validate: Warning };
        SERVER_HOST_VARIABLES_ADJACENT = "server-host-variables-adjacent" { generate: Warning, validate: Warning };
        SERVER_MISSING = "server-missing" { generate: Warning, validate: Fatal };
        SERVER_PORT_VARIABLE = "server-port-variable" { validate: Fatal };
        SERVER_URL_UNPARSABLE = "server-url-unparsable" { generate: Warning, validate: Fatal };
        SERVER_VARIABLE_NO_DEFAULT = "server-variable-no-default" { validate: Warning };
        SERVER_VARIABLE_UNDECLARED = "server-variable-undeclared" { generate: Warning, validate: Error };
        SERVER_VARIABLE_UNUSED = "server-variable-unused" { validate: Warning };
    }
    service {
        EXTERNAL_REF = "external-ref" { validate: Fatal };
        NULL_NODE = "null-node" { validate: Fatal };
        OPENAPI_3_1_NOT_EXPRESSIBLE = "openapi-3-1-not-expressible" { generate: Warning };
        OPENAPI_TYPE_MISMATCH = "openapi-type-mismatch" { generate: Warning, validate: Fatal };
        REF_CIRCULAR = "ref-circular" { generate: Error };
        REF_DANGLING = "ref-dangling" { generate: Error };
        REF_EXTERNAL = "ref-external" { generate: Error };
        REF_WRONG_KIND = "ref-wrong-kind" { generate: Error };
        RESOURCES_KEY_MISCASED = "resources-key-miscased" { validate: Fatal };
        RESOURCES_MISSING = "resources-missing" { validate: Fatal };
        SERVICE_FIELD_MISSING = "service-field-missing" { validate: Warning };
        SERVICE_FILE_ORPHAN = "service-file-orphan" { validate: Warning };
        SERVICE_KEY_NAME_MISMATCH = "service-key-name-mismatch" { validate: Error };
        SERVICE_NOT_PREFERRED = "service-not-preferred" { validate: Warning };
        SERVICE_REF_BAD_PREFIX = "service-ref-bad-prefix" { validate: Fatal };
        SERVICE_REF_MISSING_FILE = "service-ref-missing-file" { validate: Fatal };
        SWAGGER_NOT_EXPRESSIBLE = "swagger-not-expressible" { generate: Warning };
        UNRESOLVED_REF = "unresolved-ref" { validate: Fatal };
    }
    view {
        VIEW_DDL_EMPTY = "view-ddl-empty" { validate: Error };
        VIEW_DDL_SYNTAX = "view-ddl-syntax" { generate: Error, validate: Error };
        VIEW_DIALECT_UNKNOWN = "view-dialect-unknown" { validate: Warning };
        VIEW_KEY_NOT_SELECT = "view-key-not-select" { validate: Warning };
        VIEW_ONE_DIALECT = "view-one-dialect" { validate: Warning };
        VIEW_PREDICATE_UNRECOGNISED = "view-predicate-unrecognised" { validate: Warning };
        VIEW_REFUSED = "view-refused" { validate: Error };
        VIEW_SELF_REFERENCE = "view-self-reference" { validate: Error };
        VIEW_SERVICE_UNKNOWN = "view-service-unknown" { generate: Error };
        VIEW_UNKNOWN_RESOURCE = "view-unknown-resource" { validate: Error };
    }
    yaml {
        YAML_BOOLEAN_KEY = "yaml-boolean-key" { validate: Error };
        YAML_DUPLICATE_KEY = "yaml-duplicate-key" { validate: Error };
        YAML_NONSTANDARD_TAG = "yaml-nonstandard-tag" { validate: Warning };
        YAML_PARSE_ERROR = "yaml-parse-error" { validate: Fatal };
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    #[test]
    fn rules_are_in_order_and_called_like_their_constants() {
        let order: Vec<_> = RULES.iter().map(|rule| (rule.family, rule.id)).collect();
        assert!(order.is_sorted());
        let ids: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), RULES.len());
        let is_kebab = |id: &str| id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        assert!(ids.into_iter().all(is_kebab));
        let constants: Vec<_> = RULES.iter().map(|rule| rule.id.to_uppercase().replace('-', "_")).collect();
        assert_eq!(constants, NAMES);
    }

    #[test]
    fn each_page_in_the_folders_belongs_to_a_rule() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
        let files = |folder: &Path| -> Vec<PathBuf> {
            let entries = std::fs::read_dir(folder).expect("a folder");
            entries.map(|entry| entry.expect("an entry").path()).collect()
        };
        let all = files(&root).into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
        let pages: BTreeSet<_> = all.filter(|path| path.extension().is_some_and(|it| it == "md")).collect();
        let expected: BTreeSet<_> =
            RULES.iter().map(|rule| root.join(rule.family).join(format!("{}.md", rule.id))).collect();
        assert_eq!(pages, expected);
    }

    #[test]
    fn pages_begin_with_the_name_and_a_sentence() {
        for rule in RULES {
            assert!(rule.page.starts_with(&format!("# {}\n\n{}\n\n", rule.id, rule.summary())), "{}", rule.id);
            assert!(rule.summary().ends_with('.') && !rule.summary().contains('\n'), "{}", rule.id);
        }
    }

    /// Where two commands differ, the page gives both severities with their reasons.
    #[test]
    fn pages_explain_severities_that_differ() {
        let said = |severity: Severity, command: &str| {
            let (first, rest) = severity.name().split_at(1);
            format!("\n\n{}{rest} in `{command}`: ", first.to_uppercase())
        };
        for rule in RULES {
            let section = rule.page.split_once("\n## Severity\n").map(|(_, behind)| behind);
            let section = section.map(|behind| behind.split("\n## ").next().unwrap_or_default());
            match (rule.validate, rule.generate) {
                (Some(validate), Some(generate)) if validate != generate => {
                    let section = format!("\n{}", section.unwrap_or_else(|| panic!("{} says nothing", rule.id)));
                    assert!(section.contains(&said(validate, "validate")), "{}", rule.id);
                    assert!(section.contains(&said(generate, "generate")), "{}", rule.id);
                }
                (None, None) if rule.prove.is_none() => panic!("{} is reported by no command", rule.id),
                _ => assert_eq!(section, None, "{}", rule.id),
            }
        }
    }
}
