//! Shared data of a service in two states.

use std::collections::BTreeSet;

use crate::model::Service;
use crate::tree::Node;

use super::nested::Schemas;
use super::servers;

pub struct Sides<'a> {
    pub schemas: Schemas<'a>,
    /// Server variables of both states, of which only the methods that require them can change.
    pub variables: BTreeSet<String>,
    /// The default server of each state.
    pub servers: [Option<String>; 2],
}

impl<'a> Sides<'a> {
    /// For two services and their components.
    pub fn new((old, new): (&Service, &Service), components: &'a [Node; 2]) -> Self {
        let (before, after) = (servers::variables(old), servers::variables(new));
        let variables = before.into_keys().filter(|name| after.contains_key(name)).map(str::to_owned).collect();
        let [base, rev] = components;
        let servers = [old, new].map(|service| servers::url(&service.api.root));
        Sides { schemas: Schemas::new(base, rev), variables, servers }
    }
}
