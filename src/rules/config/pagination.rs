//! Blocks that say how to ask for the next page, and the methods that they are for.

use crate::engine::Profile;
use crate::engine::config::{self, Level};
use crate::model::Method;
use crate::rules::ServiceContext;
use crate::sql::SqlVerb;
use crate::tree::Node;

/// Returns the `pagination` blocks of a file. Tokens on the provider are reported by `provider-pagination-ignored`.
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
    let (mut found, mut all) = (Vec::new(), Vec::new());
    let model = &service.file.service.resources;
    for (name, node) in service.resources() {
        let Some(resource) = model.iter().find(|resource| *resource.name == **name) else { continue };
        let own = |method: &Method| block(node.get("methods")?.get(&method.name)?);
        let (nearest, inherited): (Vec<&Method>, _) =
            resource.methods_of(SqlVerb::Select).into_iter().partition(|method| own(method).is_some());
        found.extend(nearest.into_iter().filter_map(|method| Some((own(method)?, vec![method]))));
        match block(node) {
            Some(block) => found.push((block, inherited)),
            None => all.extend(inherited),
        }
    }
    let root = service.tree().get("x-stackQL-config").and_then(|config| config.get("pagination"));
    found.extend(root.map(|block| (block, all)));
    found
}

fn block(holder: &Node) -> Option<&Node> {
    holder.get("config")?.get("pagination").filter(|block| block.as_mapping().is_some())
}
