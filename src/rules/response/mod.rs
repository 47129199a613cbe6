//! Rules about responses, rows and columns.

mod column_name_collision;
mod column_name_empty;
mod column_name_fatal;
mod column_name_is_keyword;
mod column_name_needs_quoting;
mod column_name_silent;
mod column_name_unselectable;
mod describe_incomplete;
mod exec_panic;
mod exec_response_unsuitable;
mod inline_item_schema_collision;
mod items_property_not_array;
mod numeric_id_as_string;
mod object_key_jsonpath_unreadable;
mod object_key_probably_missing;
mod object_key_scalar;
mod object_key_string_list;
mod object_key_unresolvable;
mod object_key_without_schema;
mod response_2xx_range_implicit;
mod response_incomplete;
mod response_key_absent;
mod response_media_type_absent;
mod response_media_type_blank;
mod response_no_content;
mod returning_without_content;
mod schema_override_dangling;
mod schema_override_without_override_media_type;
mod select_no_columns;
mod select_no_response_schema;
mod select_scalar_panic;
mod select_scalar_root;
mod select_schema_unsuitable;
mod templates;
mod transform_function_unknown;
mod transform_input_refused;
mod transform_template_invalid;
mod transform_type_unknown;
mod transform_without_override_media_type;
mod unknown_key_in_response;

use crate::finding::*;

use super::Look::{self, Method, Resource};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&COLUMN_NAME_COLLISION, Method(column_name_collision::check)),
    (&COLUMN_NAME_EMPTY, Method(column_name_empty::check)),
    (&COLUMN_NAME_FATAL, Method(column_name_fatal::check)),
    (&COLUMN_NAME_IS_KEYWORD, Method(column_name_is_keyword::check)),
    (&COLUMN_NAME_NEEDS_QUOTING, Method(column_name_needs_quoting::check)),
    (&COLUMN_NAME_SILENT, Method(column_name_silent::check)),
    (&COLUMN_NAME_UNSELECTABLE, Method(column_name_unselectable::check)),
    (&DESCRIBE_INCOMPLETE, Resource(describe_incomplete::check)),
    (&EXEC_PANIC, Method(exec_panic::check)),
    (&EXEC_RESPONSE_UNSUITABLE, Method(exec_response_unsuitable::check)),
    (&INLINE_ITEM_SCHEMA_COLLISION, Resource(inline_item_schema_collision::check)),
    (&ITEMS_PROPERTY_NOT_ARRAY, Method(items_property_not_array::check)),
    (&NUMERIC_ID_AS_STRING, Method(numeric_id_as_string::check)),
    (&OBJECT_KEY_JSONPATH_UNREADABLE, Method(object_key_jsonpath_unreadable::check)),
    (&OBJECT_KEY_PROBABLY_MISSING, Method(object_key_probably_missing::check)),
    (&OBJECT_KEY_SCALAR, Method(object_key_scalar::check)),
    (&OBJECT_KEY_STRING_LIST, Method(object_key_string_list::check)),
    (&OBJECT_KEY_UNRESOLVABLE, Method(object_key_unresolvable::check)),
    (&OBJECT_KEY_WITHOUT_SCHEMA, Method(object_key_without_schema::check)),
    (&RESPONSE_2XX_RANGE_IMPLICIT, Method(response_2xx_range_implicit::check)),
    (&RESPONSE_INCOMPLETE, Method(response_incomplete::check)),
    (&RESPONSE_KEY_ABSENT, Method(response_key_absent::check)),
    (&RESPONSE_MEDIA_TYPE_ABSENT, Method(response_media_type_absent::check)),
    (&RESPONSE_MEDIA_TYPE_BLANK, Method(response_media_type_blank::check)),
    (&RESPONSE_NO_CONTENT, Method(response_no_content::check)),
    (&RETURNING_WITHOUT_CONTENT, Method(returning_without_content::check)),
    (&SCHEMA_OVERRIDE_DANGLING, Method(schema_override_dangling::check)),
    (&SCHEMA_OVERRIDE_WITHOUT_OVERRIDE_MEDIA_TYPE, Method(schema_override_without_override_media_type::check)),
    (&SELECT_NO_COLUMNS, Method(select_no_columns::check)),
    (&SELECT_NO_RESPONSE_SCHEMA, Method(select_no_response_schema::check)),
    (&SELECT_SCALAR_PANIC, Method(select_scalar_panic::check)),
    (&SELECT_SCALAR_ROOT, Method(select_scalar_root::check)),
    (&SELECT_SCHEMA_UNSUITABLE, Method(select_schema_unsuitable::check)),
    (&TRANSFORM_FUNCTION_UNKNOWN, Method(transform_function_unknown::check)),
    (&TRANSFORM_INPUT_REFUSED, Method(transform_input_refused::check)),
    (&TRANSFORM_TEMPLATE_INVALID, Method(transform_template_invalid::check)),
    (&TRANSFORM_TYPE_UNKNOWN, Method(transform_type_unknown::check)),
    (&TRANSFORM_WITHOUT_OVERRIDE_MEDIA_TYPE, Method(transform_without_override_media_type::check)),
    (&UNKNOWN_KEY_IN_RESPONSE, Method(unknown_key_in_response::check)),
];
