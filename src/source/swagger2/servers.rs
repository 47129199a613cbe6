//! `host`, `basePath` and `schemes`: a list of server URLs in OpenAPI 3.0.

use super::context::Context;
use crate::place::Mark;
use crate::tree::{Mapping, Node};

impl Context<'_> {
    /// The servers of the document, or of an operation with schemes of its own.
    pub fn servers(&mut self, owner: &Node, at: Mark) -> Node {
        let base = self.base_path();
        let urls = match self.host() {
            None if base.is_empty() => vec!["/".into()],
            None => vec![base],
            Some(host) => self.schemes(owner).iter().map(|scheme| format!("{scheme}://{host}{base}")).collect(),
        };
        let servers = urls.into_iter().map(|url| Mapping::from_iter([("url".into(), Node::string(url, at))]));
        Node::sequence(servers.map(|server| Node::mapping(server, at)).collect(), at)
    }

    /// The servers of an operation whose schemes are not those of the document.
    pub fn own_servers(&mut self, operation: &Node, at: Mark) -> Option<Node> {
        let (mut own, mut global) = (self.schemes(operation), self.schemes(self.root));
        own.sort_unstable();
        global.sort_unstable();
        let is_known = self.host().is_some();
        (is_known && own != global).then(|| self.servers(operation, at))
    }

    fn host(&self) -> Option<String> {
        let host = self.root.text("host")?.trim_end_matches('/');
        (!host.is_empty()).then(|| host.to_owned())
    }

    /// Nothing or a path that starts with a slash and ends with none, for paths start with one; a
    /// lone slash stays, because that is how vendors write the root.
    fn base_path(&self) -> String {
        match self.root.text("basePath") {
            None | Some("") => String::new(),
            Some(path) => format!("/{}", path.trim_matches('/')),
        }
    }

    /// The schemes of an operation or of the document; `https` if neither has one that is HTTP.
    fn schemes(&mut self, owner: &Node) -> Vec<&'static str> {
        for candidate in [owner, self.root] {
            let schemes: Vec<_> =
                candidate.items("schemes").iter().filter_map(|scheme| self.http_scheme(scheme)).collect();
            if !schemes.is_empty() {
                return schemes;
            }
        }
        vec!["https"]
    }

    fn http_scheme(&mut self, node: &Node) -> Option<&'static str> {
        match node.as_str() {
            Some("http") => Some("http"),
            Some("https") => Some("https"),
            _ => {
                let name = node.as_str().unwrap_or(node.kind());
                let message = format!("the scheme `{name}` is left out: OpenAPI 3.0 supports HTTP services only");
                self.lose(node.mark, message, "list `http` or `https`");
                None
            }
        }
    }
}
