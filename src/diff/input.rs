//! An input of a statement in one state.

use std::collections::BTreeMap;

use crate::model::Method;
use crate::schema::Resolver;
use crate::schema::shape::{Shape, literal};
use crate::tree::Node;

use super::table::{self, ChangeType};
use super::values::{self, Values};

/// What an input is, which decides its types of changes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Parameter,
    Body,
    Server,
}

/// A parameter, body property or server variable.
pub struct Input<'a> {
    pub sort: Sort,
    /// Whether a statement must give it.
    pub required: bool,
    /// The type; empty if not stated.
    pub datatype: String,
    /// The listed values.
    pub values: Values,
    /// The value if a statement gives none.
    pub default: Option<String>,
    pub is_deprecated: bool,
    pub description: String,
    /// The schema of a body property.
    pub schema: Option<&'a Node>,
}

/// The types of changes for one sort of input.
pub struct Types {
    /// The word for it in messages.
    pub word: &'static str,
    pub added: &'static ChangeType,
    pub removed: &'static ChangeType,
    pub required_added: &'static ChangeType,
    pub required_removed: &'static ChangeType,
    /// An optional input is now required.
    pub now_required: &'static ChangeType,
    /// A required input is now optional.
    pub now_optional: &'static ChangeType,
    /// The type changed.
    pub datatype: &'static ChangeType,
    /// More values are accepted.
    pub values_added: &'static ChangeType,
    /// Fewer values are accepted.
    pub values_removed: &'static ChangeType,
    /// The default changed.
    pub default: &'static ChangeType,
    /// It is deprecated, or no longer deprecated.
    pub deprecation: &'static ChangeType,
    pub description: &'static ChangeType,
}

static PARAMETER: Types = Types {
    word: "parameter",
    added: &table::PARAMETER_ADDED,
    removed: &table::PARAMETER_REMOVED,
    required_added: &table::REQUIRED_PARAMETER_ADDED,
    required_removed: &table::REQUIRED_PARAMETER_REMOVED,
    now_required: &table::PARAMETER_NOW_REQUIRED,
    now_optional: &table::PARAMETER_NOW_OPTIONAL,
    datatype: &table::PARAMETER_TYPE_CHANGED,
    values_added: &table::PARAMETER_VALUES_ADDED,
    values_removed: &table::PARAMETER_VALUES_REMOVED,
    default: &table::PARAMETER_DEFAULT_CHANGED,
    deprecation: &table::PARAMETER_DEPRECATION_CHANGED,
    description: &table::PARAMETER_DESCRIPTION_CHANGED,
};

static BODY: Types = Types {
    word: "property",
    added: &table::BODY_PROPERTY_ADDED,
    removed: &table::BODY_PROPERTY_REMOVED,
    required_added: &table::REQUIRED_BODY_PROPERTY_ADDED,
    required_removed: &table::REQUIRED_BODY_PROPERTY_REMOVED,
    now_required: &table::BODY_PROPERTY_NOW_REQUIRED,
    now_optional: &table::BODY_PROPERTY_NOW_OPTIONAL,
    datatype: &table::BODY_PROPERTY_TYPE_CHANGED,
    values_added: &table::BODY_PROPERTY_VALUES_ADDED,
    values_removed: &table::BODY_PROPERTY_VALUES_REMOVED,
    default: &table::BODY_PROPERTY_DEFAULT_CHANGED,
    deprecation: &table::BODY_PROPERTY_DEPRECATION_CHANGED,
    description: &table::BODY_PROPERTY_DESCRIPTION_CHANGED,
};

/// The types of changes for an input in two states.
pub fn types(was: Sort, is: Sort) -> &'static Types {
    if (was, is) == (Sort::Body, Sort::Body) { &BODY } else { &PARAMETER }
}

/// The inputs of a method by their names in SQL.
pub fn inputs<'a>(method: &'a Method, resolver: Resolver<'a>) -> BTreeMap<String, Input<'a>> {
    let required = method.required_keys();
    let mut inputs = BTreeMap::new();
    for parameter in &method.parameters {
        let schema = parameter.node.get("schema").cloned().unwrap_or_default();
        let description = parameter.node.text("description").unwrap_or_default();
        let input = || {
            let is_required = required.contains(parameter.name.as_str());
            let input = input(Sort::Parameter, is_required, &schema, description, resolver);
            Input { is_deprecated: input.is_deprecated || parameter.node.flag("deprecated"), ..input }
        };
        inputs.entry(parameter.name.clone()).or_insert_with(input);
    }
    let body = method.body_schema.as_ref().map(|schema| Shape::of(resolver, schema));
    for attribute in method.given_attributes(resolver) {
        let target = resolver.resolve(attribute.schema).unwrap_or(attribute.schema);
        let description = target.text("description").unwrap_or_default();
        let input = || {
            let is_required = required.contains(attribute.name.as_str());
            let input = input(Sort::Body, is_required, target, description, resolver);
            let named = body.iter().flat_map(|body| body.named_values(attribute.property)).map(str::to_owned).collect();
            Input { schema: Some(attribute.schema), values: Values { named, ..input.values }, ..input }
        };
        inputs.entry(attribute.name.clone()).or_insert_with(input);
    }
    for variable in &method.server_variables {
        let is_required = required.contains(variable.name.as_str());
        let input = || input(Sort::Server, is_required, &Node::default(), "", resolver);
        inputs.entry(variable.name.clone()).or_insert_with(input);
    }
    // The engine also asks for required form fields, which SQL cannot give.
    for name in required {
        inputs.entry(name.to_owned()).or_insert_with(|| input(Sort::Body, true, &Node::default(), "", resolver));
    }
    inputs
}

fn input<'a>(sort: Sort, required: bool, schema: &Node, description: &str, resolver: Resolver<'_>) -> Input<'a> {
    let shape = Shape::of(resolver, schema);
    let own = shape.agreement();
    let listed = |values: &[&Node]| values::set(values);
    let held = || shape.items().and_then(|items| listed(&items.own_values()));
    Input {
        sort,
        required,
        datatype: shape.text("type").or(own.kind).unwrap_or_default().to_owned(),
        values: Values { listed: own.values.as_deref().and_then(listed).or_else(held), named: values::Set::new() },
        default: shape.get("default").filter(|default| !default.is_null()).map(literal),
        is_deprecated: shape.flag("deprecated"),
        description: description.to_owned(),
        schema: None,
    }
}
