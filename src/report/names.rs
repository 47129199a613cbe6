//! Names files in reports: as the user opens them, and independently of the working folder.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf, absolute};

use crate::registry::PROVIDER;

use crate::finding::Located;
use crate::place::Base;

/// Names of files from the root of their checkout, or else from the root of the registry.
#[derive(Debug, Default)]
pub struct Names {
    from_root: HashMap<PathBuf, String>,
}

impl Names {
    /// Names all files with findings. `workspace` is the root of a checkout that may lack a `.git`.
    pub fn of(findings: &[Located], workspace: Option<&Path>) -> Self {
        let mut folders: HashMap<PathBuf, String> = HashMap::new();
        let mut names = Names::default();
        for finding in findings {
            let file = &finding.place.file;
            if names.from_root.contains_key(file) {
                continue;
            }
            let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else { continue };
            let folder = folders.entry(folder.to_owned()).or_insert_with(|| from_root(folder, workspace));
            names.from_root.insert(file.clone(), format!("{folder}{}", name.to_string_lossy()));
        }
        names
    }

    /// The file of a finding from the root: with `/`, without `..`, never absolute.
    pub fn path_from_root(&self, finding: &Located) -> String {
        self.from_root.get(&finding.place.file).cloned().unwrap_or_else(|| finding.file())
    }
}

/// Names files as the user opens them: relative to the working folder if they are below it, otherwise as on the command
/// line. A file that was reached by two paths gets one name.
pub fn opened(findings: Vec<Located>) -> Vec<Located> {
    let here = Base::folder(Path::new("."));
    let (mut by_file, mut by_place) = (HashMap::new(), HashMap::new());
    let mut name = |file: &Path| {
        let from_here = here.relative(file);
        let is_below = !from_here.starts_with("../");
        let name = if is_below { PathBuf::from(&from_here) } else { file.strip_prefix(".").unwrap_or(file).to_owned() };
        by_place.entry(from_here).or_insert(name).clone()
    };
    let named = findings.into_iter().map(|mut finding| {
        let file = finding.place.file;
        finding.place.file = by_file.entry(file.clone()).or_insert_with(|| name(&file)).clone();
        finding
    });
    crate::finding::sorted(named.collect())
}

/// A folder from its root, with a final `/` unless it is the root.
fn from_root(folder: &Path, workspace: Option<&Path>) -> String {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    // Git uses canonical names, but a link can also lead out of a checkout. Paths with `..` say nothing about folders.
    let as_given = absolute(folder).ok().filter(|way| !way.components().any(|step| step == Component::ParentDir));
    let ways: Vec<PathBuf> = folder.canonicalize().into_iter().chain(as_given).collect();
    let workspace = workspace.and_then(|it| it.canonicalize().ok());
    let is_checkout = |folder: &Path| folder.join(".git").exists();
    let is_workspace = |folder: &Path| workspace.as_deref() == Some(folder);
    let below = |is_root: &dyn Fn(&Path) -> bool| {
        ways.iter().find_map(|way| Some((way, way.ancestors().find(|above| is_root(above))?)))
    };
    let registry = || ways.first().map(|way| (way, registry_of(way)));
    let Some((way, root)) = below(&is_checkout).or_else(|| below(&is_workspace)).or_else(registry) else {
        return String::new();
    };
    let name = Base::folder(root).relative(way);
    if name == "." { String::new() } else { name + "/" }
}

/// The registry of a provider's folder, or else the folder itself.
fn registry_of(folder: &Path) -> &Path {
    let version = folder.ancestors().find(|above| above.join(PROVIDER).is_file());
    let Some(providers) = version.and_then(|version| version.ancestors().nth(2)) else { return folder };
    let above = providers.parent().filter(|_| providers.file_name().is_some_and(|name| name == "src"));
    above.unwrap_or(providers)
}
