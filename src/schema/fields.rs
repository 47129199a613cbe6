//! The fields of an object in all its variants.

use std::collections::BTreeSet;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::schema::component_of;
use crate::tree::Node;

use super::shape::{MAX_DEPTH, MAX_PARTS, Shape};

/// A field inside an object.
pub struct Property<'a> {
    /// The schemas of the field: that of the object, then those of the variants.
    pub schemas: Vec<&'a Node>,
    /// The variants that have it; empty if all have it.
    pub when: Vec<&'a str>,
    /// How the value contains the objects that have it, each way once.
    pub held: Vec<Held>,
}

/// How a value contains an object that may be one of its alternatives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Held {
    /// The value is the object.
    #[default]
    Directly,
    /// The value is a list of objects.
    InList,
    /// The value is a map of objects.
    InMap,
}

/// The fields of an object, and the discriminator of its variants.
#[derive(Default)]
pub struct Properties<'a> {
    /// The fields by name, in the order of the schema.
    pub fields: IndexMap<&'a str, Property<'a>, RandomState>,
    /// The property whose value names the variant.
    pub discriminator: Option<&'a str>,
}

pub(super) struct Variant<'a> {
    name: &'a str,
    held: Held,
    pub(super) shape: Shape<'a>,
}

impl<'a> Shape<'a> {
    /// Returns the fields of an object in all its variants.
    pub fn properties(&self) -> Properties<'a> {
        let mut found = Properties::default();
        found.add("", Held::Directly, self, 0);
        found.discriminator = self.get("discriminator").and_then(|node| node.text("propertyName"));
        let common = found.fields.len();
        for variant in self.variants() {
            found.add(variant.name, variant.held, &variant.shape, common);
        }
        found.settle(common);
        found
    }

    /// Returns the nested alternatives of an object, else the schemas that its discriminator maps.
    pub(super) fn variants(&self) -> Vec<Variant<'a>> {
        let mut found = Vec::new();
        self.add_variants("", Held::Directly, 0, &mut found);
        found
    }

    fn add_variants(&self, name: &'a str, held: Held, depth: usize, found: &mut Vec<Variant<'a>>) {
        let members = self.members();
        let is_own = |member: &Node| self.resolver.resolve(member).is_some_and(|it| self.is_made_of(it));
        // A subtype does not list the other subtypes of its base.
        if depth >= MAX_DEPTH || (depth > 0 && members.iter().any(|(_, member)| is_own(member))) {
            return;
        }
        for (own_name, member) in members {
            if found.len() >= MAX_PARTS {
                return;
            }
            let name = if own_name.is_empty() { name } else { own_name };
            let shape = Shape::of(self.resolver, member);
            let (held, shape) = match shape.inside().filter(|_| held == Held::Directly) {
                Some((true, inside)) => (Held::InList, inside),
                Some((false, inside)) => (Held::InMap, inside),
                None => (held, shape),
            };
            found.push(Variant { name, held, shape: shape.clone() });
            shape.add_variants(name, held, depth + 1, found);
        }
    }

    /// Returns the alternatives by name, else the schemas that the discriminator maps by value.
    fn members(&self) -> Vec<(&'a str, &'a Node)> {
        let mapping = self.get("discriminator").into_iter().flat_map(|node| node.entries("mapping"));
        let mapped: Vec<(&'a str, &'a str)> =
            mapping.filter_map(|(value, target)| Some((&**value, target.as_str()?))).collect();
        let mut members: Vec<(&'a str, &'a Node)> =
            self.alternatives().map(|member| (variant_name(member, &mapped), member)).collect();
        if members.is_empty() {
            let targets = mapped.iter().take(MAX_PARTS);
            members.extend(targets.filter_map(|(value, target)| Some((*value, self.target(target)?))));
        }
        members
    }

    /// Returns the schema that a discriminator's mapping names or refers to.
    fn target(&self, target: &str) -> Option<&'a Node> {
        match component_of(target) {
            Some((_, name)) => self.resolver.schema(&name),
            None => self.resolver.schema(target),
        }
    }

    fn is_made_of(&self, schema: &Node) -> bool {
        self.parts.iter().any(|part| std::ptr::eq(*part, schema))
    }
}

impl<'a> Properties<'a> {
    /// Adds the fields of a variant; the first `common` ones are in all variants.
    fn add(&mut self, variant: &'a str, held: Held, shape: &Shape<'a>, common: usize) {
        for (name, schema) in shape.parts.iter().flat_map(|part| part.entries("properties")) {
            let entry = self.fields.entry(name);
            let is_common = entry.index() < common;
            let property = entry.or_insert(Property { schemas: Vec::new(), when: Vec::new(), held: Vec::new() });
            if property.schemas.len() < MAX_PARTS && !property.schemas.iter().any(|known| std::ptr::eq(*known, schema))
            {
                property.schemas.push(schema);
            }
            if !property.held.contains(&held) {
                property.held.push(held);
            }
            if !is_common && !variant.is_empty() && property.when.last() != Some(&variant) {
                property.when.push(variant);
            }
        }
    }

    /// Clears the variants of fields that every variant has.
    fn settle(&mut self, common: usize) {
        let all: BTreeSet<&str> = self.fields.values().flat_map(|property| property.when.iter().copied()).collect();
        for property in self.fields.values_mut().skip(common) {
            if property.when.len() >= all.len() {
                property.when.clear();
            }
        }
    }
}

/// Returns the discriminator value for a variant, else the name of its schema.
fn variant_name<'a>(member: &'a Node, mapped: &[(&'a str, &'a str)]) -> &'a str {
    let name = member.reference().and_then(|reference| reference.rsplit('/').next());
    let is_of = |target: &str| Some(target) == member.reference() || Some(target) == name;
    let value = mapped.iter().find(|(_, target)| is_of(target)).map(|(value, _)| *value);
    value.or(name).or_else(|| member.text("title")).unwrap_or_default()
}
