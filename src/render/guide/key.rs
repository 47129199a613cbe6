//! Names a resource where pages refer to one another.

use crate::model::{Resource, Service};

/// A resource by the names of its service and itself.
pub type Key<'a> = (&'a str, &'a str);

/// The key of a resource.
pub fn key_of<'a>(service: &'a Service, resource: &'a Resource) -> Key<'a> {
    (service.name.as_str(), resource.name.as_str())
}
