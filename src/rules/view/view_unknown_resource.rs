//! A view selects from a resource that does not exist.

use crate::rules::{Findings, ResourceContext};
use crate::sql::statement::Reading;
use crate::sql::view;

pub(super) fn check(context: &ResourceContext<'_>, findings: &mut Findings) {
    for (ddl, node) in view::alternatives(context.node).filter_map(view::ddl) {
        let Ok(reading) = Reading::of(&view::filled(ddl)) else { continue };
        for table in reading.tables.iter().filter(|table| !table.is_function) {
            let path: Vec<&str> = table.path.iter().map(|name| name.text.as_str()).collect();
            let [provider, service, resource] = path.as_slice() else { continue };
            if is_missing(context, provider, service, resource) {
                let message =
                    format!("the view `{}` selects from `{}`, which does not exist", context.name, path.join("."));
                findings.add(node.mark, message, "use a resource of the provider: `provider.service.resource`");
            }
        }
    }
}

fn is_missing(context: &ResourceContext<'_>, provider: &str, service: &str, resource: &str) -> bool {
    let Some(opened) = context.service.provider.filter(|opened| opened.name() == provider) else { return false };
    if service == context.service.file.service.name {
        let resources = context.service.tree().get("components").and_then(|it| it.get(crate::engine::RESOURCES));
        return resources.is_none_or(|resources| resources.get(resource).is_none());
    }
    !opened.entries.iter().any(|entry| &*entry.key == service)
}
