//! Finds properties and lists in a schema as the engine does.

use std::collections::HashSet;

use crate::schema::{COMPOSITIONS, Resolver, Spot, Walk, is_composed};

/// Looks at operations as the engine does.
#[derive(Clone, Copy)]
pub struct Engine<'a> {
    /// Follows references.
    pub resolver: Resolver<'a>,
}

/// The properties of a composition, as far as they have been looked at.
#[derive(Default)]
struct Merged<'a> {
    names: HashSet<&'a str>,
    walk: Walk,
}

impl<'a> Engine<'a> {
    /// The schema itself if it says what is in a list, or the member of its composition that does.
    pub(super) fn list(self, schema: &Spot<'a>) -> Option<Spot<'a>> {
        let has_items = |schema: &Spot<'a>| schema.node.get("items").is_some();
        let members = || schema.items("allOf").filter_map(|member| member.resolve(self.resolver));
        if has_items(schema) { Some(schema.clone()) } else { members().find(has_items) }
    }

    /// A property by its name in the schema, or by the one that the engine gives it in a composition.
    pub fn property(self, schema: &Spot<'a>, name: &str) -> Option<Spot<'a>> {
        let found = self.property_beyond(schema, name, &mut Walk::default());
        found.or_else(|| self.renamed(schema, "", name, &mut Merged::default()))
    }

    /// Returns the spot behind the dots of a path of properties.
    pub fn at_path(self, schema: Spot<'a>, path: &str) -> Option<Spot<'a>> {
        path.split('.').try_fold(schema, |at, key| self.property(&at.resolve(self.resolver)?, key))
    }

    /// A second property of a name in a composition gets its schema's name as prefix, which is empty for one in place.
    fn renamed(self, schema: &Spot<'a>, schema_name: &str, name: &str, merged: &mut Merged<'a>) -> Option<Spot<'a>> {
        if !is_composed(schema.node) {
            let prefix = |property: &str| name.strip_suffix(property).and_then(|prefix| prefix.strip_suffix('_'));
            let mut seconds = schema.node.entries("properties").filter(|(name, _)| !merged.names.insert(name));
            let (property, _) = seconds.find(|(property, _)| prefix(property) == Some(schema_name))?;
            return schema.entry("properties", property);
        }
        let is_new = merged.walk.enter(schema.node);
        let members = members_of(schema).filter(|_| is_new);
        members.into_iter().find_map(|member| {
            let member_name = member.node.reference().and_then(|reference| reference.rsplit('/').next());
            self.renamed(&member.clone().resolve(self.resolver)?, member_name.unwrap_or_default(), name, merged)
        })
    }

    /// The engine looks into the members of a composition and then not at its own properties.
    fn property_beyond(self, schema: &Spot<'a>, name: &str, walk: &mut Walk) -> Option<Spot<'a>> {
        if !is_composed(schema.node) {
            let property = schema.entry("properties", name)?;
            return self.resolver.resolve(property.node).and(Some(property));
        }
        let is_new = walk.enter(schema.node);
        let mut members = members_of(schema).filter(|_| is_new);
        members.find_map(|member| self.property_beyond(&member.resolve(self.resolver)?, name, walk))
    }
}

fn members_of<'a>(schema: &Spot<'a>) -> impl Iterator<Item = Spot<'a>> {
    COMPOSITIONS.into_iter().flat_map(|keyword| schema.items(keyword))
}
