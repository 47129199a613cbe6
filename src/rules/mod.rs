//! Rules: what the engine refuses, misreads or never uses in provider documents.
//!
//! A rule is a file `<id>.rs` (with `_` for `-`) that looks, a file `<id>.md` that explains it, and a line in
//! [`table`]. `validate` reads one document after the other and drops each when all rules have seen it.

mod allof_with_sibling_properties;
mod array_without_items;
mod auth_below_provider;
mod auth_name_location_ignored;
mod auth_type_unknown;
mod column_name_collision;
mod column_name_empty;
mod column_name_is_keyword;
mod column_name_needs_quoting;
mod config_unknown_key;
mod conflicting_required_param_types;
mod context;
mod describe_incomplete;
mod empty_property_name;
mod external_ref;
mod facts;
mod host_path_variable_clash;
mod inline_item_schema_collision;
mod insert_without_request_schema;
mod method_in_multiple_verbs;
mod method_name_needs_quoting;
mod method_unreachable_duplicate_params;
mod method_unreachable_shadowed;
mod method_verb_misreported;
mod naive_body_param_collision;
mod name_needs_quoting;
mod null_node;
mod object_key_probably_missing;
mod object_key_scalar;
mod object_key_unresolvable;
mod object_key_without_schema;
mod openapi_type_mismatch;
mod operation_id_duplicate;
mod operation_id_missing;
mod operation_mapped_twice;
mod operation_missing;
mod operation_ref_dangling;
mod operation_unmapped;
mod page;
mod pagination;
mod pagination_algorithm_unknown;
mod pagination_incomplete;
mod pagination_request_key_not_a_parameter;
mod pagination_response_key_not_in_schema;
mod pagination_token_no_key;
mod param_schema_and_content;
mod parameter_location_unsupported;
mod parameter_name_ambiguous;
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
mod polymorphic_cycle;
mod provider_name_dir_mismatch;
mod provider_pagination_ignored;
mod provider_title_missing;
mod provider_version_dir_mismatch;
mod request_body_translate_not_inherited;
mod request_media_type_absent;
mod request_media_type_unmarshallable;
mod request_media_type_unresolved;
mod request_required_unknown;
mod request_schema_no_properties;
mod request_schema_not_object;
mod request_without_body;
mod required_body_property_readonly;
mod required_body_property_undefined;
mod required_param_name_needs_quoting;
mod resource_exec_only;
mod resource_id_mismatch;
mod resource_name_mismatch;
mod resource_no_methods;
mod resource_not_selectable;
mod resource_title_missing;
mod resource_type_mismatch;
mod resources_key_miscased;
mod resources_missing;
mod response_incomplete;
mod response_key_absent;
mod response_media_type_absent;
mod response_no_content;
mod run;
mod schema_override_dangling;
mod schema_override_without_override_media_type;
mod select_no_columns;
mod select_no_response_schema;
mod select_oneof_merged;
mod select_scalar_panic;
mod select_schema_unsuitable;
mod server_host_single_plain_variable;
mod server_missing;
mod server_port_variable;
mod server_variable_no_default;
mod server_variable_undeclared;
mod server_variable_unused;
mod servers;
mod service_config_misplaced;
mod service_field_missing;
mod service_file_orphan;
mod service_key_name_mismatch;
mod service_not_preferred;
mod service_ref_bad_prefix;
mod service_ref_missing_file;
mod sqlverb_duplicate_entry;
mod sqlverb_ref_dangling;
mod sqlverb_ref_foreign_resource;
mod sqlverb_unknown;
mod sqlverbs_absent;
mod table;
mod transform_type_unknown;
mod transform_without_override_media_type;
mod unknown_key_in_method;
mod unknown_key_in_request;
mod unknown_key_in_response;
mod unresolved_ref;
mod view_ddl_empty;
mod view_ddl_syntax;
mod view_dialect_unknown;
mod view_key_not_select;
mod view_predicate_unrecognised;
mod view_self_reference;
mod view_unknown_resource;
mod yaml_boolean_key;
mod yaml_duplicate_key;
mod yaml_nonstandard_tag;

use crate::finding::{Finding, RULES, Rule, Severity, Site};
use crate::place::Mark;
use crate::registry::Document;

pub use context::{MethodContext, ProviderContext, ResourceContext, ServiceContext};
pub use page::{Block, Page};
pub use run::{Subject, check_all, check_document, check_provider, validate};
pub use table::CHECKS;

/// A rule with its page and with what looks for it.
pub struct Check {
    /// Name and weight.
    pub rule: Rule,
    /// Markdown: what, why, a bad and a good example, how to mend.
    pub page: &'static str,
    /// What looks for it, in one thing or in several.
    pub looks: &'static [Look],
}

/// A function that looks for a fault in one thing.
pub enum Look {
    /// In the text of any file.
    Document(fn(&Document, &mut Findings)),
    /// In `provider.yaml` and the list of files.
    Provider(fn(&ProviderContext<'_>, &mut Findings)),
    /// In a service document.
    Service(fn(&ServiceContext<'_>, &mut Findings)),
    /// In a resource.
    Resource(fn(&ResourceContext<'_>, &mut Findings)),
    /// In a method.
    Method(fn(&MethodContext<'_>, &mut Findings)),
    /// Whoever reads files reports it.
    Reader,
}

/// What the rule at hand has found in the document at hand.
pub struct Findings {
    rule: &'static Rule,
    found: Vec<Finding>,
}

impl Findings {
    /// Reports something at a place of the document.
    pub fn add(&mut self, mark: Mark, message: impl Into<String>, help: impl Into<String>) {
        self.found.push(Finding::new(self.rule, Site::Spec(mark), message, help));
    }

    /// Reports something that weighs more or less than the rule says.
    pub fn add_as(&mut self, severity: Severity, mark: Mark, message: impl Into<String>, help: impl Into<String>) {
        self.found.push(Finding::new(self.rule, Site::Spec(mark), message, help).weighing(severity));
    }
}

/// The check of a name.
pub fn find(id: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.rule.id == id)
}

/// Every rule by its name: those of `validate`, then those that only `generate` has.
pub fn all() -> Vec<&'static Rule> {
    let own = CHECKS.iter().map(|check| &check.rule);
    own.chain(RULES.iter().copied().filter(|rule| find(rule.id).is_none())).collect()
}
