//! Rules about request bodies.

mod empty_property_name;
mod insert_without_request_schema;
mod naive_body_param_collision;
mod request_media_type_absent;
mod request_media_type_unmarshallable;
mod request_media_type_unresolved;
mod request_required_unknown;
mod request_schema_no_properties;
mod request_schema_not_object;
mod request_without_body;
mod required_body_property_readonly;
mod required_body_property_undefined;
mod unknown_key_in_request;

use crate::finding::*;

use super::Look::{self, Method};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&EMPTY_PROPERTY_NAME, Method(empty_property_name::check)),
    (&INSERT_WITHOUT_REQUEST_SCHEMA, Method(insert_without_request_schema::check)),
    (&NAIVE_BODY_PARAM_COLLISION, Method(naive_body_param_collision::check)),
    (&REQUEST_MEDIA_TYPE_ABSENT, Method(request_media_type_absent::check)),
    (&REQUEST_MEDIA_TYPE_UNMARSHALLABLE, Method(request_media_type_unmarshallable::check)),
    (&REQUEST_MEDIA_TYPE_UNRESOLVED, Method(request_media_type_unresolved::check)),
    (&REQUEST_REQUIRED_UNKNOWN, Method(request_required_unknown::check)),
    (&REQUEST_SCHEMA_NO_PROPERTIES, Method(request_schema_no_properties::check)),
    (&REQUEST_SCHEMA_NOT_OBJECT, Method(request_schema_not_object::check)),
    (&REQUEST_WITHOUT_BODY, Method(request_without_body::check)),
    (&REQUIRED_BODY_PROPERTY_READONLY, Method(required_body_property_readonly::check)),
    (&REQUIRED_BODY_PROPERTY_UNDEFINED, Method(required_body_property_undefined::check)),
    (&UNKNOWN_KEY_IN_REQUEST, Method(unknown_key_in_request::check)),
];
