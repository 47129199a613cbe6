//! How operations fall into services, and which are left out.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::engine::Protocol;
use crate::error::Error;

use super::ConfigFile;
use super::many::Many;

/// How operations fall into services.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct Services {
    /// What names the service of an operation that no row of the mapping names.
    pub by: By,
    /// Segments at the start of paths that name no service, such as `accounts` if all paths are below
    /// `/accounts/{account}`. Upper and lower case are the same.
    pub ignore_segments: Vec<String>,
    /// The version in service ids such as `user:v1`. Default: the provider's version.
    pub version: Option<String>,
    /// New names of services by their old ones, both spelled as in the document or as in SQL.
    pub rename: BTreeMap<String, String>,
    /// Services in which operations are placed by their paths, whatever `by` says, unless their rows name one. The first
    /// rule that matches counts.
    pub paths: Vec<PathRule>,
    /// Services and operations that are left out on purpose.
    pub skip: Vec<Skip>,
    /// Title and description of services. Default: from the tag, else from the document or the resources.
    pub about: BTreeMap<String, About>,
}

/// What names the service of an operation. Names are lower-cased, and what is not a letter, digit
/// or `_` becomes `_`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum), value(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Its first tag.
    #[default]
    Tag,
    /// The first segment of its path that is not `api`, a version such as `v1`, a parameter such as `{apiVersion}`, or one
    /// of `ignore_segments`.
    Path,
    /// The first words of its operationId: what stands before a `/` or `.`, else its words up to a verb, without a verb
    /// at the start. `pipelines-create` and `getPipelines` are both in `pipelines`.
    OperationId,
    /// The name of the file that it stands in. Goes with `source.dir`.
    File,
}

impl By {
    /// Returns the name of the choice in a configuration.
    pub fn name(self) -> &'static str {
        match self {
            By::Tag => "tag",
            By::Path => "path",
            By::OperationId => "operation_id",
            By::File => "file",
        }
    }
}

/// Operations that are placed in a service by their paths.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PathRule {
    /// The paths, such as `/admin/*`. `*` stands for any text and `?` for any character.
    pub path: Many<String>,
    /// The service.
    pub service: String,
}

/// What is left out. One of `service`, `tag` and `operation` says what.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Skip {
    /// The name of a service.
    pub service: Option<String>,
    /// A tag of operations. `*` stands for any text and `?` for any character.
    pub tag: Option<String>,
    /// HTTP verb and path of operations, such as `GET /internal/*`, or a path.
    pub operation: Option<String>,
    /// Why.
    #[serde(rename = "reason")]
    _reason: String,
}

impl Skip {
    /// Returns what is left out: `service`, `tag` or `operation`, and its name.
    pub fn what(&self) -> Option<(&'static str, &str)> {
        let [service, tag, operation] = [&self.service, &self.tag, &self.operation].map(Option::as_deref);
        match (service, tag, operation) {
            (Some(name), None, None) => Some(("service", name)),
            (None, Some(name), None) => Some(("tag", name)),
            (None, None, Some(name)) => Some(("operation", name)),
            _ => None,
        }
    }
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
    /// How methods are run, if not as the provider says: `protocolType` in `provider.yaml`.
    pub protocol: Option<Protocol>,
}

impl ConfigFile {
    /// Checks what cannot be said by types about services.
    pub(super) fn check_services(&self) -> Result<(), Error> {
        let services = &self.config.services;
        for (index, skip) in services.skip.iter().enumerate() {
            if skip.what().is_none() {
                let place = self.place(&format!("/services/skip/{index}"));
                let message = "an entry of `skip` leaves out a service, a tag or an operation";
                return Err(Error::input(message, place, "give one of `service`, `tag` and `operation`"));
            }
        }
        let without_effect = [("paths", services.paths.len()), ("ignore_segments", services.ignore_segments.len())];
        let mut given = without_effect.into_iter().filter(|(_, entries)| services.by == By::File && *entries > 0);
        if let Some((key, _)) = given.next() {
            let place = self.place(&format!("/services/{key}"));
            let message =
                format!("`services.{key}` has no effect with `services.by: file`: each document is a service");
            return Err(Error::input(message, place, "remove it, or use one document"));
        }
        Ok(())
    }
}
