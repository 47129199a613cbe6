//! Blocks `queryParamPushdown`, and the methods that they are for.

use crate::engine::config::{self, Level};
use crate::engine::pushdown::{KEY, Part};
use crate::model::Method;
use crate::rules::ServiceContext;
use crate::tree::Node;

use super::nearest;

/// The blocks of a service document.
pub(super) fn blocks(tree: &Node) -> impl Iterator<Item = &Node> {
    let in_service =
        config::blocks(tree).filter(|(level, _)| !matches!(level, Level::Provider | Level::ProviderService));
    in_service.filter_map(|(_, config)| config.get(KEY)).filter(|block| block.as_mapping().is_some())
}

/// Each block with the methods for SELECT that it is for.
pub(super) fn with_methods<'a>(service: &ServiceContext<'a>) -> Vec<(&'a Node, Vec<&'a Method>)> {
    nearest::with_methods(service, KEY)
}

/// The parts of a block.
pub(super) fn parts(block: &Node) -> Vec<(Part, &Node)> {
    let given = |part: Part| Some((part, block.get(part.key())?));
    Part::ALL.into_iter().filter_map(given).filter(|(_, node)| node.as_mapping().is_some()).collect()
}

/// The parts of a block that are sent, each with its parameter.
pub(super) fn sent(block: &Node) -> Vec<(Part, &Node, &str)> {
    let sent = |(part, node): (Part, &'_ Node)| part.is_rendered(node);
    parts(block)
        .into_iter()
        .filter(|it| sent(*it))
        .filter_map(|(part, node)| Some((part, node, part.parameter(node)?)))
        .collect()
}
