//! Sets up templates, and reports one that fails.

use minijinja::{AutoEscape, Environment, UndefinedBehavior, syntax::SyntaxConfig};

use crate::error::Error;

/// A page that could not be written: a fault of a template, not of an input.
#[derive(Debug, thiserror::Error)]
#[error("a template failed: {0:#}")]
pub struct RenderError(#[from] minijinja::Error);

/// A fault of a template, as what stops a command.
pub fn fault(error: &RenderError) -> Error {
    Error::usage(error.to_string(), "this is a fault of provgen: please report it with the input that led to it")
}

/// The templates of a style. Text is escaped by Rust, and a name that is not there is a fault.
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
