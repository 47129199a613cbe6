//! Finds the vendor's operation that is one of the provider's: by HTTP verb and path, then with the path of the server
//! before it, and at last by its operationId.

use std::collections::HashMap;

use crate::tree::{Node, Text};

use super::document::{Operation, Vendor, operations};

/// An operation that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The vendor's operation.
    pub operation: Operation,
    /// Its operationId.
    pub id: String,
    /// Whether the paths are only the same with those of the servers before them.
    pub is_shifted: bool,
}

/// The vendor's operations by what finds them. Of several with the same key, the first counts.
pub struct Index {
    exact: HashMap<(String, &'static str), Operation>,
    shapes: HashMap<(String, &'static str), Operation>,
    full: HashMap<(String, &'static str), Operation>,
    /// None if several operations have the operationId.
    by_id: HashMap<String, Option<Operation>>,
    ids: HashMap<Operation, String>,
}

impl Index {
    /// Reads the operations of the vendor's documents.
    pub fn new(vendors: &[Vendor]) -> Self {
        let [exact, shapes, full] = Default::default();
        let mut index = Index { exact, shapes, full, by_id: HashMap::new(), ids: HashMap::new() };
        for (document, vendor) in vendors.iter().enumerate() {
            let before = server_path(&vendor.document);
            for (path, verb, node) in operations(&vendor.document) {
                let operation = Operation { document, path: Text::clone(path), verb };
                index.add(operation, &before, node.text("operationId").unwrap_or_default());
            }
        }
        index
    }

    fn add(&mut self, operation: Operation, before: &str, id: &str) {
        let (path, verb) = (operation.path.to_string(), operation.verb);
        self.shapes.entry((shape(&path), verb)).or_insert_with(|| operation.clone());
        self.full.entry((shape(&format!("{before}{path}")), verb)).or_insert_with(|| operation.clone());
        self.exact.entry((path, verb)).or_insert_with(|| operation.clone());
        if !id.is_empty() {
            let known = self.by_id.entry(id.to_owned());
            known.and_modify(|known| *known = None).or_insert_with(|| Some(operation.clone()));
        }
        self.ids.insert(operation, id.to_owned());
    }

    /// Finds the operation of a path and verb. `before` is the path of the provider's server.
    pub fn find(&self, path: &str, verb: &'static str, before: &str, id: &str) -> Option<Found> {
        let found = |operation: &Operation, is_shifted: bool| {
            let id = self.ids.get(operation).cloned().unwrap_or_default();
            Found { operation: operation.clone(), id, is_shifted }
        };
        let plain = self.exact.get(&(path.to_owned(), verb)).or_else(|| self.shapes.get(&(shape(path), verb)));
        if let Some(operation) = plain {
            return Some(found(operation, false));
        }
        let whole = shape(&format!("{before}{path}"));
        let shifted = self.full.get(&(whole.clone(), verb)).or_else(|| self.shapes.get(&(whole, verb)));
        if let Some(operation) = shifted.or_else(|| self.full.get(&(shape(path), verb))) {
            return Some(found(operation, true));
        }
        let named = self.by_id.get(id)?.as_ref()?;
        (named.verb == verb).then(|| found(named, false))
    }

    /// Returns the operations that are not among some, in the order of the documents.
    pub fn others<'a>(&'a self, vendors: &'a [Vendor], taken: &'a [Operation]) -> Vec<(Operation, &'a str)> {
        let taken: std::collections::HashSet<&Operation> = taken.iter().collect();
        let all = vendors.iter().enumerate().flat_map(|(document, vendor)| {
            operations(&vendor.document).map(move |(path, verb, _)| Operation {
                document,
                path: Text::clone(path),
                verb,
            })
        });
        let others = all.filter(|operation| !taken.contains(operation));
        others.map(|it| (it.clone(), self.ids.get(&it).map(String::as_str).unwrap_or_default())).collect()
    }
}

/// Returns the path of the first server of a document, without a `/` at its end.
pub fn server_path(document: &Node) -> String {
    let url = document.items("servers").first().and_then(|server| server.text("url")).unwrap_or_default();
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map(|(_, path)| format!("/{path}")).unwrap_or_default(),
        None => url.to_owned(),
    };
    path.trim_end_matches('/').to_owned()
}

/// Returns a path without the names of its parameters and a `/` at its end.
pub fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut rest = path.trim_end_matches('/');
    while let Some((before, behind)) = rest.split_once('{') {
        shape += before;
        shape.push('{');
        rest = behind.split_once('}').map_or("", |(_, behind)| behind);
    }
    shape + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::yaml;
    use std::path::Path;

    #[test]
    fn shapes_and_servers_have_no_names() {
        assert_eq!(shape("/a/{id}/b/"), "/a/{/b");
        assert_eq!(shape("/a/{broken"), "/a/{");
        let document = |url: &str| {
            let text = format!("servers: [{{url: '{url}'}}]");
            server_path(&yaml::read(text.as_bytes(), Path::new("x")).expect("a document"))
        };
        assert_eq!(document("https://{host}.example/api/v1/"), "/api/v1");
        assert_eq!(document("/v2"), "/v2");
        assert_eq!(document("https://shop.example"), "");
    }
}
