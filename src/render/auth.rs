//! How pages show the `auth` block of a provider.

use serde::Serialize;

use crate::model::Provider;
use crate::tree::change;
use crate::tree::change::Change;
use crate::tree::{Node, Value};

use crate::text::escape::attribute;

/// The settings of `auth`, for a template.
#[derive(Serialize)]
pub struct Auth {
    /// The environment variables that hold credentials.
    variables: Vec<String>,
    /// The settings as a POSIX shell takes them.
    posix: String,
    /// The settings as PowerShell takes them.
    powershell: String,
}

impl Auth {
    /// How many bytes the settings have.
    pub fn length(&self) -> usize {
        self.posix.len()
    }
}

/// The `auth` block of the provider, and how to give another one on the command line.
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

/// Keys of an `auth` block that hold the name of an environment variable.
fn is_variable(key: &str) -> bool {
    key.ends_with("envvar") || key.ends_with("_var")
}

/// Also those of a `successor`, which is an `auth` block of its own.
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

/// Compact JSON with blanks where a person would put them.
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
