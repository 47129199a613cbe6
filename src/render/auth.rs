//! Prepares the `auth` block of a provider for pages.

use serde::Serialize;

use crate::model::Provider;
use crate::tree::change;
use crate::tree::change::Change;
use crate::tree::{Node, Value};

use crate::text::escape::attribute;

#[derive(Serialize)]
pub struct Auth {
    /// The environment variables that hold credentials.
    variables: Vec<String>,
    /// The settings, escaped for single quotes in a POSIX shell.
    posix: String,
    /// The settings, escaped for single quotes in PowerShell.
    powershell: String,
}

impl Auth {
    /// The length of the settings in bytes.
    pub fn length(&self) -> usize {
        self.posix.len()
    }
}

/// The `auth` block with placeholders for environment variables, for the command line.
pub fn auth(provider: &Provider) -> Option<Auth> {
    let auth = provider.config.as_ref()?.get("auth")?;
    let settings =
        format!(r#"{{ "{}": {} }}"#, provider.name, spaced(&serde_json::to_string(&with_other_names(auth)).ok()?));
    Some(Auth {
        variables: environment_variables(auth).into_iter().map(attribute).collect(),
        posix: settings.replace('\'', r"'\''"),
        powershell: settings.replace('\'', "''"),
    })
}

/// Whether a key of an `auth` block names an environment variable.
fn is_variable(key: &str) -> bool {
    key.ends_with("envvar") || key.ends_with("_var")
}

/// Includes those of nested blocks, such as `successor`.
fn environment_variables(auth: &Node) -> Vec<&str> {
    let mut variables = Vec::new();
    for (key, node) in auth.as_mapping().into_iter().flatten() {
        variables.extend(node.as_str().filter(|_| is_variable(key)));
        variables.extend(environment_variables(node));
    }
    variables
}

fn with_other_names(auth: &Node) -> Node {
    let renamed = |key: &str, node: &Node| match &node.value {
        Value::String(name) if is_variable(key) => Change::Set(Node::string(format!("YOUR_{name}_VAR"), node.mark)),
        Value::Mapping(_) => Change::Set(with_other_names(node)),
        _ => Change::Keep,
    };
    change::children(auth, renamed).unwrap_or_else(|| auth.clone())
}

/// Adds spaces after commas and colons to compact JSON.
fn spaced(json: &str) -> String {
    let mut spaced = String::with_capacity(json.len() + 16);
    let (mut in_text, mut escaped) = (false, false);
    for letter in json.chars() {
        spaced.push(letter);
        if !in_text && matches!(letter, ':' | ',') {
            spaced.push(' ');
        }
        in_text ^= letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
    }
    spaced
}
