//! The fields inside an object, in all the forms that it can have.

use std::collections::BTreeSet;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::schema::component_of;
use crate::tree::Node;

use super::shape::{MAX_DEPTH, MAX_PARTS, Shape};

/// A field inside an object.
pub struct Property<'a> {
    /// Its schemas: that of the object, then those of the variants.
    pub schemas: Vec<&'a Node>,
    /// The variants of the object that alone have it; none if all have it.
    pub when: Vec<&'a str>,
    /// Where the object is that has it.
    pub held: Held,
}

/// Where an object is, if it is only one kind of several that a thing can be of.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Held {
    /// It is the thing itself.
    #[default]
    Directly,
    /// The thing is a list of it.
    InList,
    /// The thing is a map of it.
    InMap,
}

/// The fields of an object, and the discriminator that tells its variants apart.
#[derive(Default)]
pub struct Properties<'a> {
    /// The fields by name, in the order of the schema.
    pub fields: IndexMap<&'a str, Property<'a>, RandomState>,
    /// The property whose value names the variant.
    pub discriminator: Option<&'a str>,
}

/// One form of an object.
pub(super) struct Variant<'a> {
    name: &'a str,
    held: Held,
    pub(super) shape: Shape<'a>,
}

impl<'a> Shape<'a> {
    /// The fields of an object in all its variants.
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

    /// The forms of an object besides what is common to all: its alternatives and those of these, else the schemas
    /// that its discriminator maps.
    pub(super) fn variants(&self) -> Vec<Variant<'a>> {
        let mut found = Vec::new();
        self.add_variants("", Held::Directly, 0, &mut found);
        found
    }

    fn add_variants(&self, name: &'a str, held: Held, depth: usize, found: &mut Vec<Variant<'a>>) {
        let members = self.members();
        let is_own = |member: &Node| self.resolver.resolve(member).is_some_and(|it| self.is_made_of(it));
        // A subtype does not ask its base for the others.
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

    /// The alternatives by name, else the schemas that the discriminator maps by its values.
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

    /// The mapping of a discriminator names schemas, or refers to them.
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
    /// Adds the fields of a form; the first ones are common to all.
    fn add(&mut self, variant: &'a str, held: Held, shape: &Shape<'a>, common: usize) {
        for (name, schema) in shape.parts.iter().flat_map(|part| part.entries("properties")) {
            let entry = self.fields.entry(name);
            let is_common = entry.index() < common;
            let property = entry.or_insert(Property { schemas: Vec::new(), when: Vec::new(), held });
            if property.schemas.len() < MAX_PARTS && !property.schemas.iter().any(|known| std::ptr::eq(*known, schema))
            {
                property.schemas.push(schema);
            }
            if held == Held::Directly {
                property.held = held;
            }
            if !is_common && !variant.is_empty() && property.when.last() != Some(&variant) {
                property.when.push(variant);
            }
        }
    }

    /// What every variant has needs no mark.
    fn settle(&mut self, common: usize) {
        let all: BTreeSet<&str> = self.fields.values().flat_map(|property| property.when.iter().copied()).collect();
        for property in self.fields.values_mut().skip(common) {
            if property.when.len() >= all.len() {
                property.when.clear();
            }
        }
    }
}

/// The discriminator's value for a variant, else the name of its schema.
fn variant_name<'a>(member: &'a Node, mapped: &[(&'a str, &'a str)]) -> &'a str {
    let name = member.reference().and_then(|reference| reference.rsplit('/').next());
    let is_of = |target: &str| Some(target) == member.reference() || Some(target) == name;
    let value = mapped.iter().find(|(_, target)| is_of(target)).map(|(value, _)| *value);
    value.or(name).or_else(|| member.text("title")).unwrap_or_default()
}
