//! Security schemes: mutual TLS came with OpenAPI 3.1 (4.8.27.1).

use std::collections::BTreeSet;

use super::context::Context;
use super::copies::resolved;
use crate::tree::change::{Change, children};
use crate::tree::{Mapping, Node, Text};

impl Context<'_> {
    /// Whether a security scheme has no counterpart, which is reported.
    pub fn is_lost_scheme(&mut self, name: &str, scheme: &Node) -> bool {
        let is_lost = self.mutual_tls.contains(name);
        if is_lost {
            let message = format!("the security scheme `{name}` is left out: OpenAPI 3.0 does not support `mutualTLS`");
            let help = "use another scheme, or configure client certificates outside of the provider";
            self.lose(scheme.mark, message, help);
        }
        is_lost
    }

    /// Security requirements without the schemes that are left out. A requirement that named
    /// nothing else goes with them: an empty one would say that no security is needed.
    pub fn requirements(&mut self, node: &Node) -> Option<Node> {
        node.as_sequence().filter(|_| !self.mutual_tls.is_empty())?;
        children(node, |_, requirement| self.requirement(requirement))
    }

    fn requirement(&self, node: &Node) -> Change {
        let rest = children(node, |name, _| match self.mutual_tls.contains(name) {
            true => Change::Drop,
            false => Change::Keep,
        });
        match rest {
            Some(rest) if rest.as_mapping().is_some_and(Mapping::is_empty) => Change::Drop,
            rest => rest.into(),
        }
    }
}

/// The names of the schemes of the type `mutualTLS`.
pub fn mutual_tls(root: &Node) -> BTreeSet<Text> {
    let schemes = root.get("components").into_iter().flat_map(|components| components.entries("securitySchemes"));
    let is_mutual =
        |scheme: &Node| resolved(root, scheme).is_some_and(|scheme| scheme.text("type") == Some("mutualTLS"));
    schemes.filter(|(_, scheme)| is_mutual(scheme)).map(|(name, _)| Text::clone(name)).collect()
}
