//! Sets up templates and reports their faults.

use minijinja::{AutoEscape, Environment, UndefinedBehavior, syntax::SyntaxConfig};

use crate::error::Error;

/// A template failed, which is a fault of provgen, not of an input.
#[derive(Debug, thiserror::Error)]
#[error("a template failed: {0:#}")]
pub struct RenderError(#[from] minijinja::Error);

/// Converts a fault of a template into an error that ends a command.
pub fn fault(error: &RenderError) -> Error {
    Error::usage(error.to_string(), "this is a fault of provgen: please report it with the input that led to it")
}

/// An environment with the templates of a style. Undefined variables are errors; text must be escaped before.
pub(crate) fn environment(templates: &[(&'static str, &'static str)]) -> Result<Environment<'static>, RenderError> {
    let mut environment = Environment::new();
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    for (name, source) in templates {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}
