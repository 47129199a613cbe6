//! What becomes of two documents.

use std::path::PathBuf;

use super::merge;
use crate::error::Error;
use crate::source::{Overlays, Source, parse};
use crate::tree::Node;

fn source(file: &str, text: &str) -> Source {
    let text = format!("openapi: 3.0.3\ninfo: {{title: {file}, version: '1'}}\n{text}");
    parse(text.as_bytes(), &PathBuf::from(file), &Overlays::default()).unwrap_or_else(|error| panic!("{error}")).0
}

fn merged(files: &[(&str, &str)]) -> Result<Source, Error> {
    let sources = files.iter().map(|(file, text)| source(file, text)).collect();
    merge(sources).map(|merged| merged.expect("a document"))
}

const A: &str = "
servers: [{url: 'https://a.example'}]
security: [{key: []}]
tags: [{name: pets}]
paths:
  /pets: {get: {responses: {'200': {$ref: '#/components/responses/Pets'}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: A}}
  responses:
    Pets: {description: Pets, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  schemas:
    Pet: {type: object, properties: {owner: {$ref: '#/components/schemas/Owner'}}}
    Owner: {type: object, properties: {name: {type: string}}}
    Same: {type: string}
";

const B: &str = "
servers: [{url: 'https://b.example'}]
security: [{key: []}]
tags: [{name: pets}, {name: dogs}]
paths:
  /dogs:
    get:
      responses: {'200': {$ref: '#/components/responses/Pets'}}
    post:
      security: [{key: []}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Same'}}}}
      responses: {'200': {description: A dog.}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: B}}
  responses:
    Pets: {description: Pets, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  schemas:
    Pet: {type: object, properties: {owner: {$ref: '#/components/schemas/Owner'}}}
    Owner: {type: object, properties: {name: {type: integer}}, discriminator: {propertyName: x, mapping: {p: Pet}}}
    Owner_dogs_v1: {type: boolean}
    Same: {type: string}
";

fn at<'n>(node: &'n Node, pointer: &str) -> Option<&'n str> {
    node.at_pointer(pointer).and_then(Node::as_str)
}

#[test]
fn components_that_differ_stay_apart_with_all_that_leads_to_them() {
    let merged = merged(&[("pets.yaml", A), ("dogs v1.yaml", B)]).unwrap_or_else(|error| panic!("{error}"));
    let document = &merged.document;
    let found = |pointer: &str| at(document, pointer).unwrap_or_default().to_owned();
    assert_eq!(found("/paths/~1pets/get/responses/200/$ref"), "#/components/responses/Pets");
    assert_eq!(found("/paths/~1dogs/get/responses/200/$ref"), "#/components/responses/Pets_dogs_v1");
    let pet = "/content/application~1json/schema/$ref";
    assert_eq!(found(&format!("/components/responses/Pets_dogs_v1{pet}")), "#/components/schemas/Pet_dogs_v1");
    let owner = "/properties/owner/$ref";
    assert_eq!(found(&format!("/components/schemas/Pet{owner}")), "#/components/schemas/Owner");
    assert_eq!(found(&format!("/components/schemas/Pet_dogs_v1{owner}")), "#/components/schemas/Owner_dogs_v1_2");
    let mapping = "/components/schemas/Owner_dogs_v1_2/discriminator/mapping/p";
    assert_eq!(found(mapping), "#/components/schemas/Pet_dogs_v1");
    assert_eq!(found(&format!("/paths/~1dogs/post/requestBody{pet}")), "#/components/schemas/Same");
    assert!(document.at_pointer("/components/schemas/Same_dogs_v1").is_none());
}

/// `Pet` is the same text twice, but its discriminator means another `Cat` each time.
#[test]
fn a_discriminator_leads_to_what_it_names() {
    let with = |path: &str, kind: &str| {
        format!(
            "paths:\n  /{path}: {{get: {{responses: {{'200': {{$ref: '#/components/responses/Pet'}}}}}}}}
components:
  responses:
    Pet: {{description: A., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Pet'}}}}}}}}
  schemas:
    Pet: {{type: object, discriminator: {{propertyName: kind, mapping: {{cat: Cat}}}}}}
    Cat: {{type: object, properties: {{age: {{type: {kind}}}}}}}
"
        )
    };
    let (a, b) = (with("a", "string"), with("b", "integer"));
    let merged = merged(&[("a.yaml", &a), ("b.yaml", &b)]).unwrap_or_else(|error| panic!("{error}"));
    let found = |pointer: &str| at(&merged.document, pointer).unwrap_or_default().to_owned();
    assert_eq!(found("/components/schemas/Pet/discriminator/mapping/cat"), "Cat");
    assert_eq!(found("/components/schemas/Pet_b/discriminator/mapping/cat"), "#/components/schemas/Cat_b");
    assert_eq!(found("/paths/~1b/get/responses/200/$ref"), "#/components/responses/Pet_b");
}

#[test]
fn what_differs_between_roots_goes_to_the_paths() {
    let merged = merged(&[("pets.yaml", A), ("dogs v1.yaml", B)]).unwrap_or_else(|error| panic!("{error}"));
    let document = &merged.document;
    assert_eq!(at(document, "/servers/0/url"), Some("https://a.example"));
    assert_eq!(at(document, "/paths/~1dogs/servers/0/url"), Some("https://b.example"));
    assert!(document.at_pointer("/paths/~1pets/servers").is_none());
    for verb in ["get", "post"] {
        assert!(document.at_pointer(&format!("/paths/~1dogs/{verb}/security/0/key_dogs_v1")).is_some(), "{verb}");
    }
    assert!(document.at_pointer("/paths/~1pets/get/security").is_none());
    let tags: Vec<_> = document.items("tags").iter().filter_map(|tag| tag.text("name")).collect();
    assert_eq!(tags, ["pets", "dogs"]);
    assert_eq!(at(document, "/info/title"), Some("pets.yaml"));
    let dogs = document.at_pointer("/paths/~1dogs").expect("path").mark;
    assert_eq!((dogs.file().added_index(), dogs.line()), (Some(0), 8));
}

#[test]
fn a_path_of_two_documents_has_the_operations_of_both() {
    let of = |operations: &str| format!("paths:\n  /a:\n{operations}");
    let get = of("    get: {responses: {'200': {description: A.}}}\n");
    let post = of("    post: {responses: {'200': {description: A.}}}\n");
    let both = merged(&[("a.yaml", &get), ("b.yaml", &post), ("c.yaml", &get)]);
    let both = both.unwrap_or_else(|error| panic!("{error}"));
    let item = both.document.at_pointer("/paths/~1a").and_then(Node::as_mapping).expect("path");
    assert_eq!(item.keys().map(|key| &**key).collect::<Vec<_>>(), ["get", "post"]);
    let other = of("    get: {responses: {'200': {description: B.}}}\n");
    let Err(error) = merged(&[("a.yaml", &get), ("b.yaml", &other)]) else { panic!("two operations became one") };
    let place = error.place().expect("place");
    assert_eq!((place.file.to_str(), place.mark.line()), (Some("b.yaml"), 5));
    let settings = of("    summary: B\n    put: {responses: {'200': {description: B.}}}\n");
    assert!(merged(&[("a.yaml", &get), ("b.yaml", &settings)]).is_err());
}
