//! Where an object key leads in XML: a path of elements such as `/List/Domain/*`.

use crate::schema::{Spot, Walk};

use super::lookup::Engine;

/// What a path of elements leads to. A root that is an object takes the first step; `*` is what stands there.
pub fn target<'a>(engine: Engine<'a>, response: &Spot<'a>, path: &str) -> Option<Spot<'a>> {
    let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
    let walk = |skipped: usize| {
        let below: Vec<&str> = steps.iter().skip(skipped).copied().filter(|step| *step != "*").collect();
        let last = below.len().saturating_sub(1);
        let mut below = below.into_iter().enumerate();
        below.try_fold(response.clone(), |at, (index, step)| element(engine, at, step, index == last))
    };
    let is_object = response.clone().resolve(engine.resolver)?.node.text("type") == Some("object");
    if is_object { walk(1) } else { walk(0).or_else(|| walk(1)) }
}

/// A property by its key or by the name of its element. The last step may name the elements of a list, and is the list.
fn element<'a>(engine: Engine<'a>, at: Spot<'a>, name: &str, is_last: bool) -> Option<Spot<'a>> {
    let schema = at.resolve(engine.resolver)?;
    if let Some(property) = engine.property(&schema, name).or_else(|| by_element(engine, &schema, name)) {
        return Some(property);
    }
    if is_called(engine, &schema, name) {
        return Some(schema);
    }
    let list = engine.list(&schema)?;
    let items = list.child("items")?.resolve(engine.resolver)?;
    if is_called(engine, &items, name) {
        return Some(if is_last { list } else { items });
    }
    engine.property(&items, name).or_else(|| by_element(engine, &items, name))
}

fn by_element<'a>(engine: Engine<'a>, schema: &Spot<'a>, name: &str) -> Option<Spot<'a>> {
    let properties = schema.child("properties")?;
    let mut keys = properties.node.as_mapping()?.keys();
    keys.find_map(|key| properties.child(key).filter(|property| is_called(engine, property, name)))
}

/// Whether a schema gives its element a name, by itself or in a member of its composition.
fn is_called<'a>(engine: Engine<'a>, schema: &Spot<'a>, name: &str) -> bool {
    element_name(engine, schema, &mut Walk::default()).is_some_and(|own| own == name)
}

fn element_name<'a>(engine: Engine<'a>, schema: &Spot<'a>, walk: &mut Walk) -> Option<&'a str> {
    let schema = schema.clone().resolve(engine.resolver)?;
    if let Some(name) = schema.node.get("xml").and_then(|xml| xml.text("name")) {
        return Some(name);
    }
    let is_new = walk.enter(schema.node);
    schema.items("allOf").filter(|_| is_new).find_map(|member| element_name(engine, &member, walk))
}
