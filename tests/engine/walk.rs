//! Walks a document along the grammar: types of values, missing members, references on the way.

use serde_json::{Map, Value};

use super::grammar::{Kind, PARAMETER, SCHEMA, Shape};
use super::{Problem, child, problem};

pub struct Reference<'a> {
    pub at: String,
    pub target: &'a str,
    pub shape: &'static Shape,
}

pub struct Place<'a> {
    pub at: String,
    pub value: &'a Value,
    pub shape: &'static Shape,
}

/// Everything met on the way through the typed positions of a document.
#[derive(Default)]
pub struct Walk<'a> {
    pub problems: Vec<Problem>,
    pub references: Vec<Reference<'a>>,
    pub places: Vec<Place<'a>>,
    pub untyped: Vec<&'a Value>,
}

impl<'a> Walk<'a> {
    pub fn visit(&mut self, at: &str, value: &'a Value, kind: Kind) {
        if value.is_null() {
            return;
        }
        match kind {
            Kind::Any => {}
            Kind::Of(shape) => self.visit_reference_or_object(at, value, shape),
            Kind::List(inner) => self.visit_list(at, value, *inner),
            Kind::Map(inner) => self.visit_map(at, value, *inner),
            Kind::FlagOrSchema if value.is_boolean() => {}
            Kind::FlagOrSchema => self.visit_reference_or_object(at, value, &SCHEMA),
            scalar => self.visit_scalar(at, value, scalar),
        }
    }

    fn visit_list(&mut self, at: &str, value: &'a Value, inner: Kind) {
        let Some(list) = value.as_array() else {
            return self.refuse(at, value, "a list");
        };
        for (index, entry) in list.iter().enumerate() {
            self.visit_entry(&format!("{at}/{index}"), entry, inner);
        }
    }

    fn visit_map(&mut self, at: &str, value: &'a Value, inner: Kind) {
        let Some(map) = value.as_object() else {
            return self.refuse(at, value, "an object");
        };
        for (key, entry) in map {
            self.visit_entry(&child(at, key), entry, inner);
        }
    }

    fn visit_entry(&mut self, at: &str, entry: &'a Value, inner: Kind) {
        match inner {
            Kind::Of(shape) if shape.never_null && entry.is_null() => {
                self.refuse(at, entry, shape.name);
            }
            _ => self.visit(at, entry, inner),
        }
    }

    fn visit_reference_or_object(&mut self, at: &str, value: &'a Value, shape: &'static Shape) {
        match value.get("$ref") {
            Some(target) if shape.referable => self.visit_reference(at, target, shape),
            _ => self.visit_object(at, value, shape),
        }
    }

    /// Members beside `$ref` are discarded on load, so they are not looked at.
    fn visit_reference(&mut self, at: &str, target: &'a Value, shape: &'static Shape) {
        let at = at.to_owned();
        match target.as_str() {
            Some(target) => self.references.push(Reference { at, target, shape }),
            None => self.refuse(&format!("{at}/$ref"), target, "a string"),
        }
    }

    fn visit_object(&mut self, at: &str, value: &'a Value, shape: &'static Shape) {
        let Some(map) = value.as_object() else {
            return self.refuse(at, value, shape.name);
        };
        self.places.push(Place { at: at.to_owned(), value, shape });
        self.require_members(at, map, shape);
        for (key, entry) in map {
            match shape.field(key) {
                Some(kind) => self.visit(&child(at, key), entry, kind),
                None => self.visit_other(&child(at, key), key, entry, shape),
            }
        }
    }

    fn visit_other(&mut self, at: &str, key: &str, entry: &'a Value, shape: &'static Shape) {
        match shape.others {
            Kind::Any if holds_data(key) => {}
            Kind::Any => self.untyped.push(entry),
            kind => self.visit_entry(at, entry, kind),
        }
    }

    fn require_members(&mut self, at: &str, map: &Map<String, Value>, shape: &Shape) {
        for key in shape.required {
            if map.get(*key).is_none_or(Value::is_null) {
                self.problems.push(problem(child(at, key), "is missing"));
            }
        }
    }

    fn visit_scalar(&mut self, at: &str, value: &Value, kind: Kind) {
        let (fits, expected) = match kind {
            Kind::Text => (value.is_string(), "a string"),
            Kind::Flag => (value.is_boolean(), "a boolean"),
            Kind::Number => (value.is_number(), "a number"),
            Kind::Count => (is_count(value), "a whole number, zero or more"),
            _ => (value.is_string() || value.is_u64(), "a response key"),
        };
        if !fits {
            self.refuse(at, value, expected);
        }
    }

    fn refuse(&mut self, at: &str, value: &Value, expected: &str) {
        let message = format!("expected {expected}, found {}", describe(value));
        self.problems.push(problem(at, message));
    }
}

fn is_count(value: &Value) -> bool {
    let whole = |it: f64| it >= 0.0 && it.fract() == 0.0 && it < 1e15;
    value.is_u64() || (value.is_f64() && value.as_f64().is_some_and(whole))
}

pub fn describe(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        scalar => scalar.to_string(),
    }
}

/// A `$ref` below these keywords is part of somebody's payload.
pub fn holds_data(keyword: &str) -> bool {
    let data = ["example", "examples", "default", "enum", "const"];
    keyword.starts_with("x-") || data.contains(&keyword)
}

pub fn schema_and_content(place: &Place<'_>) -> Option<Problem> {
    let has = |key| place.value.get(key).is_some_and(|it| !it.is_null());
    let both = place.shape.name == PARAMETER.name && has("schema") && has("content");
    both.then(|| problem(&place.at, "has both schema and content"))
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::sample::{
        USERS, assert_accepted, assert_only, assert_refused, drop_member, json_content, put, service, users_at,
    };
    use crate::engine::{RESOURCES, check_service_document};

    #[test]
    fn a_document_has_to_be_an_object() {
        let problems = check_service_document(&json!([]));
        assert_eq!(problems[0], problem("", "expected a document, found a list"));
    }

    #[test]
    fn scalars_of_the_wrong_kind_are_refused() {
        let user = "/components/schemas/User";
        let faults = [
            ("type", json!(["string", "null"]), "a string"),
            ("exclusiveMinimum", json!(3), "a boolean"),
            ("description", json!(true), "a string"),
            ("title", json!(7), "a string"),
            ("pattern", json!(12), "a string"),
            ("required", json!(true), "a list"),
            ("minimum", json!("3"), "a number"),
            ("minLength", json!(-1), "a whole number"),
            ("maxItems", json!(1.5), "a whole number"),
            ("enum", json!("one"), "a list"),
            ("nullable", json!("yes"), "a boolean"),
            ("properties", json!([]), "an object"),
            ("discriminator", json!("kind"), "a discriminator object"),
        ];
        for (key, value, expected) in faults {
            assert_refused(&child(user, key), value, expected);
        }
    }

    #[test]
    fn scalars_outside_schemas_are_checked_as_well() {
        let faults = [
            ("/info/version", json!(1.0), "a string"),
            ("/servers/0/variables/tenant/default", json!(443), "a string"),
            ("/paths/~1users/get/operationId", json!(9), "a string"),
            ("/paths/~1users/get/deprecated", json!("no"), "a boolean"),
            ("/paths/~1users/get/tags", json!("Users"), "a list"),
            ("/paths/~1users/get/security", json!({}), "a list"),
            ("/paths/~1users/get/responses/200/description", json!(1), "a string"),
            ("/components/parameters/Id/required", json!("true"), "a boolean"),
            ("/x-stackQL-config", json!([]), "a config block"),
        ];
        for (pointer, value, expected) in faults {
            assert_refused(pointer, value, expected);
        }
        let entries = put(service(), "/servers/0/variables/tenant/enum", json!(["a", 1]));
        let at = "/servers/0/variables/tenant/enum/1";
        assert_only(&check_service_document(&entries), at, "a string");
    }

    #[test]
    fn boolean_schemas_are_refused_except_as_additional_properties() {
        let user = "/components/schemas/User";
        assert_refused(&format!("{user}/items"), json!(true), "a schema");
        assert_refused(&format!("{user}/properties/email"), json!(true), "a schema");
        assert_accepted(&format!("{user}/additionalProperties"), json!(true));
        assert_refused(&format!("{user}/additionalProperties"), json!("any"), "a schema");
    }

    #[test]
    fn schemas_are_walked_to_the_bottom() {
        let at = "/components/schemas/User/allOf";
        let deep = json!([{"additionalProperties": {"oneOf": [{"not": {"format": 1}}]}}]);
        let problems = check_service_document(&put(service(), at, deep));
        let bottom = format!("{at}/0/additionalProperties/oneOf/0/not/format");
        assert_only(&problems, &bottom, "a string");
    }

    #[test]
    fn unknown_keywords_and_payloads_are_free() {
        let user = "/components/schemas/User";
        for key in ["const", "$defs", "prefixItems", "examples", "x-note", "if"] {
            assert_accepted(&child(user, key), json!({"$ref": "#/nowhere", "type": 1}));
        }
        for key in ["default", "example"] {
            assert_accepted(&child(user, key), json!({"$ref": "#/nowhere", "type": 1}));
        }
        assert_accepted(&child(user, "maxLength"), json!(5.0));
        assert_accepted(&child(user, "description"), Value::Null);
    }

    #[test]
    fn examples_are_a_map_of_objects() {
        for holder in [
            "/components/parameters/Id/examples",
            "/paths/~1users/get/responses/200/content/application~1json/examples",
        ] {
            assert_refused(holder, json!(["a"]), "an object");
            let entries = put(service(), holder, json!({"one": "a"}));
            let at = format!("{holder}/one");
            assert_only(&check_service_document(&entries), &at, "an example");
            assert_accepted(holder, json!({"one": {"value": {"$ref": "#/nowhere"}}}));
        }
    }

    #[test]
    fn null_is_refused_in_place_of_components() {
        let places = [
            "/components/schemas/User",
            "/components/schemas/User/properties/email",
            "/paths/~1users/get/responses/200",
            "/components/securitySchemes/token",
        ];
        for place in places {
            let problems = check_service_document(&put(service(), place, Value::Null));
            assert!(problems.iter().any(|it| it.pointer == place), "{place}");
        }
        let lists = [
            ("/components/headers", json!({"A": null}), "/components/headers/A"),
            ("/components/examples", json!({"A": null}), "/components/examples/A"),
            ("/paths/~1users/parameters", json!([null]), "/paths/~1users/parameters/0"),
            ("/components/schemas/User/allOf", json!([null]), "/components/schemas/User/allOf/0"),
        ];
        for (pointer, value, place) in lists {
            let problems = check_service_document(&put(service(), pointer, value));
            assert_only(&problems, place, "found null");
        }
    }

    #[test]
    fn a_parameter_with_schema_and_content_is_refused() {
        let pointer = "/components/parameters/Id/content";
        let problems = check_service_document(&put(service(), pointer, json_content("User")));
        assert_only(&problems, "/components/parameters/Id", "both schema and content");
    }

    #[test]
    fn resources_are_mandatory_and_well_formed() {
        let without = drop_member(service(), RESOURCES);
        assert_only(&check_service_document(&without), RESOURCES, "is missing");
        assert_refused(USERS, Value::Null, "a resource");
        assert_refused(&users_at("/methods"), json!([]), "an object");
        assert_refused(&users_at("/methods/list"), Value::Null, "a method");
        assert_refused(&users_at("/sqlVerbs"), json!([]), "an object");
        assert_refused(&users_at("/sqlVerbs/select"), json!("list"), "a list");
        assert_refused(&users_at("/config"), json!("none"), "a config block");
        assert_accepted(&users_at("/methods/list/response/openAPIDocKey"), json!(200));
    }

    #[test]
    fn methods_and_verb_entries_name_their_target() {
        let operation = users_at("/methods/list/operation");
        let without = drop_member(service(), &operation);
        assert_only(&check_service_document(&without), &operation, "is missing");
        let target = format!("{operation}/$ref");
        let without = drop_member(service(), &target);
        assert_only(&check_service_document(&without), &target, "is missing");
        let doc = put(service(), &users_at("/sqlVerbs/delete"), json!([{}]));
        let at = users_at("/sqlVerbs/delete/0/$ref");
        assert_only(&check_service_document(&doc), &at, "is missing");
    }
}
