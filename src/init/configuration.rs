//! Renders the first `provgen.yaml` of a provider.

use minijinja::context;

use crate::proposal::paging::Draft;
use crate::render::{RenderError, environment, object};
use crate::tree::{Node, yaml_writer};

use super::given::FOLDER;
use super::servers::Servers;
use super::settings::Settings;

const TEMPLATE: (&str, &str) = ("provgen.yaml.j2", include_str!("../../templates/init/provgen.yaml.j2"));

/// Renders a configuration with comments.
///
/// # Errors
/// The template does not compile, or uses an undefined variable.
pub fn configuration(settings: &Settings, paging: &Draft) -> Result<String, RenderError> {
    let block = |key: &str, node: &Node| yaml_writer::document(&object([(key, node.clone())])).trim_end().to_owned();
    let (mut own, mut mended, mut example) = (String::new(), String::new(), String::new());
    match &settings.servers {
        Servers::Own(url) => own = yaml_writer::inline(url).into_owned(),
        Servers::Mended(servers) => mended = block("servers", servers),
        Servers::Missing(url) => example = yaml_writer::inline(url).into_owned(),
    }
    let environment = environment(&[TEMPLATE])?;
    let page = context! {
        name => &settings.name,
        title => yaml_writer::inline(&settings.title),
        description => yaml_writer::inline(&settings.description),
        file => settings.file.as_deref().unwrap_or_default(),
        folder => FOLDER,
        url => settings.url.as_deref().map(yaml_writer::inline).unwrap_or_default(),
        sha256 => &settings.sha256,
        services => block("services", &settings.services),
        is_by_file => settings.is_by_file,
        has_ignored_segments => settings.services.get("ignore_segments").is_some(),
        own_server => own,
        servers => mended,
        example_server => example,
        paging => &paging.lines,
        has_paging => paging.has_entries(),
        paging_told => paging.told.as_deref().unwrap_or_default(),
        config => block("config", &settings.config),
    };
    Ok(environment.get_template(TEMPLATE.0)?.render(page)?)
}
