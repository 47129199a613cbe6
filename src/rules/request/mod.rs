//! Rules about request bodies.

mod empty_property_name;
mod exec_json_without_schema;
mod exec_number_body;
mod exec_required_body;
mod insert_without_request_schema;
mod naive_body_param_collision;
mod request_allof_required_lost;
mod request_base_without_values;
mod request_media_type_absent;
mod request_media_type_unmarshallable;
mod request_media_type_unresolved;
mod request_required_unknown;
mod request_schema_ignored;
mod request_schema_no_properties;
mod request_schema_not_object;
mod request_without_body;
mod request_xml_nested;
mod required_body_property_readonly;
mod required_body_property_undefined;
mod unknown_key_in_request;
mod update_typed_property;

use crate::finding::*;

use super::Look::{self, Method};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&EMPTY_PROPERTY_NAME, Method(empty_property_name::check)),
    (&EXEC_JSON_WITHOUT_SCHEMA, Method(exec_json_without_schema::check)),
    (&EXEC_NUMBER_BODY, Method(exec_number_body::check)),
    (&EXEC_REQUIRED_BODY, Method(exec_required_body::check)),
    (&INSERT_WITHOUT_REQUEST_SCHEMA, Method(insert_without_request_schema::check)),
    (&NAIVE_BODY_PARAM_COLLISION, Method(naive_body_param_collision::check)),
    (&REQUEST_ALLOF_REQUIRED_LOST, Method(request_allof_required_lost::check)),
    (&REQUEST_BASE_WITHOUT_VALUES, Method(request_base_without_values::check)),
    (&REQUEST_MEDIA_TYPE_ABSENT, Method(request_media_type_absent::check)),
    (&REQUEST_MEDIA_TYPE_UNMARSHALLABLE, Method(request_media_type_unmarshallable::check)),
    (&REQUEST_MEDIA_TYPE_UNRESOLVED, Method(request_media_type_unresolved::check)),
    (&REQUEST_REQUIRED_UNKNOWN, Method(request_required_unknown::check)),
    (&REQUEST_SCHEMA_IGNORED, Method(request_schema_ignored::check)),
    (&REQUEST_SCHEMA_NOT_OBJECT, Method(request_schema_not_object::check)),
    (&REQUEST_SCHEMA_NO_PROPERTIES, Method(request_schema_no_properties::check)),
    (&REQUEST_WITHOUT_BODY, Method(request_without_body::check)),
    (&REQUEST_XML_NESTED, Method(request_xml_nested::check)),
    (&REQUIRED_BODY_PROPERTY_READONLY, Method(required_body_property_readonly::check)),
    (&REQUIRED_BODY_PROPERTY_UNDEFINED, Method(required_body_property_undefined::check)),
    (&UNKNOWN_KEY_IN_REQUEST, Method(unknown_key_in_request::check)),
    (&UPDATE_TYPED_PROPERTY, Method(update_typed_property::check)),
];
