//! The scope of a run: only within it can findings be known to be fixed.

use std::path::{Path, PathBuf};

use crate::place::Base;
use crate::registry::PROVIDER;

/// The checked folders and documents.
#[derive(Debug)]
pub struct Scope {
    paths: Vec<PathBuf>,
}

impl Scope {
    /// The scope below paths. A `provider.yaml` stands for its folder.
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Self {
        let whole = |path: &Path| match path.parent() {
            Some(folder) if path.file_name().is_some_and(|name| name == PROVIDER) => Path::new(".").join(folder),
            _ => path.to_owned(),
        };
        Scope { paths: paths.into_iter().map(whole).collect() }
    }

    /// Whether a name, relative to a base, lies within the scope.
    pub fn covers(&self, base: &Base, name: &str) -> bool {
        self.paths.iter().any(|path| is_below(&base.relative(path), name))
    }

    /// Whether a name lies within a folder of the scope: some rules do not run on a document that is checked alone.
    pub fn covers_whole(&self, base: &Base, name: &str) -> bool {
        self.paths.iter().filter(|path| path.is_dir()).any(|path| is_below(&base.relative(path), name))
    }
}

/// Whether a name is a folder or lies below it.
fn is_below(folder: &str, name: &str) -> bool {
    let is_above = folder.split('/').all(|part| part == "..");
    let rest = name.strip_prefix(folder);
    folder == "." && !name.starts_with("../") && name != ".."
        || is_above
        || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_covers_what_is_below_it() {
        let below = [(".", "a"), (".", ""), ("src/a", "src/a"), ("src/a", "src/a/b"), ("..", "a"), ("../..", "../b")];
        let beside = [("src/a", "src/ab"), ("src/a", "src"), (".", "../a"), ("src/a", "")];
        assert!(below.iter().all(|(folder, name)| is_below(folder, name)));
        assert!(!beside.iter().any(|(folder, name)| is_below(folder, name)));
    }
}
