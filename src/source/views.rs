//! Views: SELECT statements that the engine offers as resources of their own. Maintainers write them by
//! service, and they stand beside what comes from the API.

use std::path::{Path, PathBuf};

use crate::config::deserialize;
use crate::error::Error;
use crate::place::{FileId, Mark, Place};
use crate::tree::change::in_file;
use crate::tree::{Node, yaml};

use super::file::InputFile;
use super::inputs::ServiceFile;

/// How many fallbacks a view may have: one for each dialect and set of parameters. They stand inside each
/// other, and every reader follows them by recursion.
const MAX_FALLBACKS: usize = 30;

const FORM: &str = "write `resource: {config: {views: {select: {predicate: .., ddl: .., fallback: ..}}}}`";

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

    /// Resources as provider documents spell them, without what follows from their names.
    pub type Views = BTreeMap<String, Resource>;

    #[derive(Deserialize, JsonSchema)]
    pub struct Resource {
        config: Config,
    }

    #[derive(Deserialize, JsonSchema)]
    struct Config {
        views: Select,
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
    deserialize::<form::Views>(&tree, &path, FORM)?;
    Ok(Fragment { path, tree: in_file(&tree, FileId::view(index)), service })
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
    /// The views: name of the resource, where that stands, and its `config` block.
    pub fn views(&self) -> impl Iterator<Item = (&str, Mark, &Node)> {
        let entries = self.tree.as_mapping().into_iter().flatten();
        entries.filter_map(|(name, entry)| Some((&**name, entry.mark, entry.get("config")?)))
    }
}
