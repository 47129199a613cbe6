//! Values and schemas of OpenAPI.

use std::path::Path;

use serde_json::Value as Json;

use super::Validator;
use crate::schema::Resolver;
use crate::tree::yaml;

const SCHEMAS: &str = "
components:
  schemas:
    Pet:
      type: object
      required: [id, name, kind]
      properties:
        id: {type: string, readOnly: true}
        name: {type: string, minLength: 2, nullable: true}
        kind: {type: string}
        age: {type: integer, minimum: 0, exclusiveMinimum: true, format: int32}
        mother: {$ref: '#/components/schemas/Pet'}
        code: {type: string, pattern: '^\\p{Lu}(?!x)[0-9]+$'}
        odd: {type: string, pattern: '(', minLength: -1, maximum: no}
        born: {type: string, format: date}
        pick: {nullable: true, oneOf: [{type: integer}, {type: object, properties: {a: {type: boolean}}}]}
        both: {oneOf: [{type: integer}, {type: number}], anyOf: [{minimum: 2}, {maximum: 0}]}
      discriminator: {propertyName: kind, mapping: {cat: Cat, d: '#/components/schemas/Dog', gone: Gone}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {required: [claws], properties: {claws: {type: integer}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {tail: {type: boolean}}}]}
    Kennel: {allOf: [{$ref: '#/components/schemas/Pet'}]}
    Shape:
      oneOf: [{$ref: '#/components/schemas/Square'}, {$ref: '#/components/schemas/Round'}]
      discriminator: {propertyName: form, mapping: {sq: '#/components/schemas/Square'}}
    Square: {type: object, required: [form], properties: {form: {type: string}, side: {type: number}}}
    Round: {type: object, required: [form], properties: {form: {type: string}, radius: {type: number}}}
    Loop: {allOf: [{$ref: '#/components/schemas/Pool'}], type: object}
    Pool: {anyOf: [{$ref: '#/components/schemas/Loop'}, {type: object}]}
    Self: {$ref: '#/components/schemas/Self'}
    Nowhere: {$ref: '#/components/schemas/Missing'}
    Untyped: {type: file, properties: [], required: true, items: 3, allOf: {}, enum: [], nullable: 1}
";

/// What is wrong with a value by a component, each on a line.
fn problems(name: &str, value: &str) -> String {
    let root = yaml::read(SCHEMAS.as_bytes(), Path::new("openapi.yaml")).expect("YAML");
    let schema = root.at_pointer(&format!("/components/schemas/{name}")).expect("a schema");
    let value: Json = serde_json::from_str(value).expect("JSON");
    let problems = Validator::new(Resolver::new(&root), schema).problems(&value);
    problems.into_iter().map(|it| format!("{} {}\n", it.at, it.message)).collect()
}

#[test]
fn plain_values_heed_their_limits() {
    assert_eq!(problems("Pet", r#"{"name": "Ada", "kind": "x", "code": "A12", "age": 1, "born": "2020-02-29"}"#), "");
    assert_eq!(problems("Pet", r#"{"name": null, "kind": "x", "pick": null, "odd": ""}"#), "");
    let text = problems("Pet", r#"{"name": "A", "kind": "x", "code": "Ax1", "age": 0, "born": "2021-02-29"}"#);
    for at in ["/name ", "/code ", "/age ", "/born "] {
        assert_eq!(text.matches(at).count(), 1, "{text}");
    }
    assert!(problems("Pet", r#"{"name": "Ada", "kind": "x", "age": 2147483648}"#).starts_with("/age "));
}

#[test]
fn alternatives_may_overlap() {
    assert_eq!(problems("Pet", r#"{"name": "Ada", "kind": "x", "both": 3}"#), "");
    for wrong in ["1", "\"3\""] {
        let value = format!(r#"{{"name": "Ada", "kind": "x", "both": {wrong}}}"#);
        assert!(problems("Pet", &value).starts_with("/both "), "{wrong}");
    }
}

#[test]
fn what_is_read_only_is_not_sent_and_not_missed() {
    let text = problems("Pet", r#"{"id": "1", "kind": "x"}"#);
    assert_eq!(text, " \"name\" is a required property\n/id it is read-only, and must not be sent\n");
}

#[test]
fn of_alternatives_the_close_one_is_told() {
    assert!(problems("Pet", r#"{"name": "Ada", "kind": "x", "pick": {"a": 1}}"#).starts_with("/pick/a "));
    assert_eq!(
        problems("Pet", r#"{"name": "Ada", "kind": "x", "pick": "a"}"#),
        "/pick it fits none of the alternatives of its schema\n"
    );
}

#[test]
fn a_discriminator_chooses_a_subtype() {
    assert!(problems("Pet", r#"{"name": "Ada", "kind": "cat"}"#).contains("\"claws\" is a required property"));
    assert!(problems("Pet", r#"{"name": "Ada", "kind": "Dog", "tail": 1}"#).starts_with("/tail "));
    assert!(
        problems("Pet", r#"{"name": "Ada", "kind": "d", "mother": {"kind": "d", "tail": 1}}"#)
            .contains("/mother/tail ")
    );
    assert_eq!(problems("Cat", r#"{"name": "Ada", "kind": "d", "claws": 1, "tail": 1}"#), "");
}

#[test]
fn a_discriminator_chooses_an_alternative() {
    assert_eq!(problems("Shape", r#"{"form": "sq", "side": 1}"#), "");
    assert!(problems("Shape", r#"{"form": "sq", "side": "1"}"#).starts_with("/side "));
    assert!(problems("Shape", r#"{"form": "Round", "radius": "1"}"#).starts_with("/radius "));
    assert!(problems("Shape", r#"{"form": "oval"}"#).starts_with("/form "));
    assert!(!problems("Shape", "{}").is_empty());
}

#[test]
fn what_has_no_end_or_no_sense_demands_nothing_more() {
    assert_eq!((problems("Loop", "{}"), problems("Self", "1"), problems("Nowhere", "1")), Default::default());
    assert!(problems("Loop", "1").contains("1 is not of type \"object\""));
    assert_eq!(problems("Untyped", r#"{"a": null}"#), "");
}

#[test]
fn schemas_that_multiply_or_reach_far_are_survived() {
    let mut text = String::from("components:\n  schemas:\n");
    let member = |name: String| format!("{{$ref: '#/components/schemas/{name}'}}");
    for level in 0..60 {
        let next = member(format!("M{}", level + 1));
        text += &format!("    M{level}: {{allOf: [{next}, {next}, {next}]}}\n");
    }
    for link in 0..20_000 {
        let next = member(format!("C{}", link + 1));
        text += &format!("    C{link}: {{type: object, properties: {{next: {next}}}, allOf: [{next}]}}\n");
    }
    let root = yaml::read(text.as_bytes(), Path::new("openapi.yaml")).expect("YAML");
    for name in ["M0", "C0"] {
        let schema = root.at_pointer(&format!("/components/schemas/{name}")).expect("a schema");
        let validator = Validator::new(Resolver::new(&root), schema);
        assert_eq!(validator.problems(&serde_json::json!({})), []);
    }
}
