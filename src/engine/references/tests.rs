//! What the engine did with small documents, each in one line. Those with an answer of their own are cases in
//! `tests/engine_cases/loading`.

use std::path::Path;

use super::{Fault, search};
use crate::tree::{Node, yaml};

/// What every document has, unless it says otherwise.
const SCHEMAS: &str = "schemas: {Thing: {type: object, properties: {id: {type: string}, box: {type: object}}}, \
     Alias: {$ref: '#/components/schemas/Thing'}";

fn document(text: &str) -> Node {
    let text = text.replace("SCHEMAS", SCHEMAS);
    yaml::read(text.as_bytes(), Path::new("x.yaml")).expect("YAML")
}

fn faults(text: &str) -> Vec<Fault> {
    search(&document(text)).refusals.iter().map(|refusal| refusal.fault).collect()
}

/// The fault of a reference in the place of a schema, in a section that comes before the one of schemas.
fn early(reference: &str) -> Vec<Fault> {
    faults(&format!("components: {{SCHEMAS}}, parameters: {{P: {{schema: {{$ref: '{reference}'}}}}}}}}"))
}

/// The same in a section that comes after it.
fn late(reference: &str) -> Vec<Fault> {
    let reference = format!("{{content: {{a/b: {{schema: {{$ref: '{reference}'}}}}}}}}");
    faults(&format!(
        "components: {{SCHEMAS}}, headers: {{H: {{schema: {{type: string}}}}}}}}\n\
         paths: {{/a: {{get: {{parameters: [{{schema: {{}}}}], responses: {{'200': {reference}}}}}}}}}"
    ))
}

#[test]
fn a_reference_leads_into_the_middle_of_something() {
    for reference in [
        "#/components/schemas/Thing/properties/id",
        "#/paths/~1a/get/parameters/0/schema",
        "#/paths/~1a/get/parameters/00/schema",
        "#%2Fcomponents%2Fschemas/Thing",
        "#/components/schemas/Alias/properties/id",
    ] {
        assert_eq!(late(reference), [], "{reference}");
    }
    for (reference, fault) in [
        ("#/paths/~1a/get/parameters/+0/schema", Fault::Missing),
        ("#/paths/~1a/get/parameters/1/schema", Fault::Missing),
        ("#/components/schemas/Thing/", Fault::Missing),
        ("#/components/schemas/Thing/items", Fault::Missing),
        ("#/components/headers/H/schema", Fault::Header),
        ("#/components/schemas/Thing%", Fault::Escape),
        ("#/components/schemas/Thing%ff", Fault::Missing),
        ("#/components/schemas/Thing/properties", Fault::Kind(None)),
        ("#/components/schemas/Thing/type", Fault::Kind(None)),
        ("#/paths/~1a/get", Fault::Kind(Some("operation"))),
        ("#/components/headers/H", Fault::Kind(Some("header"))),
        ("#", Fault::Prefix("#/")),
        ("#Thing", Fault::Prefix("#/")),
        ("Thing", Fault::External),
        ("x.yaml#/components/schemas/Thing", Fault::External),
    ] {
        assert_eq!(late(reference), [fault], "{reference}");
    }
}

#[test]
fn a_way_through_another_reference_is_open_only_to_later_sections() {
    let reference = "#/components/schemas/Alias/properties/id";
    assert_eq!(late(reference), []);
    assert_eq!(early(reference), [Fault::Through]);
    let same = format!("components: {{SCHEMAS, User: {{items: {{$ref: '{reference}'}}}}}}}}");
    assert_eq!(faults(&same), [Fault::Through]);
    // A header leads to the schema, which is searched before its section for that.
    let sooner = format!(
        "components: {{SCHEMAS, User: {{not: {{$ref: '{reference}'}}}}}}, \
         headers: {{H: {{schema: {{allOf: [{{$ref: '#/components/schemas/Alias'}}, {{$ref: '#/components/schemas/User'}}]}}}}}}}}"
    );
    assert_eq!(faults(&sooner), [Fault::Through]);
    let items = "paths: {/a: {$ref: '#/paths/~1b'}, /b: {get: {parameters: [{}]}}, \
                 /c: {get: {parameters: [{$ref: '#/paths/~1a/get/parameters/0'}]}}}";
    assert_eq!(faults(items), [Fault::Through]);
}

#[test]
fn the_loader_does_not_look_everywhere() {
    let none = "{$ref: '#/none'}";
    for place in [
        "components: {links: {L: NONE}}",
        "components: {headers: {H: {content: {a/b: {schema: NONE}}, examples: {e: NONE, f: null}}}}",
        "components: {parameters: {P: {examples: {e: NONE}, content: {a/b: {examples: {e: NONE}}}}}}",
        "components: {requestBodies: {B: {content: {a/b: {encoding: {e: {headers: {H: NONE, I: null}}}}}}}}",
        "components: {schemas: {S: {example: NONE, default: NONE, x-y: NONE, $defs: {D: NONE}, xml: NONE}}}",
        "components: {examples: {E: {value: NONE}}, pathItems: {P: NONE}, models: {M: NONE}}",
        "webhooks: {w: {post: {requestBody: NONE}}}",
        "components: {schemas: {S: {$ref: ''}, T: {$ref: 5}, U: {$ref: null}, V: {properties: {$ref: {}}}}}",
        "paths: {/a: null}",
    ] {
        let found = document(&place.replace("NONE", none));
        let found = search(&found);
        assert!(found.refusals.is_empty() && found.nulls.is_empty(), "{place}: {:?}", found.refusals);
    }
    for place in [
        "components: {headers: {H: {schema: NONE}}}",
        "components: {parameters: {P: {content: {a/b: {schema: NONE}}}}}",
        "components: {requestBodies: {B: {content: {a/b: {examples: {e: NONE}}}}}}",
        "components: {responses: {R: {links: {L: NONE}}}}",
        "components: {schemas: {x-S: {additionalProperties: NONE}}}",
        "components: {callbacks: {C: {x-y: {$ref: '#/components/callbacks/D'}}}}",
        "components: {callbacks: {C: {e: {post: {responses: {x-y: NONE}}}}}}",
        "components: {securitySchemes: {S: NONE}}",
        "paths: {x-y: {connect: {responses: {default: NONE}}}}",
        "paths: {/a: {parameters: [NONE]}}",
        "paths: {/a: {$ref: '#/paths/~1b'}}",
        "paths: {/a: {$ref: '#/paths/~1%7Bb%7D'}, '/{b}': {}}",
    ] {
        assert_eq!(faults(&place.replace("NONE", none)), [Fault::Missing], "{place}");
    }
}

#[test]
fn path_items_refer_to_their_own_kind() {
    assert_eq!(faults("paths: {/a: {$ref: '#/x-items/a'}}\nx-items: {a: {}}"), [Fault::Prefix("#/paths/")]);
    assert_eq!(faults("paths: {/a: {$ref: 'a.yaml'}}"), [Fault::External]);
    let callbacks = Fault::Prefix("#/components/callbacks/");
    assert_eq!(faults("components: {callbacks: {C: {e: {$ref: '#/paths/~1a'}}}}\npaths: {/a: {}}"), [callbacks]);
    assert_eq!(faults("paths: {/a: {$ref: '#/paths/~1a'}, /b: {$ref: '#/paths//a'}}"), []);
}

#[test]
fn null_is_refused_where_the_loader_looks() {
    for place in [
        "components: {schemas: {S: null}}",
        "components: {schemas: {S: {allOf: [null]}}}",
        "components: {responses: {R: {links: {L: null}}}}",
        "components: {callbacks: {C: {e: null}}}",
        "components: {parameters: {P: {content: {a/b: null}}}}",
        "paths: {/a: {get: {parameters: [null]}}}",
        "paths: {/a: {get: {responses: {x-y: null}}}}",
    ] {
        assert_eq!(search(&document(place)).nulls.len(), 1, "{place}");
    }
    let optional = "components: {schemas: {S: {items: null, not: null, additionalProperties: null}}, links: {L: null}}";
    assert!(search(&document(optional)).nulls.is_empty());
}

#[test]
fn values_that_the_loader_keeps_end_a_cycle() {
    let kept = "components: {schemas: {A: {items: {$ref: '#/components/schemas/B'}}, \
                B: {properties: {a: {$ref: '#/components/schemas/A'}, b: {$ref: '#/components/schemas/B'}}}}}";
    assert_eq!(faults(kept), []);
    let bare =
        "components: {responses: {A: {$ref: '#/components/responses/B'}, B: {$ref: '#/components/responses/A'}}}";
    assert_eq!(faults(bare), [Fault::Endless; 2]);
    let own = "components: {schemas: {A: {properties: {a: {$ref: '#/components/schemas/A/properties/a'}}}}}";
    assert_eq!(faults(own), [Fault::Endless]);
    let raw = "components: {schemas: {A: {items: {$ref: '#/definitions/R'}}, K: {items: {$ref: '#/definitions/S'}}}}\n\
               definitions: {R: {items: {$ref: '#/components/schemas/A'}}, S: {items: {$ref: '#/components/schemas/K/items'}}}";
    assert_eq!(faults(raw), [Fault::Endless; 2]);
    let unused = "components: {schemas: {A: {items: {$ref: '#/definitions/R'}}}}\n\
                  definitions: {R: {type: object}, T: {items: {$ref: '#/definitions/T'}}}";
    assert_eq!(faults(unused), []);
}
