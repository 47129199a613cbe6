//! What a statement gives to a method: parameters, properties of the request body, server variables.

use std::collections::BTreeMap;
use std::fmt;

use crate::model::Method;
use crate::normalise::Resolver;
use crate::source::node::Node;

use super::body;
use super::change::{Change, Scope, quoted};
use super::methods::direction;
use super::nested::{Fact, Schemas, Use, What};
use super::resources::Sides;
use super::table::{self, ChangeType};
use super::values::{self, Turn};

/// Which types of change are about it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Parameter,
    Body,
    Server,
}

/// Something that a statement gives.
struct Input<'a> {
    sort: Sort,
    required: bool,
    datatype: String,
    /// The values that it can have, if it cannot have any.
    values: Option<values::Set>,
    description: String,
    /// The schema of a property of the body, for what is inside.
    schema: Option<&'a Node>,
}

/// The types of change of one sort of input.
struct Types {
    word: &'static str,
    added: &'static ChangeType,
    removed: &'static ChangeType,
    required_added: &'static ChangeType,
    required_removed: &'static ChangeType,
    now_required: &'static ChangeType,
    now_optional: &'static ChangeType,
    datatype: &'static ChangeType,
    values_added: &'static ChangeType,
    values_removed: &'static ChangeType,
    description: &'static ChangeType,
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
    description: &table::BODY_PROPERTY_DESCRIPTION_CHANGED,
};

/// Compares what two methods take.
pub fn compare<'a>(old: &'a Method, new: &'a Method, sides: &Sides<'a>, scope: &Scope, changes: &mut Vec<Change>) {
    let (before, after) = (inputs(old, sides.schemas.base), inputs(new, sides.schemas.rev));
    let mut found = Vec::new();
    let method = &new.name;
    // A variable that one service has and the other lacks is a change of the service.
    let counts = |name: &str, input: &Input<'_>| input.sort != Sort::Server || sides.variables.contains(name);
    for (name, was) in &before {
        match after.get(name) {
            Some(is) => {
                let types = types(was.sort, is.sort);
                Kept { name, was, is, method, types, scope }.compare(&mut found);
                found.extend(
                    inside(name, (was, is), &sides.schemas).into_iter().map(|fact| body::field(fact, method, scope)),
                );
            }
            None if counts(name, was) => found.push(removed(name, was, method, scope)),
            None => {}
        }
    }
    let new_ones = after.iter().filter(|(name, input)| !before.contains_key(*name) && counts(name, input));
    found.extend(new_ones.map(|(name, input)| added(name, input, method, scope)));
    changes.extend(found.into_iter().map(|change| change.for_statements(direction(new))));
}

/// What is inside an object or a list that both states take. The values in a list are those of the property.
fn inside<'a>(name: &str, (was, is): (&Input<'a>, &Input<'a>), schemas: &Schemas<'a>) -> Vec<Fact> {
    match (was.schema, is.schema) {
        (Some(old), Some(new)) if was.datatype == is.datatype => {
            let is_said = |fact: &Fact| matches!(fact.what, What::Values(_)) && fact.path == format!("{name}[]");
            let mut facts = schemas.compare(name, old, new, Use::Write);
            facts.retain(|fact| !is_said(fact));
            facts
        }
        _ => Vec::new(),
    }
}

fn removed(name: &str, input: &Input<'_>, method: &str, scope: &Scope) -> Change {
    let types = types(input.sort, input.sort);
    let (kind, which) = if input.required { (types.required_removed, "required ") } else { (types.removed, "") };
    scope.change(kind, format!("`{method}` no longer takes the {which}{} {}", types.word, quoted(name))).about(name)
}

fn added(name: &str, input: &Input<'_>, method: &str, scope: &Scope) -> Change {
    let types = types(input.sort, input.sort);
    let (kind, verb) = if input.required { (types.required_added, "requires") } else { (types.added, "takes") };
    scope.change(kind, format!("`{method}` {verb} the new {} {}", types.word, quoted(name))).about(name)
}

/// An input that both states have.
struct Kept<'a> {
    name: &'a str,
    was: &'a Input<'a>,
    is: &'a Input<'a>,
    method: &'a str,
    types: &'static Types,
    scope: &'a Scope,
}

impl Kept<'_> {
    fn compare(&self, changes: &mut Vec<Change>) {
        changes.extend(self.requirement());
        match self.datatype() {
            Some(change) => changes.push(change),
            None => changes.extend(self.values()),
        }
        if self.was.description != self.is.description {
            changes.push(self.say(self.types.description, format!("the description of {self} is another")));
        }
    }

    fn say(&self, kind: &'static ChangeType, text: String) -> Change {
        self.scope.change(kind, text).about(self.name)
    }

    fn requirement(&self) -> Option<Change> {
        let Kept { name, method, types, .. } = self;
        match (self.was.required, self.is.required) {
            (false, true) => {
                Some(self.say(types.now_required, format!("`{method}` requires {}, which was optional", quoted(name))))
            }
            (true, false) => {
                let text = format!("`{method}` no longer requires {}, which is optional now", quoted(name));
                Some(self.say(types.now_optional, text))
            }
            _ => None,
        }
    }

    fn datatype(&self) -> Option<Change> {
        let (was, is) = (&self.was.datatype, &self.is.datatype);
        let spelled = |name: &str| if name.is_empty() { "of any type".to_owned() } else { quoted(name) };
        (was != is).then(|| {
            let change = self.say(self.types.datatype, format!("{self} is {}, and was {}", spelled(is), spelled(was)));
            change.between(Some(was.clone()), Some(is.clone()))
        })
    }

    /// Of another type, no value is the same.
    fn values(&self) -> impl Iterator<Item = Change> + '_ {
        let turns = Turn::all(self.was.values.as_ref(), self.is.values.as_ref());
        turns.into_iter().map(move |turn| {
            let kind = if turn.is_loss() { self.types.values_removed } else { self.types.values_added };
            let (before, after) = turn.ends();
            self.say(kind, format!("{self} {}", turn.taken())).between(before, after)
        })
    }
}

impl fmt::Display for Kept<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} {} of `{}`", self.types.word, quoted(self.name), self.method)
    }
}

fn types(was: Sort, is: Sort) -> &'static Types {
    if (was, is) == (Sort::Body, Sort::Body) { &BODY } else { &PARAMETER }
}

/// What a method takes, by the names that SQL has for it.
fn inputs<'a>(method: &'a Method, resolver: Resolver<'a>) -> BTreeMap<String, Input<'a>> {
    let required = method.required_keys();
    let mut inputs = BTreeMap::new();
    for parameter in &method.parameters {
        let schema = parameter.node.get("schema").cloned().unwrap_or_default();
        let description = parameter.node.text("description").unwrap_or_default();
        let input =
            || input(Sort::Parameter, required.contains(parameter.name.as_str()), &schema, description, resolver);
        inputs.entry(parameter.name.clone()).or_insert_with(input);
    }
    for attribute in method.given_attributes(resolver) {
        let target = resolver.resolve(attribute.schema).unwrap_or(attribute.schema);
        let description = target.text("description").unwrap_or_default();
        let input = || Input {
            schema: Some(attribute.schema),
            ..input(Sort::Body, required.contains(attribute.name.as_str()), target, description, resolver)
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
        values: values::set(&own).or_else(|| values::set(&held)),
        description: description.to_owned(),
        schema: None,
    }
}

/// A schema and what it is all of: vendors write a description beside a reference in this way.
fn with_members<'n>(schema: &'n Node, resolver: Resolver<'n>) -> Vec<&'n Node> {
    let members = schema.items("allOf").iter().filter_map(|member| resolver.resolve(member));
    [schema].into_iter().chain(members).collect()
}
