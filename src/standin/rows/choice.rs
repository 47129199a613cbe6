//! Which of its alternatives a schema takes, by the number of the row.

use crate::schema::shape::Shape;
use crate::schema::{ALTERNATIVES, Resolver, component_of};
use crate::tree::Node;

use super::seed::Seed;

/// How many choices are made for one value: alternatives may have alternatives.
const MAX_CHOICES: usize = 16;

/// Schemas that all apply: some, and the alternatives that were chosen.
pub struct Choice<'a> {
    /// The schemas as they stand there.
    pub schemas: Vec<&'a Node>,
    /// All of them, with the members of their `allOf`.
    pub shape: Shape<'a>,
    /// The properties that tell which alternative was chosen, and their values.
    pub told: Vec<(&'a str, String)>,
}

impl<'a> Choice<'a> {
    /// Chooses for schemas that all apply.
    pub fn new(resolver: Resolver<'a>, schemas: Vec<&'a Node>, seed: Seed) -> Self {
        let shape = Shape::of_all(resolver, schemas.iter().copied());
        let mut chooser = Chooser { resolver, seed, done: Vec::new() };
        let mut choice = Choice { schemas, shape, told: Vec::new() };
        while chooser.done.len() < MAX_CHOICES && chooser.choose(&mut choice) {
            choice.shape = Shape::of_all(resolver, choice.schemas.iter().copied());
        }
        choice
    }

    /// Returns the value that a property must have to tell what was chosen.
    pub fn told(&self, name: &str) -> Option<&str> {
        self.told.iter().find(|(property, _)| *property == name).map(|(_, value)| value.as_str())
    }
}

struct Chooser<'a> {
    resolver: Resolver<'a>,
    seed: Seed,
    /// The lists of alternatives and the discriminators that were chosen from.
    done: Vec<*const Node>,
}

impl<'a> Chooser<'a> {
    /// Makes the next choice, if there is one.
    fn choose(&mut self, choice: &mut Choice<'a>) -> bool {
        let parts: Vec<&'a Node> = choice.shape.schemas().collect();
        for part in &parts {
            for list in ALTERNATIVES.iter().filter_map(|key| part.get(key)) {
                if self.is_new(list) && self.choose_member(part, list, choice) {
                    return true;
                }
            }
        }
        let has_own = |part: &Node| ALTERNATIVES.iter().any(|key| !part.items(key).is_empty());
        let told = parts.iter().filter(|part| !has_own(part)).filter_map(|part| part.get("discriminator"));
        for discriminator in told {
            if self.is_new(discriminator) {
                self.choose_subtype(discriminator, choice);
                return true;
            }
        }
        false
    }

    fn is_new(&mut self, node: &'a Node) -> bool {
        let is_new = !self.done.contains(&std::ptr::from_ref(node));
        if is_new {
            self.done.push(node);
        }
        is_new
    }

    fn choose_member(&mut self, part: &'a Node, list: &'a Node, choice: &mut Choice<'a>) -> bool {
        let kind = choice.shape.text("type");
        let members = list.as_sequence().unwrap_or_default().iter();
        let members: Vec<&'a Node> = members.filter(|member| self.is_value(member, kind)).collect();
        let Some(member) = members.get(self.seed.number % members.len().max(1)).copied() else { return false };
        self.seed = self.seed.further(members.len());
        choice.schemas.push(member);
        if let Some(discriminator) = part.get("discriminator") {
            self.done.push(discriminator);
            self.tell(discriminator, member, choice);
        }
        true
    }

    /// Whether a member allows more than null, and nothing else than what the rest of the schema does.
    fn is_value(&self, member: &'a Node, kind: Option<&str>) -> bool {
        let Some(member) = self.resolver.resolve(member) else { return false };
        let own = member.text("type");
        let is_null = own == Some("null") || matches!(member.items("enum"), [only] if only.is_null());
        let is_number = |kind: &str| matches!(kind, "integer" | "number");
        let is_other = own.zip(kind).is_some_and(|(own, kind)| own != kind && !(is_number(own) && is_number(kind)));
        !is_null && !is_other
    }

    fn tell(&self, discriminator: &'a Node, member: &'a Node, choice: &mut Choice<'a>) {
        let Some(property) = discriminator.text("propertyName") else { return };
        let is_it = |target: &str| self.target(target).is_some_and(|it| self.is_same(it, member));
        let mut mapping = discriminator.entries("mapping");
        let mapped = mapping.find(|(_, target)| target.as_str().is_some_and(is_it)).map(|(value, _)| value.to_string());
        let by_name = || member.reference().and_then(component_of).map(|(_, name)| name);
        choice.told.extend(mapped.or_else(by_name).map(|value| (property, value)));
    }

    /// Adds the subtype of a base, unless the schemas have one already.
    fn choose_subtype(&mut self, discriminator: &'a Node, choice: &mut Choice<'a>) {
        let Some(property) = discriminator.text("propertyName") else { return };
        let subtype =
            |(value, target): (&'a crate::tree::Text, &'a Node)| Some((value, self.target(target.as_str()?)?));
        let mapping: Vec<_> = discriminator.entries("mapping").filter_map(subtype).collect();
        let known = choice.shape.schemas().find_map(|part| {
            let is_it = |(_, target): &&(_, &'a Node)| self.is_same(target, part);
            mapping.iter().find(is_it)
        });
        let chosen = known.or_else(|| mapping.get(self.seed.number % mapping.len().max(1)));
        let Some((value, target)) = chosen.copied() else { return };
        if known.is_none() {
            self.seed = self.seed.further(mapping.len());
            choice.schemas.push(target);
        }
        choice.told.push((property, value.to_string()));
    }

    /// Returns the schema that a discriminator names or refers to.
    fn target(&self, target: &str) -> Option<&'a Node> {
        match component_of(target) {
            Some((_, name)) => self.resolver.schema(&name),
            None => self.resolver.schema(target),
        }
    }

    fn is_same(&self, one: &'a Node, other: &'a Node) -> bool {
        let resolved = [one, other].map(|node| self.resolver.resolve(node).map(std::ptr::from_ref));
        matches!(resolved, [Some(one), Some(other)] if one == other)
    }
}
