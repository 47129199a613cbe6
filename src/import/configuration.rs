//! Renders the `provgen.yaml` of an imported provider.

use minijinja::context;

use crate::config::Titles;
use crate::error::Error;
use crate::render::{RenderError, environment, fault, object};
use crate::tree::{Node, yaml_writer};

use super::draft::Settings;

const TEMPLATE: (&str, &str) = ("provgen.yaml.j2", include_str!("../../templates/import/provgen.yaml.j2"));

/// The version folder of source trees, which a configuration need not name.
const SOURCE_VERSION: &str = "v00.00.00000";

/// Renders a configuration with comments.
///
/// # Errors
/// The template does not compile, or uses an undefined variable.
pub fn configuration(settings: &Settings) -> Result<String, Error> {
    rendered(settings).map_err(|error| fault(&error))
}

fn rendered(settings: &Settings) -> Result<String, RenderError> {
    let block = |key: &str, node: &Node| yaml_writer::document(&object([(key, node.clone())])).trim_end().to_owned();
    let indented = |text: String| text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n");
    let page = context! {
        name => yaml_writer::inline(&settings.name),
        title => yaml_writer::inline(&settings.title),
        description => yaml_writer::inline(&settings.description),
        version => (settings.version != SOURCE_VERSION).then(|| yaml_writer::inline(&settings.version)),
        max_megabytes => settings.max_megabytes,
        about => settings.about.as_ref().map(|about| indented(block("about", about))),
        titles => (settings.titles != Titles::Words).then(|| settings.titles.name()),
        has_naive_bodies => settings.has_naive_bodies,
        config => settings.config.as_ref().map(|config| block("config", config)),
    };
    Ok(environment(&[TEMPLATE])?.get_template(TEMPLATE.0)?.render(page)?)
}
