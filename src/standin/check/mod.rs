//! What the document demands of a request.

mod schema;
