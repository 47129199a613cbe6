//! Shared data of a service in two states.

use std::collections::BTreeSet;

use crate::model::Service;
use crate::tree::Node;

use super::nested::Schemas;
use super::roots::Roots;
use super::servers;

pub struct Sides<'a> {
    pub schemas: Schemas<'a>,
    /// Server variables of both states, of which only the methods that require them can change.
    pub variables: BTreeSet<String>,
    /// Where requests go.
    pub roots: Roots,
}

impl<'a> Sides<'a> {
    /// For two services and their components.
    pub fn new((old, new): (&Service, &Service), components: &'a [Node; 2]) -> Self {
        let (before, after) = (servers::variables(old), servers::variables(new));
        let variables = before.into_keys().filter(|name| after.contains_key(name)).map(str::to_owned).collect();
        let [base, rev] = components;
        Sides { schemas: Schemas::new(base, rev), variables, roots: Roots::new(old, new) }
    }
}
