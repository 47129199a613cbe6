//! Keys for resources in maps.

use crate::model::{Resource, Service};

/// The names of a service and a resource.
pub type Key<'a> = (&'a str, &'a str);

pub fn key_of<'a>(service: &'a Service, resource: &'a Resource) -> Key<'a> {
    (service.name.as_str(), resource.name.as_str())
}
