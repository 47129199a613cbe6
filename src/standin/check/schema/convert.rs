//! Schemas of OpenAPI 3.0 in the words of JSON Schema, draft 7, as a request has to heed them.
//!
//! Only what JSON Schema understands gets through: a keyword with a value of the wrong type demands nothing.

use serde_json::{Map, Value as Json, json};

use crate::schema::shape::Shape;
use crate::schema::{ALTERNATIVES, Resolver};
use crate::tree::{Node, Value};

use super::discriminator::{Choice, Discriminator};
use super::options::is_pattern;
use super::reach::Reach;

const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];

const BOUNDS: [(&str, &str); 2] = [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")];

const COUNTS: [&str; 6] = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];

/// Returns a schema, with all that it leads to, as one of JSON Schema.
pub fn converted(resolver: Resolver<'_>, schema: &Node) -> Json {
    let reach = Reach::new(resolver, schema);
    let definition = |number| Converter { reach: &reach, from: number }.definition();
    let definitions: Map<String, Json> =
        (0..reach.targets().len()).map(|number| (number.to_string(), definition(number))).collect();
    json!({"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/0", "definitions": definitions})
}

/// Converts what stands in one of the schemas.
struct Converter<'r, 'a> {
    reach: &'r Reach<'a>,
    from: usize,
}

impl<'a> Converter<'_, 'a> {
    fn definition(&self) -> Json {
        let target = self.reach.targets().get(self.from);
        target.map_or(Json::Bool(true), |target| self.schema_with(target.node, true, !target.is_base))
    }

    /// `is_judge` says whether the schema judges the same value as that in which it stands.
    fn schema(&self, node: &'a Node, is_judge: bool) -> Json {
        self.schema_with(node, is_judge, true)
    }

    fn schema_with(&self, node: &'a Node, is_judge: bool, has_subtypes: bool) -> Json {
        match &node.value {
            Value::Bool(allows) => Json::Bool(*allows),
            Value::Mapping(_) if node.reference().is_some() => self.reference(node, is_judge),
            Value::Mapping(_) => {
                let mut json = plain(node);
                self.add_members(node, &mut json);
                self.add_compositions(node, is_judge, has_subtypes, &mut json);
                nullable(node, json)
            }
            _ => Json::Bool(true),
        }
    }

    fn reference(&self, node: &'a Node, is_judge: bool) -> Json {
        match self.reach.number(self.from, node, is_judge) {
            Some(number) => json!({"$ref": format!("#/definitions/{number}")}),
            None => Json::Bool(true),
        }
    }

    fn add_members(&self, node: &'a Node, json: &mut Map<String, Json>) {
        let property = |property: &'a Node| match self.is_read_only(property) {
            true => Json::Bool(false),
            false => self.schema(property, false),
        };
        let properties: Map<String, Json> =
            node.entries("properties").map(|(name, node)| (name.to_string(), property(node))).collect();
        json.insert("properties".to_owned(), properties.into());
        json.insert("required".to_owned(), self.required(node).into());
        for keyword in ["additionalProperties", "items"] {
            json.extend(node.get(keyword).map(|below| (keyword.to_owned(), self.schema(below, false))));
        }
    }

    /// Returns the properties that a request must have, each once.
    fn required(&self, node: &'a Node) -> Vec<&'a str> {
        let shape = Shape::of(self.reach.resolver(), node);
        let mut required: Vec<&str> = Vec::new();
        for name in node.items("required").iter().filter_map(Node::as_str) {
            if !required.contains(&name) && !shape.property(name).any(|property| self.is_read_only(property)) {
                required.push(name);
            }
        }
        required
    }

    fn is_read_only(&self, property: &Node) -> bool {
        self.reach.resolver().resolve(property).is_some_and(|target| target.flag("readOnly"))
    }

    fn add_compositions(&self, node: &'a Node, is_judge: bool, has_subtypes: bool, json: &mut Map<String, Json>) {
        let list = |keyword: &str| -> Vec<Json> {
            node.items(keyword).iter().map(|member| self.schema(member, is_judge)).collect()
        };
        let mut all = list("allOf");
        // Alternatives of many documents overlap, and their APIs take a value that fits two of them, so that `oneOf`
        // demands no more than `anyOf`.
        let mut alternatives = ALTERNATIVES.into_iter().map(list).filter(|list| !list.is_empty());
        let mut plain: Map<String, Json> =
            alternatives.next().map(|list| ("anyOf".to_owned(), list.into())).into_iter().collect();
        all.extend(alternatives.map(|list| json!({"anyOf": list})));
        match Discriminator::of(self.reach.resolver(), node) {
            Some(it) if !it.is_of_base => all.push(self.chosen(&it, plain)),
            Some(it) if has_subtypes => all.extend(self.choices(&it)),
            _ => json.append(&mut plain),
        }
        if !all.is_empty() {
            json.insert("allOf".to_owned(), all.into());
        }
        json.extend(node.get("not").map(|not| ("not".to_owned(), self.schema(not, is_judge))));
    }

    /// Returns alternatives of which a property chooses; where it is missing, any may hold.
    fn chosen(&self, discriminator: &Discriminator<'a>, plain: Map<String, Json>) -> Json {
        let values: Vec<&String> = discriminator.choices.iter().flat_map(|choice| &choice.values).collect();
        let known = json!({"properties": {discriminator.property: {"enum": values}}});
        let all: Vec<Json> = [known].into_iter().chain(self.choices(discriminator)).collect();
        json!({"if": {"required": [discriminator.property]}, "then": {"allOf": all}, "else": plain})
    }

    /// Returns a condition for each choice.
    fn choices(&self, discriminator: &Discriminator<'a>) -> Vec<Json> {
        let property = discriminator.property;
        let condition = |values: &[String]| json!({"properties": {property: {"enum": values}}, "required": [property]});
        let choice = |number: usize| json!({"$ref": format!("#/definitions/{number}")});
        let numbers = discriminator.choices.iter().filter_map(|it| Some((it, self.chosen_number(it)?)));
        numbers.map(|(it, number)| json!({"if": condition(&it.values), "then": choice(number)})).collect()
    }

    fn chosen_number(&self, choice: &Choice<'a>) -> Option<usize> {
        match choice.reference {
            Some(reference) => self.reach.number(self.from, reference, true),
            None => self.reach.number_of(self.from, choice.schema),
        }
    }
}

/// Returns what a schema demands itself of a plain value.
fn plain(node: &Node) -> Map<String, Json> {
    let mut json = Map::new();
    let kind = node.text("type").filter(|kind| TYPES.contains(kind));
    json.extend(kind.map(|kind| ("type".to_owned(), kind.into())));
    let listed = node.items("enum");
    if !listed.is_empty() {
        json.insert("enum".to_owned(), listed.iter().map(value).collect());
    }
    json.extend(COUNTS.into_iter().filter_map(|keyword| Some((keyword.to_owned(), value(count(node, keyword)?)))));
    let step = number(node, "multipleOf").filter(|step| value(step).as_f64().is_some_and(|step| step > 0.0));
    json.extend(step.map(|step| ("multipleOf".to_owned(), value(step))));
    json.extend(node.flag("uniqueItems").then(|| ("uniqueItems".to_owned(), Json::Bool(true))));
    let pattern = node.text("pattern").filter(|pattern| is_pattern(pattern));
    json.extend(pattern.map(|pattern| ("pattern".to_owned(), pattern.into())));
    add_format(node, kind, &mut json);
    add_bounds(node, &mut json);
    json
}

/// Formats of numbers are bounds.
fn add_format(node: &Node, kind: Option<&str>, json: &mut Map<String, Json>) {
    match (kind, node.text("format")) {
        (Some("integer"), Some("int32")) => {
            json.extend([("minimum".to_owned(), i32::MIN.into()), ("maximum".to_owned(), i32::MAX.into())]);
        }
        (Some("string") | None, Some(format)) => drop(json.insert("format".to_owned(), format.into())),
        _ => {}
    }
}

/// OpenAPI 3.0 has a flag beside a bound that is not allowed itself.
fn add_bounds(node: &Node, json: &mut Map<String, Json>) {
    for (inclusive, exclusive) in BOUNDS {
        let keyword = if node.flag(exclusive) { exclusive } else { inclusive };
        json.extend(number(node, inclusive).map(|bound| (keyword.to_owned(), value(bound))));
        json.extend(number(node, exclusive).map(|bound| (exclusive.to_owned(), value(bound))));
    }
}

fn nullable(node: &Node, json: Map<String, Json>) -> Json {
    if node.flag("nullable") { json!({"anyOf": [{"type": "null"}, json]}) } else { Json::Object(json) }
}

fn number<'n>(node: &'n Node, keyword: &str) -> Option<&'n Node> {
    node.get(keyword).filter(|it| value(it).is_number())
}

fn count<'n>(node: &'n Node, keyword: &str) -> Option<&'n Node> {
    node.get(keyword).filter(|it| value(it).is_u64())
}

fn value(node: &Node) -> Json {
    serde_json::to_value(node).unwrap_or_default()
}
