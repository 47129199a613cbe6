//! Gives push-down to the methods that have the parameter: the engine sends it whether or not the operation knows it, and
//! however large its value is (provider-format 3.7).

use crate::engine::pushdown::{KEY, Part, bounded, target};
use crate::mapping::MappedMethod;
use crate::tree::Node;

use super::Stage;

impl Stage<'_> {
    pub(super) fn push_down(&mut self, method: &mut MappedMethod) {
        let Some(whole) = self.config.service_config().and_then(|config| config.get(KEY)) else { return };
        let Some(operation) = self.operation(method.operation) else { return };
        let mut own = Node::default();
        for part in Part::ALL {
            let Some(node) = whole.get(part.key()) else { continue };
            let Some(parameter) = target(part, node, &operation.node, self.engine().resolver) else { continue };
            own = own.with(part.key(), bounded(node, &parameter));
        }
        if own.as_mapping().is_some_and(|parts| !parts.is_empty()) {
            self.counts.push_down += 1;
            method.push_down = Some(own);
        }
    }
}
