//! Schemas that settings put in place of those of the API's document, one file a schema.

use crate::error::Error;
use crate::place::{Mark, Place};
use crate::tree::change::{Change, children};
use crate::tree::{Node, yaml};

use super::file::InputFile;
use super::inputs::ServiceFile;

/// The schemas by name.
#[derive(Default)]
pub struct Schemas(Vec<(String, Node)>);

/// Understands the schemas of a provider.
///
/// # Errors
/// A file that does not hold an object.
pub fn parse(files: Vec<ServiceFile>) -> Result<Schemas, Error> {
    files.into_iter().map(schema).collect::<Result<_, _>>().map(Schemas)
}

fn schema(ServiceFile { service, file }: ServiceFile) -> Result<(String, Node), Error> {
    let InputFile { path, bytes } = file;
    let tree = yaml::read(&bytes, &path)?;
    if tree.as_mapping().is_none() {
        let help = "write a Schema Object, such as `type: object` with `properties`";
        return Err(Error::input("the schema must be an object", Place::at(&path, tree.mark), help));
    }
    Ok((service, unplaced(&tree)))
}

/// Returns a tree without positions: findings name no such file.
fn unplaced(node: &Node) -> Node {
    let bare = children(node, |_, child| Change::Set(unplaced(child))).unwrap_or_else(|| node.clone());
    Node::new(bare.value, Mark::default())
}

impl Schemas {
    /// Returns a document with the schemas that it lacks.
    pub fn added_to(&self, document: &Node) -> Node {
        let components = document.get("components").cloned().unwrap_or_default();
        let schemas = components.get("schemas").cloned().unwrap_or_default();
        let missing: Vec<_> = self.0.iter().filter(|(name, _)| schemas.get(name).is_none()).collect();
        if missing.is_empty() {
            return document.clone();
        }
        let schemas = missing.into_iter().fold(schemas, |schemas, (name, schema)| schemas.with(name, schema.clone()));
        document.with("components", components.with("schemas", schemas))
    }
}
