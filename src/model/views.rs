//! Adds views to the resources of a provider.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::config::Titles;
use crate::finding::{Finding, Site, VIEW_DDL_SYNTAX, VIEW_SERVICE_UNKNOWN};
use crate::mapping::identifier;
use crate::place::Mark;
use crate::source::views::Fragment;
use crate::sql::view;
use crate::text::closest;
use crate::tree::{Node, Text};

use super::{Resource, Service};

/// Adds views as resources of their services, or to the resource of the same name.
pub fn add(services: &mut [Service], fragments: &[Fragment], provider: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, fragment) in fragments.iter().enumerate() {
        match services.iter_mut().find(|service| service.name == fragment.service) {
            Some(service) => {
                add_views(service, fragment, provider);
                let views = fragment.resources();
                findings.extend(invalid(fragment, index));
                findings.extend(views.filter_map(|(name, mark, _)| identifier(name, "view", Site::View(index, mark))));
            }
            None => findings.push(unknown_service(services, fragment, index)),
        }
    }
    findings
}

/// Reports views whose statements cannot run.
fn invalid(fragment: &Fragment, index: usize) -> Vec<Finding> {
    let entries = fragment.tree.as_mapping().into_iter().flatten();
    let statements = entries.flat_map(|(name, entry)| {
        view::alternatives(entry).filter_map(view::ddl).map(move |(ddl, node)| (name, ddl, node.mark))
    });
    let report = |(name, ddl, mark): (&Text, &str, Mark)| {
        let message = format!("the statement of the view `{name}` cannot run: {}", view::fault(ddl)?);
        Some(Finding::new(&VIEW_DDL_SYNTAX, Site::View(index, mark), message, "correct the statement"))
    };
    statements.filter_map(report).collect()
}

fn add_views(service: &mut Service, fragment: &Fragment, provider: &str) {
    let mut blocks: IndexMap<&str, &Node> = fragment.resources().map(|(name, _, block)| (name, block)).collect();
    for resource in &mut service.resources {
        if let Some(block) = blocks.swap_remove(resource.name.as_str()) {
            (resource.view, resource.block) = parts(block);
        }
    }
    service.resources.extend(blocks.into_iter().map(|(name, block)| {
        let (view, block) = parts(block);
        let (name, id) = (name.to_owned(), format!("{provider}.{}.{name}", service.name));
        Resource { name, id, methods: Vec::new(), verbs: BTreeMap::new(), view, block }
    }));
    service.resources.sort_by(|a, b| a.name.cmp(&b.name));
}

/// The `config` block with a view, if it has one, and the other keys.
fn parts(block: &Node) -> (Option<Node>, Node) {
    match block.get("config").filter(|config| config.get("views").is_some()) {
        Some(view) => (Some(view.clone()), block.without("config")),
        None => (None, block.clone()),
    }
}

/// Gives resources the titles that the configuration asks for, unless their own blocks say more.
pub fn add_titles(services: &mut [Service], titles: Titles) {
    if titles == Titles::Words {
        return;
    }
    let resources = services.iter_mut().flat_map(|service| &mut service.resources);
    for resource in resources.filter(|resource| resource.block.get("title").is_none()) {
        let title = titles.of(&resource.name).map(|title| Node::string(title, Mark::default()));
        resource.block = resource.block.with("title", title.unwrap_or_default());
    }
}

fn unknown_service(services: &[Service], fragment: &Fragment, index: usize) -> Finding {
    let names: Vec<String> = services.iter().map(|service| service.name.clone()).collect();
    let help = match closest(&fragment.service, &names) {
        Some(known) => format!("did you mean `{known}`? The file must have the name of the service"),
        None => "name the file after a service of the provider".to_owned(),
    };
    let message = format!("the views belong to the service `{}`, which does not exist", fragment.service);
    Finding::new(&VIEW_SERVICE_UNKNOWN, Site::View(index, Mark::default()), message, help)
}
