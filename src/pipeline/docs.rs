//! Pages from provider documents, whoever made them.

use std::mem;
use std::path::Path;

use crate::config::{Docs, Style};
use crate::diff::record::Recorded;
use crate::engine::Profile;
use crate::error::Error;
use crate::examples;
use crate::finding::{self, Located, Site};
use crate::model::Provider;
use crate::place::Mark;
use crate::proof;
use crate::registry::{self, Folder};
use crate::render::{self, Extras, Product};

/// The pages of a published provider, and what was found on the way.
#[derive(Debug)]
pub struct Documented {
    /// The provider.
    pub provider: Provider,
    /// The pages. What could not be read has none.
    pub pages: Vec<Product>,
    /// What is wrong with the pages.
    pub findings: Vec<Located>,
    /// The files that could not be read.
    pub unread: Vec<Error>,
}

/// Makes the pages of a provider in a registry: of its newest version, if the path does not name one.
///
/// # Errors
/// The path leads to no provider, or to several.
pub fn docs(path: &Path, style: Style) -> Result<Documented, Error> {
    let mut folders = registry::newest(path)?;
    match (folders.pop(), folders.is_empty()) {
        (Some(folder), true) => document(folder, style, Profile::default()),
        _ => Err(Error::usage(
            format!("{} is a registry, but pages belong to a provider", path.display()),
            "give the folder of a provider in it",
        )),
    }
}

/// Makes the pages of one version of a provider. Examples work on all releases of a profile.
pub(crate) fn document(folder: Folder, style: Style, profile: Profile) -> Result<Documented, Error> {
    let mut loaded = registry::load(folder);
    let document = loaded.opened.document.path.clone();
    let tree = loaded.opened.document.tree.clone();
    let mut unread = mem::take(&mut loaded.errors);
    unread.extend(loaded.missing());
    let docs = Docs { style, ..Docs::default() };
    let documents = docs.style.has_examples().then(|| loaded.documents());
    let provider = loaded.into_provider();
    let (examples, mut findings) = documents.map_or_else(Default::default, |documents| {
        let (mut examples, mut findings) = examples::all(&provider, &[]);
        findings.extend(proof::statements(&documents, &provider, &mut examples, profile));
        (examples, findings)
    });
    let extras = Extras { examples: &examples, changes: &Recorded::default() };
    let pages = render::pages(&provider, extras, &docs).map_err(|error| render::fault(&error))?;
    findings.extend(proof::check(&pages, docs.style.page_limit(), Site::Config(Mark::default())));
    let findings = finding::locate_in(&findings, &document, &tree);
    Ok(Documented { provider, pages, findings, unread })
}
