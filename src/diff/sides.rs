//! What a service in two states has for the comparison of all its resources.

use std::collections::BTreeSet;

use crate::model::Service;
use crate::tree::Node;

use super::nested::Schemas;
use super::servers;

/// What the services of two states have for all their resources.
pub struct Sides<'a> {
    /// Their components, for what follows references.
    pub schemas: Schemas<'a>,
    /// Server variables that both know, so that no more is said about them than which method asks for them.
    pub variables: BTreeSet<String>,
    /// Where the requests of each go, unless a method says something else.
    pub servers: [Option<String>; 2],
}

impl<'a> Sides<'a> {
    /// Of two services and their components.
    pub fn new((old, new): (&Service, &Service), components: &'a [Node; 2]) -> Self {
        let (before, after) = (servers::variables(old), servers::variables(new));
        let variables = before.into_keys().filter(|name| after.contains_key(name)).map(str::to_owned).collect();
        let [base, rev] = components;
        let servers = [old, new].map(|service| servers::url(&service.api.root));
        Sides { schemas: Schemas::new(base, rev), variables, servers }
    }
}
