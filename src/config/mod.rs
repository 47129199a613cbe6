//! `provgen.yaml`, the configuration of a provider.

mod added;
mod descriptions;
mod docs;
mod graphql;
mod lower;
mod many;
mod paths;
mod servers;
mod services;
mod settings;
mod target;
mod typed;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::engine::{Protocol, Release};
use crate::error::Error;
use crate::place::{FileId, Mark, Place};
use crate::text::in_words;
use crate::tree::change::in_file;
use crate::tree::{Node, yaml};

pub use added::with_settings;
pub use descriptions::Description;
pub use docs::{Docs, MAX_PAGE, Style};
pub use graphql::{Cursor, GraphQl, Strategy};
pub use lower::Lower;
pub use many::Many;
pub use paths::Paths;
pub use servers::Server;
pub use services::{About, By, Services};
pub use settings::{At, For, Setting, Template};
pub use target::target;
pub use typed::{deserialize, place};

/// The input of one provider. Paths are relative to the file that holds this.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Config {
    /// The provider's name in SQL, and its id.
    pub provider: String,
    /// The folder of the provider in the registry, if it has another name than the provider.
    #[serde(default)]
    pub folder: Option<String>,
    /// The version folder of the registry. Source trees use the default.
    #[serde(default = "source_version")]
    pub version: String,
    /// The title in `SHOW PROVIDERS` and on the provider page.
    pub title: String,
    /// One or two sentences on what the API is for.
    pub description: String,
    /// The API's OpenAPI document.
    pub source: Source,
    /// How operations fall into services.
    #[serde(default)]
    pub services: Services,
    /// The CSV file that gives each operation its resource, method, SQL verb and object key.
    #[serde(default = "mapping_file")]
    pub mapping: PathBuf,
    /// The folder of view fragments, one file a service. Default: `views`, if there is such a folder.
    #[serde(default)]
    pub views: Option<PathBuf>,
    /// Servers of every service document, in place of the document's own (OpenAPI 3.0, Server Object).
    #[serde(default)]
    pub servers: Option<Vec<Server>>,
    /// How methods are run: `protocolType` in `provider.yaml`. Without it, by requests.
    #[serde(default)]
    pub protocol: Option<Protocol>,
    /// The `config` block of `provider.yaml`, such as `auth`. Passed through as it is.
    #[serde(default)]
    #[schemars(with = "Option<BTreeMap<String, Json>>")]
    config: Passed,
    /// The root `x-stackQL-config` of every service document, such as `pagination` or
    /// `queryParamPushdown`. Passed through as it is.
    #[serde(default)]
    #[schemars(with = "Option<BTreeMap<String, Json>>")]
    service_config: Passed,
    /// What is said of resources.
    #[serde(default)]
    pub resources: Resources,
    /// How requests look in SQL.
    #[serde(default)]
    pub methods: Methods,
    /// Parameters of paths that users of SQL do not have to give.
    #[serde(default)]
    pub paths: Paths,
    /// Properties of request bodies that are sent as text, by the names of their schemas: `x-stackQL-stringOnly`. JSON that
    /// a statement gives for one is not parsed, and an object becomes its JSON text.
    #[serde(default)]
    pub string_only: BTreeMap<String, Vec<String>>,
    /// Texts that are replaced in descriptions and summaries, one after the other.
    #[serde(default)]
    pub descriptions: Vec<Description>,
    /// Settings for the engine, each for the methods that need it.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// The only release of the engine that examples have to run on. Default: each of them.
    #[serde(default)]
    pub engine: Option<Release>,
    /// What is changed in the API's document so that SQL can use it. Everything by default.
    #[serde(default)]
    pub lower: Lower,
    /// The documentation pages.
    #[serde(default)]
    pub docs: Docs,
}

/// A block that is passed through from the tree, and must only be an object.
type Passed = Option<BTreeMap<String, yaml_serde::Value>>;

/// Where the OpenAPI document is.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Source {
    /// OpenAPI 3.0 or 3.1, or Swagger 2.0, as YAML or JSON.
    #[serde(default)]
    pub file: Option<PathBuf>,
    /// In place of `file`: a folder with several documents. With `services.by: file`, each is the service that it is called
    /// like; otherwise they are united, and components of one name and different content get the name of their file as
    /// well.
    #[serde(default)]
    pub dir: Option<PathBuf>,
    /// The documents in `dir` are those of a published provider. They are written as they are, apart from
    /// `x-stackQL-resources` and the root `x-stackQL-config`, which are made again.
    #[serde(default)]
    pub as_is: bool,
    /// Changes to the document, in this order: OpenAPI Overlay 1.0 files. With `dir`, each is for
    /// every document.
    #[serde(default)]
    pub overlays: Vec<PathBuf>,
    /// Where `provgen fetch` brings the document from: an `https` or `file` URL. `file` says where it goes; default:
    /// `openapi.json` if the URL ends in `.json`, else `openapi.yaml`.
    #[serde(default)]
    pub url: Option<String>,
    /// The `info.version` of the document that `sha256` pins. For people; `provgen fetch --update` keeps it.
    #[serde(default)]
    pub version: Option<String>,
    /// SHA-256 of the file in hexadecimal, without overlays. A file with another one is refused.
    #[serde(default)]
    pub sha256: Option<String>,
    /// The largest file that is read, in megabytes. Default: 64.
    #[serde(default)]
    pub max_megabytes: Option<u64>,
}

impl Source {
    /// Sets the default file name of a document that is fetched.
    fn name_file(&mut self) {
        if let (None, None, Some(url)) = (&self.file, &self.dir, &self.url) {
            let path = url.split(['?', '#']).next().unwrap_or_default();
            let is_json = path.to_ascii_lowercase().ends_with(".json");
            self.file = Some(PathBuf::from(if is_json { "openapi.json" } else { "openapi.yaml" }));
        }
    }
}

/// What is said of resources.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct Resources {
    /// The title of a resource for which no file of views has another.
    pub titles: Titles,
}

/// The title of a resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Titles {
    /// Its name in words: `User Factors`.
    #[default]
    Words,
    /// Its name: `user_factors`.
    Name,
    /// None.
    None,
}

impl Titles {
    /// Returns the name of the choice in a configuration.
    #[cfg(feature = "cli")]
    pub fn name(self) -> &'static str {
        match self {
            Titles::Words => "words",
            Titles::Name => "name",
            Titles::None => "none",
        }
    }

    /// Returns the title of a resource.
    pub fn of(self, resource: &str) -> Option<String> {
        match self {
            Titles::Words => Some(in_words(resource)),
            Titles::Name => Some(resource.to_owned()),
            Titles::None => None,
        }
    }
}

/// How requests look in SQL.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct Methods {
    /// How properties of a request body are called.
    pub request_body: RequestBody,
    /// How path parameters are called.
    pub path_parameters: PathParameters,
    /// The order in which the engine tries the methods of a verb.
    pub order: MethodOrder,
    /// What `provgen map` names methods after.
    pub names: MethodNames,
}

/// What `provgen map` names methods after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MethodNames {
    /// What existing rows of the mapping are named after, else the operationId.
    #[default]
    Agreement,
    /// The operationId in snake case: `list_users`.
    OperationId,
    /// What the method does to its resource: `list`, `get`, `create`, `update`, `delete`, or the action. Where two would
    /// have one name, the operationId.
    Verb,
}

/// The order in which the engine tries the methods of a verb. It takes the first whose required names are all given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MethodOrder {
    /// Methods that require more come first, so that as many as possible can be reached.
    #[default]
    Required,
    /// The order of the rows of the mapping.
    Mapping,
}

/// How properties of a request body are called in SQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestBody {
    /// `data__name`.
    #[default]
    Default,
    /// `name`.
    Naive,
}

/// How path parameters are called in SQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PathParameters {
    /// As the API's document spells them.
    #[default]
    AsIs,
    /// `userId` becomes `user_id`.
    SnakeCase,
}

fn source_version() -> String {
    "v00.00.00000".to_owned()
}

fn mapping_file() -> PathBuf {
    PathBuf::from("mapping.csv")
}

/// A configuration with the tree it was read from.
pub struct ConfigFile {
    /// The file, as the user named it.
    pub path: PathBuf,
    /// The file as it was read.
    pub bytes: Vec<u8>,
    /// The content as written. Its marks say that they are of this file, as parts of it go into documents.
    pub tree: Node,
    /// The content as parsed.
    pub config: Config,
}

impl ConfigFile {
    /// Reads a configuration.
    ///
    /// # Errors
    /// Invalid YAML, a missing or unknown key, or a value of the wrong type; each with line, column and pointer.
    pub fn read(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let tree = yaml::read(bytes, path)?;
        if tree.as_mapping().is_none() {
            let help = "write `provider: name` and the other keys; `provgen schema config` prints the JSON schema";
            return Err(Error::input("the configuration must be an object", place(&tree, path, ""), help));
        }
        let mut config: Config = deserialize(&tree, path, HELP)?;
        config.source.name_file();
        let file = ConfigFile { path: path.to_owned(), bytes: bytes.to_vec(), tree, config };
        file.check_version("/version", &file.config.version)?;
        file.check_folder()?;
        if let Some(version) = &file.config.services.version {
            file.check_version("/services/version", version)?;
        }
        file.check_files()?;
        file.check_services()?;
        file.check_variables()?;
        file.check_paths()?;
        file.check_descriptions()?;
        file.check_unchanged("/string_only", !file.config.string_only.is_empty())?;
        file.check_link_base()?;
        Ok(ConfigFile { tree: in_file(&file.tree, FileId::CONFIG), ..file })
    }

    /// Returns the `config` block of `provider.yaml`.
    pub fn provider_config(&self) -> Option<&Node> {
        self.config.config.as_ref().and(self.tree.get("config"))
    }

    /// Returns the root `x-stackQL-config` of every service document.
    pub fn service_config(&self) -> Option<&Node> {
        self.config.service_config.as_ref().and(self.tree.get("service_config"))
    }

    /// Returns the servers of every service document.
    pub fn servers(&self) -> Option<&Node> {
        self.config.servers.as_ref().and(self.tree.get("servers"))
    }

    /// Returns the path of a file that the configuration names.
    pub fn beside(&self, file: impl AsRef<Path>) -> PathBuf {
        self.path.parent().unwrap_or(Path::new("")).join(file)
    }

    /// Returns the place of a key, or of the nearest one above it, for an error.
    pub fn place(&self, pointer: &str) -> Place {
        place(&self.tree, &self.path, pointer)
    }

    /// Returns the position of a key, or of the nearest one above it.
    pub fn mark(&self, pointer: &str) -> Mark {
        typed::nearest(&self.tree, pointer)
    }

    fn check_link_base(&self) -> Result<(), Error> {
        let Some(base) = &self.config.docs.link_base else { return Ok(()) };
        if fluent_uri::Uri::parse(base.as_str()).is_ok_and(|uri| uri.authority().is_some() && !uri.has_fragment()) {
            return Ok(());
        }
        let place = place(&self.tree, &self.path, "/docs/link_base");
        Err(Error::input(
            format!("`{base}` is not an absolute URL"),
            place,
            "write one such as https://shop.example/docs/",
        ))
    }

    /// Checks a version, which is a folder name and which the registry rewrites by its pattern.
    fn check_version(&self, pointer: &str, version: &str) -> Result<(), Error> {
        let numbers = version.strip_prefix('v').unwrap_or(version);
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if version.len() <= 40 && numbers.split('.').count() <= 3 && numbers.split('.').all(is_number) {
            return Ok(());
        }
        let place = place(&self.tree, &self.path, pointer);
        Err(Error::input(format!("`{version}` is not a valid version"), place, "write one such as v00.00.00000"))
    }

    /// Checks the folder of the provider, which begins paths and references.
    fn check_folder(&self) -> Result<(), Error> {
        let Some(folder) = &self.config.folder else { return Ok(()) };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if folder.chars().all(is_plain)
            && folder.len() <= 100
            && folder.starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            return Ok(());
        }
        let place = place(&self.tree, &self.path, "/folder");
        Err(Error::input(format!("`{folder}` is not a valid folder name"), place, "write one such as googleapis.com"))
    }

    fn check_files(&self) -> Result<(), Error> {
        let source = &self.config.source;
        let refuse = |pointer: &str, message: &str, help: &str| {
            Err(Error::input(message, place(&self.tree, &self.path, pointer), help))
        };
        let files = [("/source/file", &source.file), ("/source/dir", &source.dir)];
        let files = files.into_iter().filter_map(|(pointer, file)| Some((pointer.to_owned(), file.as_ref()?)));
        let overlays = source.overlays.iter().enumerate();
        let overlays = overlays.map(|(index, file)| (format!("/source/overlays/{index}"), file));
        let views = self.config.views.iter().map(|folder| ("/views".to_owned(), folder));
        let mapping = [("/mapping".to_owned(), &self.config.mapping)];
        for (pointer, file) in files.chain(overlays).chain(mapping).chain(views) {
            if file.as_os_str().is_empty() {
                return refuse(&pointer, "the file name is empty", "give a path relative to this file");
            }
        }
        let by_file = self.config.services.by == By::File;
        match (&source.file, &source.dir) {
            (None, None) => refuse(
                "/source",
                "the source has no `file`, `dir` or `url`",
                "give the path or URL of the API's document",
            ),
            (Some(_), Some(_)) => {
                refuse("/source/dir", "the source has both `file` and `dir`", "remove one of the two")
            }
            (None, Some(_)) if source.as_is && !by_file => {
                refuse("/source/as_is", "`source.as_is` requires `services.by: file`", "set `services.by` to `file`")
            }
            (Some(_), None) if by_file => refuse(
                "/services/by",
                "`services.by: file` requires `source.dir`",
                "set `source.dir` to the folder of the documents",
            ),
            (Some(_), None) if source.as_is => refuse(
                "/source/as_is",
                "`source.as_is` requires `source.dir`",
                "set `source.dir` to the folder of the documents of a published provider",
            ),
            (None, Some(_)) if source.url.is_some() => refuse(
                "/source/url",
                "`source.url` fetches a single file",
                "use `file` instead of `dir`, or remove `url`",
            ),
            (None, Some(_)) if source.sha256.is_some() => {
                refuse("/source/sha256", "`source.sha256` applies to a single file", "remove it, or use `file`")
            }
            _ => Ok(()),
        }
    }
}

/// Returns the JSON Schema of `provgen.yaml`, draft 2020-12.
pub fn schema() -> Json {
    schemars::schema_for!(Config).to_value()
}

const HELP: &str = "`provgen schema config` prints the JSON schema";

#[cfg(test)]
mod tests {
    use super::*;

    const MINIMAL: &str = "provider: p\ntitle: P\ndescription: d\nsource: {file: a.yaml}\n";

    fn outcome(text: &str) -> String {
        match ConfigFile::read(text.as_bytes(), Path::new("provgen.yaml")) {
            Ok(file) => format!("{:?} {:?}", file.config.version, file.config.services.by),
            Err(error) => {
                let place = error.place().cloned();
                let at = place.map(|p| format!("{}:{} {:?}", p.mark.line(), p.mark.column(), p.pointer));
                format!("{error} ({}) at {at:?}", error.help())
            }
        }
    }

    #[test]
    fn defaults_are_those_of_a_source_tree() {
        assert_eq!(outcome(MINIMAL), r#""v00.00.00000" Tag"#);
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let with = |line: &str| outcome(&format!("{MINIMAL}{line}\n"));
        let cases = [
            outcome("provider: p\n"),
            outcome("[]"),
            with("verison: v1"),
            with("services: {bye: tag}"),
            with("services: {by: tags}"),
            with("services: {skip: [{service: a, raeson: b}]}"),
            with("servers: [{url: x, variables: {a: {defualt: b}}}]"),
            with("config: [1]"),
            with("version: ../x"),
            with("docs: {keywords: x}"),
            with("zzzzzzzz: 1"),
        ];
        insta::assert_snapshot!(cases.join("\n"));
    }
}
