//! Writes what all methods of a service share once, at the service.

use crate::engine::block::{Part, with_parts};
use crate::engine::config::IN_SERVICE_ALONE;
use crate::tree::Node;

use crate::mapping::Given;

/// The settings of a service: its `x-stackQL-config` is completed, and the settings of its methods lose what stands there.
///
/// The engine takes a key from the nearest level that has it, as a whole (provider-format 1.3). A method cannot say that it
/// has none, so that a key which one of them must not have stands at the others.
pub fn hoist(root: Node, of_service: &[Given], methods: &mut [&mut Vec<Given>]) -> Option<Node> {
    let of_service: Vec<Part> = of_service.iter().map(|given| given.part.clone()).collect();
    let root = with_parts(Node::default().with("config", root), &of_service);
    let mut root = root.get("config").cloned().unwrap_or_default();
    for key in IN_SERVICE_ALONE {
        root = settle(root, key, methods);
    }
    root.as_mapping().is_some_and(|entries| !entries.is_empty()).then_some(root)
}

fn settle(root: Node, key: &str, methods: &mut [&mut Vec<Given>]) -> Node {
    let path = ["config", key];
    if !methods.iter().any(|given| given.iter().any(|it| it.part.is_below(&path))) {
        return root;
    }
    let standing = root.get(key).cloned();
    let effective: Vec<Option<Node>> = methods.iter().map(|given| effective(given, &path, standing.as_ref())).collect();
    let is_own = methods.iter().any(|given| given.iter().any(|it| it.is_own && it.part.is_below(&path)));
    let shared = effective.first().and_then(Option::as_ref);
    let is_shared = !is_own && effective.iter().all(|value| value.as_ref() == shared);
    if let (true, Some(shared)) = (is_shared, shared) {
        let root = root.with(key, shared.clone());
        methods.iter_mut().for_each(|given| given.retain(|it| !it.part.is_below(&path)));
        return root;
    }
    let is_missing = standing.is_some() && effective.iter().any(Option::is_none);
    if !is_missing {
        return root;
    }
    for (given, value) in methods.iter_mut().zip(effective) {
        given.retain(|it| !it.part.is_below(&path));
        given.extend(value.map(|value| Given { part: Part::new(&path, value), is_own: false }));
    }
    root.without(key)
}

/// The value of a key at a method: what its settings make of that of the service.
fn effective(given: &[Given], path: &[&str; 2], standing: Option<&Node>) -> Option<Node> {
    let own: Vec<Part> = given.iter().filter(|it| it.part.is_below(path)).map(|it| it.part.clone()).collect();
    if own.is_empty() {
        return standing.cloned();
    }
    with_parts(Node::default(), &own).get(path[0])?.get(path[1]).cloned()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::tree::{yaml, yaml_writer};

    use super::*;

    fn node(text: &str) -> Node {
        yaml::read(text.as_bytes(), Path::new("x")).unwrap_or_default()
    }

    fn retry(value: &str, is_own: bool) -> Vec<Given> {
        vec![Given { part: Part::new(&["config", "retry"], node(value)), is_own }]
    }

    /// What stands at the service, and at each of two methods.
    fn hoisted(root: &str, first: Vec<Given>, second: Vec<Given>) -> String {
        let (mut first, mut second) = (first, second);
        let root = hoist(node(root), &[], &mut [&mut first, &mut second]);
        let flat =
            |node: Option<&Node>| node.map_or("-".to_owned(), |node| yaml_writer::document(node).replace('\n', " "));
        let method = |given: &[Given]| flat(given.first().map(|given| &given.part.value));
        format!("{}| {}| {}", flat(root.as_ref()), method(&first), method(&second))
    }

    #[test]
    fn what_all_methods_share_stands_at_the_service() {
        let (a, b, none) = (|| retry("{a: 1}", false), || retry("{a: 2}", false), || retry("~", false));
        assert_eq!(hoisted("", a(), a()), "retry:   a: 1 | -| -");
        assert_eq!(hoisted("", a(), b()), "-| a: 1 | a: 2 ");
        assert_eq!(hoisted("", a(), Vec::new()), "-| a: 1 | -");
        assert_eq!(hoisted("", retry("{a: 1}", true), a()), "-| a: 1 | a: 1 ");
        assert_eq!(hoisted("retry: {a: 2}", a(), a()), "retry:   a: 1 | -| -");
        assert_eq!(hoisted("retry: {a: 2}", a(), Vec::new()), "retry:   a: 2 | a: 1 | -");
        assert_eq!(hoisted("retry: {a: 2}", none(), Vec::new()), "-| -| a: 2 ");
        assert_eq!(hoisted("retry: {a: 2}", none(), none()), "-| -| -");
        assert_eq!(hoisted("", none(), a()), "-| null | a: 1 ");
    }
}
