//! How operations fall into services, and which are left out.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// How operations fall into services.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct Services {
    /// What names the service of an operation that no row of the mapping names.
    pub by: By,
    /// The version in service ids such as `user:v1`. Default: the provider's version.
    pub version: Option<String>,
    /// New names of services by their old ones, both spelled as in the document or as in SQL.
    pub rename: BTreeMap<String, String>,
    /// Services that are left out on purpose.
    pub skip: Vec<Skip>,
    /// Title and description of services. Default: from the tag, else from the document or the resources.
    pub about: BTreeMap<String, About>,
}

/// What names the service of an operation. Names are lower-cased, and what is not a letter, digit
/// or `_` becomes `_`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Its first tag.
    #[default]
    Tag,
    /// The first segment of its path that is not `api`, a version such as `v1`, or a parameter such as `{apiVersion}`.
    Path,
    /// The name of the file that it stands in. Goes with `source.dir`.
    File,
}

/// A service that is left out.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the reason is for people")]
pub struct Skip {
    /// Its name.
    pub service: String,
    /// Why.
    pub reason: String,
}

/// Title and description of a service.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct About {
    /// Title in `SHOW SERVICES`.
    pub title: Option<String>,
    /// Description in `SHOW EXTENDED SERVICES`.
    pub description: Option<String>,
}
