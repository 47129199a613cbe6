//! File names that are the same on every machine: relative to a folder, with `/`.

use std::iter;
use std::path::{Component, Path, PathBuf, absolute};

/// The folder that file names are relative to.
#[derive(Clone, Debug)]
pub struct Base {
    names: Vec<String>,
}

impl Base {
    /// Creates a base from a folder, which need not exist.
    pub fn folder(path: &Path) -> Self {
        Base { names: names(path) }
    }

    /// Creates a base from the folder of a file.
    pub fn of(file: &Path) -> Self {
        let mut names = names(file);
        names.pop();
        Base { names }
    }

    /// Returns the name of a file from here, or `.` for the folder itself. Does not follow links.
    pub fn relative(&self, path: &Path) -> String {
        let target = names(path);
        let shared = self.names.iter().zip(&target).take_while(|(own, other)| own == other).count();
        let up = iter::repeat_n("..", self.names.len() - shared);
        let name: Vec<&str> = up.chain(target.iter().skip(shared).map(String::as_str)).collect();
        if name.is_empty() { ".".to_owned() } else { name.join("/") }
    }
}

fn names(path: &Path) -> Vec<String> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let path = absolute(path).unwrap_or_else(|_| PathBuf::from(path));
    let mut names = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(_) | Component::Prefix(_) => {
                names.push(component.as_os_str().to_string_lossy().into_owned())
            }
            Component::ParentDir => drop(names.pop()),
            Component::RootDir | Component::CurDir => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_and_never_absolute() {
        let base = Base::folder(Path::new("a/b"));
        let of = |path: &str| base.relative(Path::new(path));
        assert_eq!(of("a/b/./c/../d.yaml"), "d.yaml");
        assert_eq!(of("a/x.yaml"), "../x.yaml");
        assert_eq!(of("a/b"), ".");
        let far = absolute("a/b/c.yaml").expect("absolute");
        assert_eq!(base.relative(&far), "c.yaml");
        assert_eq!(Base::folder(Path::new("/a/b")).relative(Path::new("/c/d.yaml")), "../../c/d.yaml");
        assert_eq!(Base::of(Path::new("policy.yaml")).relative(Path::new("src/a.yaml")), "src/a.yaml");
    }
}
