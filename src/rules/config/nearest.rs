//! Which block of a `config` key counts for which method: the nearest one.

use crate::model::Method;
use crate::rules::ServiceContext;
use crate::sql::SqlVerb;
use crate::tree::Node;

/// Each block under a key in a service document, with the methods for SELECT that it is for.
pub(super) fn with_methods<'a>(service: &ServiceContext<'a>, key: &str) -> Vec<(&'a Node, Vec<&'a Method>)> {
    let block = |holder: &'a Node| holder.get("config")?.get(key).filter(|block| block.as_mapping().is_some());
    let (mut found, mut all) = (Vec::new(), Vec::new());
    let model = &service.file.service.resources;
    for (name, node) in service.resources() {
        let Some(resource) = model.iter().find(|resource| *resource.name == **name) else { continue };
        let own = |method: &Method| block(node.get("methods")?.get(&method.name)?);
        let (nearest, inherited): (Vec<&Method>, _) =
            resource.methods_of(SqlVerb::Select).into_iter().partition(|method| own(method).is_some());
        found.extend(nearest.into_iter().filter_map(|method| Some((own(method)?, vec![method]))));
        match block(node) {
            Some(block) => found.push((block, inherited)),
            None => all.extend(inherited),
        }
    }
    let root = service.tree().get("x-stackQL-config").and_then(|config| config.get(key));
    found.extend(root.filter(|block| block.as_mapping().is_some()).map(|block| (block, all)));
    found
}
