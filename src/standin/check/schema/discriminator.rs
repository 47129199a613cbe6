//! What a discriminator chooses between (OpenAPI 3.0.3, 4.7.25).

use crate::schema::{Resolver, alternatives, component_of};
use crate::tree::Node;

/// A discriminator.
pub struct Discriminator<'a> {
    /// The property whose value chooses.
    pub property: &'a str,
    /// What it chooses between.
    pub choices: Vec<Choice<'a>>,
    /// Whether it stands in a base that others extend, not beside alternatives.
    pub is_of_base: bool,
}

/// A schema that a discriminator chooses.
pub struct Choice<'a> {
    /// The values that choose it.
    pub values: Vec<String>,
    /// The schema.
    pub schema: &'a Node,
    /// A reference to it, if it is an alternative.
    pub reference: Option<&'a Node>,
}

impl<'a> Discriminator<'a> {
    /// Returns the discriminator of a schema, unless nothing tells what it chooses between.
    pub fn of(resolver: Resolver<'a>, schema: &'a Node) -> Option<Self> {
        let own = schema.get("discriminator")?;
        let property = own.text("propertyName")?;
        let is_of_base = alternatives(schema).next().is_none();
        let choices = if is_of_base { subtypes(resolver, own, schema) } else { listed(resolver, own, schema)? };
        (!choices.is_empty()).then_some(Discriminator { property, choices, is_of_base })
    }
}

/// Whether a schema is a subtype that the discriminator of another schema chooses, so that the other one is its base.
pub fn is_subtype(resolver: Resolver<'_>, schema: &Node, base: &Node) -> bool {
    let extends = |member: &Node| resolver.resolve(member).is_some_and(|it| std::ptr::eq(it, base));
    let has_choices = base.get("discriminator").is_some() && alternatives(base).next().is_none();
    has_choices && schema.items("allOf").iter().any(extends)
}

/// Returns the schemas that a mapping names, and those that extend a base.
fn subtypes<'a>(resolver: Resolver<'a>, discriminator: &'a Node, base: &'a Node) -> Vec<Choice<'a>> {
    let mut choices: Vec<Choice<'a>> = Vec::new();
    let extending = resolver.schemas().filter(|(_, schema)| is_subtype(resolver, schema, base));
    let all = mapped(resolver, discriminator).chain(extending);
    for (value, schema) in all.filter(|(_, schema)| !std::ptr::eq(*schema, base)) {
        match choices.iter_mut().find(|choice| std::ptr::eq(choice.schema, schema)) {
            Some(choice) => choice.values.push(value.to_owned()),
            None => choices.push(Choice { values: vec![value.to_owned()], schema, reference: None }),
        }
    }
    choices
}

/// Returns the alternatives of a schema; nothing if one of them has no name.
fn listed<'a>(resolver: Resolver<'a>, discriminator: &'a Node, schema: &'a Node) -> Option<Vec<Choice<'a>>> {
    let choice = |member: &'a Node| {
        let (_, name) = component_of(member.reference()?)?;
        let target = resolver.resolve(member)?;
        let mapped = mapped(resolver, discriminator).filter(|(_, schema)| std::ptr::eq(*schema, target));
        let values = mapped.map(|(value, _)| value.to_owned()).chain([name]).collect();
        Some(Choice { values, schema: target, reference: Some(member) })
    };
    alternatives(schema).map(choice).collect()
}

/// Returns the values of a mapping with their schemas.
fn mapped<'a>(resolver: Resolver<'a>, discriminator: &'a Node) -> impl Iterator<Item = (&'a str, &'a Node)> {
    let entries = discriminator.entries("mapping");
    entries.filter_map(move |(value, target)| {
        let target = target.as_str()?;
        let schema = resolver.schema(target).or_else(|| resolver.target(target))?;
        Some((&**value, resolver.resolve(schema)?))
    })
}
