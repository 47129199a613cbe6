//! `queryParamPushdown` can send a number above the maximum of the parameter.

use crate::engine::pushdown::Part;
use crate::rules::{Findings, ServiceContext};
use crate::schema::Resolver;
use crate::tree::scalar::{Number, number};
use crate::tree::{Node, Value};

use super::pushdown;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for (block, methods) in pushdown::with_methods(context) {
        for (part, node, name) in pushdown::sent(block).into_iter().filter(|(part, ..)| *part == Part::Top) {
            let limit = value(node, "maxValue");
            let least = methods
                .iter()
                .filter_map(|method| {
                    let parameter = method.parameters.iter().find(|it| it.name == name)?;
                    Some((maximum(&parameter.node, context.resolver())?, method))
                })
                .min_by(|(a, _), (b, _)| a.total_cmp(b));
            let Some((maximum, method)) = least.filter(|(maximum, _)| limit.is_none_or(|it| it > *maximum)) else {
                continue;
            };
            let message =
                format!("`{}` can send `{name}` above {maximum}, the maximum of `{}`", part.key(), method.name);
            findings.add(node.mark, message, format!("write `maxValue: {maximum}`, or move it to each method"));
        }
    }
}

fn maximum(parameter: &Node, resolver: Resolver<'_>) -> Option<f64> {
    value(resolver.resolve(parameter.get("schema")?)?, "maximum")
}

fn value(holder: &Node, key: &str) -> Option<f64> {
    let Value::Number(spelling) = &holder.get(key)?.value else { return None };
    match number(spelling)? {
        Number::Float(value) => Some(value),
        _ => spelling.parse().ok(),
    }
}
