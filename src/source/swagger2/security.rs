//! Security definitions: `basic` became a scheme of `http`, each flow of `oauth2` an object.

use super::context::Context;
use super::references::{converted, plain};
use crate::place::Mark;
use crate::tree::change::{Change, children};
use crate::tree::{Mapping, Node, Text};

/// The flows of Swagger 2.0 and their names in OpenAPI 3.0.
const FLOWS: [(&str, &str); 4] = [
    ("implicit", "implicit"),
    ("password", "password"),
    ("application", "clientCredentials"),
    ("accessCode", "authorizationCode"),
];

impl Context<'_> {
    /// The security definitions, as part of the components.
    pub fn security_definitions(&mut self, components: &mut Mapping, node: &Node) {
        let schemes = children(node, |_, scheme| Change::Set(self.security_scheme(scheme)));
        components.insert("securitySchemes".into(), converted(node, schemes));
    }

    fn security_scheme(&mut self, node: &Node) -> Node {
        match (node.as_mapping(), node.text("type")) {
            (Some(entries), Some("basic")) => basic(entries, node.mark),
            (Some(entries), Some("oauth2")) => self.oauth2(entries, node),
            _ => converted(node, children(node, |key, child| Change::Set(plain(key, child)))),
        }
    }

    fn oauth2(&mut self, entries: &Mapping, node: &Node) -> Node {
        let (mut scheme, mut flow) = (Mapping::default(), Mapping::default());
        for (key, child) in entries {
            match key.as_ref() {
                "flow" => {}
                "authorizationUrl" | "tokenUrl" | "scopes" => drop(flow.insert(Text::clone(key), child.clone())),
                _ => drop(scheme.insert(Text::clone(key), plain(key, child))),
            }
        }
        // Scopes may be empty in OpenAPI 3.0, but not missing (4.7.29).
        flow.entry("scopes".into()).or_insert_with(|| Node::mapping(Mapping::default(), node.mark));
        scheme.insert("flows".into(), self.flows(node, flow));
        Node::mapping(scheme, node.mark)
    }

    fn flows(&mut self, scheme: &Node, flow: Mapping) -> Node {
        let old = scheme.get("flow").unwrap_or(scheme);
        let Some((_, new)) = FLOWS.iter().find(|(name, _)| old.as_str() == Some(name)) else {
            let help = "use `implicit`, `password`, `application` or `accessCode`";
            self.lose(old.mark, "`oauth2` without a `flow` that Swagger 2.0 knows", help);
            return Node::mapping(Mapping::default(), old.mark);
        };
        Node::mapping(Mapping::from_iter([(Text::from(*new), Node::mapping(flow, old.mark))]), old.mark)
    }
}

fn basic(entries: &Mapping, at: Mark) -> Node {
    let mut scheme = Mapping::default();
    for (key, node) in entries {
        if &**key == "type" {
            scheme.insert(Text::clone(key), Node::string("http", node.mark));
            scheme.insert("scheme".into(), Node::string("basic", node.mark));
        } else {
            scheme.insert(Text::clone(key), plain(key, node));
        }
    }
    Node::mapping(scheme, at)
}
