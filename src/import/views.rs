//! The files of views of documents with resources: what its resources say besides methods and verbs.

use crate::config::Titles;
use crate::source::views::{is_known, is_valid};
use crate::sql::is_identifier;
use crate::tree::{Mapping, Node, Text, Value, yaml_writer};

use super::published::Service;

/// Returns the content of `views/SERVICE.yaml` for each service that needs one. Most resources have titles of that kind.
pub fn fragments<'a>(
    services: impl IntoIterator<Item = &'a Service>,
    provider: &str,
    titles: Titles,
) -> Vec<(String, String)> {
    let fragment = |service: &Service| {
        let blocks = service.resources().filter(|(name, _)| is_identifier(name));
        let blocks = blocks.filter_map(|(name, node)| {
            let id = format!("{provider}.{}.{name}", service.key);
            let block = (Text::from(name), block(name, &id, node, titles)?);
            // What a file of views cannot hold, such as a title that is a number, is found by the comparison.
            is_valid(&Node::mapping(Mapping::from_iter([block.clone()]), node.mark)).then_some(block)
        });
        let blocks: Mapping = blocks.collect();
        (!blocks.is_empty())
            .then(|| (service.key.clone(), yaml_writer::document(&Node::mapping(blocks, service.document.tree.mark))))
    };
    services.into_iter().filter_map(fragment).collect()
}

/// What a resource says that does not follow from its name, its methods and their verbs; nothing if all does.
fn block(name: &str, id: &str, node: &Node, titles: Titles) -> Option<Node> {
    let mut block = Mapping::default();
    let usual = [("id", Some(id.to_owned())), ("name", Some(name.to_owned())), ("title", titles.of(name))];
    for (key, usual) in usual {
        let own = node.get(key).filter(|own| !own.is_null());
        if own.map(|own| &own.value).map(as_text) != usual.as_deref().map(Some) {
            // Nothing takes away what would follow from the name.
            block.insert(key.into(), own.cloned().unwrap_or_default());
        }
    }
    for (key, value) in node.as_mapping().into_iter().flatten() {
        match &**key {
            "config" => {
                block.extend(config(value).map(|config| (Text::clone(key), config)));
            }
            "description" => drop(block.insert(Text::clone(key), value.clone())),
            key if key.starts_with("x-") => drop(block.insert(key.into(), value.clone())),
            _ => {}
        }
    }
    let is_needed = !block.is_empty() || node.entries("methods").next().is_none();
    is_needed.then(|| Node::mapping(block, node.mark))
}

fn as_text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Returns the keys of a `config` block that files of views may hold.
fn config(node: &Node) -> Option<Node> {
    let known = node.as_mapping()?.iter().filter(|(key, _)| is_known(key));
    let known: Mapping = known.map(|(key, value)| (Text::clone(key), value.clone())).collect();
    (!known.is_empty()).then(|| Node::mapping(known, node.mark))
}
