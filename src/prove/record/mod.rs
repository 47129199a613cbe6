//! Records what a statement came to as a case: documents, the answers of the API, and what the engine did with them.

mod answers;
mod smaller;
mod statement;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::ser::PrettyFormatter;

use super::process::{Auth, Observed, plain};
use crate::engine::predict::Documents;
use crate::error::Error;
use crate::tree::Node;
use answers::Rule;
pub use smaller::smaller;
use statement::Statement;

/// What is recorded.
pub struct Case<'a> {
    /// The name, which the file has too.
    pub name: &'a str,
    /// What it is about.
    pub family: &'a str,
    /// What the program says of its version.
    pub engine: &'a str,
    /// The documents of the provider.
    pub documents: &'a Documents,
    /// Where credentials came from.
    pub auth: &'a Auth,
    /// How many pages the engine read of a list at most.
    pub page_limit: Option<u32>,
    /// The statement.
    pub sql: &'a str,
    /// What it came to.
    pub observed: &'a Observed,
}

/// A case as it is written.
#[derive(Serialize)]
struct Written<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    auth: Option<&'static str>,
    engine: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    env: BTreeMap<&'a str, &'a str>,
    facts: [&'static str; 0],
    family: &'a str,
    fixed_in: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    flags: Vec<String>,
    http: Vec<Rule>,
    name: &'a str,
    provider: Node,
    services: BTreeMap<&'a str, Node>,
    statements: [Statement; 1],
}

/// Writes a case as `<name>.json` into a folder.
///
/// # Errors
/// The file cannot be written.
pub fn write(folder: &Path, case: &Case<'_>) -> Result<(), Error> {
    let path = folder.join(format!("{}.json", case.name));
    let failed = |error| Error::io("write", &path, error, "name a folder that can be written with `--record`");
    fs::create_dir_all(folder).map_err(failed)?;
    fs::write(&path, text(case).map_err(|error| failed(error.into()))?).map_err(failed)
}

/// Returns the text of a case.
fn text(case: &Case<'_>) -> serde_json::Result<String> {
    let (auth, env) = match case.auth {
        Auth::Null => (None, BTreeMap::new()),
        Auth::Provider(env) => {
            (Some("provider"), env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect())
        }
    };
    let flag = |limit: u32| vec!["--http.response.pageLimit".to_owned(), limit.to_string()];
    let services = case.documents.services.iter().map(|(key, tree)| (key.as_str(), plain(tree)));
    let written = Written {
        auth,
        engine: case.engine,
        env,
        facts: [],
        family: case.family,
        fixed_in: None,
        flags: case.page_limit.map(flag).unwrap_or_default(),
        http: answers::rules(&case.observed.exchanges),
        name: case.name,
        provider: plain(&case.documents.provider),
        services: services.collect(),
        statements: [Statement::new(case.sql, case.observed)],
    };
    let mut bytes = Vec::new();
    written.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b" ")))?;
    bytes.push(b'\n');
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests;
