//! Providers of any shape for the properties of `diff`: drafts, and the models of them.

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use provgen::{Provider, SqlVerb, side};
use serde_json::{Value as Json, json};

/// A provider with one service, before it is a model.
pub type Draft = BTreeMap<String, BTreeMap<String, MethodDraft>>;

/// A method of it.
#[derive(Clone, Debug)]
pub struct MethodDraft {
    /// What it calls.
    pub path: String,
    pub verb: SqlVerb,
    /// Names and whether they are required.
    pub parameters: BTreeMap<String, bool>,
    /// Whether they are required, and what they are.
    pub body: BTreeMap<String, (bool, &'static str)>,
    pub columns: BTreeMap<String, &'static str>,
    pub deprecated: bool,
    /// Whether it gives a list of rows.
    pub lists: bool,
}

/// The model of a draft.
pub fn model(draft: &Draft) -> Provider {
    let mut paths = serde_json::Map::new();
    let mut resources = serde_json::Map::new();
    for (name, methods) in draft {
        let methods_node: serde_json::Map<String, Json> = methods
            .iter()
            .map(|(name, method)| {
                let operation = format!("#/paths/{}/post", method.path.replace('/', "~1"));
                let response = json!({"mediaType": "application/json", "openAPIDocKey": "200"});
                (name.clone(), json!({"operation": {"$ref": operation}, "response": response}))
            })
            .collect();
        let listed = |verb: SqlVerb| -> Vec<Json> {
            let of_verb = methods.iter().filter(|(_, method)| method.verb == verb);
            of_verb
                .map(|(method, _)| json!({"$ref": format!("#/components/x-stackQL-resources/{name}/methods/{method}")}))
                .collect()
        };
        let verbs: serde_json::Map<String, Json> =
            SqlVerb::LISTED.iter().map(|verb| (verb.name().to_owned(), listed(*verb).into())).collect();
        let id = format!("shop.store.{name}");
        resources.insert(name.clone(), json!({"id": id, "name": name, "methods": methods_node, "sqlVerbs": verbs}));
        for method in methods.values() {
            paths.insert(method.path.clone(), json!({"post": operation(method)}));
        }
    }
    let document = json!({"openapi": "3.0.3", "paths": paths, "components": {"schemas": circles(), "x-stackQL-resources": resources}});
    let root = tempfile::tempdir().expect("temporary folder");
    let folder = root.path().join("src/shop/v1");
    fs::create_dir_all(folder.join("services")).expect("folder");
    let provider =
        json!({"name": "shop", "providerServices": {"store": {"service": {"$ref": "shop/v1/services/store.yaml"}}}});
    fs::write(folder.join("provider.yaml"), provider.to_string()).expect("write");
    fs::write(folder.join("services/store.yaml"), document.to_string()).expect("write");
    side(root.path().to_str().expect("text")).unwrap_or_else(|error| panic!("{error}")).remove(0)
}

/// The schema of a column: a type, or one of some shapes.
fn column(datatype: &str) -> Json {
    let object = |properties: Json| json!({"type": "object", "properties": properties});
    match datatype {
        "person" => object(json!({"x": {"type": "string"}})),
        "person with more" => object(json!({"x": {"type": "string"}, "new": {"type": "string"}})),
        "person turned" => object(json!({"x": {"type": "integer"}})),
        "wide" => json!({"allOf": [object(json!({"x": {"type": "object"}})), object(json!({"y": column("person")}))]}),
        "listed" => object(json!({"x": {"type": "array", "items": column("person")}, "y": column("person turned")})),
        "state" => json!({"type": "string", "enum": ["on", "off", "sold"]}),
        "state less" => json!({"type": "string", "enum": ["on", "off"]}),
        "tree" | "forest" => json!({"$ref": format!("#/components/schemas/{datatype}")}),
        _ => json!({"type": datatype}),
    }
}

/// Two shapes that hold themselves.
fn circles() -> Json {
    let next = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let tree = json!({"type": "object", "properties": {"value": {"type": "string"}, "next": next("tree")}});
    let trees = json!({"type": "array", "items": next("tree")});
    let forest = json!({"type": "object", "required": ["next"],
        "properties": {"value": {"type": "integer"}, "next": next("forest"), "trees": trees}});
    json!({"tree": tree, "forest": forest})
}

fn operation(method: &MethodDraft) -> Json {
    let schema = json!({"type": "string"});
    let parameters: Vec<Json> = method
        .parameters
        .iter()
        .map(|(name, required)| json!({"name": name, "in": "query", "required": required, "schema": schema}))
        .collect();
    let columns: serde_json::Map<String, Json> =
        method.columns.iter().map(|(name, datatype)| (name.clone(), column(datatype))).collect();
    let row = json!({"type": "object", "properties": columns});
    let answer = if method.lists { json!({"type": "array", "items": row}) } else { row };
    let mut operation = json!({
        "deprecated": method.deprecated,
        "parameters": parameters,
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": answer}}}},
    });
    if !method.body.is_empty() {
        let properties: serde_json::Map<String, Json> =
            method.body.iter().map(|(name, (_, datatype))| (name.clone(), column(datatype))).collect();
        let required: Vec<&String> =
            method.body.iter().filter(|(_, (required, _))| *required).map(|(name, _)| name).collect();
        let body = json!({"type": "object", "properties": properties, "required": required});
        operation["requestBody"] = json!({"content": {"application/json": {"schema": body}}});
    }
    operation
}

fn names(prefix: &'static str) -> impl Strategy<Value = BTreeMap<String, bool>> {
    prop::collection::btree_map((0..4_usize).prop_map(move |number| format!("{prefix}{number}")), any::<bool>(), 0..4)
}

fn method() -> impl Strategy<Value = MethodDraft> {
    let verbs =
        vec![SqlVerb::Select, SqlVerb::Select, SqlVerb::Insert, SqlVerb::Delete, SqlVerb::Update, SqlVerb::Exec];
    let types = prop::sample::select(vec![
        "string", "integer", "object", "person", "wide", "listed", "tree", "forest", "state",
    ]);
    let name = |prefix| (0..4_usize).prop_map(move |number| format!("{prefix}{number}"));
    let body = prop::collection::btree_map(name("b"), (any::<bool>(), types.clone()), 0..4);
    let columns = prop::collection::btree_map(name("c"), types, 1..4);
    let flags = (any::<bool>(), any::<bool>());
    (prop::sample::select(verbs), names("k"), body, columns, flags).prop_map(
        |(verb, parameters, body, columns, flags)| {
            let body = if verb == SqlVerb::Select { BTreeMap::new() } else { body };
            let (deprecated, lists) = flags;
            MethodDraft { path: String::new(), verb, parameters, body, columns, deprecated, lists }
        },
    )
}

/// Paths are told from resource and method, so that what has another name calls something else.
pub fn draft() -> impl Strategy<Value = Draft> {
    let methods = prop::collection::btree_map((0..5_usize).prop_map(|number| format!("m{number}")), method(), 1..5);
    prop::collection::btree_map((0..5_usize).prop_map(|number| format!("r{number}")), methods, 1..5).prop_map(
        |mut draft| {
            for (resource, methods) in &mut draft {
                methods.iter_mut().for_each(|(name, method)| method.path = format!("/{resource}/{name}"));
            }
            draft
        },
    )
}
