//! Renders the `provgen.yaml` of an imported provider.

use minijinja::{Value, context};

use crate::config::Titles;
use crate::engine::Protocol;
use crate::error::Error;
use crate::render::{RenderError, environment, fault, object};
use crate::tree::{Node, yaml_writer};

use super::draft::About;
use super::vendor::Blocks;

const TEMPLATE: (&str, &str) = ("provgen.yaml.j2", include_str!("../../templates/import/provgen.yaml.j2"));

/// The version folder of source trees, which a configuration need not name.
const SOURCE_VERSION: &str = "v00.00.00000";

/// Renders a configuration with comments. `settings` are the items of the list of that name.
///
/// # Errors
/// The template does not compile, or uses an undefined variable.
pub fn configuration(about: &About, settings: &str) -> Result<String, Error> {
    rendered(about, settings).map_err(|error| fault(&error))
}

fn rendered(about: &About, settings: &str) -> Result<String, RenderError> {
    let indented = |text: String| text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n");
    let page = context! {
        name => yaml_writer::inline(&about.name),
        folder => about.folder.as_deref().map(yaml_writer::inline),
        title => yaml_writer::inline(&about.title),
        description => yaml_writer::inline(&about.description),
        version => (about.version != SOURCE_VERSION).then(|| yaml_writer::inline(&about.version)),
        max_megabytes => about.max_megabytes,
        about => about.services.as_ref().map(|services| indented(block("about", services))),
        titles => (about.titles != Titles::Words).then(|| about.titles.name()),
        has_naive_bodies => about.has_naive_bodies,
        unlowered => about.unlowered.clone(),
        vendor => about.vendor.as_ref().map(vendored),
        settings => settings,
        protocol => about.protocol.map(Protocol::name),
        config => about.config.as_ref().map(|config| block("config", config)),
    };
    Ok(environment(&[TEMPLATE])?.get_template(TEMPLATE.0)?.render(page)?)
}

fn block(key: &str, node: &Node) -> String {
    yaml_writer::document(&object([(key, node.clone())])).trim_end().to_owned()
}

/// Returns what templates show of the vendor's documents.
pub fn vendored(blocks: &Blocks) -> Value {
    context! {
        source => block("source", &blocks.source),
        services => block("services", &blocks.services),
        servers => blocks.servers.as_ref().map(|servers| block("servers", servers)),
        has_snake_case => blocks.has_snake_case,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_known_is_written() {
        let about = About {
            name: "shop".to_owned(),
            folder: Some("shop.example".to_owned()),
            title: "Shop: more".to_owned(),
            description: "Things".to_owned(),
            version: "v1".to_owned(),
            max_megabytes: Some(128),
            services: Some(object([("orders", object([("title", Node::string("Orders", Default::default()))]))])),
            titles: Titles::None,
            has_naive_bodies: true,
            protocol: Some(Protocol::Http),
            config: Some(object([("auth", object([("type", Node::string("null_auth", Default::default()))]))])),
            vendor: None,
            unlowered: vec!["variants"],
        };
        let text = configuration(&about, "  - {request: {mediaType: null}}\n").expect("a configuration");
        insta::assert_snapshot!(text);
    }
}
