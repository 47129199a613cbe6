//! What the engine moves from a statement into the query of a request (provider-format 3.7).

use crate::place::Mark;
use crate::schema::Resolver;
use crate::schema::shape::Shape;
use crate::tree::{Node, Text, Value};

/// The key of the block in a `config`.
pub const KEY: &str = "queryParamPushdown";

/// A part of `queryParamPushdown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The columns of SELECT.
    Select,
    /// The conditions of WHERE.
    Filter,
    /// ORDER BY.
    OrderBy,
    /// LIMIT.
    Top,
    /// OFFSET.
    Skip,
    /// `COUNT(*)`.
    Count,
}

impl Part {
    /// All parts.
    pub const ALL: [Part; 6] = [Part::Select, Part::Filter, Part::OrderBy, Part::Top, Part::Skip, Part::Count];

    /// The key in the block.
    pub fn key(self) -> &'static str {
        match self {
            Part::Select => "select",
            Part::Filter => "filter",
            Part::OrderBy => "orderBy",
            Part::Top => "top",
            Part::Skip => "skip",
            Part::Count => "count",
        }
    }

    fn odata_name(self) -> &'static str {
        match self {
            Part::Select => "$select",
            Part::Filter => "$filter",
            Part::OrderBy => "$orderby",
            Part::Top => "$top",
            Part::Skip => "$skip",
            Part::Count => "$count",
        }
    }

    /// The parameter that a part sends. Only the dialect `odata` has names of its own.
    pub fn parameter(self, node: &Node) -> Option<&str> {
        let named = node.text("paramName").filter(|name| !name.is_empty());
        named.or_else(|| is_odata(node).then(|| self.odata_name()))
    }

    /// Whether the engine can write a part: conditions and orders in the syntax of OData alone.
    pub fn is_rendered(self, node: &Node) -> bool {
        !matches!(self, Part::Filter | Part::OrderBy) || is_odata(node) || node.text("syntax") == Some("odata")
    }
}

fn is_odata(node: &Node) -> bool {
    node.text("dialect") == Some("odata")
}

/// Returns the parameter of the query that a part of a push-down goes into, if an operation has it.
pub fn target<'a>(part: Part, node: &Node, operation: &'a Node, resolver: Resolver<'a>) -> Option<Shape<'a>> {
    let name = part.parameter(node)?;
    let mut parameters = operation.items("parameters").iter().filter_map(|parameter| resolver.resolve(parameter));
    let is_meant = |it: &&Node| it.text("name") == Some(name) && it.text("in") == Some("query");
    parameters.find(is_meant).map(|parameter| Shape::of(resolver, parameter.get("schema").unwrap_or(parameter)))
}

/// Returns the largest whole number that a parameter allows, as far as a 64-bit float counts exactly.
pub fn most(parameter: &Shape<'_>) -> Option<u64> {
    let most = parameter.limits().most?;
    let largest = if most.is_exclusive { (most.value - 1.0).ceil() } else { most.value.floor() };
    (1.0..=9_007_199_254_740_992.0).contains(&largest).then_some(largest as u64)
}

/// Returns a part of a push-down with no larger value than the parameter allows.
pub fn bounded(part: &Node, parameter: &Shape<'_>) -> Node {
    let number = |node: Option<&Node>| match &node?.value {
        Value::Number(text) => text.parse::<u64>().ok(),
        _ => None,
    };
    let Some(most) = most(parameter) else { return part.clone() };
    match number(part.get("maxValue")) {
        Some(given) if given <= most => part.clone(),
        _ => part.with("maxValue", Node::new(Value::Number(Text::from(most.to_string())), Mark::default())),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tree::{yaml, yaml_writer};

    #[test]
    fn a_value_is_no_larger_than_its_parameter_allows() {
        let node = |text: &str| yaml::read(text.as_bytes(), Path::new("x")).unwrap_or_default();
        let root = node("{}");
        let bound = |part: &str, schema: &str| {
            let schema = node(schema);
            yaml_writer::document(&bounded(&node(part), &Shape::of(Resolver::new(&root), &schema)))
        };
        let plain = "paramName: limit\n";
        assert_eq!(bound(plain, "{type: integer}"), plain);
        assert_eq!(bound(plain, "{maximum: 50}"), "paramName: limit\nmaxValue: 50\n");
        assert_eq!(bound(plain, "{allOf: [{type: integer}, {maximum: 20.5}]}"), "paramName: limit\nmaxValue: 20\n");
        assert_eq!(bound(plain, "{maximum: 50, exclusiveMaximum: true}"), "paramName: limit\nmaxValue: 49\n");
        assert_eq!(bound("maxValue: 10\n", "{maximum: 50}"), "maxValue: 10\n");
        assert_eq!(bound("maxValue: 100\n", "{maximum: 50}"), "maxValue: 50\n");
        assert_eq!(bound(plain, "{maximum: 1e300}"), plain);
    }
}
