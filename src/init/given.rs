//! The documents that a new provider is drafted from.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::config::By;
use crate::error::Error;
use crate::mapping::service_of_tag;
use crate::render::text;
use crate::source::{self, InputFile, Overlays, Source};

/// Where several documents go.
pub const FOLDER: &str = "documents";

/// A document that a user gave.
#[derive(Debug)]
pub struct Given {
    /// The file.
    pub file: InputFile,
    /// The URL that it was fetched from.
    pub url: Option<String>,
    /// Whether it is one of a folder, in which other files may be as well.
    pub is_of_folder: bool,
}

/// What a user wants of a draft.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The name of the provider.
    pub name: Option<String>,
    /// What names the services.
    pub by: Option<By>,
    /// The folder that the documents are in.
    pub folder: Option<PathBuf>,
}

/// The documents that could be understood.
pub struct Documents {
    /// What was read.
    pub files: Vec<Given>,
    /// What they say, in the same order.
    pub sources: Vec<Source>,
    /// Their names in the folder of the provider, without ending.
    pub names: Vec<String>,
    /// Files that were left out, and why.
    pub notes: Vec<String>,
}

/// Understands documents.
///
/// # Errors
/// A document that was given by name cannot be understood, or none of a folder.
pub fn understand(given: Vec<Given>) -> Result<Documents, Error> {
    let (mut files, mut sources, mut notes): (Vec<Given>, Vec<Source>, Vec<String>) = Default::default();
    let mut first = None;
    for given in given {
        match source::parse(&given.file.bytes, &given.file.path, &Overlays::default()) {
            Ok((source, _)) => {
                sources.push(source);
                files.push(given);
            }
            Err(error) if given.is_of_folder => {
                notes.push(format!("{} was left out: {error}", given.file.path.display()));
                first.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
    }
    match first {
        Some(error) if sources.is_empty() => Err(error),
        _ => Ok(Documents { names: names(&files), files, sources, notes }),
    }
}

impl Documents {
    /// Returns one document for all of them, named after `folder` if they do not share a title.
    ///
    /// # Errors
    /// The documents cannot be united.
    pub fn united(&self, folder: Option<&Path>) -> Result<Source, Error> {
        if self.only().is_some() {
            return self.first();
        }
        let united = source::merge(self.sources.clone())?;
        Ok(self.titled(united.map_or_else(|| self.first(), Ok)?, folder))
    }

    /// Returns the first document.
    ///
    /// # Errors
    /// There is none.
    pub fn first(&self) -> Result<Source, Error> {
        let none = || Error::usage("no document was given", "give the API's OpenAPI document");
        self.sources.first().cloned().ok_or_else(none)
    }

    /// Returns the only document, if there are not several.
    pub fn only(&self) -> Option<&Given> {
        match self.files.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Returns the files of documents in the folder of the provider.
    pub fn to_write(&self) -> Vec<(String, Vec<u8>)> {
        let file = |(given, name): (&Given, &String)| {
            let ending = if is_json(&given.file.bytes) { "json" } else { "yaml" };
            let name = if self.only().is_some() { "openapi".to_owned() } else { format!("{FOLDER}/{name}") };
            (format!("{name}.{ending}"), given.file.bytes.clone())
        };
        self.files.iter().zip(&self.names).map(file).collect()
    }

    /// Gives a document what the titles of all have in common.
    pub fn titled(&self, source: Source, folder: Option<&Path>) -> Source {
        let info = source.document.get("info").cloned().unwrap_or_default();
        let info = info.without("description").with("title", text(&self.shared_title()));
        let path = folder.map_or_else(|| source.path.clone(), Path::to_owned);
        Source { document: source.document.with("info", info), path, ..source }
    }

    /// Returns the words with which all titles begin.
    fn shared_title(&self) -> String {
        let title = |source: &Source| {
            let title = source.document.get("info").and_then(|info| info.text("title")).unwrap_or_default();
            title.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        };
        let shared = self.sources.iter().map(title).reduce(|shared, other| {
            shared.into_iter().zip(other).take_while(|(a, b)| a == b).map(|(word, _)| word).collect()
        });
        shared.unwrap_or_default().join(" ").trim_end_matches(['-', ':', '–', ' ']).to_owned()
    }
}

/// Returns a name for each file: what it is called, or else its folder if files of others are called so, too. Names also
/// differ as services, which each of them may become: `a-b` and `a_b` are one.
fn names(files: &[Given]) -> Vec<String> {
    let stem = |path: &Path| {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' };
        stem.chars().map(plain).collect::<String>()
    };
    let folder_and_service =
        |given: &Given| (given.file.path.parent().map(Path::to_owned), service_of_tag(&stem(&given.file.path)));
    let stems: Vec<_> = files.iter().map(folder_and_service).collect();
    let mut known = BTreeSet::new();
    let mut name = |given: &Given| {
        let path = &given.file.path;
        let (own, above) = (stem(path), path.parent().map(stem).unwrap_or_default());
        let own = if own.is_empty() { "document".to_owned() } else { own };
        let (folder, service) = folder_and_service(given);
        let is_alone = !stems.iter().any(|(other, same)| *same == service && *other != folder);
        let with_folder = [above.clone(), format!("{above}_{own}")].into_iter().filter(|_| !above.is_empty());
        let numbered = (2_usize..).map(|number| format!("{own}_{number}"));
        let mut all = with_folder.skip(if is_alone { 2 } else { 0 }).chain([own.clone()]).chain(numbered);
        all.find(|name| known.insert(service_of_tag(name))).unwrap_or(own)
    };
    files.iter().map(&mut name).collect()
}

fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"{")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(files: &[&str]) -> Vec<String> {
        let file = |path: &&str| InputFile { path: PathBuf::from(path), bytes: Vec::new() };
        let given: Vec<Given> =
            files.iter().map(|path| Given { file: file(path), url: None, is_of_folder: true }).collect();
        names(&given)
    }

    #[test]
    fn files_have_names_that_differ_as_files_and_as_services() {
        assert_eq!(named(&["a/users.yaml", "a/Keys.json"]), ["users", "Keys"]);
        assert_eq!(named(&["a/x.yaml", "b/X.yaml"]), ["a", "b"]);
        assert_eq!(named(&["api/a-b.yaml", "api/a_b.yaml", "api/A.b.yaml"]), ["a-b", "a_b_2", "A_b_3"]);
    }
}
