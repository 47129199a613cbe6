//! The credentials that a document demands.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::schema::Resolver;
use crate::standin::Fault;
use crate::tree::Node;

use super::sent::Sent;
use super::written::{Location, location};

/// What credentials an operation demands: one of several sets of them.
pub struct Security(Vec<Vec<Scheme>>);

/// A way to send credentials.
enum Scheme {
    /// A key in a header, in the query or in a cookie.
    Key(Location, String),
    /// The header `Authorization` with a word before the credentials, in small letters.
    Authorization(String),
}

impl Security {
    /// Reads what an operation demands. A scheme that the document does not describe demands nothing.
    pub fn of(resolver: Resolver<'_>, root: &Node, operation: &Node) -> Self {
        let own = operation.get("security").or_else(|| root.get("security")).and_then(Node::as_sequence);
        let scheme = |name: &str| {
            let schemes = root.get("components")?.get("securitySchemes")?;
            scheme(resolver.resolve(schemes.get(name)?)?)
        };
        let set = |requirement: &Node| {
            requirement.as_mapping().into_iter().flatten().filter_map(|(name, _)| scheme(name)).collect()
        };
        Security(own.unwrap_or_default().iter().map(set).collect())
    }

    /// Returns what is missing.
    pub fn fault(&self, sent: &Sent<'_>) -> Option<Fault> {
        let is_met = |set: &Vec<Scheme>| set.iter().all(|scheme| scheme.is_sent(sent));
        if self.0.is_empty() || self.0.iter().any(is_met) {
            return None;
        }
        let words = |set: &Vec<Scheme>| set.iter().map(Scheme::words).collect::<Vec<_>>().join(" and ");
        let demanded = self.0.iter().map(words).collect::<Vec<_>>().join(", or ");
        let message = format!("the credentials are missing: {demanded}");
        Some(Fault { kind: "security", at: String::new(), message })
    }
}

impl Scheme {
    fn is_sent(&self, sent: &Sent<'_>) -> bool {
        match self {
            Scheme::Key(location, name) => sent.values(*location, name).iter().any(|value| !value.is_empty()),
            Scheme::Authorization(word) => {
                sent.values(Location::Header, "authorization").iter().any(|value| is_sound(word, value))
            }
        }
    }

    fn words(&self) -> String {
        match self {
            Scheme::Key(location, name) => format!("a key in the {} `{name}`", location.word()),
            Scheme::Authorization(word) => format!("a header `Authorization: {word} ..`"),
        }
    }
}

fn is_sound(word: &str, value: &str) -> bool {
    let Some((sent, credentials)) = value.trim().split_once(' ') else { return false };
    let is_pair = || BASE64_STANDARD.decode(credentials.trim()).is_ok_and(|pair| pair.contains(&b':'));
    sent.eq_ignore_ascii_case(word) && !credentials.trim().is_empty() && (word != "basic" || is_pair())
}

/// Reads a security scheme (OpenAPI 3.0.3, 4.7.27).
fn scheme(node: &Node) -> Option<Scheme> {
    match node.text("type")? {
        "apiKey" => Some(Scheme::Key(location(node.text("in")?)?, node.text("name")?.to_owned())),
        "http" => Some(Scheme::Authorization(node.text("scheme")?.to_ascii_lowercase())),
        "oauth2" | "openIdConnect" => Some(Scheme::Authorization("bearer".to_owned())),
        _ => None,
    }
}

/// Returns the query parameters that credentials of a document may be in.
pub fn query_keys(root: &Node) -> Vec<String> {
    let resolver = Resolver::new(root);
    let schemes = root.get("components").into_iter().flat_map(|components| components.entries("securitySchemes"));
    let schemes = schemes.filter_map(|(_, node)| scheme(resolver.resolve(node)?));
    let key = |scheme| match scheme {
        Scheme::Key(Location::Query, name) => Some(name),
        _ => None,
    };
    schemes.filter_map(key).collect()
}
