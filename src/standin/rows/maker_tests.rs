//! Values of schemas: each keyword, what alternatives show, and schemas that lead too far.

use std::collections::BTreeSet;
use std::path::Path;

use jsonschema::Draft;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value as Json, json};

use super::{Given, Seed, value};
use crate::schema::Resolver;
use crate::tree::{Node, yaml};

fn node(text: &str) -> Node {
    yaml::read(text.as_bytes(), Path::new("a.yaml")).expect("YAML")
}

/// The value of the schema `A` of a document for a row.
fn made(schemas: &str, row: usize) -> Json {
    let document = node(&format!("{{components: {{schemas: {schemas}}}}}").replace("$A", "'#/components/schemas/A'"));
    let resolver = Resolver::new(&document);
    let schema = resolver.schema("A").expect("a schema");
    value(resolver, "value", &[schema], None, Seed::new(0, "a", row))
}

#[test]
fn every_property_is_set_but_those_that_are_only_sent() {
    let schema = "{A: {required: [r], properties: {a: {type: string}, b: {type: boolean}, w: {writeOnly: true}},
        allOf: [{properties: {c: {type: array, items: {type: integer}, minItems: 3, uniqueItems: true}}}]}}";
    let value = made(schema, 0);
    let names: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(names, ["a", "b", "c", "r"]);
    let items: BTreeSet<i64> = value["c"].as_array().expect("a list").iter().filter_map(Json::as_i64).collect();
    assert_eq!(items.len(), 3);
    assert_eq!(
        made("{A: {type: object, additionalProperties: {type: integer}}}", 0).as_object().map(|it| it.len()),
        Some(2)
    );
    assert_eq!(made("{A: {type: object, additionalProperties: false}}", 0), json!({}));
}

#[test]
fn rows_show_all_alternatives_and_values() {
    let schemas = "{A: {discriminator: {propertyName: kind, mapping: {x: X, y: Y}}, properties: {kind: {type: string},
        e: {enum: [1, 2, 3]}}}, X: {allOf: [{$ref: $A}, {properties: {x: {}}}]},
        Y: {allOf: [{$ref: $A}, {properties: {y: {}}}]}}";
    let rows: Vec<Json> = (0..3).map(|row| made(schemas, row)).collect();
    let kinds: Vec<&Json> = rows.iter().map(|row| &row["kind"]).collect();
    assert_eq!(kinds, ["x", "y", "x"]);
    assert!(rows[0].get("x").is_some() && rows[0].get("y").is_none() && rows[1].get("y").is_some(), "{rows:?}");
    assert_eq!(rows.iter().map(|row| row["e"].as_i64()).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    let one = "{A: {oneOf: [{type: string, enum: [a]}, {type: integer, enum: [1]}, {enum: [null]}]}}";
    assert_eq!([0, 1, 2].map(|row| made(one, row)), [json!("a"), json!(1), json!("a")]);
}

#[test]
fn examples_are_taken_where_they_fit_and_ids_differ() {
    let schema = "{A: {properties: {id: {type: string, example: abc123}, city: {type: string, example: Rome},
        n: {type: integer, example: many}, zip: {type: string, pattern: '^[0-9]{5}$', example: x}}}}";
    let (first, second) = (made(schema, 0), made(schema, 1));
    assert_eq!((&first["id"], &first["city"], &second["city"]), (&json!("abc123"), &json!("Rome"), &json!("Rome")));
    assert_ne!(first["id"], second["id"]);
    assert!(first["n"].is_i64() && first["zip"] != "x", "{first}");
    let (document, example) = (Node::default(), node("{a: [{b: x}, {b: y}], other: 1}"));
    let schema = node("{properties: {a: {type: array, items: {properties: {b: {type: string}, c: {type: boolean}}}}}}");
    let given = Given::of(&[&example], 0);
    let value = value(Resolver::new(&document), "value", &[&schema], given, Seed::new(0, "a", 0));
    assert_eq!(
        (&value["a"][1]["b"], &value["other"], value["a"].as_array().map(Vec::len)),
        (&json!("y"), &json!(1), Some(2))
    );
    assert!(value["a"][0]["c"].is_boolean(), "{value}");
}

#[test]
fn schemas_that_lead_too_far_come_to_an_end() {
    for schemas in [
        "{A: {properties: {a: {$ref: $A}, b: {type: array, items: {$ref: $A}}, c: {additionalProperties: {$ref: $A}}}}}",
        "{A: {required: [a, b], properties: {a: {$ref: $A}, b: {$ref: $A}}}}",
        "{A: {type: array, minItems: 90, items: {$ref: $A}}}",
        "{A: {type: array, minItems: 999999999, items: {type: array, minItems: 999999999, items: {type: integer}}}}",
        "{A: {allOf: [{$ref: $A}], oneOf: [{$ref: $A}], anyOf: [{$ref: $A}, {$ref: $A}]}}",
        "{A: {type: string, minLength: 999999999}}",
        "{A: {type: object, minProperties: 999999999}}",
        "{A: {$ref: $A}}",
    ] {
        let text = made(schemas, 0).to_string();
        assert!(text.len() < 1 << 20, "{schemas}: {}", text.len());
    }
}

/// Schemas that allow something.
fn schema() -> impl Strategy<Value = Json> {
    let plain = prop_oneof![
        (0u8..5, 0u8..9)
            .prop_map(|(least, more)| json!({"type": "string", "minLength": least, "maxLength": least + more})),
        (-50i32..50, 0i32..60)
            .prop_map(|(least, more)| json!({"type": "integer", "minimum": least, "maximum": least + more})),
        (1u8..9).prop_map(|step| json!({"type": "number", "multipleOf": f64::from(step) / 4.0})),
        prop::sample::select(vec!["date-time", "date", "email", "uri", "uuid", "ipv4", "ipv6", "hostname"])
            .prop_map(|format| json!({"type": "string", "format": format})),
        "\\^\\[[a-c][d-f]0-9\\]\\{[1-4]\\}\\$".prop_map(|pattern| json!({"type": "string", "pattern": pattern})),
        Just(json!({"type": "boolean"})),
        Just(json!({"enum": ["a", 1, true]})),
    ];
    plain.prop_recursive(3, 24, 4, |inner| {
        let named = prop::collection::btree_map("[a-d]", inner.clone(), 0..4);
        prop_oneof![
            (inner.clone(), 0u8..4, 0u8..3).prop_map(|(items, least, more)| {
                json!({"type": "array", "items": items, "minItems": least, "maxItems": least + more})
            }),
            named.clone().prop_map(
                |properties| json!({"type": "object", "properties": properties, "additionalProperties": false})
            ),
            (named, inner.clone()).prop_map(|(properties, others)| {
                let names: Vec<&str> = properties.keys().map(String::as_str).chain(["r"]).collect();
                json!({"allOf": [{"type": "object", "required": names}, {"properties": properties}], "minProperties": 1,
                    "additionalProperties": {"anyOf": [others, {}]}})
            }),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|members| json!({"anyOf": members})),
            inner.prop_map(|member| json!({"oneOf": [member]})),
        ]
    })
}

#[test]
fn a_validator_finds_no_fault() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner =
        TestRunner::new_with_rng(Config { cases: 300, failure_persistence: None, ..Config::default() }, rng);
    let checked = runner.run(&(schema(), 0usize..4), |(schema, row)| {
        let (document, node) = (Node::default(), node(&schema.to_string()));
        let made = || value(Resolver::new(&document), "value", &[&node], None, Seed::new(0, "a", row));
        let options = jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true);
        let validator = options.build(&schema).expect("a schema");
        prop_assert!(validator.is_valid(&made()), "{schema} {}", made());
        prop_assert_eq!(made(), made());
        Ok(())
    });
    checked.unwrap_or_else(|error| panic!("{error}"));
}
