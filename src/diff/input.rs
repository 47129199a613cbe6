//! One thing that a statement gives, as a state has it.

use std::collections::BTreeMap;

use crate::model::Method;
use crate::schema::Resolver;
use crate::schema::shape::{Shape, literal};
use crate::tree::Node;

use super::table::{self, ChangeType};
use super::values::{self, Values};

/// Which types of change are about it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A parameter.
    Parameter,
    /// A property of the request body.
    Body,
    /// A variable of the server.
    Server,
}

/// Something that a statement gives.
pub struct Input<'a> {
    /// What it is.
    pub sort: Sort,
    /// Whether a statement must give it.
    pub required: bool,
    /// Its type; empty if nothing says one.
    pub datatype: String,
    /// The values that it can have.
    pub values: Values,
    /// The value that it has if a statement gives none.
    pub default: Option<String>,
    /// Whether the API advises against it.
    pub is_deprecated: bool,
    /// What people read about it.
    pub description: String,
    /// The schema of a property of the body, for what is inside.
    pub schema: Option<&'a Node>,
}

/// The types of change of one sort of input.
pub struct Types {
    /// What it is called.
    pub word: &'static str,
    /// It is new.
    pub added: &'static ChangeType,
    /// It is gone.
    pub removed: &'static ChangeType,
    /// It is new, and required.
    pub required_added: &'static ChangeType,
    /// It is gone, and was required.
    pub required_removed: &'static ChangeType,
    /// It is required, and was not.
    pub now_required: &'static ChangeType,
    /// It is not required any more.
    pub now_optional: &'static ChangeType,
    /// It has another type.
    pub datatype: &'static ChangeType,
    /// It takes more values.
    pub values_added: &'static ChangeType,
    /// It takes fewer values.
    pub values_removed: &'static ChangeType,
    /// It has another value if a statement gives none.
    pub default: &'static ChangeType,
    /// The API advises against it, or does no longer.
    pub deprecation: &'static ChangeType,
    /// People read something else about it.
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

/// The types of change of something in two states.
pub fn types(was: Sort, is: Sort) -> &'static Types {
    if (was, is) == (Sort::Body, Sort::Body) { &BODY } else { &PARAMETER }
}

/// What a method takes, by the names that SQL has for it.
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
    // SQL cannot give what a form requires, but the engine asks for it.
    for name in required {
        inputs.entry(name.to_owned()).or_insert_with(|| input(Sort::Body, true, &Node::default(), "", resolver));
    }
    inputs
}

fn input<'a>(sort: Sort, required: bool, schema: &Node, description: &str, resolver: Resolver<'_>) -> Input<'a> {
    let schema = resolver.resolve(schema).unwrap_or(schema);
    let first = |schema, key| with_members(schema, resolver).into_iter().find_map(|it: &Node| it.get(key));
    let items = first(schema, "items").and_then(|items| resolver.resolve(items));
    let values = |schema| first(schema, "enum").and_then(Node::as_sequence).unwrap_or_default().iter().collect();
    let own: Vec<&Node> = values(schema);
    let held: Vec<&Node> = items.map(values).unwrap_or_default();
    let declared = first(schema, "type").and_then(Node::as_str);
    Input {
        sort,
        required,
        datatype: declared.unwrap_or_else(|| values::datatype(&own)).to_owned(),
        values: Values { listed: values::set(&own).or_else(|| values::set(&held)), named: values::Set::new() },
        default: first(schema, "default").filter(|default| !default.is_null()).map(literal),
        is_deprecated: with_members(schema, resolver).iter().any(|it| it.flag("deprecated")),
        description: description.to_owned(),
        schema: None,
    }
}

/// A schema and what it is all of: vendors write a description beside a reference in this way.
fn with_members<'n>(schema: &'n Node, resolver: Resolver<'n>) -> Vec<&'n Node> {
    let members = schema.items("allOf").iter().filter_map(|member| resolver.resolve(member));
    [schema].into_iter().chain(members).collect()
}
