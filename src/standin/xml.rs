//! Values in XML, with the names that their schemas give to elements and attributes (OpenAPI 3.0.3, XML Object).

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use serde_json::Value as Json;

use crate::schema::shape::Shape;
use crate::schema::{Resolver, component_of};
use crate::tree::Node;

use super::spelling::text;

/// Returns a value as a document.
pub fn written(value: &Json, schema: Option<&Node>, resolver: Resolver<'_>) -> String {
    let shape = schema.map(|schema| Shape::of(resolver, schema));
    let of_component = || Some(component_of(schema?.reference()?)?.1);
    let named = shape.as_ref().and_then(|shape| name_in_xml(shape).map(str::to_owned));
    let name = named.or_else(of_component).unwrap_or_else(|| "root".to_owned());
    let mut writer = Writer::new(Vec::new());
    let done = element(&mut writer, &name, value, shape.as_ref());
    // Writing to memory does not fail.
    done.map_or_else(|_| String::new(), |()| String::from_utf8(writer.into_inner()).unwrap_or_default())
}

fn element(writer: &mut Writer<Vec<u8>>, name: &str, value: &Json, shape: Option<&Shape<'_>>) -> std::io::Result<()> {
    let mut start = BytesStart::new(name);
    let of_property = |name: &str| shape.and_then(|shape| shape.named(name));
    let is_attribute = |name: &str| of_property(name).is_some_and(|property| flag_in_xml(&property, "attribute"));
    for (name, value) in value.as_object().into_iter().flatten().filter(|(name, _)| is_attribute(name)) {
        let shape = of_property(name);
        start.push_attribute((shape.as_ref().and_then(name_in_xml).unwrap_or(name), text(value).as_str()));
    }
    writer.write_event(Event::Start(start))?;
    match value {
        Json::Object(entries) => {
            for (name, value) in entries.iter().filter(|(name, _)| !is_attribute(name)) {
                property(writer, name, value, of_property(name).as_ref())?;
            }
        }
        Json::Array(items) => {
            let held = shape.and_then(Shape::items);
            let name = held.as_ref().and_then(name_in_xml).unwrap_or("item");
            items.iter().try_for_each(|item| element(writer, name, item, held.as_ref()))?;
        }
        Json::Null => {}
        _ => writer.write_event(Event::Text(BytesText::new(&text(value))))?,
    }
    writer.write_event(Event::End(BytesEnd::new(name)))
}

/// Writes a property: a list as an element for each item, or inside of one if it is wrapped.
fn property(writer: &mut Writer<Vec<u8>>, name: &str, value: &Json, shape: Option<&Shape<'_>>) -> std::io::Result<()> {
    let own = shape.and_then(name_in_xml).unwrap_or(name);
    let Json::Array(items) = value else { return element(writer, own, value, shape) };
    let held = shape.and_then(Shape::items);
    let of_item = held.as_ref().and_then(name_in_xml);
    if !shape.is_some_and(|shape| flag_in_xml(shape, "wrapped")) {
        return items.iter().try_for_each(|item| element(writer, of_item.unwrap_or(own), item, held.as_ref()));
    }
    writer.write_event(Event::Start(BytesStart::new(own)))?;
    items.iter().try_for_each(|item| element(writer, of_item.unwrap_or(own), item, held.as_ref()))?;
    writer.write_event(Event::End(BytesEnd::new(own)))
}

fn name_in_xml<'a>(shape: &Shape<'a>) -> Option<&'a str> {
    shape.get("xml")?.text("name").filter(|name| !name.is_empty())
}

fn flag_in_xml(shape: &Shape<'_>, key: &str) -> bool {
    shape.get("xml").is_some_and(|xml| xml.flag(key))
}
