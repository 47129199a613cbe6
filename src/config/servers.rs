//! Servers that a configuration gives in place of the document's own.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::Error;
use crate::tree::pointer;

use super::ConfigFile;

/// A server (OpenAPI 3.0, Server Object).
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "it is checked, and written as configured")]
pub struct Server {
    /// URL with `{variables}`.
    pub url: String,
    /// What it is.
    #[serde(default)]
    pub description: Option<String>,
    /// The variables of the URL: SQL users give them as parameters.
    #[serde(default)]
    pub variables: BTreeMap<String, ServerVariable>,
}

/// A variable of a server's URL.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "it is checked, and written as configured")]
pub struct ServerVariable {
    /// The value that is used when a query gives none.
    pub default: String,
    /// What it is.
    #[serde(default)]
    pub description: Option<String>,
    /// The only values that make sense.
    #[serde(default, rename = "enum")]
    pub values: Option<Vec<String>>,
    /// The environment variable whose value is used when a query gives none, from any-sdk 0.5.4 on. Older releases
    /// use the default.
    #[serde(default, rename = "x-stackQL-envVar")]
    pub(super) environment: Option<String>,
}

impl ConfigFile {
    /// Checks the names of environment variables: the engine would look for one that cannot be (provider-format 2.2).
    pub(super) fn check_variables(&self) -> Result<(), Error> {
        for (index, server) in self.config.servers.iter().flatten().enumerate() {
            for (name, variable) in &server.variables {
                let Some(environment) = &variable.environment else { continue };
                if !is_environment_variable(environment) {
                    let pointer = format!("/servers/{index}/variables/{}/x-stackQL-envVar", pointer::escape(name));
                    let message = format!("`{environment}` is not the name of an environment variable");
                    return Err(Error::input(message, self.place(&pointer), "write a name such as SHOP_REGION"));
                }
            }
        }
        Ok(())
    }
}

fn is_environment_variable(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.chars().all(is_plain) && name.starts_with(|c: char| !c.is_ascii_digit())
}
