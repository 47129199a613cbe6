//! A sound service document and a sound provider document, which tests of this folder change.

use serde_json::{Value, json};

use super::references::unescape;
use super::{Problem, check_resources, check_service_document};

pub const USERS: &str = "/components/x-stackQL-resources/users";

pub fn service() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Directory", "version": "1.0"},
        "servers": [{"url": "https://{tenant}/", "variables": {"tenant": {"default": "a"}}}],
        "security": [{"token": []}],
        "paths": {
            "/users": {"get": list_operation(), "post": create_operation()},
            "/users/{id}": {"get": get_operation()},
        },
        "components": {
            "schemas": schemas(),
            "parameters": {"Id": id_parameter()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "x-stackQL-resources": {"users": users()},
        },
    })
}

pub fn id_parameter() -> Value {
    json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}})
}

pub fn json_content(schema: &str) -> Value {
    let target = format!("#/components/schemas/{schema}");
    json!({"application/json": {"schema": {"$ref": target}}})
}

fn list_operation() -> Value {
    json!({
        "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
        "responses": {"200": {"description": "Users", "content": json_content("UserList")}},
    })
}

fn create_operation() -> Value {
    json!({
        "requestBody": {"content": json_content("User")},
        "responses": {"201": {"description": "Made"}},
    })
}

fn get_operation() -> Value {
    json!({
        "parameters": [{"$ref": "#/components/parameters/Id"}],
        "responses": {"200": {"description": "One user", "content": json_content("User")}},
    })
}

fn schemas() -> Value {
    json!({
        "User": {
            "type": "object",
            "required": ["email", "absent"],
            "properties": {"email": {"type": "string"}, "age": {"type": "integer"}},
            "additionalProperties": false,
        },
        "UserList": {
            "type": "object",
            "properties": {
                "value": {"type": "array", "items": {"$ref": "#/components/schemas/User"}},
            },
        },
    })
}

fn users() -> Value {
    let method = |name: &str| json!({"$ref": format!("#{USERS}/methods/{name}")});
    json!({
        "id": "directory.people.users",
        "name": "users",
        "methods": {
            "list": method_of("#/paths/~1users/get", "$.value"),
            "get": method_of("#/paths/~1users~1{id}/get", "$"),
            "create": {
                "operation": {"$ref": "#/paths/~1users/post"},
                "request": {"mediaType": "application/json"},
                "response": {"openAPIDocKey": "201"},
            },
        },
        "sqlVerbs": {
            "select": [method("get"), method("list")],
            "insert": [method("create")],
            "update": [], "delete": [], "replace": [],
        },
    })
}

fn method_of(operation: &str, key: &str) -> Value {
    json!({
        "operation": {"$ref": operation},
        "response": {
            "mediaType": "application/json", "openAPIDocKey": "200", "objectKey": key,
        },
    })
}

pub fn provider() -> Value {
    json!({
        "id": "directory",
        "name": "directory",
        "version": "v00.00.00000",
        "providerServices": {
            "people": {
                "id": "people:v00.00.00000",
                "name": "people",
                "title": "People",
                "description": "People",
                "version": "v00.00.00000",
                "preferred": true,
                "service": {"$ref": "directory/v00.00.00000/services/people.yaml"},
            },
        },
        "config": {"auth": {"type": "bearer", "credentialsenvvar": "TOKEN"}},
    })
}

pub fn put(mut doc: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer below the root");
    let key = unescape(key);
    match doc.pointer_mut(parent).expect("the parent exists") {
        Value::Array(list) => list.insert(key.parse().expect("an index"), value),
        parent => parent[key] = value,
    }
    doc
}

pub fn drop_member(mut doc: Value, pointer: &str) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer below the root");
    let parent = doc.pointer_mut(parent).and_then(Value::as_object_mut);
    parent.expect("an object").remove(key);
    doc
}

pub fn users_at(rest: &str) -> String {
    format!("{USERS}{rest}")
}

#[track_caller]
pub fn assert_only(problems: &[Problem], pointer: &str, message: &str) {
    let found = problems.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(found.len(), 1, "{pointer}: {message} in {found:#?}");
    let (at, told) = (&problems[0].pointer, &problems[0].message);
    assert_eq!(at, pointer, "{told}");
    assert!(told.contains(message), "{message} in {told}");
}

#[track_caller]
pub fn assert_refused(pointer: &str, value: Value, message: &str) {
    let problems = check_service_document(&put(service(), pointer, value));
    assert_only(&problems, pointer, message);
}

#[track_caller]
pub fn assert_accepted(pointer: &str, value: Value) {
    let problems = check_service_document(&put(service(), pointer, value));
    assert_eq!(problems, [], "{pointer}");
}

#[track_caller]
pub fn assert_resource(rest: &str, value: Value, message: &str) {
    let pointer = users_at(rest);
    let problems = check_resources(&put(service(), &pointer, value));
    assert_only(&problems, &pointer, message);
}

fn reordered(doc: Value) -> Value {
    let select = users_at("/sqlVerbs/select");
    let mut list = doc.pointer(&select).cloned().unwrap_or_default();
    list.as_array_mut().expect("a list").reverse();
    put(doc, &select, list)
}

pub fn shadowed() -> Value {
    reordered(service())
}
