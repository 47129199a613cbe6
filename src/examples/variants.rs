//! What a body requires because of the kind that a statement gives it: the value of its discriminator.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::model::BodyAttribute;
use crate::schema::{REQUIRED, Resolver, VARIANTS, Walk};
use crate::tree::Node;

/// The properties that the variants of a body with the given values require.
pub fn required<'a>(body: &'a Node, given: &[(BodyAttribute<'_>, Json)], resolver: Resolver<'a>) -> BTreeSet<&'a str> {
    let is_chosen = |variant: &&Node| {
        let (property, when) = (variant.text("property"), variant.text("when"));
        let is_given = |(attribute, value): &(BodyAttribute<'_>, Json)| {
            Some(&**attribute.property) == property && value.as_str() == when
        };
        when.is_some() && given.iter().any(is_given)
    };
    let chosen = body.items(VARIANTS).iter().filter(is_chosen);
    let schemas = chosen.filter_map(|variant| resolver.schema(variant.text("name")?));
    let mut found = BTreeSet::new();
    schemas.for_each(|schema| collect(schema, resolver, &mut Walk::default(), &mut found));
    found
}

fn collect<'a>(schema: &'a Node, resolver: Resolver<'a>, walk: &mut Walk, found: &mut BTreeSet<&'a str>) {
    let Some(schema) = resolver.resolve(schema).filter(|schema| walk.enter(schema)) else { return };
    found.extend(["required", REQUIRED].into_iter().flat_map(|key| schema.items(key)).filter_map(Node::as_str));
    schema.items("allOf").iter().for_each(|member| collect(member, resolver, walk, found));
}
