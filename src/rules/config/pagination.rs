//! Blocks that say how to ask for the next page, and the methods that they are for.

use crate::engine::Profile;
use crate::engine::config::{self, Level};
use crate::model::Method;
use crate::rules::ServiceContext;
use crate::tree::Node;

use super::nearest;

/// The blocks of a file. Of tokens at the provider another rule tells that they are not read.
pub(super) fn blocks(tree: &Node) -> impl Iterator<Item = &Node> {
    let is_read = |level| config::is_read("pagination", level, Profile::default());
    let read = config::blocks(tree).filter(move |(level, _)| *level != Level::Provider || is_read(*level));
    read.filter_map(|(_, config)| config.get("pagination")).filter(|block| block.as_mapping().is_some())
}

/// Returns the key of a token.
pub(super) fn key(token: &Node) -> Option<&str> {
    token.text("key").filter(|key| !key.is_empty())
}

/// Returns the token of a block, if it is at this location of a request or a response.
pub(super) fn token_in<'a>(block: &'a Node, token: &str, location: &str) -> Option<(&'a str, &'a Node)> {
    let token = block.get(token).filter(|token| token.text("location") == Some(location))?;
    Some((key(token)?, token.get("key")?))
}

/// Returns each block of a service document with the SELECT methods that it applies to.
pub(super) fn with_methods<'a>(service: &ServiceContext<'a>) -> Vec<(&'a Node, Vec<&'a Method>)> {
    nearest::with_methods(service, "pagination")
}
