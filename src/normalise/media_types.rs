//! Names the media types of bodies and responses as the engine takes them: a range with JSON in it, such as `*/*`, JSON
//! by another name, and blanks in a name lose it the body or the rows (provider-format 3.5, 3.6).

use crate::engine::Engine;
use crate::engine::media_type::{hides_json, is_range, preferred, taken};
use crate::schema::{Location, Resolver, Spot};
use crate::tree::{Mapping, Node, Text, change};

use super::components::Components;
use super::operation::Operation;

/// The content of a body or of a response, with another name for the part that the engine reads.
struct Renamed {
    operation: usize,
    location: Location,
    content: Node,
}

/// Renames the content that the engine reads or writes for each operation. What it does not look at keeps its name.
pub fn settle(operations: &mut [Operation], components: &mut Components) {
    let engine = Engine { resolver: components.resolver() };
    let mut renamed = Vec::new();
    let mut hidden = Vec::new();
    for (index, operation) in operations.iter().enumerate() {
        let response = engine.response_at(&operation.node).and_then(|(_, response)| response);
        hidden.push(response.as_ref().and_then(chosen).is_some_and(hides_json));
        for holder in response.into_iter().chain(engine.body_at(&operation.node)) {
            let changed = content(&holder, engine.resolver);
            let location = holder.child("content").map(|content| content.location);
            let of_holder = |(content, location)| Renamed { operation: index, location, content };
            renamed.extend(changed.zip(location).map(of_holder));
        }
    }
    operations.iter_mut().zip(hidden).for_each(|(operation, hides_json)| operation.hides_json = hides_json);
    for Renamed { operation, location, content } in renamed {
        match (&location.component, operations.get_mut(operation)) {
            (Some(id), _) => components.set(id, &location.path, content),
            (None, Some(operation)) => change::replace(&mut operation.node, &location.path, content),
            (None, None) => {}
        }
    }
}

/// The media type of a body or a response that the engine reads best.
fn chosen<'a>(holder: &Spot<'a>) -> Option<&'a str> {
    Some(preferred(holder.node.get("content")?)?.0)
}

/// Returns the content of a body or a response with the name that the engine takes, unless it has that.
fn content(holder: &Spot<'_>, resolver: Resolver<'_>) -> Option<Node> {
    let content = holder.node.get("content")?;
    let (media_type, media) = preferred(content)?;
    let name =
        taken(media_type).filter(|name| name != media_type && !(is_range(media_type) && is_text(media, resolver)))?;
    let renamed = content.as_mapping()?.iter().filter(|(key, _)| ***key != *name).map(|(key, node)| {
        let key = if **key == *media_type { Text::from(&*name) } else { Text::clone(key) };
        (key, node.clone())
    });
    Some(Node::mapping(renamed.collect::<Mapping>(), content.mark))
}

/// Whether a range stands for text or bytes: those are sent as they are, and not as JSON.
fn is_text(media: &Node, resolver: Resolver<'_>) -> bool {
    let schema = media.get("schema").and_then(|schema| resolver.resolve(schema));
    schema.is_some_and(|schema| schema.text("type") == Some("string"))
}
