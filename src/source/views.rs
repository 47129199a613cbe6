//! Views: SELECT statements that the engine offers as resources of their own. Maintainers write them by
//! service, and they stand beside what comes from the API.
//!
//! A resource may have more than its view here: other keys of its `config`, its `title`, `id`, `name` and `description`,
//! and keys that begin with `x-`. They take the place of what follows from its name; `null` takes a key away.

use std::path::{Path, PathBuf};

use crate::config::deserialize;
use crate::error::Error;
use crate::place::{FileId, Mark, Place};
use crate::tree::change::{self, Change, in_file};
use crate::tree::{Node, yaml};

use super::file::InputFile;
use super::inputs::ServiceFile;

/// How many fallbacks a view may have: one for each dialect and set of parameters. They stand inside each
/// other, and every reader follows them by recursion.
const MAX_FALLBACKS: usize = 30;

const FORM: &str = "write `resource: {config: {views: {select: {predicate: .., ddl: .., fallback: ..}}}}`";

/// Whether a key is not the engine's, and holds what its author likes.
fn is_extension(key: &str) -> bool {
    key.starts_with("x-")
}

/// The views of one service, as a file of the folder `views` gives them.
pub struct Fragment {
    /// The file.
    pub path: PathBuf,
    /// Its content as it was written.
    pub tree: Node,
    /// The service: the name of the file without its ending.
    pub service: String,
}

/// What a fragment may hold. What is written comes from the tree, where text keeps its spelling.
mod form {
    #![allow(dead_code)]

    use std::collections::BTreeMap;

    use schemars::JsonSchema;
    use serde::Deserialize;
    use serde_json::Value as Json;

    /// Resources as provider documents spell them, without what follows from their names.
    pub type Views = BTreeMap<String, Resource>;

    #[derive(Deserialize, JsonSchema)]
    pub struct Resource {
        config: Option<Config>,
        id: Option<String>,
        name: Option<String>,
        title: Option<String>,
        description: Option<String>,
    }

    /// What the engine reads of a resource (provider-format 1.3), and `docs`, which is for people.
    #[derive(Deserialize, JsonSchema)]
    #[serde(rename_all = "camelCase")]
    struct Config {
        views: Option<Select>,
        docs: Option<Json>,
        pagination: Option<Json>,
        query_param_pushdown: Option<Json>,
        query_param_transpose: Option<Json>,
        request_translate: Option<Json>,
        retry: Option<Json>,
    }

    /// The engine looks up no other key.
    #[derive(Deserialize, JsonSchema)]
    struct Select {
        select: View,
    }

    #[derive(Deserialize, JsonSchema)]
    struct View {
        predicate: Option<String>,
        ddl: String,
        fallback: Option<Box<View>>,
    }
}

/// Understands the fragments of a provider.
///
/// # Errors
/// A file that does not hold views.
pub fn parse(files: Vec<ServiceFile>) -> Result<Vec<Fragment>, Error> {
    files.into_iter().enumerate().map(|(index, file)| fragment(index, file)).collect()
}

fn fragment(index: usize, ServiceFile { service, file }: ServiceFile) -> Result<Fragment, Error> {
    let InputFile { path, bytes } = file;
    let tree = yaml::read(&bytes, &path)?;
    check_fallbacks(&tree, &path)?;
    deserialize::<form::Views>(&without_extensions(&tree), &path, FORM)?;
    Ok(Fragment { path, tree: in_file(&tree, FileId::view(index)), service })
}

/// Returns a fragment without the keys of resources and of their `config` that anybody may add.
fn without_extensions(tree: &Node) -> Node {
    let without = |node: &Node| {
        change::children(node, |key, _| if is_extension(key) { Change::Drop } else { Change::Keep })
            .unwrap_or_else(|| node.clone())
    };
    let of_resource = |_: &str, node: &Node| {
        let node = without(node);
        let config = node.get("config").map(without);
        Change::Set(config.map_or(node.clone(), |config| node.with("config", config)))
    };
    change::children(tree, of_resource).unwrap_or_else(|| tree.clone())
}

/// Whether a fragment may say this of resources.
#[cfg(feature = "cli")]
pub fn is_valid(tree: &Node) -> bool {
    let path = Path::new("");
    check_fallbacks(tree, path).and_then(|()| deserialize::<form::Views>(&without_extensions(tree), path, FORM)).is_ok()
}

/// Whether a fragment may hold a key of a `config` block.
#[cfg(feature = "cli")]
pub fn is_known(key: &str) -> bool {
    let known =
        ["views", "docs", "pagination", "queryParamPushdown", "queryParamTranspose", "requestTranslate", "retry"];
    is_extension(key) || known.contains(&key)
}

fn check_fallbacks(tree: &Node, path: &Path) -> Result<(), Error> {
    for (_, entry) in tree.as_mapping().into_iter().flatten() {
        let chain = std::iter::successors(entry.at_pointer("/config/views/select"), |view| view.get("fallback"));
        if let Some(last) = chain.skip(1).nth(MAX_FALLBACKS) {
            let message = format!("a view has more than {MAX_FALLBACKS} nested fallbacks");
            let help = "keep one fallback for each dialect and set of parameters";
            return Err(Error::input(message, Place::at(path, last.mark), help));
        }
    }
    Ok(())
}

impl Fragment {
    /// The resources: name, where that stands, and what is written of its block.
    pub fn resources(&self) -> impl Iterator<Item = (&str, Mark, &Node)> {
        let entries = self.tree.as_mapping().into_iter().flatten();
        entries.map(|(name, entry)| (&**name, entry.mark, entry))
    }
}
